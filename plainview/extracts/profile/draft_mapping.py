"""Writes the draft of a mapping: how the files are read, who is spoken of, and what most likely goes where."""

from plainview.agreements.mapping import Reads
from plainview.agreements.undecided import MARK
from plainview.extracts.profile.draft_agreement import glob_of
from plainview.extracts.profile.draft_codes import Key
from plainview.extracts.profile.plan_draft import Mention, SetPlan, plain
from plainview.extracts.profile.profiles import ColumnProfile, FileProfile
from plainview.extracts.profile.words import SAYS_NO, SAYS_YES
from plainview.extracts.profile.yaml_text import listed, text
from plainview.extracts.readers.plan import ROWS
from plainview.vocabulary.tables import TABLES, Kind

_OBSERVED_AS = {"code": "code", "number": "number", "flag": "flag", "date": "date", "instant": "date", "money": "pence"}
_USUAL_DATES = ("%Y-%m-%d", "%d/%m/%Y")
Lines = list[str]


def mapping_text(id_: str, files: list[FileProfile], plans: list[SetPlan], *, codes: dict[Key, str]) -> str:
    """Give the draft. What the draft does not know how to use stands in `not_used`, marked."""
    lines = [
        f"# Drafted by looking at names and values. Each '{MARK}' is for a person; a guess without a mark "
        f"wants a look too.",
        "# The language: docs/reference/mapping.md. Move what you do not want to 'not_used', with the reason.",
        f"agreement: {id_}",
    ]
    for plan in plans:
        lines += [f"# {plan.name}: {note}" for note in plan.profile.layout.notes]
        if plan.profile.problem:
            lines.append(f"# {plan.name}: its reader says: {plan.profile.problem}")
    dates = _dates(plans)
    lines += _reads(files, plans, dates)
    sections: dict[str, Lines] = {}
    for plan in plans:
        at = f"\n    in: {plan.name}" if plan.name != ROWS else ""
        _people(sections, plan, at, codes)
        _staff(sections, plan, at)
        _property(sections, plan, at)
        if plan.about is not None:
            _tables(sections, plan, at, codes, dates)
            _observations(sections, plan, at, codes)
            _characteristics(sections, plan, at, codes)
            _notes(sections, plan, at)
    for name in ("people", "tables", "observations", "characteristics", "notes", "staff", "properties"):
        if name in sections:
            lines += [f"{name}:", *sections[name]]
    unused: dict[str, str] = {}
    used = _used(plans)
    for plan in plans:
        unused |= {name: why for name, why in plan.unused.items() if name not in used}
    if unused:
        lines.append("not_used:")
        lines += [f"  {text(name)}: {text(why)}" for name, why in unused.items()]
    return "\n".join(lines) + "\n"


# ---- how it is read ----


def _reads(files: list[FileProfile], plans: list[SetPlan], dates: list[str]) -> Lines:
    first = plans[0].profile.layout
    lines = ["reads:", f"  format: {first.format}"]
    if first.encoding != "utf-8":
        lines.append(f"  encoding: {first.encoding}")
    if first.delimiter:
        lines.append(f"  delimiter: {text(first.delimiter)}" if first.delimiter != "\t" else '  delimiter: "\\t"')
    if first.has_header is False:
        lines.append("  has_header: false")
    elif first.format == "fixed_width":
        lines.append("  has_header: true")
    if first.widths and len(plans) == 1:
        lines.append("  columns:")
        lines += [f"    {text(n)}: {{at: {c.at}, length: {c.length}}}" for n, c in first.widths.items()]
    if dates:
        lines.append(f"  dates: {listed(dates)}")
    columns = [c for p in plans for c in p.profile.columns]
    blanks = list(dict.fromkeys(v for c in columns for v in c.values.blanks))
    usual = Reads.model_validate({"format": "csv"})
    if more := [b for b in blanks if b not in usual.blanks]:
        lines.append(f"  blanks: {listed([*usual.blanks, *more])}")
    open_ = sorted({d for c in columns for d in c.values.open_dates} - set(usual.open_dates))
    if open_:
        lines.append(f"  # {MARK} by reading: do these days mean 'no date'?")
        lines.append(f"  open_dates: {listed([*usual.open_dates, *open_])}")
    flags = {v for c in columns if c.meaning.type == "flag" for v in c.counts.sample}
    if more_flags := {v.casefold() for v in flags} - {t.casefold() for t in (*usual.flag.yes, *usual.flag.no)}:
        yes = [v for v in sorted(more_flags) if v in SAYS_YES or v in ("1", "-1")]
        no = [v for v in sorted(more_flags) if v in SAYS_NO or v == "0"]
        lines.append(f"  flag: {{yes: {listed([*usual.flag.yes, *yes])}, no: {listed([*usual.flag.no, *no])}}}")
    lines += _record_sets(files, plans)
    return lines


def _record_sets(files: list[FileProfile], plans: list[SetPlan]) -> Lines:
    sets = []
    first = plans[0].profile.layout
    for plan in plans:
        layout = plan.profile.layout
        keys = []
        if len(files) > 1:
            keys.append(f"file: {text(glob_of(plan.path))}")
            if layout.format != first.format:
                keys.append(f"format: {layout.format}")
            if layout.encoding != first.encoding:
                keys.append(f"encoding: {layout.encoding}")
            if layout.delimiter and layout.delimiter != first.delimiter:
                keys.append(f"delimiter: {text(layout.delimiter)}")
        if layout.sheet is not None:
            keys.append(f"sheet: {text(layout.sheet)}")
        if layout.header_row != 1:
            keys.append(f"header_row: {layout.header_row}")
        if layout.table is not None:
            keys.append(f"table: {text(layout.table)}")
        if layout.at is not None:
            keys.append(f"at: {text(layout.at)}")
        if layout.widths and len(plans) > 1:
            keys.append(
                "columns: {"
                + ", ".join(f"{text(n)}: {{at: {c.at}, length: {c.length}}}" for n, c in layout.widths.items())
                + "}"
            )
        if layout.fields:
            inner = [f"        {text(n)}: {text(p)}" for n, p in layout.fields.items()]
            sets += [f"    {plan.name}:", *(f"      {k}" for k in keys), "      fields:", *inner]
        else:
            sets.append(f"    {plan.name}: {{{', '.join(keys)}}}")
    if len(plans) == 1 and plans[0].name == ROWS and sets == [f"    {ROWS}: {{}}"]:
        return []
    return ["  record_sets:", *sets]


def _dates(plans: list[SetPlan]) -> list[str]:
    """Give the formats of all date columns, the most usual first; what reads figures alone is last."""
    often: dict[str, int] = {}
    for plan in plans:
        for column in plan.profile.columns:
            for form in column.meaning.dates:
                often[form] = often.get(form, 0) + 1
    ranked = sorted(often, key=lambda f: (f == "excel", -often[f]))
    swapped = {"%m/%d/%Y": "%d/%m/%Y", "%m/%d/%y": "%d/%m/%y"}
    return [f for f in ranked if not (f in swapped and swapped[f] in ranked)]


def _own_dates(column: ColumnProfile, dates: list[str]) -> tuple[str, ...]:
    """Give a column's formats, if the file's would read it another way or not at all."""
    return column.meaning.dates if set(column.meaning.dates) - set(dates) else ()


# ---- who and what ----


def _people(sections: dict[str, Lines], plan: SetPlan, at: str, codes: dict[Key, str]) -> None:
    for mention in plan.mentions:
        lines = sections.setdefault("people", [])
        lines.append(f"  - mention: {mention.name}{at}")
        if mention.id is not None:
            lines.append(f"    id: {_key(mention.id)}")
        if mention.other_ids:
            lines += ["    other_ids:", *(f"      - {_key(k)}" for k in mention.other_ids)]
        if mention.groups:
            lines += ["    groups:", *(f"      - {_key(k)}" for k in mention.groups)]
        lines += _fields(mention, codes)
        if mention.id is None and not mention.groups:
            lines.append("    # No number of theirs was found: each row is a person of its own until they are matched.")


def _fields(mention: Mention, codes: dict[Key, str]) -> Lines:
    lines = []
    for ours, element in mention.fields.items():
        if isinstance(element, list):
            lines.append(f'    {ours}: {{join: {listed(element)}, with: ", "}}')
        elif ours in ("sex", "first_language"):
            name = codes.get((element, f"people.{ours}"))
            if name:
                lines.append(f"    {ours}: {{from: {text(element)}, codes: {name}}}")
            else:
                lines.append(
                    f"    {ours}: "
                    f"{{from: {text(element)}, codes: {{{text('-')}: {text(MARK + ': what its codes mean')}}}}}"
                )
        else:
            lines.append(f"    {ours}: {text(element)}")
        if ours == "full_name" and mention.surname_first:
            lines.append("    name_order: surname_first")
    return lines


def _staff(sections: dict[str, Lines], plan: SetPlan, at: str) -> None:
    if plan.staff_id is None:
        return
    lines = sections.setdefault("staff", [])
    lines.append(f"  - id: {{space: staff, id: {text(plan.staff_id.name)}}}{at}")
    lines += [f"    {ours}: {text(column.name)}" for ours, column in plan.staff.items()]


def _property(sections: dict[str, Lines], plan: SetPlan, at: str) -> None:
    if not plan.property:
        return
    lines = sections.setdefault("properties", [])
    (first, element), *rest = plan.property.items()
    lines.append(f"  - {first}: {text(str(element))}{at}")
    for ours, names in rest:
        lines.append(
            f"    {ours}: " + (text(names) if isinstance(names, str) else f'{{join: {listed(names)}, with: ", "}}')
        )


def _tables(sections: dict[str, Lines], plan: SetPlan, at: str, codes: dict[Key, str], dates: list[str]) -> None:
    if plan.target is None:
        return
    table = TABLES[plan.target.table]
    others = [f"{t.table} ({t.score})" for t in plan.profile.targets if t.table != table.name]
    lines = sections.setdefault("tables", [])
    if others:
        lines.append(
            f"  # It fits {table.name} best ({plan.target.score}); next: {', '.join(others)}. All: "
            f"docs/reference/mapping.md."
        )
    lines += [f"  - table: {table.name}{at}", f"    person: {_about(plan)}", "    columns:"]
    for ours, column in plan.table.items():
        kind = table.by_name[ours].kind
        own = _own_dates(column, dates)
        if kind is Kind.CODE:
            name = codes.get((column.name, f"{table.name}.{ours}"))
            lines.append(f"      {ours}: {{from: {text(column.name)}, codes: {name}}}")
        elif kind is Kind.DATE and own:
            lines.append(f"      {ours}: {{from: {text(column.name)}, dates: {listed(list(own))}}}")
        else:
            lines.append(f"      {ours}: {text(column.name)}")
    left = [c for c in table.by_name if c not in plan.table]
    if left:
        lines.append(f"      # not filled: {', '.join(left)}")
    if plan.known_from is not None:
        lines.append(f"    known_from: {text(plan.known_from.name)}")


def _observations(sections: dict[str, Lines], plan: SetPlan, at: str, codes: dict[Key, str]) -> None:
    if not plan.observed:
        return
    lines = sections.setdefault("observations", [])
    on = text(plan.on.name) if plan.on is not None else "{received: true}"
    lines += [f"  - person: {_about(plan)}{at}", f"    on: {on}", "    values:"]
    for column in plan.observed:
        more = ""
        if column.meaning.type == "code":
            more = f", codes: {codes[column.name, '']}"
        kind = _kind(column)
        lines.append(
            f"      {text(column.name)}: "
            f"{{kind: {kind}, as: {_OBSERVED_AS[column.meaning.type]}, plain: {text(plain(column))}{more}}}"
        )


def _characteristics(sections: dict[str, Lines], plan: SetPlan, at: str, codes: dict[Key, str]) -> None:
    held = [(c, codes.get((c.name, f"characteristics.{c.meaning.means}"))) for c in plan.protected]
    if not held:
        return
    lines = sections.setdefault("characteristics", [])
    lines += [f"  - person: {_about(plan)}{at}", "    values:"]
    for column, name in held:
        lines.append(f"      {text(column.name)}: {{is: {column.meaning.means}, codes: {name}}}")


def _notes(sections: dict[str, Lines], plan: SetPlan, at: str) -> None:
    if not plan.notes or plan.on is None:
        return
    lines = sections.setdefault("notes", [])
    for column in plan.notes:
        lines += [
            f"  - person: {_about(plan)}{at}",
            f"    text: {text(column.name)}",
            f"    written_on: {text(plan.on.name)}",
        ]
        if plan.known_from is not None:
            lines.append(f"    known_from: {text(plan.known_from.name)}")


def _about(plan: SetPlan) -> str:
    if isinstance(plan.about, Mention):
        return plan.about.name
    assert plan.about is not None
    return _key(plan.about)


def _key(column: ColumnProfile) -> str:
    return f"{{space: {column.space}, id: {text(column.name)}}}"


def _kind(column: ColumnProfile) -> str:
    return "_".join(x for x in column.words if x.isascii() and x.isalnum()).lstrip("0123456789_") or "observed"


def _used(plans: list[SetPlan]) -> set[str]:
    """An element of several record sets may be used in one of them."""
    found: set[str] = set()
    for plan in plans:
        found |= {c.name for c in plan.profile.columns if c.name not in plan.unused}
    return found

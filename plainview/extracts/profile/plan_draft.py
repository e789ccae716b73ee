"""What the draft will make of an extract: which element goes where, before it is written as YAML."""

from dataclasses import dataclass, field
from pathlib import Path

from plainview.extracts.profile import words as w
from plainview.extracts.profile.keys import is_about_people
from plainview.extracts.profile.meaning import BIRTH_DATES, CONTACTS, NAMES, NUMBERS, PROTECTED
from plainview.extracts.profile.profiles import ColumnProfile, FileProfile, SetProfile, Target
from plainview.extracts.profile.targets import LIKELY
from plainview.extracts.readers.plan import ROWS
from plainview.vocabulary.purposes import LegalClass, Purpose
from plainview.vocabulary.tables import TABLES, Kind

_PERSON_FIELDS = (
    *NAMES,
    *BIRTH_DATES,
    *NUMBERS,
    *CONTACTS,
    "sex",
    "uprn",
    "postcode",
    "first_language",
    "needs_interpreter",
)
_MATCHED_BY = frozenset(
    (
        *NAMES,
        "born_on",
        "expected_on",
        *NUMBERS,
        *CONTACTS,
        "sex",
        "uprn",
        "parent_uprn",
        "postcode",
        "address",
        "address_whole",
        "key",
        "person_id",
        "foreign_key",
    )
)
_KEYS = ("person_id", "foreign_key", "key")
_SPECIAL = frozenset(("race", "religion_or_belief", "sexual_orientation", "disability", "pregnancy_maternity"))
_OBSERVED = {"code": "code", "number": "number", "flag": "flag", "date": "date", "instant": "date", "money": "pence"}
_NO_OBSERVATION = frozenset(
    (
        *NAMES,
        *NUMBERS,
        *CONTACTS,
        "uprn",
        "parent_uprn",
        "postcode",
        "address",
        "address_whole",
        "restricted",
        "staff",
        "staff_name",
        "key",
        "person_id",
        "foreign_key",
        "recorded",
    )
)


@dataclass(slots=True)
class Mention:
    """A person spoken of in a row."""

    name: str
    fields: dict[str, str | list[str]] = field(default_factory=dict)  # ours: element, or several to be joined
    id: ColumnProfile | None = None
    other_ids: list[ColumnProfile] = field(default_factory=list)
    groups: list[ColumnProfile] = field(default_factory=list)
    surname_first: bool = False


@dataclass(slots=True)
class SetPlan:
    """What is made of one record set."""

    name: str
    profile: SetProfile
    path: Path
    mentions: list[Mention] = field(default_factory=list)
    about: Mention | ColumnProfile | None = None  # whom a row is about
    target: Target | None = None
    table: dict[str, ColumnProfile] = field(default_factory=dict)  # our column: theirs
    known_from: ColumnProfile | None = None
    on: ColumnProfile | None = None  # the date of observations
    observed: list[ColumnProfile] = field(default_factory=list)
    protected: list[ColumnProfile] = field(default_factory=list)
    notes: list[ColumnProfile] = field(default_factory=list)
    staff_id: ColumnProfile | None = None
    staff: dict[str, ColumnProfile] = field(default_factory=dict)
    property: dict[str, str | list[str]] = field(default_factory=dict)
    unused: dict[str, str] = field(default_factory=dict)  # element: why, or what is to be decided


def plan_sets(files: list[FileProfile], *, everything: list[FileProfile]) -> list[SetPlan]:
    """Say for each record set of an extract what would be made of it. `everything` is all that was looked at."""
    one = len(files) == 1 and len(files[0].sets) == 1
    declared = {c.space for f in everything for s in f.sets for c in s.columns if c.meaning.means == "person_id"}
    plans = []
    taken: set[str] = set()
    for file in files:
        for record_set in file.sets:
            name = record_set.layout.name
            if not one and (len(files) > 1 and len(file.sets) == 1):
                name = _slug(file.path.stem)
            while name in taken:
                name += "_2"
            taken.add(name)
            plans.append(_plan(SetPlan(ROWS if one and name == ROWS else name, record_set, file.path), declared))
    return plans


def purposes(column: ColumnProfile) -> tuple[Purpose, ...]:
    """Give what a draft may say alone: identifiers are for matching, protected characteristics for monitoring."""
    means = column.meaning.means
    if column.meaning.who and means in PROTECTED:
        return ()
    if means == "sex":
        return (Purpose.MATCHING, Purpose.MONITORING)
    if means in PROTECTED:
        return (Purpose.MONITORING,)
    return (Purpose.MATCHING,) if means in _MATCHED_BY else ()


def legal_class(column: ColumnProfile, *, about_people: bool) -> LegalClass:
    """Give what the law most likely calls it."""
    said = " ".join(column.words)
    if column.meaning.means in _SPECIAL:
        return LegalClass.SPECIAL_CATEGORY
    if column.meaning.means in _MATCHED_BY:
        return LegalClass.PERSONAL if about_people else LegalClass.OTHER
    if w.CRIME.search(said):
        return LegalClass.CRIMINAL_OFFENCE
    if w.HEALTH.search(said):
        return LegalClass.SPECIAL_CATEGORY
    return LegalClass.PERSONAL if about_people else LegalClass.OTHER


def plain(column: ColumnProfile) -> str:
    """Put a column's name as words."""
    said = " ".join(x for x in column.words)
    return said[:1].upper() + said[1:] if said else column.name


def _plan(plan: SetPlan, declared: set[str]) -> SetPlan:
    columns = plan.profile.columns
    used: set[str] = set()
    _people(plan, columns, used, declared)
    _staff(plan, columns, used)
    if plan.about is None and not plan.staff_id:
        _property(plan, columns, used)
    if plan.about is not None:
        _facts(plan, columns, used)
    if isinstance(plan.about, ColumnProfile) and not (plan.target or plan.observed or plan.protected or plan.notes):
        used.discard(plan.about.name)  # no draft says anything of whom it leads to
    for column in columns:
        if column.name not in used and column.meaning.means != "restricted":
            plan.unused[column.name] = _why(plan, column)
    return plan


def _people(plan: SetPlan, columns: list[ColumnProfile], used: set[str], declared: set[str]) -> None:
    whose: dict[str, list[ColumnProfile]] = {}
    for column in columns:
        if column.meaning.means in (*_PERSON_FIELDS, "address") and column.meaning.type != "blank":
            whose.setdefault(column.meaning.who, []).append(column)
    keys = [c for c in columns if c.meaning.means in _KEYS and c.meaning.type != "blank"]
    for who, fields in whose.items():
        known = {c.meaning.means for c in fields}
        if not known & {*NAMES, "born_on", *NUMBERS, *CONTACTS} - {"title"} or (who and not known & set(NAMES)):
            continue
        mention = Mention(_slug(who).replace("_", "-") or "person")
        for means in (*_PERSON_FIELDS, "address"):
            of_kind = [c for c in fields if c.meaning.means == means]
            if of_kind:
                mention.fields[means] = (
                    of_kind[0].name if means != "address" or len(of_kind) == 1 else [c.name for c in of_kind]
                )
                used.update(c.name for c in (of_kind if means == "address" else of_kind[:1]))
        for column in fields:
            if column.meaning.means == "full_name":
                mention.surname_first = column.values.comma_name > 0.5
        own = [k for k in keys if k.meaning.who == who and not k.is_group]
        mention.id = next((k for k in own if k.meaning.means == "person_id"), None)
        if mention.id is None:
            mention.id = next((k for k in own if k.meaning.means == "foreign_key" and k.space in declared), None)
        if not who:
            mention.groups = [k for k in keys if k.is_group]
            if mention.id:
                mention.other_ids = [k for k in own if w.FORMER.search(" ".join(k.words)) and k is not mention.id]
                for other in mention.other_ids:
                    other.space = mention.id.space
        used.update(k.name for k in (mention.id, *mention.groups, *mention.other_ids) if k)
        plan.mentions.append(mention)
    main = next((m for m in plan.mentions if m.name == "person"), None)
    if main is not None:
        main.name = _spoken(main)
        plan.about = main
        return
    free = [k for k in keys if k.name not in used and not k.meaning.who] or [k for k in keys if k.name not in used]
    ranked = sorted(
        free,
        key=lambda k: (
            k.space not in declared,
            not w.PEOPLE.search(" ".join(k.words)),
            k.meaning.means != "foreign_key",
            not k.is_group,
        ),
    )
    best = next(iter(ranked), None)
    if best is None or not (
        best.space in declared
        or w.PEOPLE.search(" ".join(best.words))
        or best.is_group
        or best.meaning.means == "foreign_key"
    ):
        return
    used.add(best.name)
    if best.space in declared:
        plan.about = best
        return
    mention = Mention(_slug(best.space).replace("_", "-"))
    if best.is_group:
        mention.groups = [best]
    else:
        mention.id = best
    plan.mentions.append(mention)
    plan.about = mention


def _spoken(mention: Mention) -> str:
    said = " ".join(mention.id.words) if mention.id else ""
    found = w.PEOPLE.search(said)
    return found[0] if found else "person"


def _staff(plan: SetPlan, columns: list[ColumnProfile], used: set[str]) -> None:
    if plan.mentions and any(m.fields for m in plan.mentions):
        return
    if any(c.meaning.means in _KEYS and w.PEOPLE.search(" ".join(c.words)) for c in columns):
        return  # people and their workers, not a list of workers
    numbers = [c for c in columns if c.meaning.means == "staff" and c.counts.is_unique]
    name = next((c for c in columns if c.meaning.means == "staff_name"), None)
    if numbers and name is not None:
        plan.staff_id, plan.staff = numbers[0], {"name": name}
        for ours, means in (("team", "team"), ("phone", "phone"), ("email", "email")):
            if found := next((c for c in columns if c.meaning.means == means), None):
                plan.staff[ours] = found
        used.update((plan.staff_id.name, *(c.name for c in plan.staff.values())))
        for mention in plan.mentions:
            used.difference_update(k.name for k in (mention.id, *mention.groups, *mention.other_ids) if k)
        plan.about, plan.mentions = None, []


def _property(plan: SetPlan, columns: list[ColumnProfile], used: set[str]) -> None:
    found = {
        m: [c.name for c in columns if c.meaning.means == m]
        for m in ("uprn", "parent_uprn", "postcode", "address", "ward")
    }
    if not found["uprn"] or is_about_people(plan.profile):
        return
    for ours, names in found.items():
        if names and ours != "ward":
            plan.property[ours] = names if ours == "address" and len(names) > 1 else names[0]
            used.update(names if ours == "address" else names[:1])


def _facts(plan: SetPlan, columns: list[ColumnProfile], used: set[str]) -> None:
    dated = [c for c in columns if c.meaning.type in ("date", "instant") and c.name not in used]
    recorded = [c for c in dated if c.meaning.means == "recorded"]
    dated = [c for c in dated if not {"reporting", "extract"} & set(c.words)]
    starts = [c for c in dated if c.meaning.means == "start"] or [c for c in dated if c.meaning.means == ""]
    plan.known_from = next(iter(recorded), None)
    for column in columns:
        if column.meaning.means in PROTECTED and column.meaning.type in ("code", "flag") and not column.meaning.who:
            plan.protected.append(column)
            used.add(column.name)
    for column in columns:
        if column.meaning.type == "note" and column.name not in used and (starts or recorded):
            plan.notes.append(column)
            used.add(column.name)
    best = next(iter(plan.profile.targets), None)
    if best is not None and best.score >= LIKELY and best.is_spoken_of and not plan.notes:
        plan.target = best
        for ours, theirs in best.columns.items():
            column = plan.profile.column(theirs)
            is_code = TABLES[best.table].by_name[ours].kind is Kind.CODE
            if theirs not in used and not (is_code and column.codes is None) and column.meaning.means not in PROTECTED:
                plan.table[ours] = column
        if TABLES[best.table].starts not in plan.table:
            plan.table, plan.target = {}, None
        used.update(c.name for c in plan.table.values())
    own = [c for ours, c in plan.table.items() if plan.target and ours == TABLES[plan.target.table].starts]
    plan.on = next(iter([*own, *starts, *recorded]), None)
    if plan.notes and plan.on:
        used.add(plan.on.name)
    if plan.known_from is not None and (plan.target or plan.notes):
        used.add(plan.known_from.name)
    for column in columns:
        means, type_ = column.meaning.means, column.meaning.type
        if column.name in used or type_ not in _OBSERVED or means in _NO_OBSERVATION or means in PROTECTED:
            continue
        if (type_ == "code" and not column.codes) or (
            column.counts.distinct < 2 and type_ in ("code", "number", "money")
        ):
            continue
        if column is plan.on and plan.target is None and not plan.notes:
            continue  # it dates the others; told again below if it dates none
        plan.observed.append(column)
        used.add(column.name)
    if plan.on is not None and plan.observed:
        used.add(plan.on.name)


def _why(plan: SetPlan, column: ColumnProfile) -> str:
    """Say why the draft does not use a column, or what a person has to decide of it."""
    means, type_ = column.meaning.means, column.meaning.type
    if type_ == "blank":
        return f"Blank in all {column.counts.records:,} records that were looked into."
    if type_ == "json":
        return "TO DECIDE: it holds JSON; take parts of it with 'json: $.name' in a cell, or say why it is not used"
    if type_ == "codes":
        return "TO DECIDE: it holds several values in a cell; use 'each' with 'split', or say why it is not used"
    if type_ == "note":
        return (
            "TO DECIDE: free text; an entry of 'notes' needs whom it is about and its date, or say why it is not used"
        )
    if means in ("staff", "staff_name", "team"):
        return "TO DECIDE: who works with them; fill service_involvements (and 'staff'), or say why it is not used"
    if means in ("key", "foreign_key", "person_id"):
        return "TO DECIDE: a number that leads elsewhere; use it as 'id', 'groups' or in 'person', or say why "
        "it is not used"
    if column.counts.distinct == 1 and column.counts.fill > 0.999 and column.counts.records >= 20 and type_ != "flag":
        return "The same in every record that was looked into."
    return "TO DECIDE: which of our tables it fills, or why it is not used"


def _slug(text: str) -> str:
    return "_".join(p for p in w.words_of(text) if p.isascii() and not p.isdigit())

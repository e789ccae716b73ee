"""`profile`: reads files that nobody has described yet, and drafts an agreement and a mapping."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from plainview.agreements.positions import Document, read_document
from plainview.cli.terminal import out, progress
from plainview.extracts.profile import ColumnProfile, Draft, FileProfile, SetProfile, drafts, look
from plainview.vocabulary.errors import PlainviewError

_CODES_SHOWN = 6


class DraftInTheWay(PlainviewError):
    """A file of that name is there already: what someone has finished is never overwritten."""

    slug = "draft-in-the-way"


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(profile)


def profile(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Files as they were sent.")],
    into: Annotated[
        Path | None,
        typer.Option("--out", help="Council's folder to write drafts into: agreements/, mappings/, codes/."),
    ] = None,
    together: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The files are one extract, a table each: draft one agreement of this id."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, for scripts.")] = False,
) -> None:
    """
    Say what unknown files hold, and draft an agreement and a mapping for a person to finish.

    It shows no value of a resident: only names of columns, counts, and codes of columns that have few.
    """
    with progress("Profile") as tell:
        found = look(files, tell=tell)
    made = drafts(found, together=together, controller=_controller(context.obj or into))
    if into is not None:
        _write(made, into)
    if as_json:
        out.print_json(json.dumps({"files": [_as_data(f) for f in found], "drafts": _drafted(made, into)}))
        return
    for file in found:
        for record_set in file.sets:
            _show(file, record_set)
    for draft in made:
        if into is None:
            out.print(
                f"{draft.id}: {len(draft.files)} drafts, {draft.undecided} places to decide (--out DIR writes them)."
            )
            continue
        out.print(f"{draft.id}: {draft.undecided} places to decide, in")
        for name in draft.files:
            out.print(f"  {into / name}", markup=False)
    if into is not None:
        out.print(f"Next: decide what is marked, then `plainview --council {into} check`.", markup=False)


def _controller(folder: Path | None) -> str | None:
    """Give the council's name if its folder says it already."""
    if folder is None or not (folder / "council.yaml").is_file():
        return None
    document = read_document(folder / "council.yaml", file="council.yaml")
    name = document.data.get("name") if isinstance(document, Document) and isinstance(document.data, dict) else None
    return str(name) if name else None


def _write(made: list[Draft], into: Path) -> None:
    there = [name for draft in made for name in draft.files if (into / name).exists()]
    if there:
        raise DraftInTheWay(
            f"{len(there)} of the drafts would overwrite a file: {', '.join(there[:3])}.",
            where=f"Folder: {into}",
            do="Give another folder with --out, or move the files away.",
        )
    for draft in made:
        for name, text in draft.files.items():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            (into / name).write_text(text, encoding="utf-8")


def _show(file: FileProfile, record_set: SetProfile) -> None:
    layout = record_set.layout
    how = [layout.format, layout.encoding if layout.format in ("csv", "pipe", "fixed_width", "json_lines") else ""]
    how += [
        f"delimiter {layout.delimiter!r}" if layout.delimiter else "",
        f"sheet {layout.sheet}" if layout.sheet else "",
    ]
    how += [f"table {layout.table}" if layout.table else "", f"each {layout.at}" if layout.at else ""]
    title = f"{file.path.name}, {layout.name}: {record_set.records:,} records ({', '.join(h for h in how if h)})"
    table = Table(
        "column",
        "filled",
        "different",
        "type",
        "likely meaning",
        "codes seen",
        title=escape(title),
        title_justify="left",
        box=None,
    )
    for column in record_set.columns:
        table.add_row(
            escape(column.name),
            f"{column.counts.fill:.0%}",
            f"{column.counts.distinct:,}",
            _type(column),
            escape(_means(record_set, column)),
            escape(_codes(column)),
        )
    out.print(table)
    for target in record_set.targets:
        filled = ", ".join(f"{ours} from {theirs}" for ours, theirs in target.columns.items())
        out.print(f"  may fill {target.table} ({target.score}): {filled}", markup=False)
    if record_set.looked_at < record_set.records:
        out.print(f"  sampled: {record_set.looked_at:,} of {record_set.records:,} records, spread over the whole file.")
    for note in (*layout.notes, *([record_set.problem] if record_set.problem else [])):
        out.print(f"  note: {note}", markup=False, style="yellow")
    out.print()


def _type(column: ColumnProfile) -> str:
    return escape(" ".join([column.meaning.type, *column.meaning.dates]))


def _means(record_set: SetProfile, column: ColumnProfile) -> str:
    said = column.meaning
    words = said.means.replace("_", " ")
    if column.name == record_set.key:
        words += " (another in each record)"
    if column.leads_to:
        words += f" → {column.leads_to}"
    elif column.space and column.name != record_set.key:
        words += f" (numbers of {column.space})"
    return f"{words}, of the {said.who}" if words and said.who else words


def _codes(column: ColumnProfile) -> str:
    if not column.codes:
        return ""
    shown = [f"{code} {often:,}" for code, often in list(column.codes.items())[:_CODES_SHOWN]]
    left = len(column.codes) + column.rare - len(shown)
    return ", ".join(shown) + (f", and {left} more" if left > 0 else "")


def _as_data(file: FileProfile) -> dict[str, Any]:
    return {
        "file": file.path.name,
        "record_sets": [
            {
                "name": s.layout.name,
                "format": s.layout.format,
                "encoding": s.layout.encoding,
                "delimiter": s.layout.delimiter,
                "header_row": s.layout.header_row,
                "sheet": s.layout.sheet,
                "table": s.layout.table,
                "at": s.layout.at,
                "records": s.records,
                "looked_at": s.looked_at,
                "key": s.key,
                "notes": list(s.layout.notes),
                "problem": s.problem,
                "tables": [{"table": t.table, "score": t.score, "columns": t.columns} for t in s.targets],
                "columns": [
                    {
                        "name": c.name,
                        "fill": round(c.counts.fill, 4),
                        "different": c.counts.distinct,
                        "type": c.meaning.type,
                        "dates": list(c.meaning.dates),
                        "means": c.meaning.means,
                        "who": c.meaning.who,
                        "space": c.space,
                        "leads_to": c.leads_to,
                        "codes": c.codes,
                    }
                    for c in s.columns
                ],
            }
            for s in file.sets
        ],
    }


def _drafted(made: list[Draft], into: Path | None) -> list[dict[str, Any]]:
    return [
        {"id": d.id, "to_decide": d.undecided, "files": list(d.files) if into is not None else d.files} for d in made
    ]

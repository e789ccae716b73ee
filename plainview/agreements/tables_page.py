"""The list of tables that a mapping may fill, for docs/reference/mapping.md."""

from plainview.agreements.check_entries import OWN_SECTION
from plainview.vocabulary.codes import CODE_WORDS
from plainview.vocabulary.tables import TABLES, Table

MARK = "<!-- tables: made by plainview/agreements/tables_page.py; do not edit below -->"


def tables_markdown() -> str:
    """Give every table that `tables:` may fill, with its columns and the words of its code columns."""
    return "\n".join(_table(t) for t in TABLES.values() if t.mapped and t.name not in OWN_SECTION)


def renewed(page: str) -> str:
    """Give the page with its list of tables made anew."""
    head, mark, _ = page.partition(MARK)
    if not mark:
        raise ValueError("the page has lost the mark below which the tables stand")
    return f"{head}{MARK}\n\n{tables_markdown()}"


def _table(table: Table) -> str:
    lines = [f"### `{table.name}`", "", f"One row per {table.grain}.", "", "| column | kind | what it holds |",
             "| --- | --- | --- |"]  # fmt: skip
    for column in table.columns:
        marks = {table.starts: ", begins it", table.ends: ", ends it"}.get(column.name, "")
        words = CODE_WORDS.get((table.name, column.name))
        listed = f" ({', '.join(f'`{word}`' for word in words)})" if words else ""
        lines.append(f"| `{column.name}` | {column.kind.value} | {column.plain}{marks}{listed} |")
    return "\n".join(lines) + "\n"

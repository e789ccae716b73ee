"""The data-quality report for the departments: written on the bridge's side, with row numbers and no values."""

from datetime import date
from pathlib import Path

from plainview.extracts.quality import to_excel, to_json
from plainview.pipeline.intake import Taken
from plainview.vocabulary.tables import TABLES


def write(taken: Taken, *, into: Path, as_of: date) -> int:
    """Write one workbook to send, and the same as JSON for the steward's page. Gives the number of findings."""
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, facts in taken.structured.facts.items():
        if TABLES[name].starts:
            rows = facts.select("source", "valid_from", "valid_until").to_pyarrow()
            taken.quality.facts(table=name, rows=rows, as_of=as_of)
    found = taken.quality.build()
    to_excel(into / "data-quality.xlsx", found)
    to_json(into / "data-quality.json", found)
    return sum(len(q.issues) for q in found)

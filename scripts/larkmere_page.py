"""Write the figures of docs/explanation/larkmere.md from runs of `plainview synthetic larkmere`, the smallest first."""

import csv
import json
import re
import sys
from collections import Counter
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "larkmere.md"
TITLES = Path(__file__).parent.parent / "plainview" / "synthetic" / "larkmere" / "council" / "agreements"


def main(runs: list[Path]) -> None:
    """Replace the two tables between their marks; the last run gives the rates."""
    page = PAGE.read_text(encoding="utf-8")
    for name, table in (("rows", rows(runs)), ("rates", rates(runs[-1]))):
        marks = f"<!-- {name}: written by scripts/larkmere_page.py -->", f"<!-- end of {name} -->"
        between = re.compile(f"{re.escape(marks[0])}.*?{re.escape(marks[1])}", re.DOTALL)
        if not between.search(page):
            raise SystemExit(f"{PAGE.name} has no place for {name}: the line '{marks[0]}' is missing.")
        made = f"{marks[0]}\n\n{table}\n\n{marks[1]}"
        page = between.sub(lambda _, made=made: made, page)
    PAGE.write_text(page, encoding="utf-8")


def rows(runs: list[Path]) -> str:
    """Give the rows of each extract in each run."""
    counts, heads = [], []
    for run in runs:
        told = json.loads((run / "truth" / "run.json").read_text(encoding="utf-8"))
        heads.append(f"{told['residents']:,} residents (seed {told['asked']['seed']}, {told['asked']['ends']})")
        by_extract: Counter[str] = Counter()
        for file, number in told["rows"].items():
            by_extract[file.split("_")[0].upper()] += number
        counts.append(by_extract)
    titles = {path.stem.split("-")[0].upper(): _title(path) for path in sorted(TITLES.glob("*.yaml"))}
    lines = [f"| extract | what | {' | '.join(heads)} |", f"| --- | --- |{' ---: |' * len(runs)}"]
    for extract in sorted(counts[0] | counts[-1]):
        cells = " | ".join(f"{c[extract]:,}" for c in counts)
        lines.append(f"| {extract} | {titles.get(extract, '')} | {cells} |")
    lines.append(f"| | **all** | {' | '.join(f'**{sum(c.values()):,}**' for c in counts)} |")
    return "\n".join(lines)


def rates(run: Path) -> str:
    """Give what the borough was meant to be, and what was made."""
    told = json.loads((run / "truth" / "run.json").read_text(encoding="utf-8"))
    lines = [f"Measured in the run of {told['residents']:,} residents.", "",
             "| figure | unit | target | made | ratio | cases | target from |",
             "| --- | --- | ---: | ---: | ---: | ---: | --- |"]  # fmt: skip
    with (run / "truth" / "calibration.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            source = row["source"].split(":")[0]
            made, ratio = float(row["made"]), float(row["ratio"])
            lines.append(f"| {row['figure']} | {row['unit']} | {row['target']} | {made:,.2f} | {ratio:.2f} |"
                         f" {int(row['cases']):,} | {source} |")  # fmt: skip
    return "\n".join(lines)


def _title(path: Path) -> str:
    found = re.search(r"^title: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1].strip("'\"").replace("''", "'") if found else ""


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit("Say which runs, the smallest first: scripts/larkmere_page.py DIR [DIR …]")
    main([Path(a) for a in sys.argv[1:]])

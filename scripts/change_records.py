"""
Writes extracts of the next day: the same files with a share of their records changed.

`python scripts/change_records.py EXTRACTS OUT --share 0.02`. In each chosen record one field takes the value that
another record of the file has there, so every value stays one that the source can hold. Changed are delimited
files, JSON lines and SQLite tables; workbooks, XML and fixed width are copied, and their number is told.
"""

import argparse
import csv
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_DELIMITED = (".csv", ".txt")
_SEEN = 500  # values of each column to choose from


@dataclass
class Changed:
    """How many records there are, how many were changed, and how many stand in files that were only copied."""

    records: int = 0
    changed: int = 0
    copied_files: int = 0


def change(extracts: Path, out: Path, *, share: float, seed: int) -> Changed:
    """Write the changed extracts; the same arguments give the same bytes."""
    told = Changed()
    for file in sorted(p for p in extracts.rglob("*") if p.is_file()):
        into = out / file.relative_to(extracts)
        into.parent.mkdir(parents=True, exist_ok=True)
        dice = random.Random(f"{seed} {file.name}")  # noqa: S311 - made-up records
        if file.suffix == ".sqlite":
            shutil.copy(file, into)
            _sqlite(into, share, dice, told)
        elif file.suffix == ".jsonl":
            _lines(file, into, share, dice, told)
        elif file.suffix in _DELIMITED and (mark := _delimiter(file)):
            _delimited(file, into, mark, share, dice, told)
        else:
            shutil.copy(file, into)
            told.copied_files += 1
    return told


def _encoding(file: Path) -> str:
    """Give UTF-16 where a file begins with its mark; Latin-1 gives every other byte back as it was."""
    with file.open("rb") as start:
        return "utf-16" if start.read(2) in (b"\xff\xfe", b"\xfe\xff") else "latin-1"


def _delimiter(file: Path) -> str | None:
    with file.open(encoding=_encoding(file)) as lines:
        first = lines.readline()
    return max(",|", key=first.count) if "," in first or "|" in first else None


def _delimited(file: Path, into: Path, mark: str, share: float, dice: random.Random, told: Changed) -> None:
    encoding = _encoding(file)
    with file.open(encoding=encoding, newline="") as source, into.open("w", encoding=encoding, newline="") as to:
        rows = csv.reader(source, delimiter=mark)
        write = csv.writer(to, delimiter=mark, lineterminator="\n")
        write.writerow(next(rows))
        seen: list[list[str]] = []
        for row in rows:
            told.records += 1
            if seen and dice.random() < share:
                told.changed += _field_from(row, dice.choice(seen), dice)
            if len(seen) < _SEEN:
                seen.append(list(row))
            write.writerow(row)


def _field_from(row: list[str], other: list[str], dice: random.Random) -> bool:
    """Change one field that differs in another record; the first column names the record and stays."""
    differ = [n for n in range(1, min(len(row), len(other))) if row[n] != other[n]]
    if differ:
        n = dice.choice(differ)
        row[n] = other[n]
    return bool(differ)


def _lines(file: Path, into: Path, share: float, dice: random.Random, told: Changed) -> None:
    """Change a line by a slip in one word of its text."""
    with file.open(encoding="utf-8") as source, into.open("w", encoding="utf-8") as to:
        for line in source:
            told.records += 1
            if dice.random() < share and " the " in line:
                line = line.replace(" the ", " teh ", 1)
                told.changed += 1
            to.write(line)


def _sqlite(file: Path, share: float, dice: random.Random, told: Changed) -> None:
    with closing(sqlite3.connect(file)) as base:
        tables = [t for (t,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [c[1] for c in base.execute(f'PRAGMA table_info("{table}")')][1:]
            rows = [r for (r,) in base.execute(f'SELECT rowid FROM "{table}"')]  # noqa: S608 - a file of our own
            told.records += len(rows)
            for row in rows:
                if columns and dice.random() < share:
                    column, other = dice.choice(columns), dice.choice(rows)
                    base.execute(
                        f'UPDATE "{table}" SET "{column}" = (SELECT "{column}" FROM "{table}" WHERE rowid = ?) '  # noqa: S608
                        "WHERE rowid = ?", (other, row),
                    )  # fmt: skip
                    told.changed += 1
        base.commit()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extracts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    done = change(given.extracts, given.out, share=given.share, seed=given.seed)
    print(f"{done.changed:,} of {done.records:,} records changed; {done.copied_files} files copied as they are")  # noqa: T201

"""Holds what the profile says of a borough's files against what people wrote in its mappings."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from plainview.agreements.agreement import Agreement
from plainview.agreements.council import Council
from plainview.agreements.entries import cells_within, entries
from plainview.agreements.mapping import Cell, Mapping
from plainview.extracts.profile import ColumnProfile, FileProfile
from plainview.extracts.profile.meaning import IDENTIFYING
from plainview.vocabulary.tables import TABLES, Kind

FIELDS = (
    "full_name",
    "forename",
    "middle_names",
    "surname",
    "former_surname",
    "born_on",
    "expected_on",
    "died_on",
    "sex",
    "phone",
    "email",
    "address",
    "postcode",
    "first_language",
    "needs_interpreter",
)
NUMBERS = ("nhs_number", "nino", "upn", "former_upn", "uln", "uprn")


@dataclass(slots=True)
class Marks:
    """For each kind of thing: how many were to be found, how many were, and which were not."""

    wanted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    def give(self, kind: str, *, is_right: bool, where: str) -> None:
        """Count one."""
        self.wanted[kind] += 1
        self.right[kind] += is_right
        if not is_right:
            self.missed.append(f"{kind}: {where}")

    def share(self, kind: str) -> float:
        """Give the share that was found."""
        return self.right[kind] / self.wanted[kind]

    def told(self) -> str:
        """Give all shares as one line."""
        return "; ".join(f"{k} {self.right[k]} of {n} ({self.share(k):.0%})" for k, n in sorted(self.wanted.items()))


def mark(profiles: Iterable[FileProfile], council: Council) -> Marks:
    """Compare, element by element, in the record sets that have it and in which it is filled."""
    marks = Marks()
    by_agreement: dict[str, list[FileProfile]] = {}
    for profile in profiles:
        for agreement in council.agreements.values():
            if any(fnmatchcase(profile.path.name.casefold(), glob.casefold()) for glob in agreement.patterns):
                by_agreement.setdefault(agreement.id, []).append(profile)
    for id_, files in by_agreement.items():
        _one(marks, council.agreements[id_], council.mappings[id_], files)
    return marks


def _columns(files: list[FileProfile], element: str) -> Iterator[ColumnProfile]:
    """The columns of that name, but for those of which the profile could see nothing."""
    for file in files:
        for record_set in file.sets:
            for column in record_set.columns:
                if column.name in (element, element.rpartition("/")[2]) and column.meaning.type != "blank":
                    yield column


def _whole(cell: Cell | None) -> str | None:
    """The element, where the cell is just that."""
    is_plain = cell is not None and cell.from_ and not (cell.json_ or cell.split or cell.match or cell.lookup)
    return cell.from_ if is_plain and cell else None


def _one(marks: Marks, agreement: Agreement, mapping: Mapping, files: list[FileProfile]) -> None:
    for person in mapping.people:
        for name in (*FIELDS, *NUMBERS):
            cell: Cell | None = getattr(person, name)
            if cell is None:
                continue
            parts = (
                [_whole(c) for c in cells_within(cell)]
                if name in ("address", "phone", "nhs_number")
                else [_whole(cell)]
            )
            for element in dict.fromkeys(p for p in parts if p):
                for column in _columns(files, element):
                    is_right = column.meaning.means == name or (
                        name == "address" and column.meaning.means.startswith("address")
                    )
                    kind = "number of the state" if name in NUMBERS else "column of a person"
                    marks.give(
                        kind, is_right=is_right, where=f"{agreement.id} {element}: {name}, said {column.meaning}"
                    )
        for key in (person.id, *person.other_ids, *person.groups):
            if key is not None and (element := _whole(key.id)):
                for column in _columns(files, element):
                    is_right = column.meaning.means in (*IDENTIFYING, "staff")
                    marks.give("key", is_right=is_right, where=f"{agreement.id} {element}, said {column.meaning}")
    for rule in agreement.restricted:
        for column in _columns(files, rule.element):
            marks.give(
                "restricted flag",
                is_right=column.meaning.means == "restricted",
                where=f"{agreement.id} {rule.element}, said {column.meaning}",
            )
    for element in dict.fromkeys(_dates(mapping)):
        for column in _columns(files, element):
            is_date = column.meaning.type in ("date", "instant")
            marks.give("date", is_right=is_date, where=f"{agreement.id} {element}, said {column.meaning}")
            if is_date:
                able = {*mapping.reads.dates, "%Y-%m-%d", "%d/%m/%Y"}
                is_right = bool(column.meaning.dates) and column.meaning.dates[0] in able
                marks.give("date format", is_right=is_right, where=f"{agreement.id} {element}, said {column.meaning}")
    for element in dict.fromkeys(_codes(mapping)):
        for column in _columns(files, element):
            is_right = column.meaning.type in ("code", "codes", "flag") or column.meaning.means in (
                "first_language",
                "ward",
                "school",
            )
            marks.give("code", is_right=is_right, where=f"{agreement.id} {element}, said {column.meaning}")


def _dates(mapping: Mapping) -> Iterator[str]:
    for entry in entries(mapping):
        for name, (_, cell) in entry.cells.items():
            table = TABLES.get(entry.target)
            is_date = table is not None and name in table.by_name and table.by_name[name].kind is Kind.DATE
            is_date = is_date or name in (
                "born_on",
                "died_on",
                "expected_on",
                "known_from",
                "lives_from",
                "lives_until",
            )
            if is_date and (element := _whole(cell)):
                yield element


def _codes(mapping: Mapping) -> Iterator[str]:
    for entry in entries(mapping):
        for _, cell in entry.cells.values():
            if cell.codes is not None and entry.each is None and (element := _whole(cell)):
                yield element


def paths(folder: Path) -> list[Path]:
    """Give all files of a folder of extracts."""
    return sorted(p for p in folder.iterdir() if p.is_file())

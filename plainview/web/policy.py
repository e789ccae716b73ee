"""The council's policy as the web uses it, read once for a process: a new policy is a new start."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from plainview.agreements.agreement import Agreement
from plainview.agreements.council import Council, read_council
from plainview.agreements.entries import entries
from plainview.agreements.mapping import Cell, Each, Mapping
from plainview.vocabulary.tables import TABLES
from plainview.web.access.people import Person, read_people
from plainview.web.access.roles import Roles, read_roles
from plainview.web.directory import Directory, read_directory


@dataclass(frozen=True)
class WebPolicy:
    """Everything of the council's folder that a page may need."""

    council: Council
    roles: Roles
    officers: dict[str, Person]  # by the subject of the single sign-on
    demo_people: tuple[Person, ...]
    directory: Directory
    made_from: dict[str, dict[str, set[str]]]  # by source, by field of its people: the elements that it is made from
    fills: dict[str, set[str]]  # by source: the tables that it fills

    @property
    def agreements(self) -> dict[str, Agreement]:
        """The agreements by id."""
        return self.council.agreements


def policy() -> WebPolicy:
    """Give the policy of this process's council. Raises: PolicyNotValid."""
    return _read(settings.HOUSE.council)


@lru_cache(maxsize=1)
def _read(folder: Path) -> WebPolicy:
    listed = read_people(folder, "access/officers.yaml")
    council = read_council(folder)
    return WebPolicy(
        council=council,
        roles=read_roles(folder),
        officers={person.id: person for person in listed},
        demo_people=read_people(folder, "people.yaml"),
        directory=read_directory(folder),
        made_from={source: _of_people(mapping) for source, mapping in council.mappings.items()},
        fills={s: {e.target for e in entries(m) if e.target in TABLES} for s, m in council.mappings.items()},
    )


def _of_people(mapping: Mapping) -> dict[str, set[str]]:
    made: dict[str, set[str]] = {}
    for entry in entries(mapping):
        for field, (_, cell) in entry.cells.items() if entry.section == "people" else ():
            made.setdefault(field, set()).update(_elements(cell, entry.each))
    return made


def _elements(cell: Cell, each: Each | None) -> set[str]:
    """Give all elements that a cell stands on; one that lies in another extract is none of this source's."""
    found = set(cell.elements())
    if cell.part and each is not None:
        found.add(each.from_)
    if cell.lookup is not None:
        found.add(f"{cell.lookup.in_} {cell.lookup.take}" if ":" in cell.lookup.in_ else cell.lookup.take)
    return found.union(*(_elements(inner, each) for inner in (*cell.first, *cell.join)))

"""Whom of the truth the bridge knows as whom: looked up as its own door does, over the blind index."""

from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field

from plainview.bridge.find import Finder
from plainview.bridge.vault import open_keys
from plainview.vocabulary.home import Home
from tests.lib.borough import Larkmere

# The truth's name of a system's own numbers, and the council's name of the same.
PERSONS = {"lcs": "liquidlogic", "las": "las", "yjs": "youth-justice", "one": "one", "benefits": "benefits_person",
           "homeless": "homeless_person", "hreg": "housing_register_person"}  # fmt: skip
GROUPS = ("uh_person", "upn")  # a number of one person, which the truth keeps among the groups


@dataclass
class Known:
    """The residents that the bridge has for each person of the truth, and the other way round."""

    by_reference: dict[tuple[str, str], str] = field(default_factory=dict)  # (space, id): resident
    truth_of: dict[tuple[str, str], str] = field(default_factory=dict)  # (space, id): person of the truth
    display: dict[str, str] = field(default_factory=dict)  # resident: display pseudonym

    def residents_of(self) -> dict[str, set[str]]:
        """Give the residents of each person of the truth."""
        found: dict[str, set[str]] = defaultdict(set)
        for reference, resident in self.by_reference.items():
            found[self.truth_of[reference]].add(resident)
        return found

    def persons_of(self) -> dict[str, set[str]]:
        """Give the persons of the truth behind each resident."""
        found: dict[str, set[str]] = defaultdict(set)
        for reference, resident in self.by_reference.items():
            found[resident].add(self.truth_of[reference])
        return found


def references(larkmere: Larkmere) -> dict[tuple[str, str], str]:
    """Give every reference that is one person's own: (the council's space, id) → person of the truth."""
    own = {
        (PERSONS[r["space"]], r["local_id"]): r["person"]
        for r in larkmere.truth("local_ids")
        if r["space"] in PERSONS
    }  # fmt: skip
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in larkmere.truth("groups"):
        if row["space"] in GROUPS:
            shared[row["space"], row["id"]].add(row["person"])
    return own | {reference: min(people) for reference, people in shared.items() if len(people) == 1}


def known(home: Home, larkmere: Larkmere) -> Known:
    """Look every reference of the truth up in the index of the refresh that serves."""
    told = Known()
    keys = open_keys(key_file=home.key_file)
    index = home.bridge(home.current()) / "find.sqlite"
    with closing(Finder(index, index_key=keys.derived("index"))) as finder:
        for (space, id_), person in references(larkmere).items():
            for found in finder.by_case(space=space, id=id_):
                told.by_reference[space, id_] = found.resident_id
                told.truth_of[space, id_] = person
                told.display[found.resident_id] = finder.display(found.resident_id)
    return told

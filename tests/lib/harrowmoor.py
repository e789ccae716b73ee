"""The second made-up place on disk, and whom of its truth the bridge knows as whom."""

from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from plainview.bridge.find import Finder
from plainview.bridge.vault import open_keys
from plainview.vocabulary.home import Home
from tests.lib.borough import AS_OF, Larkmere
from tests.lib.command import ROOT, plainview

COUNCIL = ROOT / "examples/harrowmoor"
RESIDENTS, SEED = 1500, 8  # a place so small that not every seed has children in care, or staff known to care
# The truth's name of a system's own numbers, and the council's name of the same.
SPACES = {"lcs": "mosaic", "uh": "nec-person", "homeless": "jigsaw-person", "benefits": "civica-person",
          "one": "synergy", "yjs": "youth-case"}  # fmt: skip

Reference = tuple[str, str]


@dataclass(frozen=True)
class Harrowmoor(Larkmere):
    """Extracts as its systems sent them, the truth, and the council's folder in YAML."""

    @property
    def council(self) -> Path:
        """The council's policy: nothing but YAML."""
        return COUNCIL

    @property
    def references(self) -> dict[Reference, str]:
        """Give every reference that is one person's own: (the council's space, id) → person of the truth."""
        rows = (r for r in self.truth("local_ids") if r["space"] in SPACES)
        return {(SPACES[r["space"]], r["local_id"]): r["person"] for r in rows}


def make_harrowmoor(folder: Path) -> None:
    """Write the place and refresh it, both by the real commands; what they said is kept."""
    made = plainview("synthetic", "harrowmoor", "--residents", RESIDENTS, "--seed", SEED, "--out", folder, timeout=600)
    assert made.code == 0, made.said
    ended = plainview(
        "refresh", "--extracts", folder / "extracts", "--home", folder / "home", "--as-of", AS_OF, council=COUNCIL,
        timeout=900,
    )  # fmt: skip
    (folder / "refresh.out").write_text(ended.said, encoding="utf-8")
    assert ended.code == 0, ended.said


def residents_by_reference(home: Home, place: Harrowmoor) -> dict[Reference, str]:
    """Look every reference of the truth up in the index of the refresh that serves: reference → resident."""
    keys = open_keys(key_file=home.key_file)
    index = home.bridge(home.current()) / "find.sqlite"
    found: dict[Reference, str] = {}
    with closing(Finder(index, index_key=keys.derived("index"))) as finder:
        for space, id_ in place.references:
            for one in finder.by_case(space=space, id=id_):
                found[space, id_] = one.resident_id
    return found


def groups(of: dict[Reference, str]) -> dict[str, set[Reference]]:
    """Give the references by whom they lead to."""
    made: dict[str, set[Reference]] = defaultdict(set)
    for reference, whom in of.items():
        made[whom].add(reference)
    return made

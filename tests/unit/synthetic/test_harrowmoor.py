"""The writers of the second made-up place: the same bytes each time, and every column is one that is agreed."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from plainview.agreements.council import read_council
from plainview.extracts.arrivals import arrivals
from plainview.extracts.readers import read_extract
from plainview.synthetic.harrowmoor.generate import generate
from plainview.synthetic.larkmere.world import names, population

COUNCIL = Path(__file__).parents[3] / "examples/harrowmoor"
ENDS = date(2026, 10, 31)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("harrowmoor")
    generate(residents=500, seed=3, out=folder, ends=ENDS)
    return folder


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (folder / "extracts").iterdir()}


def test_the_same_seed_gives_the_same_bytes_and_leaves_larkmere_as_it_was(place, tmp_path):
    before = (dict(names.COMMUNITIES), dict(population._KINDS))
    generate(residents=500, seed=3, out=tmp_path, ends=ENDS)
    assert digests(tmp_path) == digests(place)
    assert (dict(names.COMMUNITIES), dict(population._KINDS)) == before


def test_every_column_that_is_written_is_agreed_and_every_agreed_one_is_written(place):
    council = read_council(COUNCIL)
    arrived = arrivals(agreements=council.agreements, mappings=council.mappings, folder=place / "extracts", as_of=ENDS)
    assert arrived.unexpected == ()
    for id_, agreement in council.agreements.items():
        sets = read_extract(arrival=arrived[id_], agreement=agreement, mapping=council.mappings[id_])
        found = {name for one in sets.values() for name in one.schema.names}
        assert {e.name for e in agreement.elements} - found == set(), id_
        assert {x for one in sets.values() for x in one.columns_extra} == set(), id_

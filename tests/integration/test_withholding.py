"""Whoever is flagged or listed is withheld everywhere; measured against the truth of the made-up borough."""

import csv
import json
from contextlib import closing
from datetime import date

import pyarrow.parquet as pq
import pytest

from plainview.bridge.find import Finder
from plainview.bridge.pseudonymise import pseudonyms
from plainview.bridge.vault import open_keys
from plainview.vocabulary.purposes import STORE_PURPOSES
from tests.lib.who import known, references

# A number of these systems stands in an extract for every person who has it, so its absence means that it was withheld.
WRITTEN_FOR_ALL = ("liquidlogic", "uh_person", "benefits_person", "upn", "homeless_person", "housing_register_person")


@pytest.fixture(scope="module")
def told(home, larkmere):
    return known(home, larkmere)


@pytest.fixture(scope="module")
def restricted(larkmere):
    return {r["person"]: r["reason"] for r in larkmere.truth("restricted")}


@pytest.fixture(scope="module")
def keys(home):
    return open_keys(key_file=home.key_file)


def test_the_borough_has_every_reason_to_withhold(restricted, larkmere):
    assert set(restricted.values()) >= {"refuge", "witness_protection", "staff"}
    own = references(larkmere)
    assert sum(person in restricted for person in own.values()) > 15, "they stand in the extracts"


def test_no_restricted_person_is_found_by_a_reference(told, restricted):
    missed = {told.truth_of[r] for r in told.by_reference} & set(restricted)
    print(f"\nrecall of withholding by reference: {1 - len(missed) / len(restricted):.3f} of {len(restricted)} people")
    assert not missed


def test_no_restricted_person_is_found_by_name_and_birth_date(home, keys, larkmere, restricted):
    index = home.bridge(home.current()) / "find.sqlite"
    everybody = larkmere.residents
    with closing(Finder(index, index_key=keys.derived("index"))) as finder:

        def is_found(person) -> bool:
            names = {f"{f} {s}" for f in (person["forename"], person["known_as"])
                     for s in (person["surname"], person["former_surname"]) if f and s}  # fmt: skip
            return any(finder.by_name(name=n, born_on=date.fromisoformat(person["born_on"])) for n in names)

        assert [p for p in restricted if is_found(everybody[p])] == []
        others = [r for p, r in everybody.items() if p not in restricted and r["home_now"] and r["born_on"]]
        share = sum(map(is_found, others)) / len(others)
        print(f"\nof others who live there now {share:.3f} are found by their true name and birth date")
        assert share > 0.8


def test_few_others_are_withheld(told, restricted, larkmere):
    own = {r: p for r, p in references(larkmere).items() if r[0] in WRITTEN_FOR_ALL and p not in restricted}
    lost = {person for reference, person in own.items() if reference not in told.by_reference}
    share = len(lost) / len(set(own.values()))
    print(f"\nothers withheld: {len(lost)} of {len(set(own.values()))} people ({share:.4f})")
    assert share < 0.02


def test_no_home_of_a_listed_address_is_in_the_store(home, keys, larkmere):
    with next(larkmere.extracts.glob("RESTRICTED_*")).open(encoding="utf-8-sig", newline="") as file:
        listed = {r["uprn"] for r in csv.DictReader(file) if r["entry_kind"] == "Address"}
    assert listed
    import pyarrow as pa

    homes = set(pseudonyms(keys.derived("record_ref"), pa.array(sorted(listed), pa.string())).to_pylist())
    ordinary = [h["uprn"] for h in larkmere.truth("homes") if h["uprn"] not in listed]
    usual = set(pseudonyms(keys.derived("record_ref"), pa.array(ordinary, pa.string())).to_pylist())
    seen: set[str] = set()
    for file in sorted((home.store(home.current()) / "display").glob("*.parquet")):
        table = pq.read_table(file)
        for column in ("home",):
            if column in table.column_names:
                seen |= set(table.column(column).unique().to_pylist())
    assert len(seen & usual) > 100, "homes are looked for by the name that the store gives them"
    assert not seen & homes


def test_no_household_is_told_to_be_a_refuge_and_none_counts_who_is_withheld(home):
    for purpose in STORE_PURPOSES:
        folder = home.store(home.current()) / purpose.value
        households = pq.read_table(folder / "households.parquet").to_pylist()
        assert "refuge" not in {h["kind"] for h in households}
        if not (folder / "household_members.parquet").exists():
            continue
        now = [m for m in pq.read_table(folder / "household_members.parquet").to_pylist() if m["lives_until"] is None]
        members: dict[str, set[str]] = {}
        for member in now:
            members.setdefault(member["household_id"], set()).add(member["person_id"])
        for household in households:
            if household["members"] is not None:
                assert household["members"] == len(members.get(household["household_id"], ()))


def test_counts_of_who_is_withheld_are_kept_on_the_bridges_side_alone(home):
    bridge = home.bridge(home.current()) / "withheld.json"
    counts = json.loads(bridge.read_text(encoding="utf-8"))
    assert sum(counts["by_rule"].values()) == sum(counts["by_reason"].values()) > 0
    assert counts["records_not_kept"] > 0
    assert bridge.stat().st_mode & 0o077 == 0
    assert not list((home.path / "store").rglob("*withheld*"))

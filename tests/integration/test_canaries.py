"""No planted or true name, address, number, contact or sentence of a note in any byte beyond the bridge's lock."""

import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainview.audit.sinks import FileSink
from tests.lib.search import Needles, needles, texts_of
from tests.lib.who import known

STAFF = ("staff.parquet", "staff")  # data about staff, who are named: the table's own file, and its copy


@pytest.fixture(scope="module")
def wanted(larkmere) -> Needles:
    return needles(larkmere)


def searched(folder: Path, wanted: Needles, *, is_locked: bool = False) -> dict[str, dict[str, int]]:
    """Give what was found, by file and part; of what is encrypted the bytes alone are searched."""
    found = {}
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        parts: dict[str, list[str]] = defaultdict(list)
        hits: dict[str, Counter[str]] = defaultdict(Counter)
        for part, text in texts_of(file):
            if is_locked and file.suffix == ".sqlite" and part != "raw":
                break
            if isinstance(text, bytes):  # searched as they are: in random bytes a short name stands by chance
                hits[part] += wanted.found_in(text)
            else:
                parts[part].append(text)
        for part, texts in parts.items():
            hits[part] += wanted.found_in("\n".join(texts))
        for part, counts in hits.items():
            if file.name not in STAFF and part not in STAFF and counts:
                found[f"{file.relative_to(folder)} {part}"] = dict(counts)
    return found


def test_the_search_finds_each_kind_when_it_is_planted(larkmere, wanted, tmp_path):
    person = next(r for r in larkmere.residents.values() if r["upn"] and r["phone"] and r["email"] and r["nhs_number"])
    adult = next(r for r in larkmere.residents.values() if r["nino"])
    place = next(h for h in larkmere.truth("homes") if h["address"][0].isdigit())
    sentence = larkmere.canaries["sentences"][0]
    planted = {
        "name": f"seen with {person['forename'].upper()}  {person['surname'].upper()} today",
        "surname": f"x{larkmere.canaries['surnames'][0]}".replace("x", "-"),
        "number": f'{{"uprn":"{place["uprn"]}"}}',
        "number or postcode": f"<a>{adult['nino']}</a> {person['upn']}; {place['postcode']}.",
        "e-mail": f"mailto:{person['email']}",
        "address": f"lives at {place['address']}, Larkmere",
        "sentence": sentence,
    }
    for kind, text in planted.items():
        assert wanted.found_in(text)[kind], kind
        assert wanted.found_in(text.encode() + bytes(range(256)))[kind], kind
    table = pa.table({"code": ["a", planted["name"]], "refs": [["b"], [planted["e-mail"]]]})
    pq.write_table(table, tmp_path / "t.parquet", compression="zstd")
    found = searched(tmp_path, wanted)
    assert found["t.parquet code"] == {"name": 1}
    assert found["t.parquet refs"]["e-mail"] == 1


def test_nothing_of_a_resident_is_in_the_store(home, wanted):
    assert searched(home.path / "store", wanted) == {}


def test_nothing_of_a_resident_can_be_read_in_the_bridges_folder_without_its_keys(home, wanted):
    folder = home.path / "bridge"
    locked = {"vault.sqlite", "find.sqlite", "ledger.sqlite", "review.sqlite"}
    assert {p.name for p in folder.rglob("*.sqlite")} == locked
    assert searched(folder, wanted, is_locked=True) == {}


def test_a_refresh_says_nothing_of_a_resident(refreshed, wanted):
    for stream in ("refresh.out", "refresh.err"):
        text = (refreshed / stream).read_text(encoding="utf-8")
        assert not wanted.found_in(text), stream
    assert "Publishing" in (refreshed / "refresh.err").read_text(encoding="utf-8")


def test_the_audit_names_no_one_though_names_were_asked_for_and_told(door, asking, home, larkmere, wanted):
    resident = next(r for r in larkmere.residents.values() if r["nhs_number"] and r["home_now"] and not r["restricted"])
    born_on = date.fromisoformat(resident["born_on"])
    found = door.find_by_name(asking, name=f"{resident['forename']} {resident['surname']}", born_on=born_on)
    door.reveal(asking, people=[f["person_id"] for f in found], fields=["name", "home", "phone", "email"])
    assert len(list(FileSink(home.bridge_audit).events())) > 1
    text = home.bridge_audit.read_text(encoding="utf-8")
    assert not wanted.found_in(text)
    assert resident["born_on"] not in text


def test_the_bridge_says_nothing_of_a_resident_on_its_streams(bridge, door, asking, wanted, larkmere):
    person = larkmere.canaries["names"][0]
    door.find_by_name(asking, name=person, born_on=date(2000, 1, 1))
    assert not wanted.found_in(bridge.read_bytes())


def test_no_birth_date_is_told_whole(home, larkmere):
    """A date column of someone's own rows never holds the day they were born on."""
    leaks = _birth_dates_told(home, larkmere)
    leaks.pop("address_spells", None)
    leaks.pop("household_members", None)
    assert not leaks


def test_no_home_begins_on_the_day_of_birth(home, larkmere, figure):
    leaks = _birth_dates_told(home, larkmere)
    figure(f"spells that begin on the day of birth: {dict(leaks)}")
    assert not leaks


def _birth_dates_told(home, larkmere) -> Counter[str]:
    told = known(home, larkmere)
    born = {
        told.display[resident]: {larkmere.residents[p]["born_on"] for p in people}
        for resident, people in told.persons_of().items()
    }  # fmt: skip
    leaks: Counter[str] = Counter()
    for file in sorted((home.store(home.current()) / "display").glob("*.parquet")):
        table = pq.read_table(file)
        if "person_id" not in table.column_names:
            continue
        days = [f.name for f in table.schema if pa.types.is_date(f.type)]
        for row in table.select(["person_id", *days]).to_pylist():
            own = {str(row[d]) for d in days if row[d] is not None and row[d].day != 1}
            leaks[file.stem] += len(own & born.get(row["person_id"], set()))
    return +leaks


def test_the_manifest_holds_counts_and_names_of_files_alone(home, wanted):
    manifest = json.loads((home.store(home.current()) / "manifest.json").read_text(encoding="utf-8"))
    assert not wanted.found_in(json.dumps(manifest, ensure_ascii=False))

"""What did not change since the refresh before is taken over, and the answer is the same as if it were not."""

import sqlite3
from dataclasses import replace
from datetime import date

import pyarrow.parquet as pq
import pytest

from plainview.bridge.build import build
from plainview.bridge.ledger import Ledger
from plainview.bridge.link import link
from plainview.bridge.mentions import comparable
from plainview.bridge.records import person_records
from plainview.bridge.remembered import remembered
from plainview.bridge.vault import Vault

FORENAMES = ["AMARA", "GRACE", "OMAR", "IVY", "LEILA", "PETER", "TOMASZ", "NADIA", "RAVI", "SOFIA"]
SURNAMES = ["OKAFOR", "MENSAH", "LEE", "COSTA", "BROWN", "NOWAK", "PATEL", "KHAN", "TAYLOR", "SILVA", "ADEYEMI"]


def world(said, *, changed=frozenset(), gone=frozenset()):
    """Give two records each of sixty people; those changed have another forename and date in one of the two."""
    rows = []
    for n in range(60):
        if n in gone:
            continue
        born = f"{1950 + n}-{n % 12 + 1:02}-{n % 27 + 2:02}"
        place = {"uprn": f"99{n // 2:010}", "nhs_number": f"{9990000000 + n * 997}" if n % 3 else None}
        rows.append(said(f"a|{n}", FORENAMES[n % 10], SURNAMES[n % 11], born, sex="male", **place))
        forename, born = ("NEWNAME", f"{1950 + n}-01-02") if n in changed else (FORENAMES[n % 10], born)
        rows.append(said(f"b|{n}", forename, SURNAMES[n % 11], born, sex="male", **place))
    return rows


@pytest.fixture(scope="module")
def matched(engine, council):
    def run(rows, before=None):
        mentions = comparable(council.mentions(rows), engine=engine, name="test_mentions", properties=None)
        records = person_records(mentions, engine=engine, name="test_records")
        return link(engine=engine, records=records, before=before, seed=1, hash_key=b"k" * 32)

    return run


def test_scoring_only_what_changed_gives_what_scoring_everything_gives(matched, said):
    first = matched(world(said))
    assert first.report["scored_anew"] == 120
    rows = [*world(said, changed={3, 4, 40}, gone={7}), said("c|1", "IVY", "UNHEARDOF", "1990-02-03")]
    going_on = matched(rows, before=first.kept)
    forgetful = matched(rows, before=replace(first.kept, prints=first.kept.prints.slice(0, 0), pairs=first.pairs[:0]))
    assert (going_on.report["scored_anew"], forgetful.report["scored_anew"]) == (4, 119)
    assert going_on.pairs.equals(forgetful.pairs)
    assert going_on.clusters == forgetful.clusters
    assert going_on.kept.prints.equals(forgetful.kept.prints)
    assert matched(rows, before=going_on.kept).pairs.equals(going_on.pairs)


def test_a_name_counts_as_it_did_when_the_model_was_made(matched, said):
    first = matched(world(said))
    rows = world(said) + [said(f"c|{n}", "AMARA", "OKAFOR", f"19{n}-03-03") for n in range(10, 40)]
    again = matched(rows, before=first.kept)
    assert again.kept.terms.equals(first.kept.terms)
    old = {(first.ids[p["left"]].as_py(), first.ids[p["right"]].as_py()): p for p in first.pairs.to_pylist()}
    new = {(again.ids[p["left"]].as_py(), again.ids[p["right"]].as_py()): p for p in again.pairs.to_pylist()}
    assert all(new[pair]["match_weight"] == told["match_weight"] for pair, told in old.items())


def test_a_council_that_doubled_gets_a_new_model(matched, said):
    first = matched(world(said)[:40])
    assert matched(world(said), before=first.kept).report["how"] == "starting model"


@pytest.fixture(scope="module")
def refreshed(engine, council, keys, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bridge")

    def run(name, rows, *, previous=None, notes=()):
        built = build(
            engine=engine, structured=council.structured(rows, notes=notes), into=folder / name, keys=keys,
            previous=folder / previous if previous else None, as_of=date(2026, 1, 6), refresh_id=name,
            progress=lambda stage: None,
        )  # fmt: skip
        people = built.people.to_pyarrow()
        return folder / name, dict(
            zip(people["person_key"].to_pylist(), people["resident_id"].to_pylist(), strict=True)
        )

    return run


def sealed(folder):
    with sqlite3.connect(folder / "vault.sqlite") as db:
        blobs = {
            (s, o, k): (c, b) for s, o, k, c, b in db.execute("SELECT source, owner, kind, content, sealed FROM blobs")
        }
        people = {r: b for r, b in db.execute("SELECT resident_id, sealed FROM people")}
    return blobs, people


def note(key, text):
    return {"person_key": key, "source": "a-list", "record_ref": f"ref-{key}", "rule": "a:notes", "text": text,
            "written_on": date(2025, 5, 5)}  # fmt: skip


def test_rows_that_did_not_change_are_taken_over_as_they_were_sealed(refreshed, said, keys):
    first, who = refreshed("t1", world(said), notes=[note("a|1", "As it was."), note("a|2", "As it was.")])
    rows = world(said)
    rows[6] = said("a|3", "IVY", "COSTA", "1953-04-05", record_ref="ref-changed")
    second, again = refreshed("t2", rows, previous="t1", notes=[note("a|1", "As it was."), note("a|2", "Now other.")])
    assert {k: who[k] for k in who if k != "a|3"} == {k: again[k] for k in again if k != "a|3"}
    (old, old_people), (new, new_people) = sealed(first), sealed(second)
    changed = {("a-list", who["a|3"], "rows"), ("a-list", who["a|2"], "notes")}
    assert {place for place in old if new.get(place) != old[place]} == changed
    assert {r for r in old_people if new_people[r] != old_people[r]} == {who["a|3"]}
    vault = Vault(second, keys=keys)
    assert vault.reveal_record("ref-a|1").fields["NAME"] == "GRACE MENSAH"
    assert vault.reveal_record("ref-changed").fields["NAME"] == "IVY COSTA"
    assert [vault.reveal_note_texts(f"ref-a|{n}")[0]["text"] for n in (1, 2)] == ["As it was.", "Now other."]
    assert vault.reveal_people([who["a|1"]])[who["a|1"]]["name"]["value"] == "Grace Mensah"
    vault.close()


def test_of_who_was_erased_nothing_is_taken_over(refreshed, said, keys):
    first, who = refreshed("e1", world(said))
    ledger = Ledger(first / "ledger.sqlite")
    ledger.erase_person(who["a|1"], refresh_id="e1", reason="asked for")
    ledger.erase_source("b-list", refresh_id="e1", reason="agreement ended")
    ledger.close()
    second, _ = refreshed("e2", world(said), previous="e1")
    (old, old_people), (new, new_people) = sealed(first), sealed(second)
    assert set(old) == set(new)
    kept = {place for place in old if new[place] == old[place]}
    assert {source for source, _, _ in kept} == {"a-list"}
    assert {place for place in old if place[0] == "a-list"} - kept == {("a-list", who["a|1"], "rows")}
    assert [r for r in old_people if old_people[r] != new_people[r]] == [who["a|1"]]


def test_what_is_kept_for_the_next_match_holds_no_name(refreshed, said):
    folder, _ = refreshed("n1", world(said))
    assert remembered(folder) is not None
    content = b"".join((folder / f).read_bytes() for f in ("model.json", "quality/merged.json"))
    for file in ("terms", "matched_records", "matched_pairs"):
        table = pq.read_table(folder / f"{file}.parquet")
        content += repr(table.to_pydict()).encode()
    for secret in (*FORENAMES, *SURNAMES, "a|1", "1953"):
        assert secret.encode() not in content
    pairs = pq.read_table(folder / "matched_pairs.parquet")
    assert pairs.num_rows and {str(t) for t in pairs.schema.types} <= {"int32", "int8", "double"}

"""The bridge's part of a refresh, whole: what crosses, what stays locked, and what leaves no trace."""

import json
import shutil
from datetime import UTC, date, datetime

import pytest

from plainview.bridge.build import build
from plainview.bridge.decisions import decide
from plainview.bridge.explain import why_one
from plainview.bridge.keys import Keys
from plainview.bridge.ledger import Ledger
from plainview.bridge.vault import RecordGone, Vault, WrongKey

HOME = {"uprn": "990000000001", "address": "5 MARSH LANE", "postcode": "XB1 1AA"}
TABLES = ("residents", "households", "household_members", "relationships", "address_spells")


@pytest.fixture(scope="module")
def town(council, said):
    """A mother and her child, someone in hiding, someone whom managers alone may see, and a hostel."""
    rows = [
        said("care|1", "AMARA", "OKAFOR", "2017-03-04", sex="female", lives_from="2020-01-01", **HOME),
        said("school|1", "AMARA", "OKAFOR", "2017-04-03", sex="female", **HOME),
        said("care|2", "GRACE", "OKAFOR", "1988-12-24", phone="+447700900001", lives_from="2020-01-01", **HOME),
        said("rent|2", "GRACE", "OKAFOR", "1988-12-24", lives_from="2019-05-01", **HOME),
        said("care|3", "HIDDEN", "WOMANSNAME", "1990-03-12", uprn="990000000001"),
        said("rent|3", "HIDDEN", "WOMANSNAME", "1990-12-03", record_ref="ref-rent|2"),  # in Grace's row, too
        said("care|4", "STAFF", "MEMBER", "1979-07-07", uprn="990000000004"),
        said("rent|5", "OMAR", "LEE", "1970-05-05", uprn="990000000500", lives_from="2020-03-01"),
        said("rent|6", "IVY", "COSTA", "1971-06-06", uprn="990000000500"),
        said("care|7", None, None, "2012-08-08"),
    ]
    group = {"space": "tenancy", "id": "T1", "is_responsible": True, "is_group": True}
    return council.structured(
        rows,
        keys=[
            *({"space": r["space"], "id": r["local_id"], "person_key": r["person_key"], "is_responsible": False,
               "is_group": False} for r in rows),
            group | {"person_key": "rent|2"},
            group | {"person_key": "rent|3"},
        ],
        relations=[
            {"of_key": "care|2", "to_key": "care|1", "kind": "parent_of", "source": "care-list",
             "record_ref": "ref-care|1"},
            {"of_key": "care|3", "to_key": "care|1", "kind": "other_relative", "source": "care-list",
             "record_ref": "ref-care|1"},
        ],
        properties=[{"uprn": "990000000500", "kind": "hostel", "ward": "Marsh", "property_kind": "hostel"}],
        restricted=[
            {"person_key": "care|3", "source": "care-list", "rule": "leave_out", "roles": []},
            {"person_key": "care|4", "source": "care-list", "rule": "named_roles", "roles": ["manager"]},
        ],
        notes=[{"person_key": "care|1", "source": "care-list", "record_ref": "ref-care|1", "rule": "notes.0",
                "written_on": date(2025, 6, 1), "text": "Spoke to the school today."}],
    )  # fmt: skip


@pytest.fixture(scope="module")
def refresh(engine, town, keys, tmp_path_factory):
    folder = tmp_path_factory.mktemp("home") / "bridge"

    def run(refresh_id, *, previous=None, into=None):
        built = build(
            engine=engine,
            structured=town,
            into=into or folder / refresh_id,
            previous=folder / previous if previous else None,
            keys=keys,
            as_of=date(2026, 1, 6),
            refresh_id=refresh_id,
            progress=lambda stage: None,
            rhythm_days={"rent-list": 31},
        )
        return built, {name: getattr(built, name).to_pyarrow().to_pylist() for name in ("people", *TABLES)}

    run.folder = folder
    return run


@pytest.fixture(scope="module")
def first(refresh):
    return refresh("r1")


@pytest.fixture
def copied(first, refresh, tmp_path):
    """A copy of the first refresh that a test may harm."""
    shutil.copytree(refresh.folder / "r1", tmp_path / "r1")
    return tmp_path / "r1"


def resident(tables, key):
    return next(p["resident_id"] for p in tables["people"] if p["person_key"] == key)


def test_records_of_one_person_have_one_resident_and_a_pseudonym_for_each_purpose(first):
    _, tables = first
    amara = [p for p in tables["people"] if p["person_key"] in ("care|1", "school|1")]
    assert len({p["resident_id"] for p in amara}) == 1
    assert len({amara[0][c] for c in ("resident_id", "display", "modelling", "monitoring")}) == 4
    assert all(len(amara[0][c]) == 20 for c in ("display", "modelling", "monitoring"))


def test_who_is_left_out_is_nowhere(first, refresh):
    built, tables = first
    assert not {"care|3", "rent|3"} & {p["person_key"] for p in tables["people"]}
    assert {"ref-care|3", "ref-rent|2"} == set(built.withheld_records.record_ref.to_pyarrow().to_pylist())
    for path in (refresh.folder / "r1").rglob("*"):
        if path.is_file():
            assert b"WOMANSNAME" not in path.read_bytes().upper(), path.name
    household = next(h for h in tables["households"] if h["kind"] == "private" and h["members"] == 2)
    members = [m for m in tables["household_members"] if m["household_id"] == household["household_id"]]
    assert {m["resident_id"] for m in members} == {resident(tables, "care|1"), resident(tables, "care|2")}
    assert {r["kind"] for r in tables["relationships"]} == {"parent_of", "child_of"}
    assert built.counts.by_rule == {"leave_out": 2, "named_roles": 1}
    assert json.loads((refresh.folder / "r1" / "withheld.json").read_text())["by_rule"]["leave_out"] == 2


def test_who_is_seen_by_named_roles_alone_is_marked(first):
    built, tables = first
    assert built.withheld.to_pyarrow().to_pylist() == [
        {"resident_id": resident(tables, "care|4"), "roles": ["manager"]}
    ]


def test_in_a_hostel_strangers_are_no_household(first):
    _, tables = first
    hostel = [h for h in tables["households"] if h["kind"] == "hostel"]
    assert [(h["members"], h["ward"]) for h in hostel] == [(1, "Marsh"), (1, "Marsh")]
    assert len({h["home"] for h in hostel}) == 1


def test_a_person_known_by_an_id_alone_is_a_resident_too(first):
    _, tables = first
    child = next(r for r in tables["residents"] if r["resident_id"] == resident(tables, "care|7"))
    assert (child["born_month"], child["source_count"]) == (date(2012, 8, 1), 1)


def test_only_the_month_of_birth_crosses_and_no_address(first):
    _, tables = first
    assert {r["born_month"].day for r in tables["residents"]} == {1}
    told = json.dumps([tables[t] for t in TABLES], default=str)
    for secret in ("AMARA", "OKAFOR", "MARSH LANE", "XB1", "990000000001", "7700900001", "12-24"):
        assert secret not in told


def test_history_of_the_first_load_was_learnt_one_rhythm_after_it_was_so(first):
    _, tables = first
    grace = resident(tables, "care|2")
    spells = {s["record_ref"]: s for s in tables["address_spells"] if s["resident_id"] == grace}
    assert spells["ref-care|2"]["known_from"] == date(2026, 1, 5)  # no rhythm is known: when the record came
    omar = next(s for s in tables["address_spells"] if s["resident_id"] == resident(tables, "rent|5"))
    assert (omar["valid_from"], omar["known_from"]) == (date(2020, 3, 1), date(2020, 4, 1))


def test_every_row_says_where_it_comes_from(first):
    _, tables = first
    for name in TABLES:
        for row in tables[name]:
            assert row["source"] and row["record_ref"] and row["rule"].startswith("bridge:"), name
            assert row["agreement"] == row["source"]
            assert row["known_from"] is not None


def test_everything_is_for_the_bridge_s_account_alone(first, refresh):
    for path in [refresh.folder / "r1", *(refresh.folder / "r1").rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path.name


def test_a_second_refresh_of_the_same_keeps_every_id_and_leaves_the_first_alone(first, refresh):
    _, before = first
    files = {p: p.read_bytes() for p in (refresh.folder / "r1").rglob("*") if p.is_file()}
    built, after = refresh("r2", previous="r1")
    assert built.ledger_events == 0
    for name in ("people", *TABLES):
        assert sorted(map(str, before[name])) == sorted(map(str, after[name])), name
    assert files == {p: p.read_bytes() for p in (refresh.folder / "r1").rglob("*") if p.is_file()}


def test_killed_half_way_the_last_good_refresh_is_as_it_was(first, refresh, engine, town, keys):
    class Killed(BaseException):
        pass

    def killed(stage):
        if "vault" in stage:
            raise Killed

    files = {p: p.read_bytes() for p in (refresh.folder / "r1").rglob("*") if p.is_file()}
    with pytest.raises(Killed):
        build(engine=engine, structured=town, into=refresh.folder / "r3", previous=refresh.folder / "r1", keys=keys,
              as_of=date(2026, 1, 6), refresh_id="r3", progress=killed)  # fmt: skip
    assert files == {p: p.read_bytes() for p in (refresh.folder / "r1").rglob("*") if p.is_file()}
    Vault(refresh.folder / "r1", keys=keys).close()


def test_a_row_comes_back_as_it_was_received(first, refresh, keys):
    vault = Vault(refresh.folder / "r1", keys=keys)
    record = vault.reveal_record("ref-care|1")
    assert (record.source, record.file, record.record_set, record.row) == ("care-list", "file.csv", "rows", 2)
    assert record.fields == {"NAME": "AMARA OKAFOR", "NOTE": "as received"}
    assert [n["text"] for n in vault.reveal_note_texts("ref-care|1")] == ["Spoke to the school today."]
    assert vault.received_on("care-list") == date(2026, 1, 5)
    for gone in ("ref-care|3", "ref-rent|2", "never-was"):
        with pytest.raises(RecordGone):
            vault.reveal_record(gone)
    with pytest.raises(RecordGone):
        vault.reveal_note_texts("ref-care|2")
    vault.close()


def test_merged_values_say_who_said_what(first, refresh, keys):
    _, tables = first
    vault = Vault(refresh.folder / "r1", keys=keys)
    amara = resident(tables, "care|1")
    told = vault.reveal_people([amara, "never-was"])
    vault.close()
    assert set(told) == {amara}
    assert told[amara]["name"]["value"] == "Amara Okafor"
    assert {s["value"] for s in told[amara]["born_on"]["said_by"]} == {"2017-03-04", "2017-04-03"}
    assert told[amara]["home"]["value"] == "5 Marsh Lane, XB1 1AA"
    [why] = why_one(told[amara], records=("care|1", "school|1"))
    assert "Date of birth has day and month swapped." in why["because"]
    assert [r["source"] for r in why["records"]] == ["care-list", "school-list"]


def test_nothing_readable_lies_on_the_disk(first, refresh):
    for path in (refresh.folder / "r1").rglob("*"):
        if path.is_file():
            content = path.read_bytes().upper()
            for secret in (b"OKAFOR", b"MARSH LANE", b"SPOKE TO THE SCHOOL", b"7700900001", b"2017-03-04"):
                assert secret not in content, path.name


def test_a_wrong_key_is_told_before_anything_is_read(first, refresh):
    with pytest.raises(WrongKey, match="nothing was read"):
        Vault(refresh.folder / "r1", keys=Keys(b"w" * 32))


def test_an_erased_person_can_not_be_read_again_and_others_can(first, copied, keys):
    _, tables = first
    amara, grace = resident(tables, "care|1"), resident(tables, "care|2")
    ledger = Ledger(copied / "ledger.sqlite")
    secret = ledger.person_secrets()[amara]
    ledger.erase_person(amara, refresh_id="r1", reason="asked for")
    ledger.close()
    assert secret is not None and secret not in (copied / "ledger.sqlite").read_bytes()
    vault = Vault(copied, keys=keys)
    assert set(vault.reveal_people([amara, grace])) == {grace}
    with pytest.raises(RecordGone):
        vault.reveal_record("ref-care|1")
    with pytest.raises(RecordGone):
        vault.reveal_note_texts("ref-care|1")
    assert vault.reveal_record("ref-care|2").fields["NAME"] == "GRACE OKAFOR"
    vault.close()


def test_an_erased_source_can_not_be_read_again_and_others_can(first, copied, keys):
    ledger = Ledger(copied / "ledger.sqlite")
    ledger.erase_source("care-list", refresh_id="r1", reason="agreement ended")
    ledger.close()
    vault = Vault(copied, keys=keys)
    with pytest.raises(RecordGone):
        vault.reveal_record("ref-care|1")
    assert vault.reveal_record("ref-school|1").fields["NAME"] == "AMARA OKAFOR"
    vault.close()


def test_a_steward_s_decision_holds_from_the_next_refresh_on(first, refresh, keys):
    decide(
        path=refresh.folder / "decisions.sqlite", hash_key=keys.derived("ledger"), kind="cannot_link",
        person_keys=("care|1", "school|1"), officer="steward-1", reason="cousins",
        decided_at=datetime(2026, 1, 6, tzinfo=UTC),
    )  # fmt: skip
    built, tables = refresh("r4", previous="r1")
    assert resident(tables, "care|1") != resident(tables, "school|1")
    assert built.report["ledger_events"] == {"split": 1}
    decide(
        path=refresh.folder / "decisions.sqlite", hash_key=keys.derived("ledger"), kind="taken_back",
        person_keys=("school|1", "care|1"), officer="steward-1", reason="mistake",
        decided_at=datetime(2026, 1, 7, tzinfo=UTC),
    )  # fmt: skip
    _, tables = refresh("r5", previous="r4")
    assert resident(tables, "care|1") == resident(tables, "school|1") == resident(first[1], "care|1")
    assert b"care|1" not in (refresh.folder / "decisions.sqlite").read_bytes()

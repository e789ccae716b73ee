"""What the mapping says is what the tables hold."""

import tempfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from plainview.agreements.agreement import Agreement
from plainview.agreements.mapping import CodeList, Mapping
from plainview.bridge.engines.duckdb import open_engine
from plainview.extracts.structure import CouldNotStructure, Structurer

DAY = date(2026, 10, 31)


def agreement(id_, elements, **more):
    return Agreement.model_validate(
        {
            "id": id_, "title": id_, "reference": "DSA-1", "controller": "Council", "department": "Housing",
            "system": "System", "owner": "Head", "lawful_basis": {"article_6": "6(1)(e)"}, "retention_months": 12,
            "starts": "2026-01-01", "ends": "2027-01-01", "refresh": "daily", "files": "*.csv",
            "elements": [
                {"name": e, "meaning": e, "legal_class": "personal", "purposes": ["matching", "display"]}
                for e in elements
            ],
            **more,
        }
    )  # fmt: skip


def run(*extracts, codes=None):
    """Structure extracts given as (agreement, mapping, {record set: list of rows})."""
    engine = open_engine(temp_dir=Path(tempfile.mkdtemp()))
    backend = engine.tables
    made = Structurer(
        engine, codes or {}, sign=lambda said: pa.array([f"r{hash(s.as_py()) & 0xFFFFFFFF}" for s in said])
    )
    for shared, mapping, sets in extracts:
        for name, rows in sets.items():
            columns = [e.name for e in shared.elements if len(sets) == 1 or any(e.name in r for r in rows)]
            table = pa.table(
                {c: pa.array([r.get(c) for r in rows], pa.string()) for c in columns}
                | {"_file": pa.array(["f_2026.csv"] * len(rows)), "_row": pa.array(range(1, len(rows) + 1), pa.int64())}
            )
            made.load(source=shared.id, record_set=name, schema=table.schema, batches=table.to_batches(),
                      blanks=mapping.reads.blanks)  # fmt: skip
    issues = []
    for shared, mapping, _ in extracts:
        issues += made.add(agreement=shared, mapping=mapping, received_on=DAY)
    return backend, made.finish(), issues


def mapping(**said):
    return Mapping.model_validate({"reads": {"format": "csv"}, **said})


PEOPLE = agreement("people", ["ID", "OLD", "NAME", "BORN", "HOUSE"])
PEOPLE_MAP = mapping(
    agreement="people",
    people=[
        {
            "mention": "tenant", "id": {"space": "sys", "id": "ID"}, "other_ids": [{"space": "sys", "id": "OLD"}],
            "groups": [{"space": "house", "id": "HOUSE"}], "surname": "NAME", "born_on": "BORN",
        }
    ],
)  # fmt: skip


def rows_of(backend, table, *columns):
    return sorted(tuple(r[c] for c in columns) for r in backend.to_pyarrow(table).to_pylist())


def test_a_fact_finds_its_person_by_an_id_of_another_extract():
    """A referral that holds only an id is about the person whose name came elsewhere."""
    shared = agreement("referrals", ["PERSON", "ON"])
    mapped = mapping(
        agreement="referrals",
        tables=[{"table": "referrals", "person": {"space": "sys", "id": "PERSON"}, "columns": {"referred_on": "ON"}}],
    )
    backend, made, _ = run(
        (PEOPLE, PEOPLE_MAP, {"rows": [{"ID": "7", "NAME": "Okoro", "BORN": "2015-02-01"}]}),
        (shared, mapped, {"rows": [{"PERSON": "7", "ON": "05/03/2026"}, {"PERSON": "8", "ON": "06/03/2026"}]}),
    )
    facts = rows_of(backend, made.facts["referrals"], "person_key", "referred_on", "valid_from")
    assert facts == [
        ("sys|7", date(2026, 3, 5), date(2026, 3, 5)),
        ("sys|8", date(2026, 3, 6), date(2026, 3, 6)),
    ]
    assert ("sys|8", None) in rows_of(backend, made.mentions, "person_key", "surname")


def test_an_old_id_leads_to_the_same_person_record():
    """A merged duplicate's id is another key of the person."""
    backend, made, _ = run((PEOPLE, PEOPLE_MAP, {"rows": [{"ID": "7", "OLD": "3", "NAME": "Okoro"}]}))
    assert ("sys", "3", "sys|7") in rows_of(backend, made.keys, "space", "id", "person_key")


def test_arrears_are_about_those_who_answer_for_the_tenancy():
    """A key of a group, reached through a pair of keys, kept to the responsible."""
    members = agreement("members", ["HOUSE", "NO", "NAME", "ANSWERS"])
    members_map = mapping(
        agreement="members",
        people=[
            {
                "mention": "member", "id": {"space": "member", "id": {"join": ["HOUSE", "NO"], "with": "/"}},
                "surname": "NAME", "groups": [{"space": "house", "id": "HOUSE"}], "is_responsible": "ANSWERS",
            }
        ],
    )  # fmt: skip
    rents = agreement("rents", ["TENANCY", "HOUSE", "OWED", "AT"])
    rents_map = mapping(
        agreement="rents",
        same=[{"keys": [{"space": "tenancy", "id": "TENANCY"}, {"space": "house", "id": "HOUSE"}]}],
        tables=[
            {
                "table": "rent_accounts", "person": {"space": "tenancy", "id": "TENANCY", "only": "responsible"},
                "columns": {"balance_on": "AT", "arrears_pence": "OWED"},
            }
        ],
    )  # fmt: skip
    backend, made, _ = run(
        (members, members_map, {"rows": [
            {"HOUSE": "H1", "NO": "1", "NAME": "Ade", "ANSWERS": "Y"},
            {"HOUSE": "H1", "NO": "2", "NAME": "Bo", "ANSWERS": "N"},
        ]}),
        (rents, rents_map, {"rows": [{"TENANCY": "T9", "HOUSE": "H1", "OWED": "£1,234.50", "AT": "2026-10-01"}]}),
    )  # fmt: skip
    assert rows_of(backend, made.facts["rent_accounts"], "person_key", "arrears_pence") == [("member|H1/1", 123450)]


def test_two_people_in_one_cell_are_two_mentions():
    shared = agreement("tax", ["WHO", "UPRN"])
    mapped = mapping(
        agreement="tax",
        people=[
            {
                "mention": "liable", "each": {"from": "WHO", "split": [" & ", " AND "]}, "full_name": {"part": True},
                "name_order": "surname_first", "uprn": "UPRN",
            }
        ],
    )  # fmt: skip
    backend, made, _ = run((shared, mapped, {"rows": [{"WHO": "SMITH JOHN & SMITH MARY", "UPRN": "1"}]}))
    assert rows_of(backend, made.mentions, "full_name", "part") == [("SMITH JOHN", 1), ("SMITH MARY", 2)]
    assert len({k for (k,) in rows_of(backend, made.mentions, "person_key")}) == 2


def test_a_cell_of_several_codes_gives_a_row_for_each_and_an_unknown_code_is_counted():
    shared = agreement("assess", ["ID", "ON", "FACTORS"])
    codes = {"f": CodeList(id="f", title="f", codes={"1A": "alcohol", "2A": "drugs"})}
    mapped = mapping(
        agreement="assess",
        reads={"format": "csv", "unknown_codes_at_most": 0.5},
        tables=[
            {
                "table": "assessment_factors", "person": {"space": "sys", "id": "ID"},
                "each": {"from": "FACTORS", "json": "$.f"},
                "columns": {"assessed_on": "ON", "factor": {"part": True, "codes": "f"}},
            }
        ],
        people=[{"mention": "p", "id": {"space": "sys", "id": "ID"}}],
    )  # fmt: skip
    rows = [{"ID": "1", "ON": "2026-01-02", "FACTORS": '{"f": ["1A", "2A"]}'}]
    backend, made, _ = run((shared, mapped, {"rows": rows}), codes=codes)
    assert rows_of(backend, made.facts["assessment_factors"], "factor") == [("alcohol",), ("drugs",)]
    rows = [{"ID": "1", "ON": "2026-01-02", "FACTORS": '{"f": ["9Z"]}'}]
    with pytest.raises(CouldNotStructure) as raised:
        run((shared, mapped, {"rows": rows}), codes=codes)
    assert "9Z" not in str(raised.value)


def test_a_value_is_looked_up_in_another_record_set_and_its_record_is_evidence_too():
    shared = agreement("hb", ["CLAIM", "ID", "FROM", "AWARD"])
    mapped = mapping(
        agreement="hb",
        people=[{"mention": "p", "id": {"space": "sys", "id": "ID"}, "in": "claims"}],
        tables=[
            {
                "table": "benefit_claims", "in": "claims", "person": "p",
                "columns": {
                    "started_on": "FROM",
                    "weekly_award_pence": {"from": "CLAIM", "lookup": {"in": "awards", "on": "CLAIM", "take": "AWARD"}},
                },
            }
        ],
    )  # fmt: skip
    sets = {
        "claims": [{"CLAIM": "c1", "ID": "1", "FROM": "2026-01-02"}],
        "awards": [{"CLAIM": "c1", "AWARD": "12.30"}],
    }
    backend, made, _ = run((shared, mapped, sets))
    row = backend.to_pyarrow(made.facts["benefit_claims"]).to_pylist()[0]
    assert row["weekly_award_pence"] == 1230
    assert len(row["other_refs"]) == 1 and row["other_refs"][0] != f"{shared.id}:{row['record_ref']}"
    assert row["other_refs"][0].startswith(f"{shared.id}:")


def test_observations_keep_numbers_codes_flags_and_dates():
    shared = agreement("obs", ["ID", "ON", "SCORE", "LEVEL", "SEEN", "DUE"])
    mapped = mapping(
        agreement="obs",
        people=[{"mention": "p", "id": {"space": "sys", "id": "ID"}}],
        observations=[
            {
                "person": "p", "on": "ON",
                "values": {
                    "SCORE": {"kind": "score", "as": "number", "plain": "Score"},
                    "LEVEL": {"kind": "level", "as": "code", "plain": "Level", "codes": {"H": "high"}},
                    "SEEN": {"kind": "seen", "as": "flag", "plain": "Seen"},
                    "DUE": {"kind": "due", "as": "date", "plain": "Due"},
                },
            }
        ],
    )  # fmt: skip
    rows = [{"ID": "1", "ON": "2026-01-02", "SCORE": "17", "LEVEL": "H", "SEEN": "Y", "DUE": "31/12/2026"},
            {"ID": "2", "ON": "2026-01-03", "SCORE": "", "LEVEL": None, "SEEN": "maybe",
             "DUE": "31/13/2026"}]  # fmt: skip
    backend, made, issues = run((shared, mapped, {"rows": rows}))
    assert rows_of(backend, made.facts["observations"], "kind", "number", "code", "on_date") == [
        ("due", None, None, date(2026, 12, 31)), ("level", None, "high", None), ("score", 17.0, None, None),
        ("seen", None, "yes", None),
    ]  # fmt: skip
    assert {(i.element, i.kind, i.rows, i.row_numbers) for i in issues} == {
        ("SEEN", "flag_unknown", 1, (2,)), ("DUE", "date_unreadable", 1, (2,)),
    }  # fmt: skip


def test_a_flag_of_the_source_restricts_the_person():
    shared = agreement("p", ["ID", "NAME", "FLAG"], restricted=[{"element": "FLAG", "values": ["Y"]}])
    mapped = mapping(agreement="p", people=[{"mention": "p", "id": {"space": "sys", "id": "ID"}, "surname": "NAME"}])
    backend, made, _ = run(
        (shared, mapped, {"rows": [{"ID": "1", "NAME": "A", "FLAG": "y"}, {"ID": "2", "NAME": "B"}]})
    )
    assert rows_of(backend, made.restricted, "person_key", "rule") == [("sys|1", "leave_out")]


def test_an_unchanged_record_keeps_its_reference_when_others_come_before_it():
    rows = [{"ID": "7", "NAME": "Okoro"}]
    backend, one, _ = run((PEOPLE, PEOPLE_MAP, {"rows": rows}))
    first = rows_of(backend, one.mentions, "record_ref")
    backend, two, _ = run((PEOPLE, PEOPLE_MAP, {"rows": [{"ID": "1", "NAME": "New"}, *rows]}))
    assert first[0] in rows_of(backend, two.mentions.filter(two.mentions.surname == "Okoro"), "record_ref")

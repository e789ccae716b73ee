"""Withholding: flagged anywhere, withheld everywhere; before anything is matched."""

from datetime import date

import pytest

from plainview.bridge.mentions import comparable
from plainview.bridge.withholding import Rule, withhold

REFUGE = {"uprn": "990000009999", "address": "1 SECRET WAY", "postcode": "XB9 9ZZ"}


@pytest.fixture(scope="module")
def withheld(engine, council):
    def run(rows, *, flags=(), listed=None, rules=None, properties=None, own_keys=None, marked_homes=None):
        own = council.table([{"person_key": p, "key": k} for p, k in own_keys or ()],
                            {"person_key": "string", "key": "string"})  # fmt: skip
        places = council.properties(properties) if properties else None
        mentions = comparable(council.mentions(rows), engine=engine, name="test_withhold", properties=places)
        restricted = [{"source": "a-list", "rule": "leave_out", "roles": []} | f for f in flags]
        return withhold(
            mentions,
            engine=engine,
            restricted=council.restricted(restricted),
            listed=council.mentions(listed) if listed else None,
            row_people=council.table(
                [{"record_ref": r["record_ref"], "person_key": r["person_key"]} for r in rows],
                {"record_ref": "string", "person_key": "string"},
            ),
            properties=places,
            rules=rules or {},
            own_keys=own,
            marked_homes=marked_homes,
            as_of=date(2026, 1, 6),
        )

    return run


def test_a_person_flagged_in_one_source_is_withheld_in_every_source(withheld, said):
    rows = [
        said("a|1", "ZAINAB", "HUSSAIN", "1990-03-12", nhs_number="9990000018", uprn="990000000001"),
        said("b|1", "ZAYNAB", "HUSAIN", "1990-12-03"),  # spelt by ear, day and month swapped
        said("c|1", "HUSSAIN", "ZAINAB", "1990-03-21"),  # names swapped, one digit off
        said("d|1", "ZAINAB", "HUSSAIN", uprn="990000000001"),  # no birth date: name and address
        said("e|1", "MRS", "UNKNOWN", nhs_number="9990000018"),  # by number alone
        said("f|1", "ZAINAB", "KHAN", "1990-03-12", uprn="990000000001"),  # another surname
        said("g|1", "ZAINAB", "HUSSAIN", "1990-01-01"),  # the first of January stands for not known
        said("h|1", "Z", "HUSSAIN", "1990-03-12"),  # an initial
        said("z|9", "PETER", "BROWN", "1990-03-12", uprn="990000000055"),  # someone else
        said("z|8", "ZAINAB", "HUSSAIN", "1961-07-30", uprn="990000000056"),  # someone else of that name
    ]
    found = withheld(rows, flags=[{"person_key": "a|1"}])
    assert found.leave_out == {f"{s}|1" for s in "abcdefgh"}
    assert set(found.mentions.person_key.to_pyarrow().to_pylist()) == {"z|9", "z|8"}
    assert set(found.records.record_ref.to_pyarrow().to_pylist()) == {f"ref-{s}|1" for s in "abcdefgh"}


def test_a_number_leads_on_from_record_to_record(withheld, said):
    rows = [
        said("a|1", "ZAINAB", "HUSSAIN", "1990-03-12", nhs_number="9990000018"),
        said("b|1", "A", "B", "1950-01-02", nhs_number="9990000018", nino="QQ123456A"),
        said("c|1", "C", "D", "1951-01-02", nino="QQ123456A"),
        said("d|1", "E", "F", "1952-01-02", former_upn="A999000112001"),
        said("c|1", "C", "D", "1951-01-02", upn="A999000112001", record_ref="ref-c2"),
    ]
    assert withheld(rows, flags=[{"person_key": "a|1"}]).leave_out == {"a|1", "b|1", "c|1", "d|1"}


def test_a_legacy_id_is_the_same_person(withheld, said):
    rows = [said("a|1", born="2010-01-05"), said("a|OLD", born="1999-01-05"), said("b|2", born="2010-01-05")]
    found = withheld(rows, flags=[{"person_key": "a|1"}], own_keys=[("a|1", "a|1"), ("a|1", "a|OLD")])
    assert found.leave_out == {"a|1", "a|OLD"}
    found = withheld(rows, flags=[{"person_key": "a|OLD"}], own_keys=[("a|1", "a|1"), ("a|1", "a|OLD")])
    assert found.leave_out == {"a|1", "a|OLD"}


def test_two_people_on_the_list_are_withheld_and_the_list_itself_is_not_kept(withheld, said):
    rows = [said("a|1", "ZAINAB", "HUSSAIN", "1990-03-12"), said("a|2", "PETER", "BROWN", "1980-01-05")]
    listed = [said("list|1", "ZAINAB", "HUSSAIN", "1990-03-12"), said("list|2", "NOBODY", "HERE", "1970-02-02")]
    found = withheld(rows, listed=listed)
    assert found.leave_out == {"a|1"}
    assert {"ref-list|1", "ref-list|2"} <= set(found.records.record_ref.to_pyarrow().to_pylist())


def test_everyone_living_at_a_listed_address_is_withheld_and_it_leaves_no_trace(withheld, said):
    rows = [
        said("a|1", "NADIA", "PATEL", "1992-02-02", uprn=REFUGE["uprn"]),
        said("b|1", "LEILA", "COSTA", "1993-03-03", address="1, Secret Way", postcode="XB9 9ZZ"),
        said("c|1", "IVY", "TAYLOR", "1994-04-04", uprn=REFUGE["uprn"], lives_until="2025-06-01"),
        said("d|1", "OMAR", "LEE", "1995-05-05", uprn="990000000002"),
    ]
    place = {"uprn": REFUGE["uprn"], "address": "1 SECRET WAY", "postcode": "XB9 9ZZ", "source": "gazetteer",
             "record_ref": "ref-place"}  # fmt: skip
    found = withheld(rows, listed=[said("list|1", **REFUGE)], properties=[place])
    assert found.leave_out == {"a|1", "b|1"}
    kept = {r["person_key"]: r for r in found.mentions.to_pyarrow().to_pylist()}
    assert set(kept) == {"c|1", "d|1"}  # she moved out: seen again, but not where she was
    assert [kept["c|1"][c] for c in ("uprn", "address", "postcode", "dwelling")] == [None] * 4
    assert kept["d|1"]["uprn"] == "990000000002"
    assert {"ref-c|1", "ref-place"} <= set(found.records.record_ref.to_pyarrow().to_pylist())


def test_named_roles_are_kept_and_the_stricter_rule_wins(withheld, said):
    rows = [
        said("a|1", "ZAINAB", "HUSSAIN", "1990-03-12"),
        said("b|1", "ZAINAB", "HUSSAIN", "1990-03-12"),
        said("a|2", "PETER", "BROWN", "1980-01-05", nhs_number="9990000018"),
        said("b|2", "PETER", "BROWN", "1980-01-05", nhs_number="9990000018"),
    ]
    named = {"rule": "named_roles", "roles": ["duty", "manager"]}
    found = withheld(
        rows,
        flags=[{"person_key": "a|1", **named}, {"person_key": "b|1", "rule": "named_roles", "roles": ["manager"]},
               {"person_key": "a|2", **named}, {"person_key": "b|2"}],
    )  # fmt: skip
    assert found.leave_out == {"a|2", "b|2"}
    assert found.named == {"a|1": ("manager",), "b|1": ("manager",)}
    assert set(found.mentions.person_key.to_pyarrow().to_pylist()) == {"a|1", "b|1"}


def test_the_list_s_own_rule_is_followed(withheld, said):
    rows = [said("a|1", "ZAINAB", "HUSSAIN", "1990-03-12")]
    found = withheld(rows, listed=[said("list|1", "ZAINAB", "HUSSAIN", "1990-03-12")],
                     rules={"list-list": Rule("named_roles", ("manager",))})  # fmt: skip
    assert (found.leave_out, found.named) == (frozenset(), {"a|1": ("manager",)})


def test_counts_say_how_many_and_never_who(withheld, said):
    rows = [
        said("a|1", "ZAINAB", "HUSSAIN", "1990-03-12", nhs_number="9990000018"),
        said("b|1", "ZAINAB", "HUSSAIN", "1990-03-12"),
        said("c|1", "OTHER", "PERSON", "1980-03-12"),
    ]
    told = withheld(rows, flags=[{"person_key": "a|1"}]).counts.as_json()
    assert told == {
        "by_source": {"a-list": 1, "b-list": 1},
        "by_reason": {"flagged": 1, "name and birth date": 1},
        "by_rule": {"leave_out": 2},
        "records_not_kept": 2,
    }


def test_nobody_flagged_nobody_withheld(withheld, said):
    found = withheld([said("a|1", "ZAINAB", "HUSSAIN", "1990-03-12")])
    assert (found.leave_out, found.named) == (frozenset(), {})
    assert found.records.count().to_pyarrow().as_py() == 0


def test_a_home_that_its_source_marks_and_the_rooms_in_it_withhold_who_lives_there(engine, council, withheld, said):
    rows = [said("a|1", "NADIA", "PATEL", "1992-02-02", uprn="990000000010"),
            said("b|1", "LEILA", "COSTA", "1993-03-03", uprn="990000000011"),
            said("c|1", "OMAR", "LEE", "1995-05-05", uprn="990000000002")]  # fmt: skip
    room = {"uprn": "990000000011", "parent_uprn": "990000000010", "source": "gazetteer", "record_ref": "ref-room"}
    marked = council.table(
        [{"uprn": "990000000010", "source": "gazetteer", "rule": "leave_out", "roles": []}],
        {"uprn": "string", "source": "string", "rule": "string", "roles": "array<string>"},
    )
    assert withheld(rows, properties=[room], marked_homes=marked).leave_out == {"a|1", "b|1"}


def test_a_listed_address_is_known_by_its_text_where_nothing_pairs_it_with_a_number(withheld, said):
    rows = [said("b|1", "LEILA", "COSTA", "1993-03-03", address="1, Secret Way", postcode="XB9 9ZZ")]
    assert withheld(rows, listed=[said("list|1", **REFUGE)]).leave_out == {"b|1"}


def test_a_number_that_leads_from_the_left_out_outweighs_one_from_named_roles(withheld, said):
    rows = [said("a|1", nhs_number="9990000018"), said("b|1", nhs_number="9990000018", nino="QQ123456C"),
            said("c|1", nino="QQ123456C")]  # fmt: skip
    found = withheld(rows, flags=[{"person_key": "a|1", "rule": "named_roles", "roles": ["duty"]},
                                  {"person_key": "c|1"}])  # fmt: skip
    assert found.leave_out == {"a|1", "b|1", "c|1"}

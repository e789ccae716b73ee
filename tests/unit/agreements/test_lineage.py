"""Which elements a rule's columns stand on, and what they may be used for."""

from datetime import date

from plainview.agreements.lineage import allowed, lineage, row_allowed, split
from plainview.vocabulary.purposes import Purpose

ON = date(2026, 1, 1)
DISPLAY, MODELLING, MONITORING = Purpose.DISPLAY, Purpose.MODELLING, Purpose.MONITORING
ELEMENTS = {
    "ID": "matching", "NAME": "matching", "ROLE": "display", "AT": "display modelling", "OWED": "display modelling",
    "KEY": "matching", "BAND": "display", "FAITH": "monitoring special_category", "TEXT": "display", "TEN": "display",
}  # fmt: skip


def rules(made, body, **more):
    council = made.council(ELEMENTS, made.people + body, **more)
    return council, lineage(council)


def table(columns, *, where="", each=""):
    lines = "\n".join(f"      {c}" for c in columns)
    return f"tables:\n  - table: rent_accounts\n    person: tenant\n{where}{each}    columns:\n{lines}\n"


def test_every_section_gives_its_rules_an_id(made):
    _, found = rules(
        made,
        table(["arrears_pence: OWED"])
        + """
observations:
  - person: tenant
    on: AT
    values: {BAND: {kind: band_said, as: code, plain: Band, codes: {A: a}}}
characteristics:
  - person: tenant
    on: AT
    values: {FAITH: {is: religion_or_belief, codes: {C: christian}}}
relationships:
  - {of: tenant, to: {space: tenant, id: KEY}, kind: {value: partner_of}}
notes:
  - {person: tenant, text: TEXT, written_on: AT}
staff:
  - {id: {space: staff, id: KEY}, name: NAME}
properties:
  - {uprn: KEY}
same:
  - keys: [{space: tenant, id: ID}, {space: tenancy, id: KEY}]
""",
    )
    assert set(found) == {
        "rents:people.tenant", "rents:tables.0", "rents:observations.0.BAND", "rents:characteristics.0.FAITH",
        "rents:relationships.0", "rents:notes.0", "rents:staff.0", "rents:properties.0", "rents:same.0",
    }  # fmt: skip
    assert found["rents:observations.0.BAND"].columns == {"observed_on": ("AT",), "code": ("BAND",), "kind": ("BAND",)}
    assert found["rents:characteristics.0.FAITH"].columns["value"] == ("FAITH",)
    assert found["rents:notes.0"].columns["characters"] == ("TEXT",)
    assert found["rents:relationships.0"].reference == ("ID", "KEY")
    assert found["rents:tables.0"].file == "mappings/rents.yaml"


def test_a_column_stands_on_every_element_of_its_cell(made):
    _, found = rules(made, table(["balance_on: {first: [AT, {join: [OWED, BAND]}]}"]))
    assert found["rents:tables.0"].columns["balance_on"] == ("AT", "OWED", "BAND")


def test_a_part_stands_on_its_each(made):
    _, found = rules(
        made, table(["discount: {part: true, codes: {A: a}}"], each="    each: {from: BAND, split: [',']}\n")
    )
    assert found["rents:tables.0"].columns["discount"] == ("BAND",)


def test_filters_and_references_stand_apart(made):
    _, found = rules(
        made, table(["arrears_pence: OWED"], where="    where: [{element: ROLE, is: [T]}, {element: KEY}]\n")
    )
    rule = found["rents:tables.0"]
    assert rule.filters == ("ROLE",)
    assert rule.reference == ("KEY", "ID")  # that a key is not blank says only that someone is spoken of
    assert set(rule.elements()) == {"OWED", "ROLE", "KEY", "ID"}


def test_an_element_of_another_agreement_carries_its_name(made):
    council, found = rules(
        made,
        table(["arrears_pence: {from: KEY, lookup: {in: 'bills:rows', on: REF, take: SUM}}"]),
        more={
            "agreements/bills.yaml": made.agreement({"REF": "matching", "SUM": "display"}, id="bills"),
            "mappings/bills.yaml": made.mapping("", id="bills"),
        },
    )
    rule = found["rents:tables.0"]
    assert rule.columns["arrears_pence"] == ("KEY", "bills:REF", "bills:SUM")
    assert split(rule, "bills:SUM") == ("bills", "SUM")
    assert split(rule, "KEY") == ("rents", "KEY")
    # KEY and REF are for matching alone, and only lead to the record.
    assert allowed(council, rule, "arrears_pence", DISPLAY, ON)
    assert not allowed(council, rule, "arrears_pence", MODELLING, ON)


def test_a_looked_up_element_stops_with_its_own_agreement(made):
    council, found = rules(
        made,
        table(["arrears_pence: {from: KEY, lookup: {in: 'bills:rows', on: REF, take: SUM}}"]),
        more={
            "agreements/bills.yaml": made.agreement(
                {"REF": "matching", "SUM": "display"}, id="bills", ends="2025-06-01"
            ),
            "mappings/bills.yaml": made.mapping("", id="bills"),
        },
    )
    rule = found["rents:tables.0"]
    assert not allowed(council, rule, "arrears_pence", DISPLAY, ON)
    assert allowed(council, rule, "arrears_pence", DISPLAY, date(2025, 5, 31))


def test_each_element_must_have_the_purpose(made):
    council, found = rules(made, table(["arrears_pence: OWED", "balance_on: {first: [AT, BAND]}"]))
    rule = found["rents:tables.0"]
    assert allowed(council, rule, "arrears_pence", MODELLING, ON)
    assert allowed(council, rule, "balance_on", DISPLAY, ON)
    assert not allowed(council, rule, "balance_on", MODELLING, ON)  # BAND is for display alone
    assert not allowed(council, rule, "arrears_pence", MONITORING, ON)
    assert not allowed(council, rule, "weekly_rent_pence", DISPLAY, ON)


def test_a_row_chosen_by_an_element_may_be_used_for_no_more_than_it(made):
    council, found = rules(made, table(["arrears_pence: OWED"], where="    where: [{element: ROLE, is: [T]}]\n"))
    assert allowed(council, found["rents:tables.0"], "arrears_pence", DISPLAY, ON)
    assert not allowed(council, found["rents:tables.0"], "arrears_pence", MODELLING, ON)


def test_a_constant_may_be_used_while_its_agreement_shares_anything_for_the_purpose(made):
    council, found = rules(made, table(["discount: {value: single}", "arrears_pence: OWED"]))
    rule = found["rents:tables.0"]
    assert rule.columns["discount"] == ()
    assert allowed(council, rule, "discount", MODELLING, ON)
    assert allowed(council, rule, "discount", MONITORING, ON)
    assert not allowed(council, rule, "discount", DISPLAY, date(2027, 1, 1))


def test_nothing_is_allowed_before_an_agreement_begins_or_from_its_end(made):
    council, found = rules(made, table(["arrears_pence: OWED"]))
    days = {d: allowed(council, found["rents:tables.0"], "arrears_pence", DISPLAY, date.fromisoformat(d))
            for d in ("2024-12-31", "2025-01-01", "2026-12-31", "2027-01-01")}  # fmt: skip
    assert list(days.values()) == [False, True, True, False]


def test_rows_of_constants_and_dates_we_learnt_are_no_use_alone(made):
    body = table(["discount: {value: single}", "balance_on: BAND"]) + "    known_from: AT\n"
    council, found = rules(made, body)
    assert row_allowed(council, found["rents:tables.0"], DISPLAY, ON)
    assert not row_allowed(council, found["rents:tables.0"], MODELLING, ON)  # balance_on is for display alone


def test_an_observation_of_an_element_is_no_use_without_the_element(made):
    body = "observations:\n  - person: tenant\n    on: AT\n    values:\n"
    body += "      BAND: {kind: band, as: code, plain: Band, codes: {A: a}}\n"
    council, found = rules(made, body)
    rule = found["rents:observations.0.BAND"]
    assert allowed(council, rule, "observed_on", MODELLING, ON)
    assert not allowed(council, rule, "kind", MODELLING, ON)
    assert not row_allowed(council, rule, MODELLING, ON)
    assert row_allowed(council, rule, DISPLAY, ON)


def test_a_mention_described_in_two_record_sets_is_one_rule(made):
    reads = ", record_sets: {a: {}, b: {}}"
    body = "people:\n  - {mention: tenant, in: a, id: {space: t, id: ID}, forename: NAME}\n"
    body += "  - {mention: tenant, in: b, id: {space: t, id: KEY}, forename: BAND}\n"
    council = made.council(ELEMENTS, body, reads=reads)
    rule = lineage(council)["rents:people.tenant"]
    assert rule.columns["forename"] == ("NAME", "BAND")
    assert rule.reference == ("ID", "KEY")

"""Housing, revenues and benefits of Larkmere: what is written is what the agreements list, and the mappings use it."""

import re
from datetime import date
from importlib import import_module

import pytest

from plainview.agreements.check import check
from plainview.agreements.check_accounting import elements_used
from plainview.extracts.arrivals import arrivals
from plainview.extracts.readers import read_extract
from plainview.synthetic.larkmere.extracts import hou09
from plainview.synthetic.larkmere.generate import COUNCIL
from plainview.synthetic.larkmere.world import build
from tests.lib.policy import council_of

DAY = date(2026, 10, 31)
# Elements that the departments' lists name, and join keys that they leave out: without these the records of the
# extract would be about no one.
ELEMENTS = {
    "hou01-tenancies": (112, []),
    "hou02-household-members": (49, []),
    "hou03-council-property": (95, []),
    "hou04-rent-arrears": (40, []),
    "hou05-antisocial-behaviour": (25, []),
    "hou06-housing-register": (47, []),
    "hou07-homelessness-applications": (44, []),
    "hou08-homelessness-duties": (45, ["HCLIC_Case_Reference"]),
    "hou09-gazetteer": (38, []),
    "rb01-council-tax-accounts": (104, []),
    "rb02-council-tax-recovery": (33, ["ctax_account_ref"]),
    "rb03-benefit-claim": (79, []),
    "rb04-benefit-household": (75, []),
    "rb05-monthly-benefit-extract": (30, []),
    "rb06-discretionary-support": (22, ["person_ref"]),
}
FIXED_WIDTH = [
    "hou01-tenancies",
    "hou02-household-members",
    "rb02-council-tax-recovery",
    "rb05-monthly-benefit-extract",
]


def writer(agreement_id):
    return import_module(f"plainview.synthetic.larkmere.extracts.{agreement_id[:5].rstrip('-')}")


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    """Larkmere's policy for these extracts alone."""
    names = sorted(p.stem for p in (COUNCIL / "agreements").glob("*.yaml") if p.name.startswith(("hou", "rb0")))
    return council_of(tmp_path_factory.mktemp("council"), names)


@pytest.fixture(scope="module")
def world():
    return build.build(residents=700, seed=3, ends=DAY)


@pytest.fixture(scope="module")
def written(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("extracts")
    counts = {}
    for agreement_id in ELEMENTS:
        counts |= writer(agreement_id).write(folder, world)
    return folder, counts


@pytest.fixture(scope="module")
def tables(council, written):
    """Every record set as read back, by agreement and set."""
    read = {}
    for arrival in arrivals(agreements=council.agreements, mappings=council.mappings, folder=written[0], as_of=DAY):
        sets = read_extract(
            arrival=arrival,
            agreement=council.agreements[arrival.agreement_id],
            mapping=council.mappings[arrival.agreement_id],
        )
        for name, found in sets.items():
            read[arrival.agreement_id, name] = (found, found.table())
    return read


def said(tables, agreement_id, element, record_set="rows"):
    """Give the texts of one element that are not blank."""
    texts = tables[agreement_id, record_set][1][element].to_pylist()
    return [t.strip() for t in texts if t and t.strip()]


@pytest.mark.parametrize("agreement_id", ELEMENTS)
def test_an_agreement_lists_what_the_department_hands_over(council, agreement_id):
    count, added = ELEMENTS[agreement_id]
    names = [e.name for e in council.agreements[agreement_id].elements]
    assert len(names) == count + len(added)
    assert set(added) <= set(names)


@pytest.mark.parametrize("agreement_id", ELEMENTS)
def test_a_writer_writes_what_the_agreement_lists(council, agreement_id):
    module = writer(agreement_id)
    columns = [*hou09.GAZETTEER, *hou09.LICENCES[1:]] if module is hou09 else list(module.FIELDS)
    if agreement_id == "hou08-homelessness-duties":
        assert module.CASE in columns
    assert sorted(columns) == sorted(e.name for e in council.agreements[agreement_id].elements)


def test_every_file_is_read_whole_and_holds_nothing_else(tables):
    assert {a for a, _ in tables} == set(ELEMENTS)
    for key, (found, table) in tables.items():
        if key[0] != "hou08-homelessness-duties":  # a small borough may have no review
            assert found.columns_missing == (), key
            assert table.num_rows > 0, key
        assert found.columns_extra == (), key
        assert dict(found.columns_drifted or {}) == {}, key


def test_as_many_rows_are_read_as_were_written(tables, written):
    by_extract = {}
    for file, count in written[1].items():
        by_extract[file[:5].rstrip("_")] = by_extract.get(file[:5].rstrip("_"), 0) + count
    for extract, count in by_extract.items():
        read = sum(t.num_rows for (a, _), (_, t) in tables.items() if a.startswith(extract.lower()))
        assert read == count, extract


def test_the_policy_holds_together(council):
    assert [p for p in check(council, on=DAY) if p.level == "error"] == []


@pytest.mark.parametrize("agreement_id", ELEMENTS)
def test_every_element_is_used_or_it_is_said_why_not(council, agreement_id):
    used = {name for owner, name in elements_used(council) if owner == agreement_id}
    left = {e.name for e in council.agreements[agreement_id].elements} - used
    not_used = council.mappings[agreement_id].not_used
    assert left == set(not_used)
    assert all(len(reason) > 8 for reason in not_used.values())


@pytest.mark.parametrize("agreement_id", ELEMENTS)
def test_every_element_has_a_meaning_of_its_own(council, agreement_id):
    meanings = [e.meaning for e in council.agreements[agreement_id].elements]
    assert len(set(meanings)) == len(meanings)
    assert all(len(m) > 4 for m in meanings)


@pytest.mark.parametrize("agreement_id", FIXED_WIDTH)
def test_columns_of_fixed_width_stand_where_the_mapping_says(council, agreement_id):
    at, expected = 1, {}
    for name, length in writer(agreement_id).LENGTHS.items():
        expected[name] = (at, length)
        at += length
    columns = council.mappings[agreement_id].reads.columns
    assert {name: (c.at, c.length) for name, c in columns.items()} == expected


def test_what_is_monitored_alone_fills_nothing_else(council):
    for agreement_id, mapping in council.mappings.items():
        monitored = {e.name for e in council.agreements[agreement_id].elements if set(e.purposes) == {"monitoring"}}
        elsewhere = mapping.model_dump_json(exclude={"reads", "characteristics", "not_used"})
        assert not [name for name in monitored if f'"{name}"' in elsewhere]


@pytest.mark.parametrize(
    ("agreement_id", "element", "other", "key"),
    [
        ("hou01-tenancies", "house_ref", "hou02-household-members", "house_ref"),
        ("hou04-rent-arrears", "arr_tenancy_ref", "hou01-tenancies", "tag_ref"),
        ("hou01-tenancies", "prop_ref", "hou03-council-property", "prop_ref"),
        ("rb02-council-tax-recovery", "ctax_account_ref", "rb01-council-tax-accounts", "ctaccount.account_ref"),
        ("rb05-monthly-benefit-extract", "shbe_claim_ref", "rb04-benefit-household", "hbmember.claim_id"),
        ("rb06-discretionary-support", "person_ref", "rb04-benefit-household", "hbmember.person_ref"),
        ("rb04-benefit-household", "hbmember.house_id", "rb03-benefit-claim:hbhousehold", "hbhousehold.house_id"),
    ],
)
def test_references_lead_from_one_extract_to_the_other(tables, agreement_id, element, other, key):
    owner, _, record_set = other.partition(":")
    known = set(said(tables, owner, key, record_set or "rows"))
    references = said(tables, agreement_id, element)
    assert references
    assert set(references) <= known


def test_children_stand_in_households_with_name_and_birth_date(tables):
    table = tables["hou02-household-members", "rows"][1].to_pylist()
    children = [r for r in table if r["relationship"].strip() in {"SON", "DAU"}]
    assert len(children) > 20
    assert sum(bool(r["dob"].strip() and r["surname"].strip()) for r in children) > 0.95 * len(children)
    dependants = [r for r in tables["rb04-benefit-household", "rows"][1].to_pylist() if r["hbmember.type"] == "3"]
    assert len(dependants) > 20


def test_two_people_may_stand_in_one_council_tax_name(tables):
    names = said(tables, "rb01-council-tax-accounts", "ctaccount.lead_liab_name")
    assert any(re.fullmatch(r"[^&]+ & [^&]+", n) for n in names)
    assert any("&" not in n for n in names)


def test_an_open_end_of_academy_is_a_day_in_2099(tables):
    assert "2099-12-31" in said(tables, "rb01-council-tax-accounts", "ctoccupation.vacation_date")
    assert "2099-12-31" in said(tables, "rb03-benefit-claim", "hbhousehold.to_date", "hbhousehold")


def test_a_refuge_has_no_address_in_homelessness(tables):
    stays = tables["hou08-homelessness-duties", "stay"][1].to_pylist()
    assert not [s for s in stays if s["TA_Refuge_Flag"] == "Y" and s["TA_UPRN"]]


def test_the_same_world_gives_the_same_bytes(written, tmp_path):
    again = build.build(residents=700, seed=3, ends=DAY)
    for agreement_id in ELEMENTS:
        writer(agreement_id).write(tmp_path, again)
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (written[0] / path.name).read_bytes(), path.name

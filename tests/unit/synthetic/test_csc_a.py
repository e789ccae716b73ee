"""The first ten extracts of children's social care: what is written, what is agreed and what is mapped fit together."""

import csv
import json
import sqlite3
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from plainview.agreements.check import check
from plainview.agreements.entries import entries
from plainview.bridge.engines.duckdb import open_engine
from plainview.extracts.arrivals import arrivals
from plainview.extracts.readers import read_extract
from plainview.extracts.structure import Structurer
from plainview.synthetic.larkmere.world import model
from tests.lib.policy import council_of, rows_of, sign, values_of

ENDS = date(2026, 10, 31)
# Elements that each agreement must list, so that none is lost without a sign.
ELEMENTS = {
    "csc01-person-and-address": 40, "csc02-family": 27, "csc03-early-help": 36, "csc04-contacts": 17,
    "csc05-referrals": 29, "csc06-assessments": 25, "csc07-cin-plans": 19, "csc08-section-47": 31,
    "csc09-child-protection-plans": 33, "csc10-ssda903": 35,
}  # fmt: skip
# Those that are taken all the way: nested JSON, XML, look-ups within and across extracts, free text.
STRUCTURED = ("csc01-person-and-address", "csc02-family", "csc04-contacts", "csc05-referrals", "csc06-assessments",
              "csc07-cin-plans")  # fmt: skip
FACTS = {
    "csc02-family": {"health_flags", "unpaid_carers", "observations", "characteristics"},
    "csc04-contacts": {"contacts", "consents", "service_involvements", "observations", "notes"},
    "csc05-referrals": {"referrals", "service_involvements", "health_flags", "characteristics", "notes"},
    "csc06-assessments": {"assessments", "assessment_factors", "service_involvements", "notes"},
    "csc07-cin-plans": {"cin_episodes", "service_involvements"},
}


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    """These ten agreements, their mappings and all code lists, as a council's folder of its own."""
    return council_of(tmp_path_factory.mktemp("council"), ELEMENTS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The ten extracts, written from a little world in which each kind of event happens."""
    out = tmp_path_factory.mktemp("extracts")
    _write_all(out)
    return out


@pytest.fixture(scope="module")
def read(council, folder):
    """Each record set of the ten extracts, as the product's readers give it."""
    arrived = arrivals(agreements=council.agreements, mappings=council.mappings, folder=folder, as_of=ENDS)
    found = {}
    for arrival in arrived:
        agreement, mapping = council.agreements[arrival.agreement_id], council.mappings[arrival.agreement_id]
        for name, got in read_extract(arrival=arrival, agreement=agreement, mapping=mapping).items():
            assert not got.columns_extra and not got.columns_drifted
            found[agreement.id, name] = got.table()
    return found


@pytest.fixture(scope="module")
def structured(council, read, tmp_path_factory):
    """All that the mappings make of six of the extracts, with what could not be read."""
    made = Structurer(open_engine(temp_dir=tmp_path_factory.mktemp("engine")), council.codes, sign=sign)
    for (agreement, name), table in read.items():
        if agreement in STRUCTURED:
            made.load(source=agreement, record_set=name, schema=table.schema, batches=table.to_batches(),
                      blanks=council.mappings[agreement].reads.blanks)  # fmt: skip
    issues = []
    for name in STRUCTURED:
        issues += made.add(agreement=council.agreements[name], mapping=council.mappings[name], received_on=ENDS)
    return made.finish(), issues


@pytest.mark.parametrize(("agreement", "count"), ELEMENTS.items())
def test_an_agreement_lists_every_element_with_a_meaning_of_its_own(council, agreement, count):
    elements = council.agreements[agreement].elements
    assert len(elements) == count
    meanings = [e.meaning for e in elements]
    assert len(set(meanings)) == count
    assert all(
        len(m.split()) >= 2 and m.casefold() != e.name.casefold() for m, e in zip(meanings, elements, strict=True)
    )


@pytest.mark.parametrize("agreement", ELEMENTS)
def test_what_is_written_is_what_is_agreed(council, folder, agreement):
    agreed = council.agreements[agreement]
    written = set().union(*(_names(p) for pattern in agreed.patterns for p in folder.glob(pattern)))
    names = {e.name for e in agreed.elements}
    assert written <= names
    # XML leaves out what is empty: an element that few children have need not be in a small file.
    assert names - written <= {e.name for e in agreed.elements if e.optional}


def test_the_policy_holds_together(council):
    assert [p.told() for p in check(council, ENDS) if p.level == "error"] == []


def test_a_meaning_stands_behind_each_reason_not_to_use_an_element(council):
    for mapping in council.mappings.values():
        for element, why in mapping.not_used.items():
            assert len(why.split()) > 6, element


@pytest.mark.parametrize("agreement", ELEMENTS)
def test_every_code_that_is_written_is_in_its_list(council, read, agreement):
    asked = 0
    for entry in entries(council.mappings[agreement]):
        for _, cell in entry.cells.values():
            if isinstance(cell.codes, str) and not (cell.lookup or cell.match or cell.part):
                known = {code.strip().upper() for code in council.codes[cell.codes].codes}
                for element in cell.elements():
                    texts = read[agreement, entry.in_].column(element).to_pylist()
                    blanks = council.mappings[agreement].reads.blanks
                    said = {t.strip().upper() for t in texts if t is not None and t.strip() not in blanks}
                    assert said <= known, (element, cell.codes)
                    asked += 1
    assert asked > 0


def test_every_code_date_flag_and_number_can_be_read(structured):
    _, issues = structured
    assert [(i.source, i.element, i.kind, i.rows) for i in issues] == []


@pytest.mark.parametrize(("agreement", "tables"), FACTS.items())
def test_each_extract_fills_its_tables(structured, agreement, tables):
    made, _ = structured
    for table in tables:
        assert agreement in values_of(made.facts[table], "source"), table


def test_people_come_with_names_and_addresses_and_restricted_people_are_flagged(structured):
    made, _ = structured
    mentions = rows_of(made.mentions)
    of_people = [m for m in mentions if m["mention"] == "person" and m["source"] == "csc01-person-and-address"]
    assert any(m["forename"] and m["born_on"] for m in of_people)
    at_home = [m for m in mentions if m["mention"] == "at-home"]
    assert any("Larkmere" in (m["address"] or "") and m["uprn"] for m in at_home)
    # One mother in forty is in hiding, and the children's system always knows.
    flagged = {r["person_key"] for r in rows_of(made.restricted)}
    assert flagged and flagged < {m["person_key"] for m in of_people}


def test_a_mother_is_the_parent_of_her_child(structured):
    made, _ = structured
    assert {"parent_of", "carer_of", "sibling_of"} <= values_of(made.relations, "kind")


def test_factors_come_from_the_list_and_from_older_assessments(structured):
    made, _ = structured
    factors = rows_of(made.facts["assessment_factors"])
    named = {(f["factor"], f["whose"]) for f in factors}
    assert {("domestic_abuse", "parent"), ("mental_health", "parent"), ("neglect", "child")} <= named
    assert all(f["assessed_on"] and f["known_from"] == f["assessed_on"] for f in factors)
    assert len({f["rule"] for f in factors}) == 2


def test_a_plan_takes_its_need_from_the_referral(structured):
    made, _ = structured
    plans = rows_of(made.facts["cin_episodes"])
    assert {p["need"] for p in plans} == {"abuse_or_neglect"}
    assert all(p["other_refs"] for p in plans)


def test_the_outcome_of_a_nested_contact_is_read(structured):
    made, _ = structured
    contacts = rows_of(made.facts["contacts"])
    assert {"referral", "early_help", "no_further_action"} <= {c["outcome"] for c in contacts}
    assert all(c["known_from"] == c["contacted_on"] for c in contacts)


def test_no_disability_is_no_health_need(structured):
    made, _ = structured
    assert values_of(made.facts["health_flags"], "condition") == {"autism", "learning_disability"}
    assert "not_disabled" in values_of(made.facts["characteristics"], "value")


def test_free_text_stays_in_the_texts(structured):
    made, _ = structured
    assert any("depression" in text for text in values_of(made.note_texts, "text"))
    for name, table in made.facts.items():
        for column in (c for c, kind in table.schema().items() if kind.is_string()):
            assert not any("depression" in (text or "") for text in values_of(table, column)), (name, column)


def test_the_yearly_return_does_not_count_a_referral_twice(structured):
    made, _ = structured
    assert values_of(made.facts["referrals"], "source") == {"csc05-referrals"}
    assert "returned_primary_need" in values_of(made.facts["observations"], "kind")


def test_the_same_world_gives_the_same_bytes(folder, tmp_path):
    _write_all(tmp_path)
    for path in sorted(folder.iterdir()):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


# ---- reading what was written, without the product's readers ----
def _names(path: Path) -> set[str]:
    if path.suffix == ".sqlite":
        with sqlite3.connect(path) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found = {row[1] for t in tables for row in database.execute(f'PRAGMA table_info("{t}")')}
        database.close()
        return found
    if path.suffix == ".xlsx":
        book = load_workbook(path, read_only=True)
        found = {cell.value for sheet in book for cell in next(iter(sheet.iter_rows(max_row=1)))}
        book.close()
        return found
    if path.suffix == ".jsonl":
        return {key for line in path.read_text("utf-8").splitlines() for key in json.loads(line)}
    if path.suffix == ".xml":
        every = etree.parse(str(path)).getroot().find("Children")
        leaves = {e.tag for e in every.iter() if len(e) == 0}
        return {"Disabilities" if tag == "Disability" else tag for tag in leaves}
    with path.open(encoding="cp1252" if path.name.startswith("CSC03") else "utf-8", newline="") as file:
        return set(next(csv.reader(file, delimiter="|" if path.suffix == ".txt" else ",")))


# ---- a little world ----
def _write_all(out: Path) -> None:
    world = _world()
    for number in range(1, 11):
        name = f"plainview.synthetic.larkmere.extracts.csc{number:02d}"
        counts = import_module(name).write(out, world)
        assert counts and all((out / file).is_file() for file in counts)


def _person(id_, forename, sex, born, **more):
    said = {
        "community": "english", "middle_names": "", "surname": "Testington", "former_surname": None, "known_as": None,
        "title": "Ms" if sex == "F" else "Mr", "died_on": None, "is_unborn": False, "nhs_number": f"9990000{id_:03d}",
        "nino": None, "upn": f"A99912342{id_:04d}", "uln": None, "phone": "020 7946 0001", "email": None,
        "ethnicity": "WBRI", "religion": "christian", "sexual_orientation": "not_stated", "language": "English",
        "needs_interpreter": False, "disabilities": (), "mother": None, "father": None, "partner": None,
        "gp_practice": "X83001",
    }  # fmt: skip
    return model.Person(id=id_, forename=forename, sex=sex, born_on=born, **{**said, **more})


def _home(id_, kind="private"):
    return model.Home(id_, f"9900000000{id_:02d}", None, str(id_ * 3), "Alder Road", None, "Larkmere", "XB1 1AA",
                      "Alderbrook", "E05999000", "E01999000", 0.5, kind, "RD04", "council", 3, "C")  # fmt: skip


def _world():
    """Forty families of a mother, a father and four children; every family goes all the way through the system."""
    world = model.World(seed=7, starts=date(2022, 10, 31), ends=ENDS)
    world.staff[1] = model.StaffMember(1, "Sam Worker", "social_worker", "Assessment team", "children", "020 7946 0002",
                                       "sam@example.org", "SW1")  # fmt: skip
    for n in range(40):
        _family(world, n)
    return world


def _family(world, n):
    first, home, day = n * 6 + 1, n * 2 + 1, date(2023, 1, 9) + timedelta(days=25 * n)
    mother, father = first, first + 1
    kids = list(range(first + 2, first + 6))
    world.persons[mother] = _person(mother, "Amara", "F", date(1988, 3, 3), partner=father, nino="QQ123456A",
                                    restricted="refuge" if n == 3 else None)  # fmt: skip
    world.persons[father] = _person(father, "Joseph", "M", date(1985, 5, 6), partner=mother)
    births = (date(2010, 2, 17), date(2014, 9, 21), date(2018, 11, 4), date(2023, 6, 30))
    for kid, born in zip(kids, births, strict=True):
        world.persons[kid] = _person(kid, f"Kid{kid}", "FM"[kid % 2], born, mother=mother, father=father,
                                     community="somali" if n % 3 == 0 else "english",
                                     disabilities=("LD", "AUT") if kid % 2 else ())  # fmt: skip
    world.homes[home], world.homes[home + 1] = _home(home), _home(home + 1, "children_home")
    household = model.Household(home, home, world.starts, None, [mother, father], kids)
    world.households[home] = household
    for person in (mother, father, *kids):
        world.stays.append(model.Stay(person, home, home, world.starts, None))
    world.carers.append(model.Carer(n, kids[0], (kids[1], mother), day, "0-19", "none", False))
    world.carers.append(model.Carer(n + 1000, father, (kids[0],), day, "0-19", "none", False))
    for kid in kids:
        _events(world, n, kid, mother, day)


def _events(world, n, kid, mother, day):
    def later(days):
        return day + timedelta(days=days)

    open_ = later(160) if n < 36 else None
    outcome = ("referral", "early_help", "no_further_action", "information_advice")[n % 4]
    world.contacts.append(
        model.Contact(kid, kid, day, ("6", "2A", "3B")[n % 3], "domestic_abuse", outcome, later(1), 1)
    )
    world.referrals.append(model.Referral(kid, kid, later(1), "6", "N1", "assessment", False, open_,
                                          "RC8" if open_ else None, 1, mother))  # fmt: skip
    factors = ("3B", "4B", "16A", "9A") if n % 5 == 0 else ("3B", "4B", "16A")
    world.assessments.append(model.Assessment(kid, kid, kid, later(2), later(44), factors, True, "cin_plan", 1))
    needs = ("education", "health", "housing")
    world.early_help.append(model.EarlyHelp(kid, kid, mother, later(200), later(300), "domestic_abuse", "needs_met",
                                            "5A", True, "School", 1, needs))  # fmt: skip
    world.cin_plans.append(model.CinPlan(kid, kid, kid, later(45), open_, "RC7" if open_ else None, 1))
    world.section47s.append(model.Section47(kid, kid, kid, later(50), later(60), "conference", later(65), True,
                                            later(50), True, 1))  # fmt: skip
    world.cp_plans.append(model.CpPlan(kid, kid, kid, kid, later(65), later(150), "NEG", "EMO", 0,
                                       "no longer at risk", 1))  # fmt: skip
    for plan in ("cin", "cp"):
        world.visits.append(model.Visit(kid * 2 + (plan == "cp"), kid, later(80), plan, kid, True, True, 1))
        world.reviews.append(model.Review(kid * 2 + (plan == "cp"), kid, later(90), later(91), plan, kid, "continue",
                                          "PN1"))  # fmt: skip
    starts, ends = later(151), later(200)
    world.care_episodes.append(model.CareEpisode(kid, kid, kid, starts, "S", "C1", "N1", "K1", "PR4", ends, "E4A",
                                                 "CARPL", n * 2 + 2, "SC12345", starts))  # fmt: skip

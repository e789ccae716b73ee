"""Adult social care and education: what is written, what is agreed and what is mapped fit together."""

import csv
import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from plainview.agreements.check import check
from plainview.agreements.check_accounting import elements_used
from plainview.bridge.engines.duckdb import open_engine
from plainview.extracts.arrivals import arrivals
from plainview.extracts.readers import read_extract
from plainview.extracts.structure import Structurer
from plainview.synthetic.larkmere.world import model
from plainview.synthetic.larkmere.world.bias import as_marked
from plainview.synthetic.larkmere.world.build import build
from tests.lib.policy import council_of, rows_of, sign, values_of

ENDS = date(2026, 10, 31)
# Elements that each agreement must list, so that none is lost without a sign. Where a return leaves out whom a row is
# about, the key that the real file carries is counted too.
ELEMENTS = {
    "asc01-person": 46, "asc02-requests": 16, "asc03-assessments": 23, "asc04-services": 28, "asc05-reviews": 11,
    "asc06-unpaid-carers": 15, "asc07-safeguarding": 28, "asc08-hospital-discharge": 19, "asc09-case-notes": 11,
    "edu01-school-census": 59, "edu02-attendance": 30, "edu03-suspensions": 20, "edu04-send": 47,
    "edu05-admissions": 26, "edu06-post16": 20,
}  # fmt: skip
FACTS = {
    "asc01-person": {"health_flags", "observations", "characteristics"},
    "asc02-requests": {"adult_referrals", "service_involvements", "notes", "observations"},
    "asc03-assessments": {"adult_assessments", "health_flags", "notes", "observations"},
    "asc04-services": {"adult_services", "service_involvements", "adult_assessments", "observations"},
    "asc05-reviews": {"reviews", "service_involvements", "observations"},
    "asc06-unpaid-carers": {"unpaid_carers", "adult_assessments", "observations"},
    "asc07-safeguarding": {"adult_safeguarding", "observations"},
    "asc08-hospital-discharge": {"hospital_stays", "adult_services", "health_flags", "observations"},
    "asc09-case-notes": {"notes", "service_involvements", "observations"},
    "edu01-school-census": {"school_enrolments", "free_school_meals", "sen_support", "characteristics"},
    "edu02-attendance": {"attendance_terms", "out_of_school", "observations"},
    "edu03-suspensions": {"exclusions", "out_of_school", "observations"},
    "edu04-send": {"sen_support", "reviews", "observations", "characteristics"},
    "edu05-admissions": {"out_of_school", "observations"},
    "edu06-post16": {"neet_statuses", "observations"},
}


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    """These fifteen agreements, their mappings and all code lists, as a council's folder of its own."""
    return council_of(tmp_path_factory.mktemp("council"), ELEMENTS)


@pytest.fixture(scope="module")
def world():
    """A small borough as simulated, and one event more of each kind that is rare."""
    return _world()


@pytest.fixture(scope="module")
def folder(world, tmp_path_factory):
    """The fifteen extracts."""
    out = tmp_path_factory.mktemp("extracts")
    _write_all(out, world)
    return out


@pytest.fixture(scope="module")
def structured(council, folder, tmp_path_factory):
    """All that the mappings make of the extracts, with what could not be read."""
    made = Structurer(open_engine(temp_dir=tmp_path_factory.mktemp("engine")), council.codes, sign=sign)
    arrived = arrivals(agreements=council.agreements, mappings=council.mappings, folder=folder, as_of=ENDS)
    assert {a.agreement_id for a in arrived} == set(ELEMENTS)
    for arrival in arrived:
        agreement, mapping = council.agreements[arrival.agreement_id], council.mappings[arrival.agreement_id]
        for name, got in read_extract(arrival=arrival, agreement=agreement, mapping=mapping).items():
            made.load(source=agreement.id, record_set=name, schema=got.schema, batches=got.batches,
                      blanks=mapping.reads.blanks)  # fmt: skip
    issues = []
    for name, agreement in council.agreements.items():
        issues += made.add(agreement=agreement, mapping=council.mappings[name], received_on=ENDS)
    return made.finish(), issues


# ---- agreements ----
@pytest.mark.parametrize(("agreement", "count"), ELEMENTS.items())
def test_an_agreement_lists_every_element_with_a_meaning_of_its_own(council, agreement, count):
    elements = council.agreements[agreement].elements
    assert len(elements) == count
    meanings = [e.meaning for e in elements]
    assert len(set(meanings)) == count
    assert all(len(m.split()) >= 3 for m in meanings)


@pytest.mark.parametrize("agreement", ELEMENTS)
def test_what_is_written_is_what_is_agreed(council, folder, agreement):
    agreed = council.agreements[agreement]
    written = set().union(*(_names(p) for pattern in agreed.patterns for p in folder.glob(pattern)))
    names = {e.name for e in agreed.elements}
    assert written <= names
    # XML leaves out what is empty: an element that few pupils have need not be in a small file.
    assert names - written <= {e.name for e in agreed.elements if e.optional}


def test_the_policy_holds_together(council):
    assert [p.told() for p in check(council, ENDS)] == []


@pytest.mark.parametrize("agreement", ELEMENTS)
def test_every_element_goes_somewhere_or_has_a_reason(council, agreement):
    used = {name for (source, name) in elements_used(council) if source == agreement}
    reasons = council.mappings[agreement].not_used
    assert used | set(reasons) == {e.name for e in council.agreements[agreement].elements}
    assert all(len(why.split()) > 6 for why in reasons.values())


def test_an_adoption_is_not_taken_in(council):
    assert {"AdoptedfromCare", "PostLookedAfterArrangements"} <= set(council.mappings["edu01-school-census"].not_used)


# ---- what the mappings make ----
def test_codes_dates_flags_and_numbers_can_be_read(structured):
    _, issues = structured
    # A day of birth in 1899 is what a spreadsheet makes of nothing: it is no date, and is told.
    unread = [(i.source, i.element, i.kind) for i in issues if i.element not in {"Date_of_Birth", "DOB"}]
    assert unread == []


@pytest.mark.parametrize(("agreement", "tables"), FACTS.items())
def test_each_extract_fills_its_tables(structured, agreement, tables):
    made, _ = structured
    for table in tables:
        assert agreement in values_of(made.facts[table], "source"), table


def test_one_pupil_number_joins_all_extracts_of_education(structured):
    made, _ = structured
    known = {m["person_key"] for m in rows_of(made.mentions) if m["source"] == "edu01-school-census"}
    for table in ("attendance_terms", "exclusions"):
        keys = [r["person_key"] for r in rows_of(made.facts[table])]
        assert keys and all(key.startswith("upn|") for key in keys)
        # Whoever ever was on roll is in the census, on roll or as one who left.
        assert set(keys) <= known


def test_a_term_has_the_sessions_of_the_register(structured, world):
    made, _ = structured
    got = {(r["person_key"], r["started_on"]): r for r in rows_of(made.facts["attendance_terms"])}
    compared = 0
    for term in world.attendance:
        number = world.recorded["one"][term.child][0].upn
        row = got.get((f"upn|{number}", term.starts))
        if number is None or row is None:
            continue
        marked = as_marked(world, term)
        said = (row["ended_on"], row["sessions_possible"], row["sessions_authorised"], row["sessions_unauthorised"],
                row["sessions_late"])  # fmt: skip
        assert said == (term.ends, term.possible, marked.authorised, marked.unauthorised, term.late)
        compared += 1
    assert compared > 0.95 * len(world.attendance)


def test_a_plan_counts_once_and_with_its_own_date(structured):
    made, _ = structured
    spells = rows_of(made.facts["sen_support"])
    assert {s["source"] for s in spells if s["provision"] == "education_health_care_plan"} == {"edu04-send"}
    assert {s["source"] for s in spells if s["provision"] == "sen_support"} == {"edu01-school-census"}
    assert all(s["started_on"] for s in spells)


def test_the_number_of_an_assessment_leads_to_the_child(structured, world):
    made, _ = structured
    needs = {f"upn|{world.recorded['one'][s.child][0].upn}" for s in world.sen}
    of_plans = [r for r in rows_of(made.facts["sen_support"]) if r["source"] == "edu04-send"]
    assert {r["person_key"] for r in of_plans} <= needs


def test_reception_is_year_nought(structured):
    made, _ = structured
    years = values_of(made.facts["school_enrolments"], "year_group")
    assert 0 in years and max(years) <= 13


def test_a_free_meal_ends_the_day_after_its_last(structured, world):
    made, _ = structured
    ends = {m.ends for m in world.free_meals}
    assert {r["ended_on"] for r in rows_of(made.facts["free_school_meals"])} <= ends


def test_children_out_of_school_are_told_by_kind(structured):
    made, _ = structured
    kinds = {r["kind"] for r in rows_of(made.facts["out_of_school"])}
    assert {"missing_education", "home_education", "admission_refused", "admission_applied",
            "alternative_provision", "part_time_timetable"} <= kinds  # fmt: skip


def test_what_young_people_do_after_sixteen_has_no_gap_for_those_out_of_work(structured):
    made, _ = structured
    statuses = rows_of(made.facts["neet_statuses"])
    assert {"in_education", "not_in_education_employment_training"} <= {s["status"] for s in statuses}
    assert any(s["ended_on"] is None for s in statuses if s["status"] == "not_in_education_employment_training")


def test_a_service_takes_its_reason_from_the_persons_record(structured):
    made, _ = structured
    services = [s for s in rows_of(made.facts["adult_services"]) if s["source"] == "asc04-services"]
    assert all(s["reason"] and s["other_refs"] for s in services)


def test_a_carer_is_the_carer_of_whom_they_look_after(structured, world):
    made, _ = structured
    stated = {(r["of_key"], r["to_key"]) for r in rows_of(made.relations) if r["kind"] == "carer_of"}
    held = world.recorded["las"]
    so = {(f"las|{held[c.carer][0].local_id}", f"las|{held[p][0].local_id}")
          for c in world.carers for p in c.cared_for[:3]}  # fmt: skip
    assert stated == so


def test_a_person_in_two_quarters_is_one_record_with_one_next_of_kin(structured):
    made, _ = structured
    mentions = [m for m in rows_of(made.mentions) if m["source"] == "asc01-person"]
    clients = [m["person_key"] for m in mentions if m["mention"] == "client"]
    kin = [m["person_key"] for m in mentions if m["mention"] == "next-of-kin"]
    assert len(set(clients)) < len(clients)
    assert len(set(kin)) < len(kin) and all(key.startswith("las-kin|") for key in kin)


def test_a_restricted_record_may_be_seen_by_team_managers_alone(structured, world):
    made, _ = structured
    flagged = [r for r in rows_of(made.restricted) if r["person_key"].startswith("las|")]
    restricted = {p.id for p in world.persons.values() if p.restricted == "staff"}
    assert {r["person_key"] for r in flagged} >= {f"las|{world.recorded['las'][min(restricted)][0].local_id}"}
    assert {(r["rule"], tuple(r["roles"])) for r in flagged} == {("named_roles", ("team_manager",))}


def test_a_concern_an_enquiry_and_an_authorisation_are_told_apart(structured):
    made, _ = structured
    stages = {r["stage"] for r in rows_of(made.facts["adult_safeguarding"])}
    assert {"concern", "enquiry", "deprivation_of_liberty", "multi_agency_domestic_abuse"} <= stages


def test_a_note_marked_as_sensitive_is_not_read(structured, folder):
    made, _ = structured
    written = [json.loads(line) for p in folder.glob("ASC09_*") for line in p.read_text("utf-8").splitlines()]
    mine = [n for n in written if n["asc_note_title"] == "Planted"]
    sensitive = {f"Planted. {n['asc_note_text']}" for n in mine if n["asc_note_sensitive_flag"]}
    read = {text for text in values_of(made.note_texts, "text") if text.startswith("Planted")}
    assert sensitive and not sensitive & read
    assert len(read) == len(mine) - len(sensitive)


def test_free_text_stays_in_the_texts(structured):
    made, _ = structured
    said = values_of(made.note_texts, "text")
    for name, table in made.facts.items():
        for column in (c for c, kind in table.schema().items() if kind.is_string()):
            assert not said & values_of(table, column), (name, column)


def test_no_birth_date_becomes_a_fact(structured, world):
    made, _ = structured
    born = {p.born_on for p in world.persons.values() if p.born_on.year < 2000}
    told = rows_of(made.facts["observations"])
    assert not any(r["on_date"] in born for r in told if r["on_date"])


def test_the_same_world_gives_the_same_bytes(folder, tmp_path):
    _write_all(tmp_path, _world())
    for path in sorted(folder.iterdir()):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


# ---- reading what was written, without the product's readers ----
def _names(path: Path) -> set[str]:
    if path.suffix == ".xlsx":
        book = load_workbook(path, read_only=True)
        found = {cell.value for sheet in book for cell in next(iter(sheet.iter_rows(max_row=1)))}
        book.close()
        return found
    if path.suffix == ".db":
        with closing(sqlite3.connect(path)) as database:
            return {column for (column,) in database.execute("SELECT name FROM pragma_table_info('registers')")}
    if path.suffix == ".jsonl":
        return {key for line in path.read_text("utf-8").splitlines() for key in json.loads(line)}
    if path.suffix == ".xml":
        schools = etree.parse(str(path)).getroot().find("Schools")
        return {e.tag for e in schools.iter() if len(e) == 0 and e.text and e.text.strip()}
    encoding = "cp1252" if path.name.startswith("EDU03") else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file:
        return set(next(csv.reader(file, delimiter="|" if path.suffix == ".txt" else ",")))


# ---- a little world ----
def _write_all(out: Path, world: model.World) -> None:
    for name in ELEMENTS:
        module = import_module(f"plainview.synthetic.larkmere.extracts.{name.partition('-')[0]}")
        counts = module.write(out, world)
        assert counts and all((out / file).is_file() for file in counts)


def _world() -> model.World:
    world = build(residents=500, seed=5, ends=ENDS)
    pupils = sorted({e.child for e in world.enrolments if e.ends is None})
    first, second = pupils[0], pupils[1]
    school, day = world.enrolments[0].school, ENDS - timedelta(days=200)
    for n, kind in enumerate(("cme", "ehe", "admission_refused", "admission")):
        world.out_of_school.append(model.OutOfSchool(900 + n, pupils[n], day, day + timedelta(days=60), kind))
    world.exclusions.append(model.Exclusion(900, first, school, day, 0, "PERM", ("DA", "VA")))
    world.exclusions += [model.Exclusion(901 + n, second, school, day + timedelta(days=n), 2, "SUSP", ("DB",))
                         for n in range(60)]  # fmt: skip
    world.attendance += [model.TermAttendance(pupil, school, date(2021, 4, 21), date(2021, 7, 22), "summer", 2020,
                                              122, 10, 80, 3) for pupil in pupils[:60]]  # fmt: skip
    world.post16.append(model.Post16(pupils[-1], date(2026, 9, 1), None, "neet"))
    world.sen.append(model.Sen(900, first, day, None, "E", "ASD", day - timedelta(days=150)))
    world.sen.append(model.Sen(901, second, date(2023, 1, 10), None, "K", "SEMH"))
    _adults(world, day)
    return world


def _adults(world: model.World, day: date) -> None:
    adults = [p for p in sorted(world.persons) if world.age_on(p, ENDS) > 40 and world.stay_on(p, ENDS)]
    at_risk, hidden = adults[0], adults[1]
    world.persons[hidden].restricted = "staff"
    staff = next(s.id for s in world.staff.values() if s.role == "adult_social_worker")
    for adult in (at_risk, hidden):
        world.adult_services.append(
            model.AdultService(9000 + adult, adult, day, None, "Long Term Support: Residential Care",
                               "Residential Care", "CASSR Commissioned Support", "Support with Memory and Cognition",
                               168, 90000, None)
        )  # fmt: skip
    world.safeguarding.append(
        model.Safeguarding(900, at_risk, day, day + timedelta(days=40), True, "domestic", "own home",
                           "known to individual", "risk reduced", False, 0, day + timedelta(days=14))
    )  # fmt: skip
    world.carers.append(model.Carer(900, adults[2], (at_risk,), day, "50 or more", "Carer Support: Direct to Carer",
                                    True))  # fmt: skip
    world.notes += [model.CaseNote(90000 + n, at_risk, day, staff, "adults", "home_visit", "Planted", f"Text {n}.")
                    for n in range(400)]  # fmt: skip

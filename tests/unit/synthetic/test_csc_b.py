"""The later extracts of children's social care, youth justice and the three lists of 2020: all fits together."""

import csv
import json
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from plainview.agreements.check import check
from plainview.bridge.engines.duckdb import open_engine
from plainview.extracts.arrivals import arrivals
from plainview.extracts.readers import read_extract
from plainview.extracts.structure import Structurer
from plainview.synthetic.larkmere.world import model
from plainview.vocabulary.purposes import Purpose
from tests.lib.policy import council_of, rows_of, sign, values_of

ENDS = date(2026, 10, 31)
WRITERS = (*(f"csc{n}" for n in range(11, 20)), "cov01", "cov02", "cov03")
# Elements that each agreement must list, so that none is lost without a sign.
ELEMENTS = {
    "csc11-placements": 37, "csc12-health-of-children-looked-after": 32, "csc13-missing-and-exploitation": 25,
    "csc14-permanence-and-adoption": 40, "csc15-care-leavers": 21, "csc16-legal-status": 39, "csc17-involvements": 22,
    "csc18-case-notes": 24, "csc19-youth-justice": 20, "cov01-shielded-patients": 13,
    "cov02-shielding-registrations": 16, "cov03-community-help": 30,
}  # fmt: skip
HELD_APART = [name for name in ELEMENTS if name.startswith("cov")]
FACTS = {
    "csc11-placements": {"reviews", "visits", "observations"},
    "csc12-health-of-children-looked-after": {"health_flags", "youth_offences", "observations"},
    "csc13-missing-and-exploitation": {"missing_episodes", "exploitation_screenings", "observations", "notes"},
    "csc14-permanence-and-adoption": {"permanence_steps", "service_involvements", "observations"},
    "csc15-care-leavers": {"care_leavers", "reviews", "service_involvements", "observations"},
    "csc16-legal-status": {"legal_statuses", "observations"},
    "csc17-involvements": {"service_involvements", "observations"},
    "csc18-case-notes": {"notes", "visits", "observations"},
    "csc19-youth-justice": {"youth_offences", "observations"},
}


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    """These agreements, their mappings and all code lists, as a council's folder of its own."""
    # Care leavers are told to housing by their tenancy: its key is declared there.
    return council_of(tmp_path_factory.mktemp("council"), (*ELEMENTS, "hou01-tenancies"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The extracts, written from a little world in which each kind of event happens."""
    out = tmp_path_factory.mktemp("extracts")
    _write_all(out)
    return out


@pytest.fixture(scope="module")
def structured(council, folder, tmp_path_factory):
    """All that the mappings make of the extracts, with what could not be read."""
    names = list(FACTS)
    agreements = {n: council.agreements[n] for n in names}
    mappings = {n: council.mappings[n] for n in names}
    made = Structurer(open_engine(temp_dir=tmp_path_factory.mktemp("engine")), council.codes, sign=sign)
    for arrival in arrivals(agreements=agreements, mappings=mappings, folder=folder, as_of=ENDS):
        agreement, mapping = agreements[arrival.agreement_id], mappings[arrival.agreement_id]
        for name, got in read_extract(arrival=arrival, agreement=agreement, mapping=mapping).items():
            made.load(source=agreement.id, record_set=name, schema=got.schema, batches=got.batches,
                      blanks=mapping.reads.blanks)  # fmt: skip
    issues = []
    for name, agreement in agreements.items():
        issues += made.add(agreement=agreement, mapping=mappings[name], received_on=ENDS)
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
    paths = sorted(p for pattern in agreed.patterns for p in folder.glob(pattern))
    assert paths
    written = set().union(*(_names(p) for p in paths))
    names = {e.name for e in agreed.elements}
    assert written <= names
    # XML leaves out what is empty: an element that few children have need not be in a small file.
    assert names - written <= {e.name for e in agreed.elements if e.optional}


def test_the_policy_holds_together(council):
    assert [p.told() for p in check(council, ENDS) if p.level == "error"] == []


def test_a_reason_stands_behind_each_element_that_is_not_used(council):
    for name in ELEMENTS:
        for element, why in council.mappings[name].not_used.items():
            assert len(why.split()) > 6, element


@pytest.mark.parametrize("name", HELD_APART)
def test_a_list_held_apart_has_ended_and_is_made_into_nothing(council, name):
    agreement, mapping = council.agreements[name], council.mappings[name]
    assert agreement.kind == "held_apart"
    assert not agreement.is_in_force(ENDS)
    assert set(mapping.not_used) == {e.name for e in agreement.elements}
    assert all(Purpose.MODELLING not in e.purposes for e in agreement.elements)


def test_adoption_and_youth_justice_never_reach_a_model(council):
    for name in ("csc14-permanence-and-adoption", "csc19-youth-justice", "csc17-involvements"):
        assert all(Purpose.MODELLING not in e.purposes for e in council.agreements[name].elements)


def test_stop_and_search_fills_nothing(council):
    element = council.agreements["csc19-youth-justice"].element("stop_and_search_date")
    assert element.purposes == (Purpose.MONITORING,)
    assert "stop_and_search_date" in council.mappings["csc19-youth-justice"].not_used


def test_every_code_date_flag_and_number_can_be_read(structured):
    _, issues = structured
    assert [(i.source, i.element, i.kind, i.rows) for i in issues] == []


@pytest.mark.parametrize(("agreement", "tables"), FACTS.items())
def test_each_extract_fills_its_tables(structured, agreement, tables):
    made, _ = structured
    for table in tables:
        assert agreement in values_of(made.facts[table], "source"), table


def test_a_review_reaches_the_child_by_the_period_in_care(structured):
    made, _ = structured
    keys = {k["person_key"] for k in rows_of(made.keys) if k["space"] == "care-period"}
    assert len(keys) == 12
    reviews = [r for r in rows_of(made.facts["reviews"]) if r["source"] == "csc11-placements"]
    assert reviews and all(r["reviewed_on"] for r in reviews)


def test_a_note_says_the_role_of_its_author_and_when_it_was_entered(structured):
    made, _ = structured
    notes = [n for n in rows_of(made.facts["notes"]) if n["source"] == "csc18-case-notes"]
    assert {n["author_role"] for n in notes} == {"social_worker"}
    assert all(n["known_from"] >= n["written_on"] for n in notes)
    assert {"home_visit", "phone_call", "case_recording"} <= {n["kind"] for n in notes}


def test_free_text_stays_in_the_texts(structured):
    made, _ = structured
    assert any("said" in (text or "") for text in values_of(made.note_texts, "text"))
    for name, table in made.facts.items():
        for column in (c for c, kind in table.schema().items() if kind.is_string()):
            assert not any("kettle" in (text or "") for text in values_of(table, column)), (name, column)
    assert any("kettle" in (text or "") for text in values_of(made.note_texts, "text"))


def test_an_involvement_names_a_known_worker_team_and_service(structured):
    made, _ = structured
    held = [i for i in rows_of(made.facts["service_involvements"]) if i["source"] == "csc17-involvements"]
    assert {i["staff"] for i in held} <= values_of(made.staff, "staff")
    assert {(i["service"], i["role"], i["team"]) for i in held} == {
        ("children", "allocated_social_worker", "Assessment East"), ("youth_justice", "youth_justice_worker",
                                                                     "Youth Justice Service"),
    }  # fmt: skip
    assert any(i["ended_on"] is None for i in held)


def test_an_ended_involvement_ends_on_the_day_on_which_the_work_was_over(structured):
    made, _ = structured
    ends = {i["ended_on"] for i in rows_of(made.facts["service_involvements"]) if i["source"] == "csc17-involvements"}
    assert {i.ends for i in _world().involvements} == ends


def test_screenings_meetings_and_referrals_are_told_apart(structured):
    made, _ = structured
    found = {(s["kind"], s["level"]) for s in rows_of(made.facts["exploitation_screenings"])}
    assert {("criminal_exploitation", "significant"), ("multi_agency_meeting", "discussed"), ("gang", "yes")} <= found
    assert {"sexual_exploitation", "national_referral_mechanism"} <= {kind for kind, _ in found}
    assert ("sexual_exploitation", "none") in found


def test_a_high_score_is_a_health_flag_and_a_low_one_is_not(structured):
    made, _ = structured
    flags = [f for f in rows_of(made.facts["health_flags"]) if f["condition"] == "strengths_difficulties_17_plus"]
    scores = [o["number"] for o in rows_of(made.facts["observations"]) if o["kind"] == "strengths_difficulties_score"]
    assert len(flags) == sum(s >= 17 for s in scores) > 0
    assert any(s < 17 for s in scores)


def test_an_adopted_child_stands_under_the_earlier_number_alone(folder, structured):
    made, _ = structured
    steps = [s for s in rows_of(made.facts["permanence_steps"])]
    assert {"adoption_decision", "matched", "placed_for_adoption", "adoption_order"} <= {s["step"] for s in steps}
    world = _world()
    later = {p.adopted_as for p in world.persons.values() if p.adopted_as}
    assert later
    _write_all(folder.parent / "again", world)
    assert later & {p for space in ("lcs", "yjs") for p in world.recorded[space]} == set()


def test_an_offence_tells_the_outcome_short_of_a_court(structured):
    made, _ = structured
    offences = [o for o in rows_of(made.facts["youth_offences"]) if o["source"] == "csc19-youth-justice"]
    assert all(o["offended_on"] and o["offence"] and o["outcome"] for o in offences)
    assert "knife" in {o["offence"] for o in offences}
    assert "out_of_court" not in {o["outcome"] for o in offences if o["offence"] != "theft"}


def test_a_conviction_of_a_child_looked_after_has_no_day_of_the_offence(structured):
    made, _ = structured
    held = [o for o in rows_of(made.facts["youth_offences"]) if o["source"].startswith("csc12")]
    assert held and all(o["offended_on"] is None and o["known_from"] == o["decided_on"] for o in held)


def test_the_same_world_gives_the_same_bytes(folder, tmp_path):
    _write_all(tmp_path / "twice")
    for path in sorted(p for p in folder.iterdir() if p.is_file()):
        assert path.read_bytes() == (tmp_path / "twice" / path.name).read_bytes(), path.name


# ---- reading what was written, without the product's readers ----
def _names(path: Path) -> set[str]:
    if path.suffix == ".xlsx":
        book = load_workbook(path, read_only=True)
        found = {cell.value for sheet in book for cell in next(iter(sheet.iter_rows(max_row=1)))}
        book.close()
        return found
    if path.suffix == ".jsonl":
        return {key for line in path.read_text("utf-8").splitlines() for key in json.loads(line)}
    if path.suffix == ".xml":
        every = etree.parse(str(path)).getroot().find("Children")
        return {"prep_person_id" if e.tag == "LAchildID" else e.tag for e in every.iter() if len(e) == 0}
    with path.open(encoding="utf-8", newline="") as file:
        return set(next(csv.reader(file, delimiter="|" if path.suffix == ".txt" else ",")))


# ---- a little world ----
def _write_all(out: Path, world: model.World | None = None) -> None:
    world = world or _world()
    out.mkdir(exist_ok=True)
    for name in WRITERS:
        counts = import_module(f"plainview.synthetic.larkmere.extracts.{name}").write(out, world)
        assert counts and all(rows > 0 for rows in counts.values()), counts


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


def _home(id_, *, inside=True):
    return model.Home(id_, f"9900000000{id_:02d}", None, str(id_ * 3), "Alder Road", None, "Larkmere", "XB1 1AA",
                      "Alderbrook", "E05999000", "E01999000", 0.5, "private", "RD04", "council", 3, "C",
                      inside)  # fmt: skip


def _world() -> model.World:
    """Twelve children in care, a mother each; two young, one of them adopted; the rest of an age to go missing."""
    world = model.World(seed=11, starts=date(2022, 10, 31), ends=ENDS)
    for id_, role, team in (
        (1, "social_worker", "Assessment East"),
        (2, "reviewing_officer", "Safeguarding and Review"),
        (3, "youth_justice_officer", "Youth Justice Service"),
        (4, "personal_adviser", "Leaving Care"),
    ):
        world.staff[id_] = model.StaffMember(id_, f"Sam Worker{id_}", role, team, "children", "020 7946 0002",
                                             f"sam{id_}@example.org", None)  # fmt: skip
    world.homes[1], world.homes[2] = _home(1), _home(2, inside=False)
    for n in range(12):
        _family(world, n)
    world.shielded = [100 + n for n in range(12)]
    return world


def _family(world, n):
    mother, child, day = 100 + n, 200 + n, date(2024, 6, 3) + timedelta(days=45 * n)
    born = date(2021, 5, 4) if n < 2 else date(2008, 1 + n % 9, 12)
    world.persons[mother] = _person(mother, "Amara", "F", date(1985, 3, 3), nino="QQ123456A")
    world.persons[child] = _person(child, f"Kid{n}", "FM"[n % 2], born, mother=mother)
    for person in (mother, child):
        world.stays.append(model.Stay(person, 1, n + 1, world.starts, None))
    _care(world, n, child, day)
    if n >= 2:
        _danger(world, n, child, day)
    world.involvements.append(model.Involvement(n, child, 1, day, None if n % 2 else day + timedelta(days=300),
                                                "children", "social_worker"))  # fmt: skip
    for m, kind in enumerate(("home_visit", "phone_call", "case_recording", "supervision", "email") * 2):
        world.notes.append(model.CaseNote(n * 100 + m, child, day + timedelta(days=m * 7), 1, "children", kind,
                                          f"Note - Kid{n}", "Spoke by the kettle.\nNothing new | today."))  # fmt: skip


def _care(world, n, child, day):
    def later(days):
        return day + timedelta(days=days)

    ends = later(800) if n == 0 else None
    world.care_episodes += [
        model.CareEpisode(n * 2, n, child, day, "S", "C1", "N1", "U6", "PR4", later(200), "X1", "CARPL", 1, "SC800001",
                          day),
        model.CareEpisode(n * 2 + 1, n, child, later(200), "L", "C2", "N1", ("U6", "K2", "H5")[n % 3], "PR1", ends,
                          "E11" if n == 0 else None, None, 2, "SC800002", day),
    ]  # fmt: skip
    world.legal_steps += [model.LegalStep(n * 2, child, day, later(200), "C1", None),
                          model.LegalStep(n * 2 + 1, child, later(200), ends, "C2", "granted")]  # fmt: skip
    if n == 0:
        world.persons[child].adopted_as = 900
        world.persons[900] = _person(900, "Kid0", "F", world.persons[child].born_on, surname="Newname",
                                     restricted="adoption")  # fmt: skip
    for m in range(12):
        world.visits.append(model.Visit(n * 100 + m, child, later(m * 30), "lac", n, True, m % 2 == 0, 1))
        world.reviews.append(model.Review(n * 100 + m, child, later(m * 30 + 5), later(m * 30), "lac", n, "continue",
                                          "PN1"))  # fmt: skip
    for year in range(2):
        on, key = later(20 + year * 365), n * 100 + year * 10
        world.health_checks += [
            model.HealthCheck(key, child, on, "health_assessment", "done" if n % 3 else "refused"),
            model.HealthCheck(key + 1, child, on, "dental", "overdue" if n % 4 == 0 else "done"),
            model.HealthCheck(key + 2, child, on, "immunisation", "up_to_date" if n % 5 else "not_up_to_date"),
            model.HealthCheck(key + 3, child, on, "substance_misuse", "identified" if n > 5 else "none"),
        ]
        if n >= 2:
            world.health_checks.append(model.HealthCheck(key + 4, child, on, "sdq", "normal", 8 + n))


def _danger(world, n, child, day):
    for m in range(4):
        starts = day + timedelta(days=m * 60)
        world.missing.append(model.Missing(n * 10 + m, child, starts, starts + timedelta(days=m), "MA"[m % 2], m != 3,
                                           m < 2))  # fmt: skip
    kind = "cse" if n % 2 else "cce"
    level = ("significant", "none")[n % 4 // 2]
    world.screenings.append(model.Screening(n * 10, child, day, kind, level, kind == "cce" and level != "none"))
    if level != "none":
        for m, step in enumerate(("mace", "nrm"), start=1):
            world.screenings.append(model.Screening(n * 10 + m, child, day + timedelta(days=m * 9), step, level))
    outcomes = ("referral_order", "out_of_court", "no_further_action", "youth_rehabilitation_order", "detention")
    decided = day + timedelta(days=60)
    world.offences.append(model.Offence(n, child, day + timedelta(days=20), ("robbery", "weapon", "drugs")[n % 3], 5,
                                        outcomes[n % 5], decided, decided + timedelta(days=180), True,
                                        n % 3 == 1))  # fmt: skip
    world.involvements.append(model.Involvement(50 + n, child, 3, decided, decided + timedelta(days=180), "children",
                                                "youth_justice_officer"))  # fmt: skip
    recorded = ENDS - timedelta(days=30 + n)
    world.care_leavers.append(model.CareLeaver(child, recorded, "former_relevant", n % 4 != 0, "UVCEKTDBZ"[n % 9],
                                               n % 3 != 0, ("F2", "G5", "P2")[n % 3], 4))  # fmt: skip

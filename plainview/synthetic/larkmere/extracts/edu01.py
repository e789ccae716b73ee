"""Writes the autumn school census: pupils on roll and those who left, school by school (XML)."""

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from plainview.synthetic.larkmere.extracts import _education_system as one
from plainview.synthetic.larkmere.formats import iso_date, last_day, write_xml
from plainview.synthetic.larkmere.recorded import Recorded, Recorder, recorded_ethnicity
from plainview.synthetic.larkmere.world.model import Enrolment, School, World

_SOURCE = "edu01"
_PHASES = {"primary": ("Primary", "Community school"), "secondary": ("Secondary", "Academy converter"),
           "special": ("Special", "Community special school"),
           "pupil_referral_unit": ("Not applicable", "Pupil referral unit")}  # fmt: skip
_LANGUAGES = {"English": "ENG", "Bengali": "BNG", "Urdu": "URD", "Yoruba": "YOR", "Romanian": "RMN", "Twi": "AKAT",
              "Lithuanian": "LIT", "Polish": "POL", "Panjabi": "PNJ", "Igbo": "IGB", "Somali": "SOM",
              "Gujarati": "GUJ", "Tamil": "TAM", "Albanian": "ALB", "Bulgarian": "BUL", "Chinese": "CHI",
              "Turkish": "TUR", "Vietnamese": "VIE", "Portuguese": "POR"}  # fmt: skip
_AFTER_CARE = {"E41": "R", "E45": "S", "E46": "S", "E47": "S", "E48": "S"}
_SECOND_NEEDS = ("SLCN", "SEMH", "MLD", "ASD", "SPLD")


def write(out: Path, world: World) -> dict[str, int]:
    """Write one message of all schools, as the council's own copy of the census holds them."""
    name = f"EDU01_school_census_{one.stamp(world)}.xml"
    return {name: write_xml(out / name, partial(_message, world=world, recorder=Recorder(world, one.SPACE)))}


def _message(stream: Any, *, world: World, recorder: Recorder) -> int:
    count = 0
    adopted = {p.adopted_as for p in world.persons.values() if p.adopted_as is not None}
    with stream.element("Message"):
        stream.write(_header(world), pretty_print=True)
        with stream.element("Schools"):
            for urn in sorted(world.schools):
                with stream.element("School"):
                    stream.write(_school(world.schools[urn]), pretty_print=True)
                    held = world.grouped("enrolments", "school").get(urn, [])
                    held = sorted(held, key=lambda e: (e.child, e.starts))
                    with stream.element("PupilsOnRoll"):
                        for pupil in _on_roll(world, recorder, held, adopted):
                            stream.write(pupil, pretty_print=True)
                            count += 1
                    with stream.element("PupilsNoLongerOnRoll"):
                        for pupil in _no_longer(world, recorder, held):
                            stream.write(pupil, pretty_print=True)
                            count += 1
    return count


def _header(world: World) -> Any:
    header = etree.Element("Header")
    details = etree.SubElement(header, "CollectionDetails")
    _leaf(details, "Collection", "School Census")
    _leaf(details, "Term", "Autumn")
    _leaf(details, "Year", str(world.ends.year))
    source = etree.SubElement(header, "Source")
    _leaf(source, "SourceLevel", "L")
    _leaf(source, "LEA", "999")
    _leaf(source, "SoftwareCode", "Capita ONE")
    return header


def _school(school: School) -> Any:
    element = etree.Element("SchoolIdentifiers")
    phase, kind = _PHASES[school.phase]
    _leaf(element, "LA_ESTAB", f"{school.laestab[:3]}/{school.laestab[3:]}")
    _leaf(element, "URN", school.urn)
    _leaf(element, "SchoolName", school.name)
    _leaf(element, "Phase", phase)
    _leaf(element, "SchoolType", kind)
    return element


def _on_roll(world: World, recorder: Recorder, enrolments: list[Enrolment], adopted: set[int]) -> Iterator[Any]:
    for enrolment in enrolments:
        if enrolment.ends is None or enrolment.ends > world.ends:
            # A pupil entered twice, whom nobody merged, is returned twice.
            for copy, held in enumerate(recorder.records(enrolment.child)):
                yield _pupil(world, recorder, enrolment, held, adopted, copy)


def _no_longer(world: World, recorder: Recorder, enrolments: list[Enrolment]) -> Iterator[Any]:
    for enrolment in enrolments:
        if enrolment.ends is not None and enrolment.ends <= world.ends:
            element = etree.Element("PupilNoLongerOnRoll")
            held = recorder.primary(enrolment.child)
            _identifiers(element, world, recorder, held, one.rng_of(world, _SOURCE, "left", enrolment.child))
            status = etree.SubElement(element, "PupilStatus")
            _leaf(status, "EnrolStatus", enrolment.status)
            _leaf(status, "EntryDate", iso_date(enrolment.starts))
            _leaf(status, "LeavingDate", iso_date(last_day(enrolment.ends)))
            _leaf(status, "NCyearActual", "R" if enrolment.year_group <= 0 else str(enrolment.year_group))
            yield element


def _pupil(world: World, recorder: Recorder, enrolment: Enrolment, held: Recorded, adopted: set[int], copy: int) -> Any:
    rng = one.rng_of(world, _SOURCE, enrolment.child, enrolment.school, copy)
    element = etree.Element("PupilOnRoll")
    _identifiers(element, world, recorder, held, rng)
    _characteristics(etree.SubElement(element, "PupilCharacteristics"), world, enrolment.child, rng, adopted)
    _status(etree.SubElement(element, "PupilStatus"), world, enrolment, rng)
    _special_needs(etree.SubElement(element, "SEN"), world, enrolment.child, rng)
    _home(etree.SubElement(element, "HomeInformation"), held, rng)
    return element


def _identifiers(element: Any, world: World, recorder: Recorder, held: Recorded, rng: random.Random) -> None:
    who = etree.SubElement(element, "PupilIdentifiers")
    if held.upn is not None:
        _leaf(who, "UPN", recorder.group("upn", held.upn, held.person))
    _leaf(who, "FormerUPN", one.temporary_upn(held.upn) if rng.random() < 0.03 else None)
    year = one.school_year(world, held.person, world.ends)
    _leaf(who, "ULN", held.uln if year.isdigit() and int(year) >= 9 else None)
    _leaf(who, "Surname", held.surname)
    _leaf(who, "Forename", held.forename)
    _leaf(who, "MiddleNames", held.middle_names)
    _leaf(who, "PreferredSurname", held.former_surname or held.surname)
    _leaf(who, "FormerSurname", held.former_surname)
    _leaf(who, "Sex", held.sex or "U")
    _leaf(who, "DOB", iso_date(held.born_on))


def _characteristics(element: Any, world: World, child: int, rng: random.Random, adopted: set[int]) -> None:
    person = world.persons[child]
    meals = world.grouped("free_meals", "child").get(child, [])
    episodes = world.grouped("care_episodes", "child").get(child, [])
    after = "A" if child in adopted else _AFTER_CARE.get((episodes[-1].end_reason or "") if episodes else "", "N")
    factors = {f for a in world.grouped("assessments", "child").get(child, []) for f in a.factors}
    is_carer = "7A" in factors and rng.random() < 0.6
    _leaf(element, "Ethnicity", (rng.random() > 0.05 and recorded_ethnicity(world, person)) or "NOBT")
    _leaf(element, "Language", _LANGUAGES.get(person.language, "OTB") if rng.random() > 0.03 else "NOT")
    _leaf(element, "ServiceChild", "Y" if rng.random() < 0.003 else "U" if rng.random() < 0.02 else "N")
    _leaf(element, "YoungCarer", rng.choice(("S", "P")) if is_carer else "N")
    _leaf(element, "AdoptedfromCare", "true" if after == "A" else "false")
    _leaf(element, "PostLookedAfterArrangements", after)
    _leaf(element, "FSMeligible", _true(any(m.ends is None for m in meals)))
    _leaf(element, "EVERFSM_6", _true(bool(meals)))
    _leaf(element, "PupilPremiumRecipient", _true(bool(meals) or after != "N"))
    periods = etree.SubElement(element, "FSMperiods")
    for spell in meals:
        period = etree.SubElement(periods, "FSMperiod")
        _leaf(period, "FSMstartDate", iso_date(spell.starts))
        _leaf(period, "FSMendDate", iso_date(last_day(spell.ends)))
    stay = world.stay_on(child, world.ends)
    _leaf(element, "IDACI_score", str(round(100 * world.homes[stay.home].deprivation)) if stay else None)
    if one.school_year(world, child, world.ends) == "R":
        _leaf(element, "DAFIndicator", _true(bool(person.disabilities)))
        _leaf(element, "EYPPR", "EE" if meals else "EO" if episodes else "N")


def _status(element: Any, world: World, enrolment: Enrolment, rng: random.Random) -> None:
    year = one.school_year(world, enrolment.child, world.ends)
    needs = one.special_needs_on(world, enrolment.child, world.ends)
    has_plan = needs is not None and needs.provision == "E"
    phase = world.schools[enrolment.school].phase
    _leaf(element, "EnrolStatus", enrolment.status)
    _leaf(element, "ClassType", "O")
    _leaf(element, "EntryDate", iso_date(enrolment.starts))
    _leaf(element, "PartTime", _true(rng.random() < (0.05 if phase == "pupil_referral_unit" else 0.002)))
    _leaf(element, "Boarder", "N")
    _leaf(element, "NCyearActual", year)
    _leaf(element, "TopUpFunding", _true(has_plan and rng.random() < 0.85))
    _leaf(element, "AlternativeProvisionIndicator", _true(phase == "pupil_referral_unit"))
    if phase == "pupil_referral_unit":
        _leaf(element, "TuitionHours", str(rng.choice((10, 15, 20, 25))))
    if year == "R":
        _leaf(element, "FundedHours", "15")
        _leaf(element, "ExtendedHours", str(rng.choice((0, 0, 15))))
        _leaf(element, "HoursAtSetting", str(rng.choice((25, 30))))
    if year.isdigit() and int(year) >= 11 and has_plan:
        _leaf(element, "LearnerFAM", rng.choice(("EHC1", "HNS1")))


def _special_needs(element: Any, world: World, child: int, rng: random.Random) -> None:
    needs = one.special_needs_on(world, child, world.ends)
    _leaf(element, "SENprovision", needs.provision if needs else "N")
    if needs is None:
        return
    _leaf(element, "MemberOfSENunit", _true(needs.provision == "E" and rng.random() < 0.1))
    _leaf(element, "ResourcedProvisionIndicator", _true(needs.provision == "E" and rng.random() < 0.12))
    every = etree.SubElement(element, "SENNeeds")
    second = [n for n in _SECOND_NEEDS if n != needs.need]
    for rank, need in enumerate((needs.need, rng.choice(second)) if rng.random() < 0.3 else (needs.need,), start=1):
        one_need = etree.SubElement(every, "SENneed")
        _leaf(one_need, "SENtypeRank", str(rank))
        _leaf(one_need, "SENtype", need)


def _home(element: Any, held: Recorded, rng: random.Random) -> None:
    address = etree.SubElement(element, "Address")
    if rng.random() < 0.15:
        lines = etree.SubElement(address, "AddressLines")
        _leaf(lines, "AddressLine1", held.address_1)
        _leaf(lines, "AddressLine2", held.address_2)
    elif held.address_1:
        parts = etree.SubElement(address, "BS7666Address")
        if held.address_2:
            unit, _, building = held.address_1.partition(", ")
            saon, paon, street = (unit, building, held.address_2) if building else (None, unit, held.address_2)
        else:
            saon, (paon, _, street) = None, held.address_1.partition(" ")
        _leaf(parts, "SAON", saon)
        _leaf(parts, "PAON", paon)
        _leaf(parts, "Street", street or None)
        _leaf(parts, "Locality", rng.choice(("Old Town", "Riverside")) if rng.random() < 0.03 else None)
        _leaf(parts, "Town", held.town)
        _leaf(parts, "AdministrativeArea", "Larkmere")
    _leaf(address, "PostTown", held.town.upper() if held.town else None)
    _leaf(address, "PostCode", held.postcode)
    _leaf(address, "UPRN", held.uprn)


def _true(said: bool) -> str:
    return "true" if said else "false"


def _leaf(parent: Any, name: str, text: str | None) -> None:
    """Add an element, or nothing at all where there is nothing to say."""
    if text is not None:
        etree.SubElement(parent, name).text = text

"""Writes people, numbers of other systems and addresses: the reporting database of the children's system (SQLite)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import iso_date, write_sqlite
from plainview.synthetic.larkmere.recorded import Recorded, RecordedAddress, Recorder, recorded_ethnicity
from plainview.synthetic.larkmere.world.model import Person, World

PERSONS = (
    "pers_person_id", "pers_forename", "pers_surname", "pers_sex", "pers_gender", "pers_ethnicity", "pers_dob",
    "pers_common_child_id", "pers_legacy_id", "pers_upn_unknown", "pers_send_flag", "pers_expected_dob",
    "pers_death_date", "pers_is_mother", "pers_nationality", "PERSON_NHS_NUMBER", "PERSON_NINO", "PERSON_TELEPHONE",
    "PERSON_EMAIL", "PERSON_RELIGION", "PERSON_FIRST_LANGUAGE", "PERSON_INTERPRETER_REQUIRED",
    "PERSON_GP_PRACTICE_CODE", "PERSON_RESTRICTED_FLAG", "PERSON_UPRN", "PERSON_WARD_CODE", "PERSON_LSOA_CODE",
)  # fmt: skip
IDENTIFIERS = ("link_table_id", "link_person_id", "link_identifier_type", "link_identifier_value",
               "link_valid_from_date", "link_valid_to_date")  # fmt: skip
ADDRESSES = ("addr_table_id", "addr_person_id", "addr_address_type", "addr_address_json", "addr_address_start_date",
             "addr_address_end_date", "addr_address_postcode")  # fmt: skip

_SOURCE = "csc01"
_NATIONALITY = {"romanian": "ROU", "bulgarian": "BGR", "lithuanian": "LTU", "polish": "POL", "albanian": "ALB",
                "portuguese": "PRT", "somali": "SOM", "vietnamese": "VNM"}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write `ssd_person`, `ssd_linked_identifiers` and `ssd_address`."""
    recorder = Recorder(world, lcs.SPACE)
    name = f"CSC01_person_address_{lcs.stamp(world)}.sqlite"
    people = lcs.everyone(world)
    rows = write_sqlite(out / name, {
        "ssd_person": (PERSONS, _persons(world, recorder, people)),
        "ssd_linked_identifiers": (IDENTIFIERS, _identifiers(world, recorder, people)),
        "ssd_address": (ADDRESSES, _addresses(world, recorder, people)),
    })  # fmt: skip
    return {name: rows}


def _persons(world: World, recorder: Recorder, people: list[int]) -> Iterator[dict[str, Any]]:
    for person in people:
        for copy, held in enumerate(recorder.records(person)):
            yield _person(world, world.persons[person], held, copy)


def _person(world: World, person: Person, held: Recorded, copy: int) -> dict[str, Any]:
    rng = lcs.rng_of(world, _SOURCE, person.id, copy)
    is_child = world.age_on(person.id, world.ends) < 18
    # Where a record is locked, some teams blank the name as well.
    is_blanked = held.is_restricted and rng.random() < 0.2
    stay = world.stay_on(person.id, world.ends)
    home = world.homes[stay.home] if stay else None
    nhs = held.nhs_number
    if nhs and rng.random() < 0.3:
        nhs = f"{nhs[:3]} {nhs[3:6]} {nhs[6:]}"
    return {
        "pers_person_id": held.local_id,
        "pers_forename": None if is_blanked else lcs.padded(rng, held.forename),
        "pers_surname": None if is_blanked else lcs.padded(rng, held.surname),
        "pers_sex": _sex(rng, held.sex),
        "pers_gender": rng.choices((None, "1" if person.sex == "M" else "2", "3", "Z"), (86, 13.6, 0.2, 0.2))[0],
        "pers_ethnicity": None if rng.random() < 0.08 else recorded_ethnicity(world, person) or None,
        "pers_dob": iso_date(held.born_on),
        "pers_common_child_id": held.nhs_number if is_child and rng.random() < 0.7 else None,
        "pers_legacy_id": held.legacy_id,
        "pers_upn_unknown": _upn_unknown(world, person, held) if is_child else None,
        "pers_send_flag": lcs.yes_no(rng, person.id in world.grouped("sen", "child")) if is_child else None,
        "pers_expected_dob": iso_date(held.expected_on),
        "pers_death_date": iso_date(held.died_on),
        "pers_is_mother": lcs.yes_no(rng, bool(world.children_of(person.id))) if person.sex == "F" else None,
        "pers_nationality": None if rng.random() < 0.5 else _NATIONALITY.get(person.community, "GBR"),
        "PERSON_NHS_NUMBER": nhs,
        "PERSON_NINO": held.nino,
        "PERSON_TELEPHONE": held.phone,
        "PERSON_EMAIL": held.email,
        "PERSON_RELIGION": lcs.nothing(rng) if rng.random() < 0.3 else person.religion.capitalize(),
        "PERSON_FIRST_LANGUAGE": lcs.nothing(rng) if rng.random() < 0.15 else person.language,
        "PERSON_INTERPRETER_REQUIRED": lcs.yes_no(rng, person.needs_interpreter) if rng.random() < 0.8 else None,
        "PERSON_GP_PRACTICE_CODE": None if rng.random() < 0.25 else person.gp_practice,
        "PERSON_RESTRICTED_FLAG": lcs.yes_no(rng, held.is_restricted),
        "PERSON_UPRN": held.uprn,
        "PERSON_WARD_CODE": home.ward_code if home else None,
        "PERSON_LSOA_CODE": home.lsoa if home else None,
    }


def _sex(rng: Any, sex: str | None) -> str | None:
    """Older records hold 1 and 2, newer ones letters."""
    if sex is None:
        return lcs.nothing(rng)
    return {"M": "1", "F": "2"}[sex] if rng.random() < 0.25 else sex


def _upn_unknown(world: World, person: Person, held: Recorded) -> str | None:
    if held.upn is not None:
        return None
    return "UN1" if world.age_on(person.id, world.ends) < 5 else "UN5"


def _identifiers(world: World, recorder: Recorder, people: list[int]) -> Iterator[dict[str, Any]]:
    number = 0
    for person in people:
        held = recorder.primary(person)
        rng = lcs.rng_of(world, _SOURCE, "numbers", person)
        since = min((c.on for c in world.grouped("contacts", "child").get(person, ())), default=world.starts)
        known = {
            "Unique Pupil Number": held.upn if rng.random() < 0.8 else None,
            "Former Unique Pupil Number": held.former_upn,
            "NHS Number": held.nhs_number if rng.random() < 0.5 else None,
            "YOT Number": f"YOT{person * 3 + 4000}" if person in world.grouped("offences", "person") else None,
            "Court Case Number": f"ZE{since:%y}C{person * 7 % 90000 + 10000}"
            if any(e.legal_status in {"C1", "C2"} for e in world.grouped("care_episodes", "child").get(person, ()))
            else None,
            "Case Number": held.legacy_id,
        }
        for kind, value in known.items():
            if value is not None:
                number += 1
                yield {
                    "link_table_id": lcs.event_ref(1, number), "link_person_id": held.local_id,
                    "link_identifier_type": kind, "link_identifier_value": value,
                    "link_valid_from_date": iso_date(since), "link_valid_to_date": None,
                }  # fmt: skip


def _addresses(world: World, recorder: Recorder, people: list[int]) -> Iterator[dict[str, Any]]:
    number = 0
    for person in people:
        held = recorder.records(person)
        placements = {e.placement_home for e in world.grouped("care_episodes", "child").get(person, ())}
        rows = [(held[0], a, "Placement" if a.home in placements else "Home") for a in recorder.addresses(person)]
        rows += [(second, rows[-1][1], "Main address") for second in held[1:] if rows]
        rng = lcs.rng_of(world, _SOURCE, "addresses", person)
        if rows and rng.random() < 0.02:
            rows.append((held[0], rows[-1][1], "Correspondence"))
        for whose, at, kind in rows:
            number += 1
            yield {
                "addr_table_id": lcs.event_ref(2, number), "addr_person_id": whose.local_id, "addr_address_type": kind,
                "addr_address_json": _parts(at), "addr_address_start_date": iso_date(at.starts),
                "addr_address_end_date": iso_date(at.ends), "addr_address_postcode": lcs.padded(rng, at.postcode),
            }  # fmt: skip


def _parts(at: RecordedAddress) -> str:
    """Write an address in parts, as the reporting database keeps it."""
    first, second = at.address_1 or "", at.address_2
    house, _, street = ("", "", second) if second else first.partition(" ")
    return json.dumps({
        "ROOM": "", "FLOOR": "", "FLAT": first if second else "", "BUILDING": "", "HOUSE": house,
        "STREET": street or "", "TOWN": at.town or "", "UPRN": at.uprn or "", "EASTING": "", "NORTHING": "",
    }, ensure_ascii=False)  # fmt: skip

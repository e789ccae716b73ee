"""Writes families, mothers, relationships, disability and immigration status of the children's system (SQLite)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.codes import family_ref
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import iso_date, write_sqlite
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

FAMILIES = ("fami_table_id", "fami_family_id", "fami_person_id")
MOTHERS = ("moth_table_id", "moth_person_id", "moth_childs_person_id", "moth_childs_dob")
DISABILITIES = ("disa_table_id", "disa_person_id", "disa_disability_code")
IMMIGRATION = ("immi_immigration_status_id", "immi_person_id", "immi_immigration_status",
               "immi_immigration_status_start_date", "immi_immigration_status_end_date",
               "NO_RECOURSE_PUBLIC_FUNDS_FLAG")  # fmt: skip
RELATIONSHIPS = (
    "RELATIONSHIP_ID", "fami_person_id", "RELATED_PERSON_ID", "RELATIONSHIP_TYPE", "RELATIONSHIP_START_DATE",
    "RELATIONSHIP_END_DATE", "PARENTAL_RESPONSIBILITY_FLAG", "MAIN_CARER_FLAG", "EMERGENCY_CONTACT_FLAG",
    "INFORMAL_CARER_FLAG", "PRIVATE_FOSTERING_FLAG", "LIVES_WITH_FLAG",
)  # fmt: skip

_SOURCE = "csc02"
_UNDER_CONTROL = frozenset({"somali", "albanian", "vietnamese", "yoruba", "igbo", "akan", "turkish", "tamil"})
_STATUSES = ("Asylum seeker", "Limited leave to remain", "Indefinite leave to remain", "Refugee", "EU settled status")


def write(out: Path, world: World) -> dict[str, int]:
    """Write the five tables and views of family life."""
    recorder = Recorder(world, lcs.SPACE)
    name = f"CSC02_family_{lcs.stamp(world)}.sqlite"
    known = lcs.children(world)
    rows = write_sqlite(out / name, {
        "ssd_family": (FAMILIES, _families(world, recorder, known)),
        "ssd_mother": (MOTHERS, _mothers(world, recorder, known)),
        "ssd_disability": (DISABILITIES, _disabilities(world, recorder, known)),
        "ssd_immigration_status": (IMMIGRATION, _immigration(world, recorder)),
        "vw_person_relationships": (RELATIONSHIPS, _relationships(world, recorder, known)),
    })  # fmt: skip
    return {name: rows}


def _families(world: World, recorder: Recorder, known: list[int]) -> Iterator[dict[str, Any]]:
    members: dict[int, dict[int, None]] = {}
    for child in known:
        head = world.persons[child].mother or world.persons[child].father or child
        family = members.setdefault(head, {head: None})
        family[child] = None
        family.update(dict.fromkeys(p for p in lcs.parents(world, child) if lcs.live_together(world, p, child)))
    number = 0
    for head, family in sorted(members.items()):
        reference = recorder.group("lcs-family", family_ref(head), *family)
        for person in family:
            number += 1
            yield {"fami_table_id": lcs.event_ref(1, number), "fami_family_id": reference,
                   "fami_person_id": recorder.id(person)}  # fmt: skip


def _mothers(world: World, recorder: Recorder, known: list[int]) -> Iterator[dict[str, Any]]:
    number = 0
    for child in known:
        mother = world.persons[child].mother
        if mother is not None and lcs.rng_of(world, _SOURCE, "mother", child).random() < 0.92:
            number += 1
            yield {
                "moth_table_id": lcs.event_ref(2, number), "moth_person_id": recorder.id(mother),
                "moth_childs_person_id": recorder.id(child),
                "moth_childs_dob": iso_date(recorder.primary(child).born_on),
            }  # fmt: skip


def _disabilities(world: World, recorder: Recorder, known: list[int]) -> Iterator[dict[str, Any]]:
    number = 0
    for child in known:
        rng = lcs.rng_of(world, _SOURCE, "disability", child)
        codes = world.persons[child].disabilities or (("NONE",) if rng.random() < 0.6 else ())
        for code in codes:
            number += 1
            yield {"disa_table_id": lcs.event_ref(3, number), "disa_person_id": recorder.id(child),
                   "disa_disability_code": lcs.padded(rng, code)}  # fmt: skip


def _immigration(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    number = 0
    alone = {a.child for a in world.assessments if "9A" in a.factors}
    for person in lcs.everyone(world):
        rng = lcs.rng_of(world, _SOURCE, "immigration", person)
        is_recorded = world.persons[person].community in _UNDER_CONTROL and rng.random() < 0.12
        if person not in alone and not is_recorded:
            continue
        number += 1
        status = _STATUSES[0] if person in alone else rng.choices(_STATUSES, (15, 40, 25, 12, 8))[0]
        since = world.persons[person].moved_in_on or world.starts
        yield {
            "immi_immigration_status_id": lcs.event_ref(4, number), "immi_person_id": recorder.id(person),
            "immi_immigration_status": status, "immi_immigration_status_start_date": iso_date(since),
            "immi_immigration_status_end_date": iso_date(since.replace(year=since.year + 3, day=min(since.day, 28)))
            if status == "Limited leave to remain" else None,
            "NO_RECOURSE_PUBLIC_FUNDS_FLAG": lcs.yes_no(rng, status in _STATUSES[:2] and rng.random() < 0.5),
        }  # fmt: skip


def _relationships(world: World, recorder: Recorder, known: list[int]) -> Iterator[dict[str, Any]]:
    number = 0
    for child in known:
        rng = lcs.rng_of(world, _SOURCE, "relations", child)
        related = [*lcs.parents(world, child), *lcs.brothers_and_sisters(world, child)]
        for other in related:
            # A father is often never entered, and brothers and sisters one time in four.
            if rng.random() < (0.05 if other == world.persons[child].mother else 0.25):
                continue
            number += 1
            yield _relationship(world, recorder, rng, child, other) | {"RELATIONSHIP_ID": lcs.event_ref(5, number)}


def _relationship(world: World, recorder: Recorder, rng: Any, child: int, other: int) -> dict[str, Any]:
    mine, theirs = world.persons[child], world.persons[other]
    is_mother, is_parent = other == mine.mother, other in {mine.mother, mine.father}
    together = lcs.live_together(world, child, other)
    cares = any(child in c.cared_for for c in world.grouped("carers", "carer").get(other, ()))
    if is_parent:
        kind = "Mother" if is_mother else "Father"
    else:
        kind = ("Brother" if theirs.sex == "M" else "Sister") if rng.random() < 0.8 else "Sibling"
    # A relation is dated by the day on which it was entered: mostly that of the first contact.
    starts = min((c.on for c in world.grouped("contacts", "child").get(child, ())), default=world.starts)
    return {
        "fami_person_id": recorder.id(child),
        "RELATED_PERSON_ID": recorder.id(other),
        "RELATIONSHIP_TYPE": kind,
        "RELATIONSHIP_START_DATE": iso_date(starts),
        "RELATIONSHIP_END_DATE": iso_date(theirs.died_on),
        "PARENTAL_RESPONSIBILITY_FLAG": lcs.yes_no(rng, is_mother or (is_parent and rng.random() < 0.75)),
        "MAIN_CARER_FLAG": lcs.yes_no(rng, is_mother and together),
        "EMERGENCY_CONTACT_FLAG": lcs.yes_no(rng, is_parent and together),
        "INFORMAL_CARER_FLAG": lcs.yes_no(rng, cares),
        "PRIVATE_FOSTERING_FLAG": lcs.yes_no(rng, False),
        "LIVES_WITH_FLAG": lcs.yes_no(rng, together),
    }

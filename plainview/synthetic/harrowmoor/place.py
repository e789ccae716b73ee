"""Harrowmoor as a place: a market town that is older and named otherwise than Larkmere, on the same simulation."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.world import build, names, population
from plainview.synthetic.larkmere.world.model import World

TOWN = "Harrowmoor"
_WARDS = ("Abbot's Thorpe", "Castlegate", "Dunmere and Fell", "Grangebeck", "Market", "Northwold", "Ravensty",
          "St Wilfrid's", "Wetherfold")  # fmt: skip
_VILLAGES = {"Dunmere and Fell": "Dunmere", "Northwold": "Northwold", "Ravensty": "Ravensty"}
_ELSEWHERE = ("Kirkholm", "Ellerbridge", "Stainwick")
_TEAMS = {
    "Assessment East": "Duty and Assessment 1", "Assessment West": "Duty and Assessment 2",
    "Care Management 1": "Family Safeguarding Dale", "Care Management 2": "Family Safeguarding Town",
    "Looked After Children": "Children in Our Care", "MASH": "Front Door", "Leaving Care": "Next Steps",
    "Safeguarding and Review": "Quality and Review", "Youth Justice Service": "Youth Justice Partnership",
    "Early Help North": "Family Help Dale", "Early Help South": "Family Help Town",
    "Adults Intake": "First Contact", "Adults East": "Living Well Town", "Adults West": "Living Well Dale",
    "Hospital Discharge": "Home First", "Reablement": "Home First", "Tenancy East": "Neighbourhoods Town",
    "Tenancy West": "Neighbourhoods Dale", "Homelessness Prevention": "Housing Solutions",
    "Benefits": "Benefits and Support", "Council Tax Recovery": "Income", "Attendance and Inclusion": "Inclusion",
}  # fmt: skip
NAMED = {2001: "Imogen Farrant", 3001: "Douglas Prewitt", 7001: "Bethan Loxley", 10001: "Graham Ollerton"}
"""Who also stand in the council's people.yaml, as officers of the demo."""
# Shares of households by community: mostly English, some who came for work on farms and in the food factory.
_COMMUNITIES = {"english": 0.86, "irish": 0.015, "polish": 0.045, "lithuanian": 0.025, "romanian": 0.02,
                "portuguese": 0.01, "punjabi": 0.006, "bengali": 0.006, "chinese": 0.004,
                "caribbean": 0.004}  # fmt: skip
_SCHOOLS = {"primary": "Church of England Primary School", "secondary": "Academy", "special": "Special School",
            "pupil_referral_unit": "Learning Centre"}  # fmt: skip
_KINDS = {"single": 0.11, "older": 0.33, "couple": 0.15, "family": 0.22, "lone_parent": 0.08, "grown": 0.09,
          "multigeneration": 0.01, "sharer": 0.01}  # fmt: skip


def build_world(*, residents: int, seed: int, ends: date) -> World:
    """Make Harrowmoor with about so many residents on its last day. The same arguments make the same world."""
    with _another_population():
        world = build.build(residents=residents, seed=seed, ends=ends)
    _place(world)
    _people(world)
    return world


@contextmanager
def _another_population() -> Iterator[None]:
    """Give the simulation this place's mix of households and communities while it runs."""
    shares = {c: (_COMMUNITIES.get(c, 0.0), *rest) for c, (_, *rest) in names.COMMUNITIES.items()}
    tables: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
        (names.COMMUNITIES, shares), (population._KINDS, _KINDS),
    )  # fmt: skip
    before = [dict(table) for table, _ in tables]
    try:
        for table, own in tables:
            table.update(own)
        yield
    finally:
        for (table, _), was in zip(tables, before, strict=True):
            table.update(was)


def _place(world: World) -> None:
    """Give wards, town, postcodes and schools the names that they have here."""
    old = sorted({h.ward for h in world.homes.values() if h.is_in_borough})
    ward_of = {ward: _WARDS[n % len(_WARDS)] for n, ward in enumerate(old)}
    for home in world.homes.values():
        if home.is_in_borough:
            home.ward = ward_of[home.ward]
            home.ward_code = f"E05998{_WARDS.index(home.ward):03d}"
            home.town = _VILLAGES.get(home.ward, TOWN)
        else:
            home.ward, home.town = f"Outside {TOWN}", draw.pick(_ELSEWHERE, world.seed, "town", home.id)
        home.postcode = re.sub(r"^X[BC]", {"XB": "XH", "XC": "XK"}[home.postcode[:2]], home.postcode)
    for n, school in enumerate(world.schools[k] for k in sorted(world.schools)):
        school.name = f"{_WARDS[n % len(_WARDS)]} {_SCHOOLS.get(school.phase, 'School')}"


def _people(world: World) -> None:
    """Give everyone a telephone of this part of the country, of the range kept for drama; name town and staff."""
    for note in world.notes:
        note.text, note.title = (text.replace("Larkmere", TOWN) for text in (note.text, note.title))
    for person in world.persons.values():
        if person.phone:
            number = draw.number(world.seed, "phone", person.id)
            person.phone = f"07700 900{number % 1000:03d}" if number % 10 < 8 else f"0113 496 0{number % 1000:03d}"
        if person.email:
            person.email = person.email.replace("larkmere", "harrowmoor")
    for member in world.staff.values():
        member.team = _TEAMS.get(member.team, member.team)
        member.name = NAMED.get(member.id, member.name)
        member.phone = f"01632 960{draw.number(world.seed, 'desk', member.id) % 1000:03d}"
        member.email = f"staff{member.id}@harrowmoor.example.org"

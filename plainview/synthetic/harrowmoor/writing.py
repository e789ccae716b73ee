"""How the systems of Harrowmoor write: dates, money, names, flags, and who is known to which."""

import random
from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.recorded import Recorded, RecordedAddress
from plainview.synthetic.larkmere.world.model import World

MOSAIC, NEC, JIGSAW, COUNCIL_TAX, BENEFITS, SYNERGY, YOUTH = "lcs", "uh", "homeless", "ctax", "benefits", "one", "yjs"
"""The recorder's name of each system's people. Mosaic serves children and adults: one person, one number there."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OF_CHILDREN = ("contacts", "referrals", "assessments", "early_help", "cin_plans", "section47s", "cp_plans",
                "care_episodes", "missing", "screenings", "care_leavers", "legal_steps", "health_checks")  # fmt: skip
_OF_ADULTS = ("adult_requests", "adult_assessments", "adult_services", "adult_reviews", "safeguarding",
              "hospital_stays")  # fmt: skip


# ---- dates ----
def month_date(day: date | None) -> str | None:
    """Write 31-Jan-2024, as Oracle reports do."""
    return None if day is None else f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}"


def stamped(day: date | None) -> str | None:
    """Write 31-JAN-24 00:00, as an Oracle session left as it was does."""
    return None if day is None else f"{day.day:02d}-{_MONTHS[day.month - 1].upper()}-{day.year % 100:02d}"


def dotted(day: date | None) -> str | None:
    """Write 31.01.2024."""
    return None if day is None else f"{day:%d.%m.%Y}"


def figures(day: date | None) -> str | None:
    """Write 31012024."""
    return None if day is None else f"{day:%d%m%Y}"


def backwards(day: date | None) -> str | None:
    """Write 2024/01/31."""
    return None if day is None else f"{day:%Y/%m/%d}"


def with_zone(day: date | None) -> str | None:
    """Write 2024-01-31T00:00:00Z, as an interface does."""
    return None if day is None else f"{day.isoformat()}T00:00:00Z"


# ---- money and figures ----
def sterling(pence: int | None) -> str | None:
    """Write £1,234.50, and what is in credit as £12.50CR."""
    if pence is None:
        return None
    return f"£{abs(pence) // 100:,}.{abs(pence) % 100:02d}{'CR' if pence < 0 else ''}"


def with_comma(number: float | None) -> str | None:
    """Write 12,5, as a program does that was set up for the Continent."""
    return None if number is None else f"{number:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def sterling_with_comma(pence: int | None) -> str | None:
    """Write 1.234,50, as the same program writes money."""
    if pence is None:
        return None
    return f"{pence // 100:,}".replace(",", ".") + f",{pence % 100:02d}"


# ---- names and addresses ----
def surname_first(held: Recorded) -> str | None:
    """Write SURNAME, Forename Middle."""
    given = " ".join(t for t in (held.forename, held.middle_names) if t)
    if not held.surname:
        return given or None
    return f"{held.surname.upper()}, {given}" if given else held.surname.upper()


def one_cell(at: Recorded | RecordedAddress | None) -> str | None:
    """Write an address in one cell, postcode last."""
    if at is None:
        return None
    return ", ".join(t for t in (at.address_1, at.address_2, at.town, at.postcode) if t) or None


# ---- who is known where ----
def children(world: World) -> list[int]:
    """Give the children, and those who were children then, about whom an event is held."""
    return sorted({e.child for kind in _OF_CHILDREN for e in getattr(world, kind)})


def family_of(world: World, child: int) -> list[int]:
    """Give the parents of a child and its brothers and sisters."""
    person = world.persons[child]
    parents = [p for p in (person.mother, person.father) if p is not None]
    others = [] if person.mother is None else [p.id for p in world.children_of(person.mother) if p.id != child]
    return [*parents, *others]


def known_to_mosaic(world: World) -> list[int]:
    """Give everyone of children's and adults' services: one list, for it is one system."""
    known = set(children(world))
    for child in tuple(known):
        known.update(family_of(world, child))
    known.update(r.family for r in world.referrals)
    known.update(e.family for e in world.early_help)
    known.update(e.adult for kind in _OF_ADULTS for e in getattr(world, kind))
    known.update(p for c in world.carers for p in (c.carer, *c.cared_for))
    known.update(n.person for n in world.notes)
    known.update(i.person for i in world.involvements)
    return sorted(known)


def dice(world: World, source: str, *key: object) -> random.Random:
    """Give random numbers that depend on the record alone, whatever else is written."""
    return draw.stream(world.seed, "harrowmoor", source, *key)


def stamp(world: World) -> str:
    """Give the day of the extracts as their file names hold it."""
    return f"{world.ends:%d%m%Y}"


def titled_sheet(
    book: Workbook, name: str, title: str, columns: Iterable[str], rows: Iterable[Iterable[object]], foot: str
) -> int:
    """
    Add a sheet as a report writes it: a title, a line on who ran it, a blank, the header, rows, and a last line.

    Out: how many rows there are between header and last line.
    """
    sheet = book.create_sheet(name)
    for line in ([title], ["Run by reporting service; official, sensitive"], [], list(columns)):
        sheet.append(line)
    count = 0
    for row in rows:
        sheet.append(list(row))
        count += 1
    sheet.append([])
    sheet.append([foot])
    return count

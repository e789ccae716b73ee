"""What the extracts of the education system share: who is on roll when, how it writes, and the pupil's number."""

import random
from collections.abc import Sequence
from datetime import date

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.formats import iso_date, uk_date
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import Enrolment, Sen, World

SPACE = "one"
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def stamp(world: World) -> str:
    """Give the day of the extract as file names hold it."""
    return f"{world.ends:%Y%m%d}"


def rng_of(world: World, source: str, *key: object) -> random.Random:
    """Give random numbers that depend on the record alone, whatever else is written."""
    return draw.stream(world.seed, source, *key)


def upn(recorder: Recorder, child: int) -> str | None:
    """Give the pupil number as this system holds it, and note for the truth whose it is."""
    held: str | None = recorder.primary(child).upn
    return None if held is None else recorder.group("upn", held, child)


def temporary_upn(number: str | None) -> str | None:
    """Give the number that a school issued until the real one was known: it ends in a letter."""
    if number is None or not number[1:].isdigit():
        return None
    body = number[1:12] + _UPN_LETTERS[int(number[11]) % len(_UPN_LETTERS)]
    values = [int(c) if c.isdigit() else _UPN_LETTERS.index(c) for c in body]
    return _UPN_LETTERS[sum(v * n for n, v in enumerate(values, start=2)) % 23] + body


def school_year(world: World, child: int, on: date) -> str:
    """Give the school year as schools write it: R for reception, else its number."""
    born = world.persons[child].born_on
    first = born.year + (5 if born.month >= 9 else 4)
    group = (on.year if on.month >= 9 else on.year - 1) - first
    return "R" if group <= 0 else str(group)


def enrolment_on(world: World, child: int, on: date) -> Enrolment | None:
    """Give where a child was on roll on a day, the latest first."""
    held: Sequence[Enrolment] = world.grouped("enrolments", "child").get(child, [])
    return next((e for e in reversed(held) if e.starts <= on and (e.ends is None or on < e.ends)), None)


def special_needs_on(world: World, child: int, on: date) -> Sen | None:
    """Give the special educational provision of a child on a day, if any."""
    held: Sequence[Sen] = world.grouped("sen", "child").get(child, [])
    return next((s for s in held if s.starts <= on and (s.ends is None or on < s.ends)), None)


def some_date(rng: random.Random, day: date | None) -> str | None:
    """Write a date as the screens do, and one in forty as an import left it."""
    return iso_date(day) if rng.random() < 0.025 else uk_date(day)


def yes_no(rng: random.Random, said: bool | None) -> str | None:
    """Write a flag as its users do: Y, Yes or 1."""
    if said is None:
        return None
    return rng.choices(("Y", "Yes", "1") if said else ("N", "No", "0"), (92, 6, 2))[0]


def marked(said: bool) -> str:
    """Write a flag as Y or N."""
    return "Y" if said else "N"


def nothing(rng: random.Random) -> str | None:
    """Write that there is nothing: mostly an empty cell, now and then a word for it."""
    return rng.choices((None, "NULL", "N/A"), (95, 3, 2))[0]

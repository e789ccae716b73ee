"""What the three lists of the emergency of 2020 share: who was on them, and the months in which they ran."""

from datetime import date, timedelta
from typing import Any

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.world.model import World

SPACE = "covid"
FIRST = date(2020, 4, 6)


def stamp() -> str:
    """Give the day on which the last of these files came."""
    return "20210331"


def rng_of(world: World, source: str, *key: object) -> Any:
    """Give random numbers that depend on the record alone."""
    return draw.stream(world.seed, source, *key)


def day(rng: Any, days: int = 330) -> date:
    """Give a day while the lists ran."""
    return FIRST + timedelta(days=rng.randrange(days))


def shielded(world: World) -> list[int]:
    """Give those on the shielded patients' list who lived then."""
    return [p for p in world.shielded if world.persons[p].born_on < FIRST]


def asked_for_help(world: World) -> list[int]:
    """Give who called the help line: some who shielded, and one other adult in sixty."""
    adults = (p for p in sorted(world.persons) if world.age_on(p, FIRST) >= 18)
    others = [p for p in adults if draw.share(world.seed, "cov03", p) < 1 / 60]
    return sorted({p for p in shielded(world) if draw.share(world.seed, "cov03", "shielded", p) < 0.3} | set(others))

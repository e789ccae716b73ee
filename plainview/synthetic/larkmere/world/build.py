"""Make the world: lay out the borough, settle it, then let the years pass."""

from datetime import date

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.world import places as places_
from plainview.synthetic.larkmere.world.demography import Demography
from plainview.synthetic.larkmere.world.model import World
from plainview.synthetic.larkmere.world.people import People
from plainview.synthetic.larkmere.world.population import Population
from plainview.synthetic.larkmere.world.simulation import Simulation
from plainview.synthetic.larkmere.world.themes import Themes

YEARS = 4


def build(*, residents: int, seed: int, ends: date, shuffle: str | None = None, with_notes: bool = True) -> World:
    """
    Make Larkmere with about so many residents on its last day. The same arguments make the same world.

    The simulation begins a year before `world.starts`, so that services have people in them when history begins;
    what happened in that year stays in the systems, as older records do.

    In: `shuffle`, one of `causes.CAUSES`, deals that cause out anew before it acts; `with_notes` says whether case
    notes are written, which changes nothing else.
    """
    world = World(seed=seed, starts=_years_before(ends, YEARS), ends=ends)
    places = places_.build(
        draw.stream(seed, "world", "places"), dwellings=max(120, round(residents / 2.86)), residents=residents
    )
    world.homes = places.homes
    sim = Simulation(world, places, begins=_years_before(ends, YEARS + 1), shuffle=shuffle)
    people = People(sim)
    population = Population(sim, people)
    population.fill(residents)
    demography = Demography(sim, people, population, residents)
    themes = Themes(sim, demography, residents)
    first = date(sim.begins.year, sim.begins.month, 1)
    while first < ends:
        demography.month(first)
        themes.month(first)
        first = _next_month(first)
        sim.run_until(min(first, ends))
    themes.end(with_notes=with_notes)
    return world


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28))


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)

"""The themes of life in Larkmere, in the order in which they press on each other each month."""

from datetime import date
from typing import Protocol

from plainview.synthetic.larkmere.world.adults import Adults
from plainview.synthetic.larkmere.world.care import Care
from plainview.synthetic.larkmere.world.children import Children
from plainview.synthetic.larkmere.world.danger import Danger
from plainview.synthetic.larkmere.world.demography import Demography
from plainview.synthetic.larkmere.world.education import Education
from plainview.synthetic.larkmere.world.housing import Housing
from plainview.synthetic.larkmere.world.money import Money
from plainview.synthetic.larkmere.world.notes import Notes
from plainview.synthetic.larkmere.world.probabilities import Foresight
from plainview.synthetic.larkmere.world.restricted import Restricted
from plainview.synthetic.larkmere.world.simulation import Simulation
from plainview.synthetic.larkmere.world.staff import Staff
from plainview.synthetic.larkmere.world.strains import Strains


class Theme(Protocol):
    """A part of life: what a month brings, and what is left to write when history ends."""

    def month(self, first: date) -> None:
        """Queue the events of the month that begins on `first`."""

    def end(self) -> None:
        """Write what is still open."""


class Themes:
    """All of them: money before housing, school before children's services, care within them."""

    def __init__(self, sim: Simulation, demography: Demography, residents: int) -> None:
        self.sim = sim
        self.staff = Staff(sim, residents)
        self.care = Care(sim, self.staff, demography)
        education = Education(sim, residents)
        children = Children(sim, self.staff, education, self.care)
        adults = Adults(sim, self.staff)
        self.care.begin(children.severity)
        adults.begin()
        self.notes = Notes(sim)
        self.restricted = Restricted(sim, demography)
        housing, danger = Housing(sim, self.staff), Danger(sim, children, self.staff)
        self.foresight = Foresight(sim, children, self.care, housing, danger)
        self.themes: tuple[Theme, ...] = (
            self.foresight, Strains(sim), Money(sim), housing, education, children, self.care, danger, adults,
        )  # fmt: skip

    def month(self, first: date) -> None:
        """Let every theme queue its month."""
        for theme in self.themes:
            theme.month(first)

    def end(self, *, with_notes: bool) -> None:
        """Close what is over, then write the notes of all that happened."""
        self.restricted.end()
        self.sim.finish()
        for theme in self.themes:
            theme.end()
        self.staff.end()
        self.foresight.look_back()
        if with_notes:
            self.notes.write()

"""Who must not be found: people in a refuge, under protection, adopted, and some of the council's own staff."""

from datetime import timedelta

from plainview.synthetic.larkmere.world.demography import Demography
from plainview.synthetic.larkmere.world.simulation import Simulation, Unit


class Restricted:
    """Marks people when history ends, and names the unborn whom services already know."""

    def __init__(self, sim: Simulation, demography: Demography) -> None:
        self.sim, self.demography, self.rng = sim, demography, sim.dice("restricted")

    def end(self) -> None:
        """Mark families under protection and staff; register expected children."""
        residents = self.sim.residents()
        persons = self.sim.world.persons
        for _ in range(max(1, residents // 9000)):
            unit = self.sim.some_unit(self.rng, self._ordinary)
            if unit is not None:
                for person in unit.members:
                    persons[person].restricted = persons[person].restricted or "witness_protection"
        for _ in range(max(1, residents // 3000)):
            worker = self.sim.someone(self.rng, lambda p: float(24 < self.sim.age(p.id, self.sim.world.ends) < 60))
            if worker is not None:
                persons[worker].restricted = persons[worker].restricted or "staff"
        self._expected(residents)

    def _ordinary(self, unit: Unit) -> float:
        is_family = unit.kind in {"family", "lone_parent"} and len(unit.members) > 2
        return float(is_family and self.sim.home(unit).kind == "private" and unit.homeless is None)

    def _expected(self, residents: int) -> None:
        """One in eight pregnancies past the third month is known to children's services."""
        ends = self.sim.world.ends
        for _ in range(max(1, round(residents * 0.0165 * 0.5 / 8))):
            mother = self.sim.someone(self.rng, self._could_bear)
            if mother is not None:
                self.demography.bear(ends + timedelta(days=self.rng.randrange(5, 170)), mother, unborn=True)

    def _could_bear(self, person) -> float:
        unit = self.sim.lives[person.id].unit
        if person.sex != "F" or unit is None or not 17 <= self.sim.age(person.id, self.sim.world.ends) <= 43:
            return 0.0
        pressed = max(unit.abuse, unit.substance, unit.mind, unit.neglect)
        youngest = max((self.sim.world.persons[p].born_on for p in unit.members), default=person.born_on)
        return pressed * ((self.sim.world.ends - youngest).days > 300)

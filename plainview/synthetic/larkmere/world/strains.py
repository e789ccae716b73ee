"""What comes upon families and what passes: abuse, ill minds, substances, neglect, quarrels. One leads to another."""

from datetime import date

from plainview.synthetic.larkmere.world.simulation import Simulation, Unit

_MOST = 0.02  # a month: no burden comes or goes more often than that
_PASSES = 0.006  # a month


class Strains:
    """Burdens come with pressure and with each other; time takes some of them away, services more (`children.py`)."""

    def __init__(self, sim: Simulation) -> None:
        self.sim, self.rng = sim, sim.dice("strains")

    def month(self, first: date) -> None:
        """Let burdens come and go."""
        rng = self.rng
        for unit in list(self.sim.units):
            if rng.random() > _MOST or unit.is_gone or not unit.members:
                continue
            self._change(unit, rng.random() * _MOST, first)

    def end(self) -> None:
        """Nothing is left to do."""

    def _change(self, unit: Unit, at: float, first: date) -> None:
        for name, monthly in self._coming(unit, first):
            if at < monthly:
                self._comes(unit, name)
                return
            at -= monthly
        if at < _PASSES:
            name = self.rng.choice(("abuse", "mind", "substance", "neglect", "conflict"))
            self.sim.befalls(unit, name, 0.0)

    def _coming(self, unit: Unit, first: date) -> tuple[tuple[str, float], ...]:
        press = unit.strain
        is_pair = unit.kind in {"family", "couple", "lone_parent", "multigeneration"}
        has_children = len(unit.members) > 1 and bool(self.sim.children(unit, first))
        return (
            ("abuse", is_pair * (not unit.abuse) * (0.0004 + 0.0011 * press)),
            ("mind", (not unit.mind) * (0.0005 + 0.0014 * press + 0.003 * (unit.abuse > 0))),
            ("substance", (not unit.substance) * (0.0002 + 0.0005 * press + 0.001 * (unit.abuse > 0))),
            ("neglect", has_children * (not unit.neglect)
             * (0.0004 + 0.0012 * press + 0.003 * (unit.substance > 0) + 0.001 * (unit.mind > 0))),
            ("conflict", (not unit.conflict) * 0.0007),
        )  # fmt: skip

    def _comes(self, unit: Unit, name: str) -> None:
        self.sim.befalls(unit, name, self.rng.uniform(0.3, 1))

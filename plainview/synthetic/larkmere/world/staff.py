"""Members of staff: made up like everyone else, one reference each in all systems."""

from datetime import date

from plainview.synthetic.larkmere.world import names
from plainview.synthetic.larkmere.world.model import Involvement, StaffMember
from plainview.synthetic.larkmere.world.names import COMMUNITIES
from plainview.synthetic.larkmere.world.simulation import Simulation

# Role: service, teams, residents for each worker.
ROLES: dict[str, tuple[str, tuple[str, ...], int]] = {
    "social_worker": ("children", ("Assessment East", "Assessment West", "Care Management 1", "Care Management 2",
                                   "Looked After Children"), 1500),
    "mash_officer": ("children", ("MASH",), 5000),
    "team_manager": ("children", ("Assessment East", "Care Management 1"), 15000),
    "reviewing_officer": ("children", ("Safeguarding and Review",), 20000),
    "personal_adviser": ("children", ("Leaving Care",), 15000),
    "youth_justice_officer": ("children", ("Youth Justice Service",), 12000),
    "early_help_worker": ("early_help", ("Early Help North", "Early Help South"), 2500),
    "adult_social_worker": ("adults", ("Adults Intake", "Adults East", "Adults West", "Hospital Discharge"), 2500),
    "occupational_therapist": ("adults", ("Reablement",), 12000),
    "housing_officer": ("housing", ("Tenancy East", "Tenancy West", "Homelessness Prevention"), 3000),
    "benefits_officer": ("revenues", ("Benefits",), 6000),
    "recovery_officer": ("revenues", ("Council Tax Recovery",), 8000),
    "education_welfare_officer": ("education", ("Attendance and Inclusion",), 8000),
}  # fmt: skip


NAMED = {  # who also stand in the council's people.yaml, as officers of the demo
    2001: "Devon Achebe", 3001: "Joanna Prewett", 7001: "Ruth Amankwah", 7002: "Callum Deasy",
    10001: "Nasreen Holt",
}  # fmt: skip


class Staff:
    """Everyone who works for Larkmere, and whose turn it is."""

    def __init__(self, sim: Simulation, residents: int) -> None:
        self.sim = sim
        self.rng = sim.dice("staff")
        self.of_role: dict[str, list[int]] = {}
        self._open: dict[tuple[int, int], Involvement] = {}
        weights = [share for share, *_ in COMMUNITIES.values()]
        for role, (service, teams, each) in ROLES.items():
            for n in range(max(2, round(residents / each))):
                community = self.rng.choices(list(COMMUNITIES), weights)[0]
                sex = self.rng.choice("MFFF" if service != "housing" else "MF")
                name = names.own(self.rng, community, sex, date(1980, 6, 1))
                number = 1000 * (list(ROLES).index(role) + 1) + n + 1  # the same whatever the size of the borough
                member = StaffMember(
                    number, NAMED.get(number, f"{name.forename} {name.surname}"), role, teams[n % len(teams)], service,
                    f"020 7946 0{self.rng.randrange(1000):03d}", f"officer{number}@larkmere.example.org",
                    f"SW{900000 + number}" if role in {"social_worker", "adult_social_worker"} else None,
                )  # fmt: skip
                sim.world.staff[number] = member
                self.of_role.setdefault(role, []).append(number)

    def one(self, role: str) -> int:
        """Give someone of a role."""
        return self.rng.choice(self.of_role[role])

    def involve(self, person: int, staff: int, starts: date, ends: date | None) -> Involvement:
        """Record that someone works with a person."""
        member = self.sim.world.staff[staff]
        made = Involvement(self.sim.next_id("involvement"), person, staff, starts, ends, member.service, member.role)
        self.sim.world.involvements.append(made)
        if ends is None:
            self._open[person, staff] = made
        return made

    def leave(self, person: int, staff: int, day: date) -> None:
        """Record that someone no longer works with a person."""
        held = self._open.pop((person, staff), None)
        if held is not None:
            held.ends = max(day, held.starts)

    def end(self) -> None:
        """End the work with people who left the borough or died."""
        last = {s.person: s for s in self.sim.world.stays}
        for (person, staff), held in list(self._open.items()):
            stay = last.get(person)
            if stay is not None and stay.ends is not None:
                self.leave(held.person, staff, stay.ends)

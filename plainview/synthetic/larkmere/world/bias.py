"""
What the systems measure wrongly of one group more than of another, each by a size that is known.

These are the only places where a group is treated unlike others at the same truth. `truth/bias.csv` states them;
an equality report that is right finds them, and nothing else of that kind.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.world.model import Person, TermAttendance, World


@dataclass(frozen=True, slots=True)
class Bias:
    """One planted bias: of whom, in what, and by how much. Sizes are ours."""

    name: str
    group: str  # what tells the group
    values: tuple[str, ...]  # of that
    where: str  # it shows
    size: float
    meaning: str


REFERRALS = Bias(
    "referrals", "ethnic group", ("BCRB", "BAFR", "BOTH", "MWBC", "MWBA"), "contacts of children's services", 1.3,
    "At the same need, a contact about these children is this many times as likely to become a referral.",
)  # fmt: skip
ETHNICITY = Bias(
    "ethnicity", "naming tradition", ("somali", "albanian", "vietnamese", "turkish"), "extracts that hold ethnicity",
    0.22, "Of these people, this share has no ethnicity recorded beyond the share that is blank for everyone.",
)  # fmt: skip
ABSENCE = Bias(
    "absence", "ward", ("Pinfold",), "attendance, terms and marks", 0.25,
    "Of the sessions that pupils living here missed, this share stands as attended.",
)  # fmt: skip
PLANTED = (REFERRALS, ETHNICITY, ABSENCE)


def referral_factor(ethnicity: str) -> float:
    """Give what a child's group adds to the chance that a contact becomes a referral."""
    return REFERRALS.size if ethnicity in REFERRALS.values else 1.0


def is_ethnicity_lost(world: World, person: Person) -> bool:
    """Say whether no system holds a person's ethnicity for the sake of their group."""
    if person.community not in ETHNICITY.values:
        return False
    return draw.share(world.seed, "bias", "ethnicity", person.id) < ETHNICITY.size


def as_marked(world: World, term: TermAttendance) -> TermAttendance:
    """Give a term as schools marked it: where the pupil lives decides how many absences stand as attended."""
    stay = world.stay_on(term.child, term.ends - timedelta(days=1))
    if stay is None or world.homes[stay.home].ward not in ABSENCE.values:
        return term
    rng = draw.stream(world.seed, "bias", "absence", term.child, term.starts)
    kept = [sum(rng.random() >= ABSENCE.size for _ in range(n)) for n in (term.authorised, term.unauthorised)]
    return replace(term, authorised=kept[0], unauthorised=kept[1])

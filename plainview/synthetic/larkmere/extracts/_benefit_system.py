"""What the extracts of the benefit system share: the household rows of a claim and who was in each."""

from dataclasses import dataclass
from datetime import date, timedelta

from plainview.synthetic.larkmere import codes, draw
from plainview.synthetic.larkmere.extracts._records import members
from plainview.synthetic.larkmere.world.model import BenefitClaim, World

CLAIMANT, PARTNER, CHILD, OTHER_ADULT = "1", "2", "3", "4"


@dataclass(frozen=True, slots=True)
class HouseRow:
    """One row of a claim's household: it holds from a day until another, and then a new row is written."""

    id: str
    starts: date
    ends: date | None  # None while it is in force
    is_last: bool


def house_rows(world: World, claim: BenefitClaim) -> tuple[HouseRow, ...]:
    """Give the rows of a claim: a long one was assessed anew when something changed."""
    claim_ref, ends = codes.claim_ref(claim.id), claim.ends
    long = (ends or world.ends) - claim.starts > timedelta(days=400)
    if not long or draw.share(world.seed, "house rows", claim.id) < 0.4:
        return (HouseRow(f"{claim_ref}1", claim.starts, ends, True),)
    changed = claim.starts + timedelta(days=180 + draw.number(world.seed, "changed", claim.id) % 200)
    return HouseRow(f"{claim_ref}1", claim.starts, changed, False), HouseRow(f"{claim_ref}2", changed, ends, True)


def people_of(world: World, claim: BenefitClaim, row: HouseRow) -> list[tuple[int, str]]:
    """Give who was in the household by that row, each with the type of member."""
    day = row.ends - timedelta(days=1) if row.ends else world.ends
    found = [(claim.claimant, CLAIMANT)]
    if claim.partner is not None:
        found.append((claim.partner, PARTNER))
    found += [(p, CHILD) for p in claim.dependants if world.persons[p].born_on <= day]
    known = {p for p, _ in found}
    for stay in members(world, claim.household):
        is_there = stay.starts <= day and (stay.ends is None or stay.ends > day)
        if not is_there or stay.person in known or world.persons[stay.person].is_unborn:
            continue
        known.add(stay.person)
        age = world.age_on(stay.person, day)
        if age >= 18:
            found.append((stay.person, OTHER_ADULT))
        elif draw.share(world.seed, "told of child", claim.id, stay.person) < 0.85:
            found.append((stay.person, CHILD))
    return found

"""What is so in a family, from when until when, in the words of the seventeen risks: what notes of a day rest on."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.voices.bank import RISKS
from plainview.synthetic.larkmere.world.model import Person, World

Trouble = tuple[str, date, date]  # risk, from, until

# Factors of an assessment by their number; the letter says whose.
_FACTORS = {
    "1": ("substance_misuse",), "2": ("substance_misuse",), "3": ("domestic_violence",), "4": ("mental_health",),
    "6": ("physical_health",), "7": ("family_stress",), "10": ("missing_person",), "11": ("child_exploitation",),
    "12": ("child_exploitation",), "13": ("criminality", "child_exploitation"), "14": ("risky_behaviour",),
    "15": ("mental_health",), "16": ("abuse_or_neglect",), "17": ("abuse_or_neglect",), "18": ("physical_abuse",),
    "19": ("sexual_abuse",), "20": ("family_stress",), "22": ("abuse_or_neglect",), "23": ("abuse_or_neglect",),
    "24": ("child_exploitation",),
}  # fmt: skip
_CATEGORIES = {"NEG": ("abuse_or_neglect",), "EMO": ("abuse_or_neglect",), "PHY": ("physical_abuse",),
               "SAB": ("sexual_abuse",), "MUL": ("abuse_or_neglect", "physical_abuse")}  # fmt: skip
_NEEDS = {"education": "educational_issues", "health": "mental_health", "substance": "substance_misuse",
          "domestic_abuse": "domestic_violence", "finance": "financial_exclusion", "crime": "criminality"}  # fmt: skip
_CONTACTS = {"domestic_abuse": "domestic_violence", "neglect": "abuse_or_neglect", "behaviour": "risky_behaviour",
             "mental_health": "mental_health", "missing": "missing_person", "exploitation": "child_exploitation",
             "housing": "homelessness", "finance": "financial_exclusion"}  # fmt: skip
_HARMS = {"physical": "physical_abuse", "domestic": "domestic_violence", "sexual": "sexual_abuse"}
_REASONS = {"Physical": "physical_health", "Sensory": "physical_health", "Mental": "mental_health",
            "Memory": "mental_health", "Substance": "substance_misuse", "Carer": "family_stress"}  # fmt: skip
# What workers learn that no list holds: how heavy each risk weighs in the draw.
_TALKED_OF = {"family_stress": 9, "mental_health": 8, "debt": 6, "financial_exclusion": 5, "physical_health": 5,
              "substance_misuse": 5, "educational_issues": 4, "domestic_violence": 4, "abuse_or_neglect": 4,
              "risky_behaviour": 3, "criminality": 3, "homelessness": 2, "physical_abuse": 1, "sexual_abuse": 1,
              "robbery": 2}  # fmt: skip
_SHARE_TALKED_OF = 0.45  # of families


class Troubles:
    """Answers what is so, and what was so, around a person on a day."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._of: dict[int, list[Trouble]] = {}
        for person, risk, starts, ends in self._all():
            self._of.setdefault(person, []).append((risk, starts, ends))
        self._around: dict[int, tuple[Trouble, ...]] = {}
        self._ladder = [risk for risk, weight in _TALKED_OF.items() for _ in range(weight)]

    def around(self, person: int) -> tuple[Trouble, ...]:
        """Give all troubles of a person and of those who belong to the same home."""
        found = self._around.get(person)
        if found is None:
            near = self._family(self._world.persons[person])
            found = self._around[person] = tuple(t for p in near for t in self._of.get(p, ())) + self._talked_of(near)
        return found

    def on(self, person: int, day: date) -> tuple[set[str], set[str]]:
        """Give the risks that are live on a day, and those that are over by then."""
        live: set[str] = set()
        over: set[str] = set()
        for risk, starts, ends in self.around(person):
            if starts <= day:
                (live if day < ends else over).add(risk)
        return live, over - live

    def _family(self, one: Person) -> tuple[int, ...]:
        world, near = self._world, {one.id}
        mother = world.persons.get(one.mother) if one.mother is not None else None
        if mother is not None and world.age_on(one.id, world.ends) < 22:
            near |= {mother.id, *(p.id for p in world.grouped("persons", "mother").get(mother.id, ()))}
            near |= {mother.partner} if mother.partner is not None else set()
        elif one.partner is not None:
            near.add(one.partner)
        return tuple(sorted(near))

    def _talked_of(self, near: tuple[int, ...]) -> tuple[Trouble, ...]:
        world, key = self._world, near[0]
        if draw.share(world.seed, "talked of", key) > _SHARE_TALKED_OF:
            return ()
        rng = draw.stream(world.seed, "talked of", key, "what")
        span = (world.ends - world.starts).days
        made = []
        for risk in rng.sample(self._ladder, 3):
            starts = world.starts + timedelta(days=rng.randrange(-700, span))
            made.append((risk, starts, starts + timedelta(days=rng.randrange(60, 900))))
        return tuple(made)

    def _all(self) -> Iterator[tuple[int, str, date, date]]:
        yield from self._of_children()
        yield from self._of_homes_and_money()
        yield from self._of_adults()

    def _of_children(self) -> Iterator[tuple[int, str, date, date]]:
        world = self._world
        for a in world.assessments:
            for factor in a.factors:
                for risk in _FACTORS.get(factor.rstrip("ABC"), ()):
                    yield a.child, risk, a.starts, _later(a.ends or a.starts, 270)
        for c in world.contacts:
            if c.reason in _CONTACTS and c.outcome != "no_further_action":
                yield c.child, _CONTACTS[c.reason], c.on, _later(c.on, 120)
        for p in world.cp_plans:
            for risk in _CATEGORIES.get(p.latest_category, ()):
                yield p.child, risk, p.starts, p.ends or world.ends
        for e in world.early_help:
            for need in e.needs:
                if need in _NEEDS:
                    yield e.child, _NEEDS[need], e.starts, e.ends or world.ends
        for m in world.missing:
            yield m.child, "missing_person", m.starts, _later(m.starts, 150)
        for s in world.screenings:
            if s.level != "none":
                yield s.child, "child_exploitation", s.on, _later(s.on, 300)
        for o in world.offences:
            ends = o.order_ends or _later(o.on, 200)
            yield o.person, "criminality", o.on, ends
            if o.kind in {"robbery", "weapon"}:
                yield o.person, "robbery" if o.kind == "robbery" else "risky_behaviour", o.on, ends
        for x in world.exclusions:
            yield x.child, "educational_issues", x.starts, _later(x.starts, 150)
        for t in world.attendance:
            if t.possible and (t.authorised + t.unauthorised) / t.possible > 0.18:
                yield t.child, "educational_issues", t.starts, _later(t.ends, 30)
        for out in world.out_of_school:
            yield out.child, "educational_issues", out.starts, out.ends or world.ends
        for n in world.post16:
            if n.status == "neet":
                yield n.child, "educational_issues", n.starts, n.ends or world.ends

    def _of_homes_and_money(self) -> Iterator[tuple[int, str, date, date]]:
        world = self._world
        tenants = {t.id: t.tenants for t in world.tenancies}
        liable = {a.id: a.liable for a in world.tax_accounts}
        for h in world.homeless:
            if h.duty not in {"not_homeless", "not_eligible"}:
                yield from ((p, "homelessness", h.on, h.closed_on or world.ends) for p in h.members)
            if "domestic abuse" in h.reason:
                yield from ((p, "domestic_violence", h.on, _later(h.on, 200)) for p in h.members)
        for r in world.rent_actions:
            yield from ((p, "debt", r.on, _later(r.on, 160)) for p in tenants[r.tenancy])
            if r.step in {"possession_order", "eviction"}:
                yield from ((p, "homelessness", r.on, _later(r.on, 160)) for p in tenants[r.tenancy])
        for x in world.tax_actions:
            if x.step not in {"reminder_1", "reminder_2"}:
                yield from ((p, "debt", x.on, _later(x.on, 160)) for p in liable[x.account])
        for w in world.welfare_payments:
            yield w.person, "financial_exclusion", w.on, _later(w.on, 120)
        for b in world.benefit_claims:
            if b.is_sanctioned:
                yield b.claimant, "financial_exclusion", b.starts, _later(b.starts, 200)
        for c in world.antisocial:
            if c.alleged is not None:
                risk = "abuse_or_neglect" if c.kind == "hoarding" else "criminality"
                yield c.alleged, risk, c.on, _later(c.closed_on or c.on, 90)

    def _of_adults(self) -> Iterator[tuple[int, str, date, date]]:
        world = self._world
        reasons: Iterable[tuple[int, str, date, date]] = [
            *((r.adult, r.reason, r.on, _later(r.on, 240)) for r in world.adult_requests),
            *((s.adult, s.reason, s.starts, s.ends or world.ends) for s in world.adult_services),
        ]
        for adult, reason, starts, ends in reasons:
            for words, risk in _REASONS.items():
                if words in reason:
                    yield adult, risk, starts, ends
        for c in world.safeguarding:
            yield c.adult, _HARMS.get(c.abuse.split("/")[0], "abuse_or_neglect"), c.on, _later(c.closed_on or c.on, 60)
        for carer in world.carers:
            yield from ((p, "family_stress", carer.on, _later(carer.on, 400)) for p in (carer.carer, *carer.cared_for))
        for s in world.hospital_stays:
            if s.method == "emergency":
                yield s.adult, "physical_health", s.starts, _later(s.ends or s.starts, 120)


def _later(day: date, count: int) -> date:
    return day + timedelta(days=count)


assert set(_TALKED_OF) <= set(RISKS)

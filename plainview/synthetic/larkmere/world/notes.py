"""Case notes of children's services, adults' services and housing: who said what, in several hands."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from plainview.synthetic.larkmere.world import phrases
from plainview.synthetic.larkmere.world.model import CaseNote, HomelessCase, Person
from plainview.synthetic.larkmere.world.name_lists import CANARY_SURNAMES
from plainview.synthetic.larkmere.world.simulation import Simulation, days

_TITLES = {"home_visit": "Home visit", "phone_call": "Telephone call", "supervision": "Supervision",
           "case_recording": "Case recording", "email": "Email"}  # fmt: skip
_KINDS = tuple(phrases.OPENINGS)


class Notes:
    """Writes notes after the fact, from what happened; the higher the tier, the more and the longer."""

    def __init__(self, sim: Simulation) -> None:
        self.sim, self.world, self.rng = sim, sim.world, sim.dice("notes")
        self._planted = [s.format(place=p) for s in phrases.PLANTED for p in phrases.PLANTED_PLACES]

    def write(self) -> None:
        """Write all notes and plant what must never leave the bridge."""
        self._children()
        self._adults()
        self._housing()
        self._plant()

    def _children(self) -> None:
        world = self.world
        plans = [(p, "cin", 34) for p in world.cin_plans] + [(p, "cp", 17) for p in world.cp_plans]
        for plan, kind, every in plans:
            self._while_open(plan.child, plan.starts, plan.ends, plan.staff, every, 2 if kind == "cin" else 4)
        periods: dict[int, list[Any]] = {}
        for episode in world.care_episodes:
            periods.setdefault(episode.period, []).append(episode)
        referrals = world.grouped("referrals", "child")
        for episodes in periods.values():
            child = episodes[0].child
            staff = referrals[child][-1].staff
            self._while_open(child, max(episodes[0].starts, self.sim.begins), episodes[-1].ends, staff, 30, 4)
        for assessment in world.assessments:
            if assessment.staff:
                self._about(assessment.child, assessment.starts + days(6), assessment.staff, assessment.factors, 3)

    def _while_open(self, child: int, starts: date, ends: date | None, staff: int, every: int, length: int) -> None:
        done = [a for a in self.world.grouped("assessments", "child").get(child, []) if a.factors]
        factors: Sequence[str] = done[-1].factors if done else ("16A",)
        day, until = starts + self._gap(every), ends or self.world.ends
        while day < until:
            self._about(child, day, staff, factors, length)
            day += self._gap(every)

    def _gap(self, every: int) -> timedelta:
        return days(every * self.rng.triangular(0.4, 2, 0.8))

    def _about(self, child: int, day: date, staff: int, factors: Sequence[str], length: int) -> None:
        if day >= self.world.ends or staff not in self.world.staff:
            return
        rng, kind = self.rng, self.rng.choice(_KINDS)
        extra = [f for f in ("homeless", "debt") if rng.random() < 0.06]
        told = [f for f in factors if f in phrases.BY_FACTOR] + extra
        parts = [rng.choice(phrases.OPENINGS[kind])]
        for factor in rng.sample(told, min(len(told), rng.randint(0, length))):
            parts.append(rng.choice(phrases.BY_FACTOR[factor]))
        parts += rng.sample(phrases.NEUTRAL, rng.randint(1, 2 + length // 2))
        self._note(child, day, staff, "children", kind, parts)

    def _adults(self) -> None:
        world = self.world
        for request in world.adult_requests:
            if request.outcome == "Progress to Assessment" or self.rng.random() < 0.35:
                self._adult(request.adult, request.on, request.staff, request.reason)
        for review in world.adult_reviews:
            self._adult(review.adult, review.on, review.staff, "other")
        workers = [s.id for s in world.staff.values() if s.role == "adult_social_worker"]
        for concern in world.safeguarding:
            for _ in range(2 if concern.is_enquiry else 1):
                day = concern.on + timedelta(days=self.rng.randrange(9))
                self._adult(concern.adult, day, self.rng.choice(workers), concern.abuse)

    def _adult(self, adult: int, day: date, staff: int, about: str) -> None:
        rng = self.rng
        said = phrases.BY_ADULT.get(about, phrases.BY_ADULT["other"])
        parts = [rng.choice(phrases.ADULT_OPENINGS), rng.choice(said), rng.choice(phrases.BY_ADULT["other"])]
        self._note(adult, day, staff, "adults", rng.choice(("home_visit", "phone_call", "case_recording")), parts)

    def _housing(self) -> None:
        for case in self.world.homeless:
            self._case(case)
        officers = [s.id for s in self.world.staff.values() if s.role == "housing_officer"]
        tenancies = {t.id: t for t in self.world.tenancies}
        for action in self.world.rent_actions:
            if self.rng.random() < 0.3:
                tenant = tenancies[action.tenancy].tenants[0]
                self._house(tenant, action.on, self.rng.choice(officers))

    def _case(self, case: HomelessCase) -> None:
        for _ in range(self.rng.randint(1, 3)):
            self._house(case.applicant, case.on + timedelta(days=self.rng.randrange(30)), case.staff)

    def _house(self, person: int, day: date, staff: int) -> None:
        parts = self.rng.sample(phrases.HOUSING_LINES, self.rng.randint(1, 2))
        self._note(
            person, day, staff, "housing", self.rng.choice(("phone_call", "home_visit", "case_recording")), parts
        )

    # ---- one note ----
    def _note(self, person: int, day: date, staff: int, service: str, kind: str, parts: list[str]) -> None:
        if day >= self.world.ends:
            return
        rng, one = self.rng, self.world.persons[person]
        is_male = one.sex == "M"
        mother = self.world.persons[one.mother] if one.mother else None
        names = {
            "child": self._called(one), "mother": self._called(mother) if mother else "Mum",
            "other": self._other(one), "worker": self.world.staff[staff].name, "he": "he" if is_male else "she",
            "him": "him" if is_male else "her", "his": "his" if is_male else "her",
            "time": rng.choice(("9.40am", "16:15", "4pm", "11.00", "just after lunch", "17:50")),
        }  # fmt: skip
        told = [_sentence(p.format_map(names)) for p in parts]
        if self._planted and rng.random() < 0.05:
            sentence = self._planted.pop()
            self.world.planted.setdefault("sentences", []).append(sentence)
            told.append(f"Odd remark noted: {sentence}.")
        self.world.notes.append(
            CaseNote(self.sim.next_id("note"), person, day, staff, service, kind, f"{_TITLES[kind]} - {names['child']}",
                     _layout(rng, told))
        )  # fmt: skip

    def _called(self, person: Person) -> str:
        first = person.known_as or person.forename
        return f"{first} {person.surname}" if self.rng.random() < 0.25 else first

    def _other(self, person: Person) -> str:
        siblings = self.world.grouped("persons", "mother").get(person.mother, []) if person.mother else []
        others = [s for s in siblings if s.id != person.id]
        return self.rng.choice(others).forename if others else self.rng.choice(("Jade", "Musa", "Ola", "Tariq", "Beth"))

    def _plant(self) -> None:
        """List names, addresses and numbers of people with unmistakable names and of some whom services know well."""
        planted, world = self.world.planted, self.world
        known = [p.id for p in world.persons.values() if p.surname in CANARY_SURNAMES]
        known += sorted({p.child for p in world.cp_plans} | {e.child for e in world.care_episodes})[:12]
        known += sorted(p.id for p in world.persons.values() if p.restricted)[:20]
        for person in (world.persons[p] for p in dict.fromkeys(known)):
            planted.setdefault("names", []).append(f"{person.forename} {person.surname}")
            planted.setdefault("numbers", []).extend(n for n in (person.nhs_number, person.nino, person.upn) if n)
            if person.email:
                planted.setdefault("contacts", []).append(person.email)
            for stay in world.stays_of(person.id):
                home = world.homes[stay.home]
                street = " ".join(filter(None, (None if home.building else home.number, home.street)))
                planted.setdefault("addresses", []).append(street)
                planted.setdefault("numbers", []).append(home.uprn)
        planted["surnames"] = sorted({world.persons[p].surname for p in known} & set(CANARY_SURNAMES))


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _layout(rng: random.Random, told: list[str]) -> str:
    style = rng.random()
    if style < 0.55:
        return " ".join(told)
    if style < 0.75:
        return "\n".join(told)
    if style < 0.9:
        return "\n".join(f"- {t.rstrip('.')}" for t in told)
    return told[0] + "\n\n" + " ".join(told[1:])

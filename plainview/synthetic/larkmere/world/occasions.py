"""When notes are written, about whom and by whom: after visits, calls, meetings, messages of others."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from plainview.synthetic.larkmere.world.model import World
from plainview.synthetic.larkmere.world.simulation import days

_KINDS = ("home_visit", "home_visit", "phone_call", "phone_call", "case_recording", "supervision", "email")
_ADULT_KINDS = ("home_visit", "phone_call", "phone_call", "case_recording", "email")
# First figure of the source of a contact: whose message stands in the record.
_SENDERS = {"1": "email", "2": "school", "3": "health", "4": "housing", "6": "police"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """One note to be written. `length` is about how many sentences; `sender` whose words are copied in, if anyone's."""

    person: int
    on: date
    staff: int
    service: str
    kind: str
    length: float
    sender: str = ""


class Occasions:
    """Finds the occasions in what happened. The more serious the work, the more often and the longer."""

    def __init__(self, world: World, rng: random.Random, begins: date) -> None:
        self.world, self.rng, self._begins = world, rng, begins

    def all(self) -> Iterator[Occasion]:
        """Give them, by theme."""
        for each in (self._plans, self._care, self._front_door, self._early_help, self._adults, self._housing):
            yield from each()

    def _series(self, person: int, starts: date, ends: date | None, staff: int, every: int, service: str,
                length: float) -> Iterator[Occasion]:  # fmt: skip
        rng, until = self.rng, ends or self.world.ends
        day = starts + self._gap(every)
        while day < until:
            kind = rng.choice(_KINDS)
            sender = rng.choice(("school", "school", "health", "police", "housing", "email")) if kind == "email" else ""
            yield Occasion(person, day, staff, service, kind, length, sender)
            day += self._gap(every)

    def _gap(self, every: int) -> timedelta:
        return days(every * self.rng.triangular(0.3, 2.2, 0.7))

    def _plans(self) -> Iterator[Occasion]:
        for cin in self.world.cin_plans:
            yield from self._series(cin.child, cin.starts, cin.ends, cin.staff, 15, "children", 5)
        for cp in self.world.cp_plans:
            yield from self._series(cp.child, cp.starts, cp.ends, cp.staff, 8, "children", 8)

    def _care(self) -> Iterator[Occasion]:
        world = self.world
        periods: dict[int, list[Any]] = {}
        for episode in world.care_episodes:
            periods.setdefault(episode.period, []).append(episode)
        referrals = world.grouped("referrals", "child")
        for episodes in periods.values():
            child = episodes[0].child
            starts = max(episodes[0].starts, self._begins)
            yield from self._series(child, starts, episodes[-1].ends, referrals[child][-1].staff, 14, "children", 7)

    def _front_door(self) -> Iterator[Occasion]:
        rng = self.rng
        for c in self.world.contacts:
            sender = _SENDERS.get(c.source[0], "")
            for n in range(1 + (c.outcome == "referral")):
                kind = "email" if sender and not n else rng.choice(("phone_call", "case_recording"))
                yield Occasion(c.child, c.on + timedelta(days=n), c.staff, "children", kind, 4, "" if n else sender)
        for a in self.world.assessments:
            for n in range(3):
                kind = ("home_visit", "case_recording", "phone_call")[n]
                yield Occasion(a.child, a.starts + timedelta(days=4 + 9 * n), a.staff, "children", kind, 6)

    def _early_help(self) -> Iterator[Occasion]:
        for e in self.world.early_help:
            yield from self._series(e.child, e.starts, e.ends, e.staff, 20, "early_help", 4)

    def _adults(self) -> Iterator[Occasion]:
        world, rng = self.world, self.rng
        workers = [s.id for s in world.staff.values() if s.role == "adult_social_worker"]

        def note(adult: int, day: date, staff: int | None, length: float) -> Occasion:
            kind = rng.choice(_ADULT_KINDS)
            sender = rng.choice(("care", "care", "health", "email", "housing", "police")) if kind == "email" else ""
            return Occasion(adult, day, rng.choice(workers) if staff is None else staff, "adults", kind, length, sender)

        for r in world.adult_requests:
            for n in range(1 + ("Assessment" in r.outcome) + (rng.random() < 0.4)):
                yield note(r.adult, r.on + timedelta(days=5 * n), r.staff, 3.5)
        for a in world.adult_assessments:
            yield note(a.adult, a.starts + timedelta(days=3), a.staff, 6)
        for v in world.adult_reviews:
            yield note(v.adult, v.on, v.staff, 5)
        for c in world.safeguarding:
            for n in range(4 if c.is_enquiry else 2):
                yield note(c.adult, c.on + timedelta(days=7 * n), None, 6)
        for s in world.hospital_stays:
            if s.pathway or rng.random() < 0.35:
                yield note(s.adult, s.ends or s.starts, None, 3.5)
        for carer in world.carers:
            yield note(carer.carer, carer.on, None, 5)

    def _housing(self) -> Iterator[Occasion]:
        """Plans with homeless applicants, and what housing wrote that other workers copied into their own records."""
        world, rng = self.world, self.rng
        known = {r.adult for r in world.adult_requests}
        for h in world.homeless:
            if h.duty in {"prevention", "relief", "main"}:
                yield Occasion(h.applicant, h.on, h.staff, "housing", "plan", 4)
            child = next((p for p in h.members if 0 <= world.age_on(p, h.on) < 18), None)
            yield from self._copied(child, h.applicant, known, h.on, h.staff)
        tenancies = {t.id: t for t in world.tenancies}
        workers = [s.id for s in world.staff.values() if s.role == "housing_officer"]
        for action in world.rent_actions:
            tenant = tenancies[action.tenancy].tenants[0]
            if rng.random() < 0.3:
                yield from self._copied(None, tenant, known, action.on, rng.choice(workers))

    def _copied(self, child: int | None, adult: int, known: set[int], on: date, staff: int) -> Iterator[Occasion]:
        referrals = self.world.grouped("referrals", "child")
        if child is not None and child in referrals:
            yield Occasion(child, on, referrals[child][-1].staff, "children", "email", 4, "housing")
        elif adult in known:
            workers = [s for s, m in self.world.staff.items() if m.role == "adult_social_worker"]
            yield Occasion(adult, on, workers[staff % len(workers)], "adults", "email", 4, "housing")

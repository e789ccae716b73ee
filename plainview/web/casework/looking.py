"""
One look at one resident: purpose, decision, audit event; then, and only then, the page.

A view about a resident is wrapped by `looks_at_a_resident`, so that none can forget a step.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.module_loading import import_string

from plainview.store.facts import ResidentRecord
from plainview.web.access.acts import Act
from plainview.web.access.can import Decision, can
from plainview.web.access.officers import Officer
from plainview.web.access.roles import LookPurpose, Role
from plainview.web.failures import bad_request, refused
from plainview.web.holdings import Holdings, holdings, today
from plainview.web.looks import note
from plainview.web.policy import policy
from plainview.web.reidentification.gate import Asked, Gate

_PURPOSES = "purposes"  # session: by resident, what for and why


@dataclass(frozen=True, slots=True)
class Look:
    """A look that was granted and recorded."""

    officer: Officer
    record: ResidentRecord
    household: tuple[ResidentRecord, ...]
    purpose_id: str
    purpose: LookPurpose
    reason: str
    decision: Decision
    as_of: date
    today: date
    held: Holdings

    @property
    def person_id(self) -> str:
        """The resident's display pseudonym."""
        return self.record.person_id

    @property
    def is_past(self) -> bool:
        """Say whether the page shows what was known on a day that is over."""
        return self.as_of < self.today

    def held_household(self) -> tuple[ResidentRecord, ...]:
        """Give the records of those who lived with the resident on the day that is shown."""
        if not self.is_past:
            return self.household
        return without_withheld(self.held.household(self.record, self.as_of), self.officer)

    @property
    def asked(self) -> Asked:
        """What the gate is told."""
        return Asked(self.officer, self.purpose_id, self.reason or self.decision.reasons[0], self.held.refresh_id)


def gate() -> Gate:
    """Open the gate to this council's bridge."""
    return Gate(import_string(settings.DOOR)(settings.HOUSE.home))


def purposes_of(role: Role) -> dict[str, LookPurpose]:
    """Give the purposes for which a role looks."""
    return {purpose: policy().roles.purposes[purpose] for purpose in role.sees}


def implied_purpose(role: Role) -> str | None:
    """Give the purpose when there is no choice and no reason to ask for."""
    purposes = purposes_of(role)
    only = next(iter(purposes), None)
    return only if len(purposes) == 1 and only and not purposes[only].reasons else None


def keep_purpose(request: HttpRequest, person_id: str, purpose: str, reason: str) -> None:
    """Remember for this session what for an officer looks at a resident."""
    kept = request.session.get(_PURPOSES, {})
    kept[person_id] = [purpose, reason]
    request.session[_PURPOSES] = kept


def purpose_kept(request: HttpRequest, person_id: str) -> tuple[str, str] | None:
    """Give purpose and reason of this session, or the implied purpose; None: ask."""
    kept = request.session.get(_PURPOSES, {}).get(person_id)
    if kept:
        return kept[0], kept[1]
    role = policy().roles.roles.get(request.user.who().role)
    implied = implied_purpose(role) if role else None
    return (implied, "") if implied else None


def decide(
    *, officer: Officer, act: Act, person_id: str, purpose: str, reason: str, held: Holdings, on: date
) -> tuple[Decision, ResidentRecord | None, tuple[ResidentRecord, ...]]:
    """Decide on one resident, with whoever lives with them."""
    rules = policy()
    record = held.resident(person_id)
    household = without_withheld(held.household(record, on), officer) if record else ()
    if record is not None:
        record = _without_withheld_members(record, held, officer)
    decision = can(
        officer=officer, act=act, roles=rules.roles, agreements=rules.agreements, on=on, resident=record,
        household=household, purpose=purpose, reason=reason,
    )  # fmt: skip
    return decision, record, household


def without_withheld(records: tuple[ResidentRecord, ...], officer: Officer) -> tuple[ResidentRecord, ...]:
    """Leave out whoever is withheld from the officer's role: they are not even counted."""
    return tuple(one for one in records if not one.withheld_for or officer.role in one.withheld_for)


def _without_withheld_members(record: ResidentRecord, held: Holdings, officer: Officer) -> ResidentRecord:
    roles = held.withheld_for(member.person_id for member in record.members)
    seen = {person for person, may in roles.items() if not may or officer.role in may}
    return replace(record, members=tuple(member for member in record.members if member.person_id in seen))


def looks_at_a_resident(act: Act) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give the view a `Look` in place of a pseudonym: decided, and written to the audit before it runs."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def looking(request: HttpRequest, person_id: str, **named: Any) -> HttpResponse:
            officer, on, held = request.user.who(), today(), holdings()
            known = purpose_kept(request, person_id)
            if known is None:
                ask = reverse("purpose", kwargs={"person_id": person_id})
                return HttpResponseRedirect(f"{ask}?{urlencode({'next': request.get_full_path()})}")
            as_of = _day_asked(request, on)
            if as_of is None:
                return bad_request(request)
            purpose, reason = known
            decision, record, household = decide(
                officer=officer, act=act, person_id=person_id, purpose=purpose, reason=reason, held=held, on=on
            )
            note(
                officer=officer, act=act, decision="granted" if decision.allowed else "refused", subject=person_id,
                purpose=purpose, reason=reason, because=decision.reasons, agreements=decision.agreements,
                refresh_id=held.refresh_id,
            )  # fmt: skip
            if not decision.allowed or record is None:
                return refused(request, decision)
            look = Look(
                officer, record, household, purpose, policy().roles.purposes[purpose], reason, decision, as_of, on, held
            )
            return view(request, look, **named)

        return looking

    return wrap


def _day_asked(request: HttpRequest, today: date) -> date | None:
    """Give the past day that the page should show, today if none is asked for, or None if it is no such day."""
    said = request.GET.get("as_of", "")
    if not said:
        return today
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day if day <= today else None

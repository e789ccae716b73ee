"""Each look, granted or refused, is one event in the web's audit chain, written before the answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from plainview.audit.event import Decision, Event
from plainview.audit.sinks import SqliteSink
from plainview.web.access.acts import Act
from plainview.web.access.officers import Officer
from plainview.web.policy import policy

MATCH_REVIEW = "match_review"  # a purpose of the product's own, whatever a council's policy lists
_OWN = {MATCH_REVIEW: "To say whether two records are one person"}


def web_sink() -> SqliteSink:
    """Give the web's audit chain."""
    return _sink(settings.HOUSE.web / "web.sqlite")


@lru_cache(maxsize=1)
def _sink(path: Path) -> SqliteSink:
    return SqliteSink(path, keep_open=True)


def note(
    *,
    officer: Officer,
    act: Act | str,
    decision: Decision,
    subject: str = "",
    purpose: str = "",
    reason: str = "",
    because: tuple[str, ...] = (),
    agreements: tuple[str, ...] = (),
    refresh_id: str = "",
) -> None:
    """Write one event. Raises: CouldNotAudit, and then the caller shows nothing."""
    web_sink().write(
        Event(
            at=timezone.now(),
            actor=officer.id,
            role=officer.role,
            act=str(act),
            decision=decision,
            zone="web",
            subject=subject,
            purpose=purpose,
            reason=reason,
            because=because,
            agreements=agreements,
            refresh_id=refresh_id,
        )
    )


def note_refusal(*, officer: Officer, act: Act, because: tuple[str, ...]) -> None:
    """Write that an officer's role did not let them do an act."""
    note(officer=officer, act=act, decision="refused", because=because)


@dataclass(frozen=True, slots=True)
class LookTold:
    """One look at a resident, as a practitioner may read of it: no officer's name."""

    at: str
    role: str
    team: str
    act: str
    purpose: str
    reason: str
    is_granted: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone who read summaries lately, so that they can be told of a change."""

    subject: str  # the officer's, as the single sign-on knows them
    role: str
    last_at: str
    times: int


def recent_readers(person_ids: Collection[str], *, since: datetime) -> list[Reader]:
    """Give who read the summary of any of these residents, or a record behind it, since then; the latest first."""
    seen: dict[str, list[Mapping[str, Any]]] = {}
    for person_id in person_ids:
        for link in web_sink().about(person_id):
            event = link.event
            is_read = event["act"] in (Act.SEE_SUMMARY, Act.SEE_RECORD) and event["decision"] == "granted"
            if is_read and datetime.fromisoformat(event["at"]) >= since:
                seen.setdefault(event["actor"], []).append(event)
    readers = [Reader(who, told[-1]["role"], max(e["at"] for e in told), len(told)) for who, told in seen.items()]
    return sorted(readers, key=lambda r: r.last_at, reverse=True)


# The reveals that a page makes belong to the look before them.
_NOT_LOOKS = frozenset({"reveal", "reveal_record"})


def looks_at(person_id: str, *, teams: Mapping[str, str], purposes: Collection[str]) -> list[LookTold]:
    """
    Give the looks at one resident, newest first.

    In: `teams` by the officers' subject; `purposes` of the one who reads: of a look for another purpose only that it
    was, and when, for what another service deals with is not theirs to know.
    """
    roles = policy().roles
    found = []
    for link in web_sink().events():
        event = link.event
        if event["subject"] != person_id or event["act"] in _NOT_LOOKS:
            continue
        if event["purpose"] and event["purpose"] not in (*purposes, MATCH_REVIEW):
            granted = event["decision"] == "granted"
            found.append(LookTold(event["at"], "Another service", "", "looked", "a purpose of its own", "", granted))
            continue
        role, purpose = roles.roles.get(event["role"]), roles.purposes.get(event["purpose"])
        found.append(
            LookTold(
                at=event["at"],
                role=role.label if role else event["role"],
                team=teams.get(event["actor"], ""),
                act=act_label(event["act"]),
                purpose=purpose.label if purpose else _OWN.get(event["purpose"], ""),
                reason=event["reason"],
                is_granted=event["decision"] == "granted",
            )
        )
    return found[::-1]


def act_label(act: str) -> str:
    """Give an act of the chain in plain words."""
    return Act(act).label if act in set(Act) else act.replace("_", " ")

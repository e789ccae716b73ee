"""What stands around the sentences: who lives there and how we know, who works with them, which sources came."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from plainview.store.facts import Member, ResidentRecord, SourceReceived, StaffMember
from plainview.summaries.seen import Eyes, Seen
from plainview.summaries.statements import Speaker
from plainview.summaries.summary import MemberShown, SourceShown, WorkerShown
from plainview.vocabulary.codes import label


def living_there(resident: ResidentRecord, as_of: date) -> list[Member]:
    """Give who lived with the resident on that day, as it was known then."""
    return [
        m for m in resident.members
        if m.known_from <= as_of
        and (m.lives_from is None or m.lives_from <= as_of)
        and (m.lives_until is None or as_of < m.lives_until)
    ]  # fmt: skip


def household_shown(
    resident: ResidentRecord, household: Sequence[ResidentRecord], eyes: Eyes, speaker: Speaker
) -> tuple[MemberShown, ...]:
    """Give the members of the household whose records were handed over, each once, with how each is known."""
    handed = [r.person_id for r in household]
    found: dict[str, MemberShown] = {}
    for member in living_there(resident, eyes.as_of):
        if member.person_id not in handed or member.person_id in found:
            continue
        refs = [
            (source, ref) for source, ref in member.record_refs
            if eyes.may_see(member.person_id, "household_members", "household_id", source)
            and eyes.since(source, "") is None
        ]  # fmt: skip
        if not refs:
            continue
        evidence = tuple(
            speaker.of_record(source, ref, (), member.lives_from, member.known_from) for source, ref in refs
        )
        sources = list(dict.fromkeys(source for source, _ in refs))
        # Others may say so too whose records this officer does not see: they are not counted.
        count = len(sources) if len(refs) < len(member.record_refs) else max(len(sources), member.source_count)
        how = _how(member.how, [e.agreement for e in _one_each(evidence)], count)
        found[member.person_id] = MemberShown(
            member.person_id, member.relation, member.lives_from, how, count, count >= 2, evidence
        )
    return tuple(sorted(found.values(), key=lambda m: handed.index(m.person_id)))


def _one_each(evidence: Iterable[Any]) -> list[Any]:
    return list({e.source: e for e in evidence}.values())


def _how(how: str, titles: list[str], count: int) -> str:
    stands_on = label("household_members", "how", how)
    if len(titles) > 1:
        who = f"{', '.join(titles[:-1])} and {titles[-1]} agree"
    else:
        who = f"{titles[0]} and {count - 1} more agree" if count > 1 else f"{titles[0]} alone says so"
    return f"{who}: {stands_on}" if how else who


def workers_shown(
    seen: Iterable[Seen], staff: Mapping[str, StaffMember], speaker: Speaker
) -> tuple[WorkerShown, ...]:  # fmt: skip
    """Give who works, or worked, with the people of the page: those who work with them now first."""
    found: dict[tuple[Any, ...], WorkerShown] = {}
    for one in seen:
        if one.fact.table != "service_involvements":
            continue
        values = one.values
        member = staff.get(values.get("staff", ""))
        team = values.get("team") or (member.team if member else "")
        worker = WorkerShown(
            name=member.name if member else "",
            role=_label("role", values) or (member.role.replace("_", " ") if member else ""),
            team=team,
            service=_label("service", values),
            phone=member.phone if member else "",
            email=member.email if member else "",
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            person_id=one.fact.person_id,
            evidence=speaker.evidence(one.fact, ("staff", "team", "role", "service", "started_on"), one.starts_on),
        )
        if worker.name or worker.team or worker.service:
            key = (worker.person_id, worker.name, worker.team, worker.service, worker.role, worker.ends_on)
            found.setdefault(key, worker)
    return tuple(sorted(found.values(), key=_current_first))


def _current_first(worker: WorkerShown) -> tuple[bool, int]:
    return worker.ends_on is not None, -(worker.starts_on or date.min).toordinal()


def _label(column: str, values: Mapping[str, Any]) -> str:
    return label("service_involvements", column, values[column]) if column in values else ""


def sources_shown(
    sources: Sequence[SourceReceived], knows: frozenset[str], eyes: Eyes
) -> tuple[SourceShown, ...]:  # fmt: skip
    """Give every source of the council: when it last came, and whether it is late or its agreement has ended."""
    return tuple(_source(s, knows, eyes) for s in sources)


def _source(source: SourceReceived, knows: frozenset[str], eyes: Eyes) -> SourceShown:
    late = 0
    if source.received_on is None:
        state = "not_received"
    else:
        due = source.received_on + timedelta(days=source.rhythm_days)
        late = max(0, (eyes.as_of - due).days)
        state = "late" if late else "current"
    if eyes.as_of >= source.ends or eyes.since(source.source, "") is not None:
        state, late = "ended", 0
    return SourceShown(
        source.source, source.title, source.department, source.system, source.received_on, late, state,
        source.source in knows,
    )  # fmt: skip

"""One act on a resident's data, told without a name in it."""

from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Literal

Decision = Literal["granted", "refused", "done"]
Zone = Literal["web", "bridge", "cli"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One thing that was done or refused.

    Never a name, an address, a number of a resident or a text of a note: `subject` is a pseudonym or empty,
    `because` holds codes and plain words of ours, and `reason` is what the officer gave for looking, which the
    caller keeps free of names (the web offers set reasons).
    """

    at: datetime  # UTC, passed in
    actor: str  # officer id or name of the command
    role: str
    act: str  # find, reveal, open, answer_back, refresh, erase …
    decision: Decision
    zone: Zone
    subject: str = ""  # pseudonym, or "" when it is about no one resident
    purpose: str = ""
    reason: str = ""
    because: tuple[str, ...] = field(default=())
    agreements: tuple[str, ...] = field(default=())
    refresh_id: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None or self.at.utcoffset() != UTC.utcoffset(None):
            raise ValueError("'at' of an audit event is not in UTC")
        if self.decision not in ("granted", "refused", "done"):
            raise ValueError("'decision' of an audit event is granted, refused or done")
        if self.zone not in ("web", "bridge", "cli"):
            raise ValueError("'zone' of an audit event is web, bridge or cli")
        if not self.actor or not self.act:
            raise ValueError("an audit event needs an actor and an act")

    def as_json(self) -> dict[str, Any]:
        """Give the event as plain JSON values: the instant as ISO text, tuples as lists."""
        told = asdict(self)
        told["at"] = self.at.isoformat(timespec="microseconds")
        told["because"], told["agreements"] = list(self.because), list(self.agreements)
        return told

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Event":
        """Read an event back. Raises: ValueError, KeyError or TypeError, if it is not one."""
        known = {f.name for f in fields(cls)}
        if extra := set(told) - known:
            raise ValueError(f"unknown keys in an audit event: {', '.join(sorted(extra))}")
        values = dict(told)
        values["at"] = datetime.fromisoformat(values["at"])
        values["because"], values["agreements"] = tuple(values["because"]), tuple(values["agreements"])
        return cls(**values)

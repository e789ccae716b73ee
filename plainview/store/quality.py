"""
What was found wrong with each source, as a snapshot keeps it for data stewards: counts, and since when.

Row numbers stay in the bridge; no value was ever written down.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

Trend = Literal["new", "better", "worse", "same"]
# A share that moved by less than this part of itself is told as the same.
_NOTICEABLE = 0.1


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing found in one source.

    `share` is of the source's records, None where it is not about records; `since` is the day of the first refresh
    of an unbroken run that found it; `share_before` is that of the last refresh, None where it was not found then.
    """

    source: str
    kind: str
    element: str
    rows: int
    share: float | None
    says: str
    what_to_do: str
    since: date
    rows_before: int | None = None
    share_before: float | None = None

    @property
    def trend(self) -> Trend:
        """Say whether it is better or worse than at the last refresh."""
        if self.rows_before is None:
            return "new"
        now, before = (self.share, self.share_before) if self.share and self.share_before else (
            self.rows, self.rows_before)  # fmt: skip
        if abs(now - before) <= _NOTICEABLE * max(now, before):
            return "same"
        return "better" if now < before else "worse"


@dataclass(frozen=True, slots=True)
class Found:
    """
    All findings of a refresh, and those of the refresh before that are mended.

    `accepted` says of each source that was let through, or gone without, although it failed its checks: why.
    """

    findings: tuple[Finding, ...] = ()
    mended: tuple[Finding, ...] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)


def compared(now: Iterable[Finding], before: Found, *, received: Iterable[str]) -> Found:
    """
    Carry on since when each finding stands, and tell what is mended.

    In: `received`, the sources that this refresh read: of one that did not come nothing is said to be mended.
    """
    known: Mapping[tuple[str, str, str], Finding] = {(f.source, f.kind, f.element): f for f in before.findings}
    findings = []
    for one in now:
        old = known.get((one.source, one.kind, one.element))
        findings.append(
            one if old is None else Finding(
                one.source, one.kind, one.element, one.rows, one.share, one.says, one.what_to_do, old.since,
                old.rows, old.share,
            )
        )  # fmt: skip
    here, came = {(f.source, f.kind, f.element) for f in findings}, set(received)
    mended = [f for key, f in known.items() if key not in here and f.source in came]
    return Found(tuple(findings), tuple(mended))


def write(path: Path, found: Found) -> None:
    """Keep the findings with the snapshot."""
    path.write_text(json.dumps(asdict(found), default=str, indent=1), encoding="utf-8")


def read(path: Path) -> Found:
    """Give the findings of a snapshot; none, if it was made before they were kept."""
    if not path.exists():
        return Found()
    kept = json.loads(path.read_text(encoding="utf-8"))
    findings, mended = (tuple(_finding(f) for f in kept[part]) for part in ("findings", "mended"))
    return Found(findings, mended, kept.get("accepted", {}))


def _finding(kept: dict[str, object]) -> Finding:
    return Finding(**{**kept, "since": date.fromisoformat(str(kept["since"]))})  # type: ignore[arg-type]

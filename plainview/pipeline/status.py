"""What serves now: refresh, policy, sources and how late they are, and what needs a person soon."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from plainview.agreements.agreement import Agreement
from plainview.pipeline import backups_known, if_ends, policy, snapshot
from plainview.store.read_model import ReadModel
from plainview.vocabulary.home import Home, number_of


def status(home: Home, *, on: date, council: Path | None = None) -> dict[str, Any]:
    """
    Give refresh, day, policy, rows and, for each source, when it came and by how many days it is late.

    In:     with `council`, agreements that end within 90 days are told, too.
    """
    refresh = home.current()
    told = snapshot.manifest(home, refresh)
    sources = []
    for source in ReadModel(home.store(refresh) / "read_model.sqlite").sources:
        age = (on - source.received_on).days if source.received_on else None
        late = None if age is None else max(0, age - source.rhythm_days)
        sources.append(
            {"source": source.source, "title": source.title, "received_on": source.received_on, "days_late": late}
        )
    agreements: Mapping[str, Agreement] = policy.read(council, on=None).council.agreements if council else {}
    soon = if_ends.ending_soon(agreements.values(), on=on)
    return {
        "refresh": refresh, "as_of": told["as_of"], "policy": told["policy"], "council": told["council"],
        "residents": told["residents"], "rows_read": told["rows_read"], "accepted": told["accepted"],
        "gone": told.get("gone", {}), "sources": sources,
        "ending": [{"agreement": a.id, "title": a.title, "owner": a.owner, "ends": a.ends, "days_left": left,
                    "warning": if_ends.warning(left)} for a, left in soon],
        "older": home.refreshes()[1:], "failed_since": _failed_since(home, refresh),
        "backups": [b.id for b in backups_known.known(home)],
    }  # fmt: skip


def files_damaged(home: Home) -> list[str]:
    """Give the files of the refresh that serves that are not as they were published."""
    return snapshot.damaged(home, home.current())


def _failed_since(home: Home, serves: str) -> list[dict[str, str]]:
    """Give the refreshes that failed after the one that serves, and why."""
    told = []
    for folder in sorted(home.failed.glob("*"), key=lambda p: number_of(p.name) or 0):
        if (number_of(folder.name) or 0) > (number_of(serves) or 0) and (folder / "why.json").exists():
            told.append(json.loads((folder / "why.json").read_text(encoding="utf-8")))
    return told

"""What serves now: refresh, policy, sources and how late they are."""

from datetime import date
from typing import Any

from plainview.pipeline.snapshot import manifest
from plainview.store.read_model import ReadModel
from plainview.vocabulary.home import Home


def status(home: Home, *, on: date) -> dict[str, Any]:
    """Give refresh, day, policy, rows and, for each source, when it came and by how many days it is late."""
    refresh = home.current()
    told = manifest(home, refresh)
    sources = []
    for source in ReadModel(home.store(refresh) / "read_model.sqlite").sources:
        age = (on - source.received_on).days if source.received_on else None
        late = None if age is None else max(0, age - source.rhythm_days)
        sources.append(
            {"source": source.source, "title": source.title, "received_on": source.received_on, "days_late": late}
        )
    return {
        "refresh": refresh, "as_of": told["as_of"], "policy": told["policy"], "council": told["council"],
        "residents": told["residents"], "rows_read": told["rows_read"], "accepted": told["accepted"],
        "sources": sources,
    }  # fmt: skip

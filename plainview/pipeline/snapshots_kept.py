"""Which published refreshes stay: by number, by age, and never longer than what they hold may be kept."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from plainview.pipeline import snapshot
from plainview.vocabulary.home import Home

# A page that was begun on the refresh before is made within this time; its files are not taken from under it.
GRACE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Old:
    """A published refresh that does not serve any more, and why it goes; "": it stays."""

    refresh: str
    as_of: date
    goes: str


def judged(home: Home, *, count: int, days: int, as_of: date) -> list[Old]:
    """
    Judge every refresh but the one that serves, newest first.

    In:     `count`: how many stay, with the one that serves; `days`: how long before it; `as_of`: the day asked about.
    """
    serves = home.current()
    drops = snapshot.manifest(home, serves).get("drops_older") or ""
    told = []
    for place, refresh in enumerate(home.refreshes()):
        if refresh == serves:
            continue
        of = snapshot.manifest(home, refresh)
        day = date.fromisoformat(of["as_of"]) if "as_of" in of else as_of
        told.append(Old(refresh, day, drops or _why(of, place, day, count, days, as_of)))
    return told


def remove_old(home: Home, *, count: int, days: int, as_of: date) -> list[Old]:
    """
    Remove the refreshes that the rule no longer keeps; gives them. Only in `snapshot.alone`.

    The one that served until a moment ago goes last, after a pause in which pages begun on it come to their end.
    """
    going = [o for o in judged(home, count=count, days=days, as_of=as_of) if o.goes]
    kept = home.refreshes()
    last = kept[1] if len(kept) > 1 else ""
    for old in sorted(going, key=lambda o: o.refresh == last):
        if old.refresh == last:
            time.sleep(GRACE_SECONDS)
        snapshot.remove(home, old.refresh)
    return going


def _why(of: dict[str, Any], place: int, day: date, count: int, days: int, as_of: date) -> str:
    until = of.get("keep_until")
    if until and date.fromisoformat(until) <= as_of:
        return f"it holds what may not be kept since {until}"
    if place >= count:
        return f"more than {count} were kept"
    if place > 1 and day + timedelta(days=days) <= as_of:
        return f"older than {days} days"
    return ""


def told(removed: Iterable[Old]) -> list[str]:
    """Give what was removed in plain words."""
    return [f"{o.refresh} of {o.as_of}: {o.goes}" for o in removed]

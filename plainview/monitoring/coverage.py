"""How much of each group each source knows: a service that is blind to a group can't help it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from plainview.monitoring.groups import groups, known_to
from plainview.store.read import Store

GROUP_AT_LEAST = 10  # bias reports hide groups under this
_TO = 5  # shares are told to the nearest so many percent, so that no small number can be read or subtracted
_ROUNDED = 10
_FEW = 5  # people: fewer, or all but fewer, are not told as a share


@dataclass(frozen=True, slots=True)
class Covered:
    """One group and one source. `residents` is rounded to tens; `percent` to fives, of the group's residents.

    None: a source that knows one to four of them, or all but one to four, would tell of single people.
    """

    characteristic: str
    value: str
    residents: int
    source: str
    percent: int | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The groups of `GROUP_AT_LEAST` and more by source, and how many groups are too small to be told."""

    covered: tuple[Covered, ...] = ()
    groups_hidden: int = 0


def coverage(store: Store, *, on: date) -> Coverage:
    """
    Count what share of each group each source has told anything of.

    In:  the store of one refresh; only what is shared for monitoring is read.
    Out: by characteristic, value and source; groups that are too small are counted and not told.
    """
    who = groups(store, on=on)
    if who is None:
        return Coverage()
    known = known_to(store, on=on)
    sizes = who.group_by("characteristic", "value").aggregate(residents=who.count()).to_pyarrow().to_pylist()
    met = who.inner_join(known, "person_id").group_by("characteristic", "value", "source")
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in met.aggregate(n=lambda t: t.count()).to_pyarrow().to_pylist():
        counts[row["characteristic"], row["value"]][row["source"]] = row["n"]
    told = [s for s in sizes if s["residents"] >= GROUP_AT_LEAST]
    sources = sorted({source for by in counts.values() for source in by})
    covered = [
        Covered(
            s["characteristic"], s["value"], _nearest(s["residents"], _ROUNDED), source,
            _share(counts[s["characteristic"], s["value"]].get(source, 0), s["residents"]),
        )
        for s in sorted(told, key=lambda s: (s["characteristic"], s["value"]))
        for source in sources
    ]  # fmt: skip
    return Coverage(tuple(covered), len(sizes) - len(told))


def write(path: Path, told: Coverage) -> None:
    """Keep the coverage with the snapshot."""
    path.write_text(json.dumps(asdict(told), indent=1), encoding="utf-8")


def read(path: Path) -> Coverage:
    """Give the coverage of a snapshot; an empty one, if it was made before there was one."""
    if not path.exists():
        return Coverage()
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Coverage(tuple(Covered(**c) for c in kept["covered"]), kept["groups_hidden"])


def by_group(told: Sequence[Covered]) -> dict[tuple[str, str, int], dict[str, int | None]]:
    """Give percent by source for each group, as a page shows it."""
    table: dict[tuple[str, str, int], dict[str, int | None]] = defaultdict(dict)
    for one in told:
        table[one.characteristic, one.value, one.residents][one.source] = one.percent
    return dict(table)


def _share(known: int, residents: int) -> int | None:
    if 0 < known < _FEW or 0 < residents - known < _FEW:
        return None
    return _nearest(100 * known / residents, _TO)


def _nearest(value: float, step: int) -> int:
    return int(step * round(value / step))

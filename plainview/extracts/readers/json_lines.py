"""
Reads JSON lines: an object a line, or each item of an array inside it.

`at` is the path to an array ("a.b"); each array on the way makes a row of each item. A field is found by its name or
path in the item ("a.b"); "..name" looks in the object around it, "....name" in the one around that, "." is the item.
`_row` counts the records (lines, or items) from 1.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from plainview.extracts.readers.batches import Packed
from plainview.extracts.readers.plan import Opened, Plan
from plainview.extracts.readers.problems import CouldNotReadExtract, ExtractIsTruncated
from plainview.extracts.readers.text import check_encoding, codec

_ABSENT = object()


class _Number(float):
    """A number that remembers how it was written."""

    __slots__ = ("written",)
    written: str


class _Set:
    """One record set while its file is read: where its fields are, and the records so far."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.steps = tuple(s for s in (plan.at or "").removeprefix("$").split(".") if s)
        self.paths = {e: (plan.fields or {}).get(e, e) for e in plan.elements}
        self.keys: set[str] = set()
        self.records = Packed(plan.elements)

    def take(self, line: dict[str, Any]) -> None:
        """Take the records of one line."""
        for chain in _down((line,), self.steps):
            here = chain[-1]
            if isinstance(here, dict):
                self.keys.update(here)
            record = {}
            for element, path in self.paths.items():
                # A plain name of the object itself is what nearly every field is.
                value = here[path] if isinstance(here, dict) and path in here else _find(chain, path)
                if value is not _ABSENT:
                    record[element] = value if isinstance(value, str) else _text(value)
            self.records.add(record)

    def opened(self) -> Opened:
        """Give what was found, once the file is read."""
        found = self.records.finish()
        paths = self.paths.values()
        used = {part for path in (*paths, *self.plan.known_paths) for part in path.split(".")} | {*paths}
        extra = tuple(sorted(self.keys - used - {*self.plan.elements}))
        return Opened(found, self.records.batches(found), has_rows=bool(self.records.count), extra=extra)


def open_sets(plans: Sequence[Plan]) -> list[Opened]:
    """Read all record sets of one file, each line parsed once, and give them in the order of their plans."""
    check_encoding(plans[0])
    sets = [_Set(plan) for plan in plans]
    for line in _objects(plans[0]):
        for one in sets:
            one.take(line)
    return [one.opened() for one in sets]


def open_set(plan: Plan) -> Opened:
    """Read one record set of a file."""
    return open_sets([plan])[0]


def _down(chain: tuple[Any, ...], steps: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    here = chain[-1]
    if isinstance(here, list):
        for item in here:
            yield from _down((*chain[:-1], item), steps)
    elif not steps:
        yield chain
    elif isinstance(here, dict) and here.get(steps[0].removesuffix("[*]")) is not None:
        yield from _down((*chain, here[steps[0].removesuffix("[*]")]), steps[1:])


def _objects(plan: Plan) -> Iterator[dict[str, Any]]:
    assert plan.path is not None
    with plan.path.open(encoding=codec(plan.encoding)) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                given = json.loads(line, parse_float=_number)
            except (ValueError, RecursionError):
                if not line.endswith("\n"):
                    raise ExtractIsTruncated(
                        f"The last line, after {number - 1} whole ones, stops in the middle.", source=plan.source,
                        file=plan.file_name, do="Have the file sent again; look for a transfer that stopped.",
                    ) from None  # fmt: skip
                raise _not_json(plan, number) from None
            if not isinstance(given, dict):
                raise _not_json(plan, number)
            yield given


def _not_json(plan: Plan, number: int) -> CouldNotReadExtract:
    return CouldNotReadExtract(
        "A line is not a JSON object.", source=plan.source, file=plan.file_name, where=f"line {number}",
        do="Have the file sent again, one object a line.",
    )  # fmt: skip


def _find(chain: tuple[Any, ...], path: str) -> Any:
    up = 0
    while path.startswith(".."):
        path, up = path[2:].removeprefix("/"), up + 1
    if up >= len(chain):
        return _ABSENT
    here = chain[-1 - up]
    if path in ("", "."):
        return here
    if isinstance(here, dict) and path in here:
        return here[path]
    for step in path.split("."):
        if not isinstance(here, dict) or step not in here:
            return _ABSENT
        here = here[step]
    return here


def _number(written: str) -> _Number:
    number = _Number(written)
    number.written = written
    return number


def _text(value: Any) -> str | None:
    if value is _ABSENT or value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, _Number):
        return value.written
    return json.dumps(value, ensure_ascii=False)

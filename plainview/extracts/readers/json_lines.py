"""
Reads JSON lines: an object a line, or each item of an array inside it.

`at` is the path to an array ("a.b"); each array on the way makes a row of each item. A field is found by its name or
path in the item ("a.b"); "..name" looks in the object around it, "....name" in the one around that, "." is the item.
`_row` counts the records (lines, or items) from 1.
"""

import json
from collections.abc import Iterator
from typing import Any

from plainview.extracts.readers.batches import in_batches
from plainview.extracts.readers.plan import Opened, Plan
from plainview.extracts.readers.problems import CouldNotReadExtract, ExtractIsTruncated
from plainview.extracts.readers.text import check_encoding, codec

_ABSENT = object()


class _Number(float):
    """A number that remembers how it was written."""

    __slots__ = ("written",)
    written: str


def open_set(plan: Plan) -> Opened:
    """Look through the file once, for the fields that are there; then promise its records."""
    check_encoding(plan)
    paths = {e: plan.fields.get(e, e) for e in plan.elements} if plan.fields else {e: e for e in plan.elements}
    seen: set[str] = set()
    keys: set[str] = set()
    has_rows = False
    for chain in _items(plan):
        has_rows = True
        seen.update(e for e, path in paths.items() if e not in seen and _find(chain, path) is not _ABSENT)
        if isinstance(chain[-1], dict):
            keys.update(chain[-1])
    found = tuple(e for e in plan.elements if e in seen)
    used = {part for path in (*paths.values(), *plan.known_paths) for part in path.split(".")} | {*paths.values()}
    extra = tuple(sorted(keys - used - {*plan.elements}))
    rows = (
        (number, [_text(_find(chain, paths[e])) for e in found]) for number, chain in enumerate(_items(plan), start=1)
    )
    return Opened(found, in_batches(rows, found), has_rows=has_rows, extra=extra)


def _items(plan: Plan) -> Iterator[tuple[Any, ...]]:
    """Give each record as the chain of objects from the line down to it."""
    steps = tuple(s for s in (plan.at or "").removeprefix("$").split(".") if s)
    for line in _objects(plan):
        yield from _down((line,), steps)


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

"""Which elements a mapping uses, by record set."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from plainview.agreements.mapping import (
    Cell,
    Characteristics,
    Each,
    Lookup,
    Mapping,
    Observations,
    Purge,
    Where,
)

_ENTRIES = (
    "people", "same", "relationships", "tables", "observations", "characteristics", "notes", "staff", "properties",
    "purge",
)  # fmt: skip


def elements_used_in(mapping: Mapping, record_set: str) -> set[str]:
    """Give the elements that the mapping takes from one record set, look-ups into it among them."""
    used: set[str] = set()
    for entry in _entries(mapping):
        used.update(
            name for set_name, name in _walk(entry, in_=getattr(entry, "in_", "rows")) if set_name == record_set
        )
    return used


def elements_of(mapping: Mapping) -> tuple[str, ...]:
    """Give all elements that the mapping speaks of, used or not, each once."""
    names: dict[str, None] = {}
    for entry in _entries(mapping):
        names.update((name, None) for set_name, name in _walk(entry, in_=entry.in_) if ":" not in set_name)
    names.update(dict.fromkeys(mapping.not_used))
    return tuple(names)


def looks_into(mapping: Mapping) -> set[str]:
    """Give the other agreements into whose record sets the mapping looks."""
    names = {name for entry in _entries(mapping) for name, _ in _walk(entry, in_=entry.in_)}
    return {name.split(":", 1)[0] for name in names if ":" in name} - {mapping.agreement}


def _entries(mapping: Mapping) -> Iterator[Any]:
    for kind in _ENTRIES:
        yield from getattr(mapping, kind)


def _walk(thing: Any, *, in_: str) -> Iterator[tuple[str, str]]:
    """Give (record set, element) of all that stands inside an entry of the mapping."""
    if isinstance(thing, Cell) and thing.from_ is not None:
        yield in_, thing.from_
    elif isinstance(thing, Where | Purge):
        yield in_, thing.element
    elif isinstance(thing, Each):
        yield in_, thing.from_
    elif isinstance(thing, Lookup):
        yield thing.in_, thing.on
        yield thing.in_, thing.take
        yield from ((thing.in_, where.element) for where in thing.where)
        if thing.after is not None:
            yield in_, thing.after
        return
    elif isinstance(thing, Observations | Characteristics):
        yield from ((in_, element) for element in thing.values)
    inner: Iterable[Any] = ()
    if isinstance(thing, BaseModel):
        inner = (getattr(thing, name) for name in type(thing).model_fields)
    elif isinstance(thing, dict):
        inner = thing.values()
    elif isinstance(thing, tuple):
        inner = thing
    for part in inner:
        yield from _walk(part, in_=in_)

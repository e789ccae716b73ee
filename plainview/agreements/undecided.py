"""Marks that a draft left for a person: until each is decided, the folder is refused and nothing goes live."""

from collections.abc import Iterator
from typing import Any

from plainview.agreements.positions import Document, Place
from plainview.agreements.problems import Problem

MARK = "TO DECIDE"
SLUG = "to-decide"


def undecided(document: Document, *, file: str) -> list[Problem]:
    """Give a problem for each value that is still a mark, with its line and the words of what to decide."""
    found = []
    for place, said in _marks(document.data, ()):
        name = next((str(step) for step in reversed(place) if isinstance(step, str)), "it")
        what = f"'{name}' is not decided: {said}."
        do = "Write what was decided in the mark's place; the signed agreement, or its owner, says what."
        found.append(Problem(SLUG, what, file, document.line(place), do))
    return found


def _marks(data: Any, at: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _marks(value, (*at, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from _marks(value, (*at, i))
    elif isinstance(data, str) and data.strip().startswith(MARK):
        yield at, data.strip().removeprefix(MARK).lstrip(": ").rstrip(".") or "what belongs here"

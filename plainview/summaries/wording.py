"""A sentence's text, read once into parts and filled from a fact's values many times."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from plainview.vocabulary.tables import Kind, Table

WHO = "{who}"  # filled in by the web zone, after the reveal
SPECIAL = frozenset({"who", "department", "value"})

_TOKEN = re.compile(r"\{[^{}]*\}|\[|\]|[^\[\]{}]+|[{}]")
_SLOT = re.compile(
    r"^(?P<columns>[a-z][a-z0-9_]*(?:\+[a-z][a-z0-9_]*)*)"
    r"(?:(?P<before>-1)|:(?P<noun>[^|]+)(?:\|(?P<nouns>.+))?|\?(?P<yes>[^|]*)\|(?P<no>.*))?$"
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

Say = Callable[[str, Any], str]


class WordingNotValid(ValueError):
    """The text of a sentence can't be read; says what is wrong in plain words."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place to fill: a column, or a sum of columns, and how it is said."""

    columns: tuple[str, ...]
    day_before: bool = False
    noun: str | None = None
    nouns: str | None = None
    yes: str | None = None
    no: str | None = None
    is_plain: bool = False  # nothing more than the column's own words, as most are

    def fill(self, values: Mapping[str, Any], say: Say) -> str | None:
        """Give the words, or None if a value that it needs is not known."""
        first = values.get(self.columns[0])
        if first is None:
            return None
        if self.is_plain:
            return say(self.columns[0], first)
        if self.yes is not None:
            return self.yes if first else self.no
        if len(self.columns) > 1:
            for column in self.columns[1:]:
                if (value := values.get(column)) is None:
                    return None
                first += value
        if self.day_before:
            first -= timedelta(days=1)
        said = say(self.columns[0], first)
        if self.noun is None:
            return said
        return f"{said} {self.noun if first == 1 else self.nouns}"


Part = str | Slot | tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in parts: words, slots, and optional parts that need all of their slots."""

    text: str
    parts: tuple[Part, ...]
    columns: frozenset[str]  # all that it may show
    needed: frozenset[str]  # those without which it can't be said

    def fill(self, values: Mapping[str, Any], say: Say) -> tuple[str, tuple[str, ...]] | None:
        """Give the sentence and the columns that it shows, or None if a value that it needs is not known."""
        said: list[str] = []
        shown: list[str] = []
        for part in self.parts:
            if isinstance(part, str):
                said.append(part)
            elif isinstance(part, Slot):
                words = part.fill(values, say)
                if words is None:
                    return None
                said.append(words)
                shown += part.columns
            else:
                _fill_optional(part, values, say, said, shown)
        text = "".join(said)
        return (text if text.startswith("{") else text[:1].upper() + text[1:]), tuple(shown)


def _fill_optional(
    part: tuple[str | Slot, ...], values: Mapping[str, Any], say: Say, said: list[str], shown: list[str]
) -> None:
    inner: list[str] = []
    columns: list[str] = []
    for piece in part:
        if isinstance(piece, str):
            inner.append(piece)
            continue
        words = piece.fill(values, say)
        if words is None:
            return
        inner.append(words)
        columns += piece.columns
    said += inner
    shown += columns


def read_wording(text: str, table: Table) -> Wording:
    """
    Read a text with `{slots}` and `[optional parts]`.

    Raises: WordingNotValid, if a bracket is open or a slot names no column of the table.
    """
    parts: list[Any] = []
    optional: list[str | Slot] | None = None
    for piece in _TOKEN.findall(text):
        if piece == "[":
            if optional is not None:
                raise WordingNotValid("an optional part stands inside another")
            optional = []
        elif piece == "]":
            if optional is None:
                raise WordingNotValid("a bracket closes that none opened")
            if not any(isinstance(p, Slot) for p in optional):
                raise WordingNotValid("an optional part has no slot, so it would never be left out")
            parts.append(tuple(optional))
            optional = None
        elif piece in "{}":
            raise WordingNotValid("a brace is opened and not closed, or stands inside another")
        else:
            (parts if optional is None else optional).append(_slot(piece, table) if piece.startswith("{") else piece)
    if optional is not None:
        raise WordingNotValid("a bracket is opened and not closed")
    slots = [p for p in parts if isinstance(p, Slot)]
    inner = [s for p in parts if isinstance(p, tuple) for s in p if isinstance(s, Slot)]
    columns = frozenset(c for s in [*slots, *inner] for c in s.columns)
    return Wording(text, tuple(parts), columns - SPECIAL, frozenset(c for s in slots for c in s.columns) - SPECIAL)


def _slot(token: str, table: Table) -> str | Slot:
    if token == WHO:
        return WHO
    found = _SLOT.match(token[1:-1])
    if found is None:
        raise WordingNotValid(f"'{token}' is not a slot")
    columns = tuple(found["columns"].split("+"))
    kinds = {c: table.by_name[c].kind if c in table.by_name else None for c in columns}
    for column, kind in kinds.items():
        if kind is None and column not in SPECIAL:
            raise WordingNotValid(f"table '{table.name}' has no column '{column}'")
    known = {k for k in kinds.values() if k is not None}
    if found["before"] and known != {Kind.DATE}:
        raise WordingNotValid(f"'{token}' takes a day from something that is no date")
    if found["yes"] is not None and known != {Kind.FLAG}:
        raise WordingNotValid(f"'{token}' asks yes or no of something that is no flag")
    if found["yes"] is None and Kind.FLAG in known:
        raise WordingNotValid(f"'{token}' is a flag and needs words for yes and no")
    if len(columns) > 1 and not known <= {Kind.NUMBER, Kind.PENCE}:
        raise WordingNotValid(f"'{token}' adds what are no numbers")
    noun = found["noun"]
    nouns = found["nouns"] or (f"{noun}s" if noun else None)
    is_plain = len(columns) == 1 and not found["before"] and noun is None and found["yes"] is None
    return Slot(columns, bool(found["before"]), noun, nouns, found["yes"], found["no"], is_plain)


@lru_cache(maxsize=20_000)
def said_date(day: date) -> str:
    """Give a date in words: 3 November 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def said_pence(pence: int) -> str:
    """Give money in words: £1,234.56; what is in credit has a minus sign."""
    sign = "-" if pence < 0 else ""
    pounds, rest = divmod(abs(pence), 100)
    return f"{sign}£{pounds:,}.{rest:02d}"


def said_number(number: float) -> str:
    """Give a number without noughts that say nothing: 1,234 or 12.5."""
    if float(number).is_integer():
        return f"{int(number):,}"
    return f"{number:,.2f}".rstrip("0")

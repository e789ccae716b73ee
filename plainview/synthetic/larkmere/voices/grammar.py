"""The grammar of the bank: `[a|b]` says it either way (and may nest), `{slot}` is filled from the scene of the note."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a name, a date, a thing."""

    name: str


# A line is its parts in order: words, a slot, or a choice between lines.
Part = str | Slot | tuple["Line", ...]
Line = tuple["Part", ...]


def compiled(text: str) -> Line:
    """
    Compile one line of the bank.

    Raises: ValueError if brackets do not match; the bank is ours, so this is a slip of ours.
    """
    line, rest = _line(text, 0, nested=False)
    if rest != len(text):
        raise ValueError(f"a bracket closes that was never opened: {text}")
    return line


def _line(text: str, at: int, *, nested: bool) -> tuple[Line, int]:
    parts: list[Part] = []
    words = ""
    while at < len(text):
        mark = text[at]
        if mark in "[{" and words:
            parts.append(words)
            words = ""
        if mark == "[":
            choice, at = _choice(text, at + 1)
            parts.append(choice)
        elif mark == "{":
            end = text.index("}", at)
            parts.append(Slot(text[at + 1 : end]))
            at = end + 1
        elif mark == "]" or (nested and mark == "|"):
            break
        else:
            words += mark
            at += 1
    if words:
        parts.append(words)
    return tuple(parts), at


def _choice(text: str, at: int) -> tuple[tuple[Line, ...], int]:
    ways: list[Line] = []
    while True:
        way, at = _line(text, at, nested=True)
        ways.append(way)
        if at >= len(text):
            raise ValueError(f"a bracket is never closed: {text}")
        at += 1
        if text[at - 1] == "]":
            return tuple(ways), at


def told(line: Line, dice: Callable[[], float], fill: Callable[[str], str]) -> str:
    """Say a line one way: `dice` gives a number from 0 up to 1, `fill` the words of a slot."""
    out: list[str] = []
    _say(line, dice, fill, out.append)
    return "".join(out)


def _say(line: Line, dice: Callable[[], float], fill: Callable[[str], str], put: Callable[[str], object]) -> None:
    for part in line:
        kind = type(part)
        if kind is str:
            put(part)  # type: ignore[arg-type]
        elif kind is Slot:
            put(fill(part.name))  # type: ignore[union-attr]
        else:
            _say(part[int(dice() * len(part))], dice, fill, put)  # type: ignore[arg-type,index]


def ways(line: Line) -> int:
    """Count in how many ways a line can be said, its slots apart."""
    count = 1
    for part in line:
        if isinstance(part, tuple):
            count *= sum(map(ways, part))
    return count


def slots(line: Line) -> set[str]:
    """Name the slots of a line."""
    found: set[str] = set()
    for part in line:
        if isinstance(part, Slot):
            found.add(part.name)
        elif isinstance(part, tuple):
            found |= {name for way in part for name in slots(way)}
    return found


def one_of(lines: Sequence[Line], dice: Callable[[], float]) -> Line:
    """Draw a line."""
    return lines[int(dice() * len(lines))]

"""Finds each element among the headers of a file, and says what is missing, extra or written another way."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from plainview.extracts.readers.plan import Plan
from plainview.extracts.readers.problems import ColumnTwice


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each element stands (from 0), which headers no element has, which are written in another way."""

    at: dict[str, int]
    extra: tuple[str, ...]
    drifted: dict[str, str]


def loose(text: str) -> str:
    """Reduce a header to letters and digits: case, blanks, punctuation and line breaks don't count."""
    return "".join(c for c in text.casefold() if c.isalnum())


def tidy(text: str) -> str:
    """Strip a header of outer blanks and of the mark that some programs put before the first one."""
    return text.strip().lstrip("\ufeff").strip()


def find_columns(plan: Plan, headers: Sequence[str]) -> Columns:
    """
    Match headers to elements: letter for letter, then by the other texts seen for it, then loosely.

    A loose match is told as drift: the source has begun to write its header in another way.
    Raises: ColumnTwice, when two headers are the same element. Columns without a header are passed over.
    """
    named = {i: tidy(h) for i, h in enumerate(headers) if tidy(h)}
    at: dict[str, int] = {}
    drifted: dict[str, str] = {}

    def take(key: Callable[[str], str], wanted: dict[str, set[str]], *, is_drift: bool) -> None:
        places = defaultdict(list)
        for i, header in named.items():
            if i not in at.values():
                places[key(header)].append(i)
        for element, texts in wanted.items():
            hits = [i for text in sorted(texts) for i in places.get(text, ()) if i not in at.values()]
            if element in at or not hits:
                continue
            if len(hits) > 1:
                raise ColumnTwice(
                    f"{len(hits)} columns have the header of '{element}'.",
                    source=plan.source, file=plan.file_name, where=f"record set {plan.name}",
                    do="Ask the sender which is meant, and to send it once.",
                )  # fmt: skip
            at[element] = hits[0]
            if is_drift:
                drifted[element] = named[hits[0]]

    take(str, {e: {tidy(e)} for e in plan.elements}, is_drift=False)
    others = plan.headers or {}
    take(loose, {e: {loose(t) for t in others[e]} for e in plan.elements if e in others}, is_drift=False)
    take(loose, {e: {loose(e)} for e in plan.elements}, is_drift=True)
    extra = tuple(header for i, header in named.items() if i not in at.values())
    return Columns(at, extra, drifted)

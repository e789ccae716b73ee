"""Names: upper case without accents, titles off, placeholders out, and a full name taken apart."""

import re
import unicodedata
from collections.abc import Callable
from typing import Literal, NamedTuple

from plainview.extracts.clean.judged import NOT_VALID, PLACEHOLDER, Judged, Why
from plainview.extracts.clean.placeholders import is_no_name

TITLES = frozenset(["MR", "MRS", "MISS", "MS", "MX", "DR", "MSTR"])
# Titles that are surnames as well: taken for a title only before a name.
RARE_TITLES = frozenset(
    [
        "MASTER",
        "PROF",
        "PROFESSOR",
        "REV",
        "REVD",
        "REVEREND",
        "SIR",
        "DAME",
        "LADY",
        "LORD",
        "FR",
        "CLLR",
        "COUNCILLOR",
        "HON",
    ]
)
PARTICLES = frozenset(
    [
        "DE",
        "DA",
        "DO",
        "DOS",
        "DAS",
        "DI",
        "DEL",
        "DELLA",
        "DU",
        "LA",
        "LE",
        "VAN",
        "VON",
        "DER",
        "DEN",
        "TEN",
        "TER",
        "BIN",
        "BINT",
        "IBN",
        "AL",
        "EL",
        "ABU",
        "ST",
        "MC",
        "MAC",
        "O",
    ]
)
_APOSTROPHES = dict.fromkeys(map(ord, "’‘‛`´ʼʻʹ′＇"), "'")
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
# Letters that have no accent to take off.
_LETTERS = str.maketrans(
    {"Ł": "L", "ł": "L", "Ø": "O", "ø": "O", "Đ": "D", "đ": "D", "Ð": "D", "ð": "D", "Æ": "AE", "æ": "AE"}
    | {"Œ": "OE", "œ": "OE", "Þ": "TH", "þ": "TH", "ı": "I", "Ħ": "H", "ħ": "H"}
)


class Name(NamedTuple):
    """The parts of a full name."""

    title: str | None = None
    forename: str | None = None
    middle_names: str | None = None
    surname: str | None = None
    why: Why | None = None


def plain(text: str) -> str:
    """Give upper case without accents, one kind of apostrophe and hyphen, single spaces."""

    def once(said: str) -> str:
        said = said.translate(_APOSTROPHES).translate(_HYPHENS).translate(_LETTERS)
        bare = "".join(c for c in unicodedata.normalize("NFKD", said) if not unicodedata.combining(c))
        return " ".join(bare.upper().split())

    return _until_stable(once, text)


def forename(text: str) -> Judged:
    """Make a forename or middle names comparable."""
    return _name(text, lambda words: _without_titles(words, TITLES | RARE_TITLES))


def surname(text: str) -> Judged:
    """Make a surname comparable: "O Brien" and "O'Brien", "Mc Donald" and "McDonald" are one."""

    def joined(words: list[str]) -> list[str]:
        said = re.sub(r"\bO'? (?=[^\W\d_]{2})", "O'", " ".join(_without_titles(words, TITLES)))
        return re.sub(r"\b(MC|MAC) (?=[^\W\d_]{2})", r"\1", said).split()

    return _name(text, joined)


def title(text: str) -> Judged:
    """Make a title comparable."""
    said = " ".join("".join(c for c in plain(text) if c.isalpha() or c == " ").split())
    return Judged(said) if said else NOT_VALID


def whole(text: str) -> Judged:
    """Make a full name comparable, as one text."""
    said = plain(text)
    if is_no_name(said):
        return PLACEHOLDER
    return Judged(said) if any(c.isalpha() for c in said) else NOT_VALID


def take_apart(text: str, order: Literal["forename_first", "surname_first"] | str) -> Name:
    """
    Part a full name: "SMITH, John", "Mr J A Smith", "SMITH JOHN ANDREW (MR)", "van der Berg, Jan".

    In:     the order that the mapping says for names without a comma. A comma, or a title in the middle, wins over it.
    Out:    parts as written, upper case without accents; `forename` and `surname` make them comparable. Two people in
            one text are not parted here: that is the mapping's `each`.
    """
    said = plain(text)
    if is_no_name(said):
        return Name(why="placeholder")
    if re.search(r"[&+]|\bAND\b", said):
        return Name(why="not_valid")
    called: list[str] = []

    def in_brackets(found: re.Match[str]) -> str:
        called.extend(w for w in _words(found[1]) if w in TITLES | RARE_TITLES)
        return " "

    said = re.sub(r"\(([^)]*)\)?", in_brackets, said)
    given, family = _comma(said, called) if "," in said else _no_comma(_words(said), called, order)
    if not given and not family:
        return Name(why="placeholder" if called else "not_valid")
    return Name(
        title=called[0] if called else None,
        forename=given[0] if given else None,
        middle_names=" ".join(given[1:]) or None,
        surname=" ".join(family) or None,
    )


def _comma(said: str, called: list[str]) -> tuple[list[str], list[str]]:
    parts = []
    for part in said.split(","):
        words = _words(part)
        bare = _take_titles(words, called)
        if bare:
            parts.append(bare)
    if not parts:
        return [], []
    return [w for part in parts[1:] for w in part], parts[0]


def _no_comma(words: list[str], called: list[str], order: str) -> tuple[list[str], list[str]]:
    words = _take_titles(words, called)
    middle = next((i for i, w in enumerate(words) if w in TITLES), None)
    if middle is not None:  # "SMITH MR JOHN"
        called.append(words[middle])
        return words[middle + 1 :], words[:middle]
    if len(words) <= 1:
        is_surname = bool(called) or order == "surname_first"
        return ([], words) if is_surname else (words, [])
    if order == "surname_first":
        end = 1
        while end < len(words) - 1 and words[end - 1] in PARTICLES:
            end += 1
        return words[end:], words[:end]
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return words[:start], words[start:]


def _take_titles(words: list[str], called: list[str]) -> list[str]:
    """Take titles off both ends and remember them."""
    while words and words[0] in TITLES:
        called.append(words[0])
        words = words[1:]
    while len(words) > 1 and words[0] in RARE_TITLES:
        called.append(words[0])
        words = words[1:]
    while words and words[-1] in TITLES:
        called.append(words[-1])
        words = words[:-1]
    return words


def _name(text: str, shaped: Callable[[list[str]], list[str]]) -> Judged:
    said = plain(text)
    if is_no_name(said):
        return PLACEHOLDER
    bare = re.sub(r"\([^)]*\)?", " ", said)
    words = _words(bare) or _words(said)
    if not words:
        return NOT_VALID
    done = _until_stable(lambda t: " ".join(shaped(_words(t))), " ".join(words))
    if not done or is_no_name(done):
        return PLACEHOLDER
    return Judged(done)


def _words(text: str) -> list[str]:
    """Give the words of letters, with hyphens and apostrophes inside them."""
    kept = "".join(c if c.isalpha() or c in "'-" or unicodedata.category(c).startswith("M") else " " for c in text)
    kept = re.sub(r"'[' ]*'", "'", re.sub(r"\s*-[\s-]*", "-", kept))
    return [w for word in kept.split() if (w := word.strip("'-"))]


def _without_titles(words: list[str], titles: frozenset[str]) -> list[str]:
    while words and words[0] in titles and (len(words) > 1 or words[0] in TITLES):
        words = words[1:]
    while len(words) > 1 and words[-1] in TITLES:
        words = words[:-1]
    return words


def _until_stable(change: Callable[[str], str], text: str) -> str:
    """A change may make room for the same change again; what comes out must stay as it is."""
    for _ in range(10):
        changed = change(text)
        if changed == text:
            break
        text = changed
    return text

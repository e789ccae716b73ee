"""What a newcomer most likely meant: the known word that is most like the one that was written."""

from collections.abc import Iterable
from difflib import get_close_matches

_LIKE = 0.7  # of 1: "surename" is, "phone" for "name" is not


def nearest(written: str, known: Iterable[str]) -> str | None:
    """Give the known word that is most like it, without regard to case, blanks and signs; None if none is."""
    by_shape = {_shape(k): k for k in known}
    found = get_close_matches(_shape(written), list(by_shape), n=1, cutoff=_LIKE)
    return by_shape[found[0]] if found else None


def meant(written: str, known: Iterable[str]) -> str:
    """Give the words "Did you mean '…'? " or nothing, to stand before what to do."""
    like = nearest(written, known)
    return f"Did you mean '{like}'? " if like else ""


def _shape(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())

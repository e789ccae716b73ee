"""Postcodes in one form, and addresses as one line that can be compared."""

import re

from plainview.extracts.clean.judged import NOT_VALID, PLACEHOLDER, Judged
from plainview.extracts.clean.names import plain
from plainview.extracts.clean.placeholders import ADDRESSES

_REAL = r"[A-PR-UWYZ][A-HK-Y]?\d[0-9A-HJKMNPR-Y]?"
_MADE_UP = r"[QVX][A-Z]?\d[0-9A-HJKMNPR-Y]?"  # areas never issued
_INWARD = r"\d[ABD-HJLN-UW-Z]{2}"
_WITHIN = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2}\d[0-9A-Z]?) ?([0-9OI][A-Z]{2})(?![A-Z0-9])")
_NOT_A_PLACE = ("ZZ99",)  # the NHS writes no fixed abode, unknown and abroad so
_FLAT = re.compile(r"\b(?:FLT|APT|APARTMENT|FLAT NO|FLAT NUMBER|FL(?= ?\d))\b\.?(?: NO\b| NUMBER\b)?")


def postcode(text: str, *, test_numbers: bool) -> Judged:
    """Keep a postcode in its normal form "AA9A 9AA", found in free text if need be."""
    said = re.sub(r"[^A-Z0-9 ]", " ", plain(text))
    together = said.replace(" ", "")
    if together in ("NA", "NK", "UNKNOWN", "NONE", "NFA", "TBC") or together.startswith(_NOT_A_PLACE):
        return PLACEHOLDER
    if done := _in_form(together, test_numbers):
        return Judged(done)
    for outward, inward in _WITHIN.findall(said):
        if done := _in_form(outward + inward, test_numbers):
            return Judged(done)
    return NOT_VALID


def address(text: str) -> Judged:
    """Make an address one line: upper case, no commas, "FLAT" for its other words, single spaces."""
    said = plain(text)
    if said.strip(" .,") in ADDRESSES:
        return PLACEHOLDER
    said = " ".join("".join(c if c.isalnum() or c in "'-/&" else " " for c in said).split())
    if said in ADDRESSES:
        return PLACEHOLDER
    if not any(c.isalnum() for c in said):
        return NOT_VALID
    said = _FLAT.sub("FLAT", said)
    said = re.sub(r"\bFLAT(?=\d)", "FLAT ", said)
    return Judged(" ".join(said.split()))


def _in_form(together: str, test_numbers: bool) -> str | None:
    if not 5 <= len(together) <= 7:
        return None
    outward, inward = together[:-3], together[-3:]
    # The figure of the second half is often typed as a letter; it can be nothing but a figure.
    inward = inward[0].replace("O", "0").replace("I", "1") + inward[1:]
    areas = f"(?:{_REAL}|{_MADE_UP})" if test_numbers else _REAL
    if re.fullmatch(areas, outward, re.ASCII) and re.fullmatch(_INWARD, inward, re.ASCII):
        return f"{outward} {inward}"
    return None

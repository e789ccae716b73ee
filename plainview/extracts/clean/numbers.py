"""Numbers that the state gives to people and places: valid and in one form, or null."""

import re

from stdnum.exceptions import ValidationError
from stdnum.gb import nhs, upn

from plainview.extracts.clean.judged import NOT_VALID, PLACEHOLDER, Judged

_NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z]\d{6}[A-D]?")
_TEST_NINO = re.compile(r"QQ\d{6}[A-D]?")
_TEMPORARY_NINO = re.compile(r"TN\d{6}[A-Z]?")


def nhs_number(text: str) -> Judged:
    """Keep an NHS number of ten digits whose check digit is right (those from 999, for tests, too)."""
    digits = _bare(text)
    if not re.fullmatch(r"\d{10}", digits, re.ASCII):
        return NOT_VALID
    if len(set(digits)) == 1:  # 0000000000 and its like have a right check digit and belong to no one
        return PLACEHOLDER
    return Judged(digits) if nhs.is_valid(digits) else NOT_VALID


def nino(text: str, *, test_numbers: bool) -> Judged:
    """
    Keep a National Insurance number of the official form, without its last letter.

    The letter says nothing about who it is, and is left out as often as not. A temporary number, made of a birth
    date, is nobody's own. QQ is the prefix of examples.
    """
    said = _bare(text)
    if _TEMPORARY_NINO.fullmatch(said):
        return PLACEHOLDER
    if _NINO.fullmatch(said) or (test_numbers and _TEST_NINO.fullmatch(said)):
        digits = said[2:8]
        return PLACEHOLDER if len(set(digits)) == 1 else Judged(said[:8])
    return NOT_VALID


def pupil_number(text: str, *, test_numbers: bool) -> Judged:
    """Keep a permanent unique pupil number with the right check letter; a temporary one serves one school, not us."""
    said = _bare(text)
    if not re.fullmatch(r"[A-Z]\d{11}[0-9A-Z]", said, re.ASCII):
        return NOT_VALID
    if said[-1].isalpha():
        return PLACEHOLDER
    try:
        is_right = upn.calc_check_digit(said[1:]) == said[0]
        if is_right and not test_numbers:  # the library also knows the local authorities that exist
            upn.validate(said)
    except (ValidationError, ValueError):
        return NOT_VALID
    return Judged(said) if is_right else NOT_VALID


def learner_number(text: str) -> Judged:
    """Keep a unique learner number of ten digits whose check digit is right."""
    digits = _bare(text)
    if not re.fullmatch(r"[1-9]\d{9}", digits, re.ASCII):
        return NOT_VALID
    if len(set(digits)) == 1:
        return PLACEHOLDER
    rest = sum(int(d) * weight for d, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return Judged(digits) if rest != 0 and 10 - rest == int(digits[9]) else NOT_VALID


def property_number(text: str) -> Judged:
    """Keep a unique property reference number of 1 to 12 digits, without leading zeros."""
    digits = re.sub(r"\.0+$", "", text.strip())
    if not re.fullmatch(r"\d+", digits, re.ASCII):
        return NOT_VALID
    bare = digits.lstrip("0")
    if not bare or (len(bare) > 3 and set(bare) == {"9"}):
        return PLACEHOLDER
    return Judged(bare) if len(bare) <= 12 else NOT_VALID


def _bare(text: str) -> str:
    return re.sub(r"[\s\-./]", "", text).upper()

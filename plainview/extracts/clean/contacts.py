"""Phones as +44…, e-mail addresses in lower case. What belongs to an office rather than a person is null."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from plainview.extracts.clean.judged import NOT_VALID, PLACEHOLDER, Judged

SHARED_BY_MORE_THAN = 30  # different people: a switchboard, a school, a hostel's desk
# Numbers kept for drama, which belong to no one: mobiles and landlines.
_MADE_UP = re.compile(r"\+44(7700900|1632960|2079460)\d{3}")
_OFFICES = frozenset(
    [
        "info",
        "admin",
        "administrator",
        "office",
        "reception",
        "enquiries",
        "enquiry",
        "contact",
        "contactus",
        "mail",
        "email",
        "help",
        "helpdesk",
        "hello",
        "housing",
        "benefits",
        "council",
        "counciltax",
        "customerservices",
        "feedback",
        "noreply",
        "no-reply",
        "donotreply",
        "postmaster",
        "safeguarding",
        "school",
        "secretary",
        "support",
        "team",
        "test",
        "webmaster",
        "duty",
        "mash",
        "none",
        "na",
        "unknown",
    ]
)


def phone(text: str, *, test_numbers: bool) -> Judged:
    """Keep the first phone number of the text in its international form."""
    first = re.split(r"[/;,]|\bor\b", text.strip(), maxsplit=1)[0]
    digits = re.sub(r"\D", "", first)
    if len(digits) >= 5 and len(set(digits[2:])) <= 1:
        return PLACEHOLDER
    try:
        number = phonenumbers.parse(first, "GB")
    except phonenumbers.NumberParseException:
        return NOT_VALID
    number.extension = None
    said = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(number) or (test_numbers and _MADE_UP.fullmatch(said)):
        return Judged(said)
    return NOT_VALID


def email(text: str, *, test_numbers: bool) -> Judged:
    """Keep the first e-mail address of the text; that of an office ("info@…") is nobody's own."""
    first = re.split(r"[;,\s]+", text.strip().removeprefix("mailto:"), maxsplit=1)[0]
    try:
        given = validate_email(first, check_deliverability=False, test_environment=test_numbers)
    except EmailNotValidError:
        return NOT_VALID
    said = given.normalized.lower()
    return Judged(None, "shared") if said.split("@")[0] in _OFFICES else Judged(said)

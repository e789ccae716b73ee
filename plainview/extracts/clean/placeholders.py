"""What systems and people write where a name, address or birth date is not known, each with its reason."""

import re
from datetime import date

# Words that are no name, alone or together ("BABY UNKNOWN"). A few are rare surnames too; a wrong link costs more.
WORDS = {
    "BABY": "not yet named", "INFANT": "not yet named", "UNBORN": "not yet born", "NEWBORN": "not yet named",
    "BOY": "not yet named", "GIRL": "not yet named", "TWIN": "not yet named", "FETUS": "not yet born",
    "FOETUS": "not yet born", "CHILD": "a role, not a name", "MALE": "a sex, not a name",
    "FEMALE": "a sex, not a name", "MOTHER": "a role, not a name", "FATHER": "a role, not a name",
    "UNKNOWN": "not known", "UNKNWON": "not known, misspelt", "UNKOWN": "not known, misspelt", "NOTKNOWN": "not known",
    "NK": "not known", "UK": "unknown", "NIL": "blank", "NULL": "blank", "NONE": "blank", "BLANK": "blank",
    "NONAME": "not known", "TBC": "to be confirmed", "TBA": "to be announced", "TBD": "to be decided",
    "TEST": "made up to try the system", "TESTING": "made up to try the system", "DUMMY": "made up to try the system",
    "TESTCASE": "made up to try the system", "DONOTUSE": "a record withdrawn",
    "DUPLICATE": "a record withdrawn", "DELETED": "a record withdrawn", "RESTRICTED": "hidden by the source",
    "CONFIDENTIAL": "hidden by the source", "WITHHELD": "hidden by the source", "REDACTED": "hidden by the source",
    "PROTECTED": "hidden by the source", "ANONYMOUS": "hidden by the source", "OCCUPIER": "no one in particular",
    "TENANT": "a role, not a name", "OWNER": "a role, not a name", "VOID": "an empty home",
}  # fmt: skip

# Whole values, upper case without accents.
WHOLE = {
    "N/K": "not known", "U/K": "unknown", "N/A": "not applicable", "NOT KNOWN": "not known", "NO NAME": "not known",
    "NOT GIVEN": "not known", "NOT STATED": "not known", "NOT RECORDED": "not known", "NOT APPLICABLE": "blank",
    "NOT YET NAMED": "not yet named", "NOT YET KNOWN": "not known", "TO BE CONFIRMED": "to be confirmed",
    "DO NOT USE": "a record withdrawn", "THE OCCUPIER": "no one in particular", "THE OWNER": "no one in particular",
    "TEST CASE": "made up to try the system", "NAME WITHHELD": "hidden by the source",
    "NO FORENAME": "not known", "NO SURNAME": "not known", "NO FIRST NAME": "not known",
}  # fmt: skip

# "UNBORN SMITH", "BABY OF ANN SMITH": the child has no name yet, and what follows is the mother's.
NOT_YET_NAMED = re.compile(r"^(UNBORN\b|(BABY|INFANT|TWIN|BOY|GIRL|CHILD)( \w+)? OF\b)")
SAME_LETTER = re.compile(r"^([XZ?*.#-])\1+$")

ADDRESSES = {
    "NFA": "no home", "NO FIXED ABODE": "no home", "NO FIXED ADDRESS": "no home", "OF NO FIXED ABODE": "no home",
    "HOMELESS": "no home", "UNKNOWN": "not known", "NOT KNOWN": "not known", "ADDRESS UNKNOWN": "not known",
    "UNKNOWN ADDRESS": "not known", "N/K": "not known", "NK": "not known", "N/A": "blank", "NONE": "blank",
    "TBC": "to be confirmed", "NOT GIVEN": "not known", "NOT RECORDED": "not known",
    "CONFIDENTIAL": "hidden by the source", "CONFIDENTIAL ADDRESS": "hidden by the source",
    "ADDRESS WITHHELD": "hidden by the source", "RESTRICTED": "hidden by the source",
    "RESTRICTED ADDRESS": "hidden by the source", "WITHHELD": "hidden by the source", "TEST": "made up",
}  # fmt: skip

BIRTH_DATES = {
    date(1900, 1, 1): "first day that many systems know",
    date(1899, 12, 30): "day nought of a spreadsheet",
    date(1970, 1, 1): "day nought of many programs",
}


def is_no_name(text: str) -> bool:
    """Say whether a name, upper case without accents, stands for no name."""
    whole = " ".join(text.split()).strip(" .")
    if whole in WHOLE or SAME_LETTER.match(whole) or NOT_YET_NAMED.match(whole):
        return True
    words = re.findall(r"[^\W_]+", whole)
    return bool(words) and (" ".join(words) in WHOLE or all(w in WORDS or re.fullmatch("X{2,}", w) for w in words))

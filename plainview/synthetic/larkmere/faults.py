"""
The faults of real records, one act each, and how often each source makes them.

Rates are shares of a source's records. They follow what councils report of their own data; all are ours
to tune, and `docs/explanation/larkmere.md` shows what they come to.
"""

import random
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

PLACEHOLDERS = (date(1900, 1, 1), date(1970, 1, 1), date(1899, 12, 30))

SPELLINGS = (
    ("Mohammed", "Muhammad", "Mohamed", "Mohammad", "Muhammed", "Mohamud"), ("Ahmed", "Ahmad", "Achmed"),
    ("Hussain", "Hussein", "Husain", "Hossain"), ("Aisha", "Ayesha", "Aysha"),
    ("Fatima", "Fatema", "Fathima"),
    ("Yusuf", "Yousuf", "Yousef", "Youssef"), ("Abdi", "Abdy"), ("Hassan", "Hasan"), ("Ali", "Aly"),
    ("Rahman", "Rehman", "Rahaman"), ("Begum", "Begam"), ("Oluwaseun", "Seun"), ("Chukwuemeka", "Emeka"),
    ("Stephen", "Steven"), ("Catherine", "Katherine", "Kathryn"), ("Sean", "Shaun", "Shawn"), ("Claire", "Clare"),
    ("Sarah", "Sara"), ("Philip", "Phillip"), ("Geoffrey", "Jeffrey"), ("Nicola", "Nichola"), ("Ioana", "Joana"),
    ("Nguyen", "Nguyễn"), ("Mbeki", "M'beki"), ("Thompson", "Thomson"), ("Clark", "Clarke"), ("Brown", "Browne"),
    ("Reid", "Reed", "Read"), ("Singh", "Sing"), ("Osman", "Usman", "Othman"), ("Ibrahim", "Ebrahim"),
)  # fmt: skip
NICKNAMES = {
    "Elizabeth": "Liz", "William": "Bill", "Robert": "Bob", "Margaret": "Maggie", "Thomas": "Tom", "James": "Jim",
    "Katherine": "Kate", "Catherine": "Cath", "Michael": "Mick", "Patricia": "Pat", "Christopher": "Chris",
    "Alexandra": "Alex", "Daniel": "Danny", "Joseph": "Joe", "Samuel": "Sam", "Benjamin": "Ben", "Oluwaseun": "Seun",
    "Aleksandra": "Ola", "Katarzyna": "Kasia", "Małgorzata": "Gosia", "Agnieszka": "Aga", "Alexandru": "Alex",
    "Mihai": "Misu", "Georgiana": "Gina", "Mohammed": "Mo", "Muhammad": "Mo", "Chukwuemeka": "Emeka",
    "Chidiebere": "Chidi", "Oluwadamilola": "Dami", "Temitope": "Temi", "Francisco": "Chico", "António": "Tó",
}  # fmt: skip
_SOUNDS = (("ph", "f"), ("y", "ie"), ("ck", "k"), ("c", "k"), ("ee", "ea"), ("ou", "oo"), ("sz", "sh"), ("th", "t"))
_NEAR = {"a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "s": "d", "t": "y", "l": "k", "r": "e", "m": "n", "d": "f"}


def bare(name: str) -> str:
    """Take accents away, as systems do that know only the English letters."""
    swapped = name.translate(str.maketrans("łŁđĐøØıŞşĞğ", "lLdDoOiSsGg"))
    return unicodedata.normalize("NFKD", swapped).encode("ascii", "ignore").decode()


def misspell(rng: random.Random, name: str) -> str:
    """Write a name as someone would who heard it, or typed in haste."""
    for family in SPELLINGS:
        if name in family and rng.random() < 0.8:
            return rng.choice([n for n in family if n != name])
    kinds = ["double", "drop", "swap", "near", "sound", "mark"]
    kind = rng.choice(kinds)
    if kind == "mark" and re.search(r"['’\- ]", name):
        return re.sub(r"['’\- ]", rng.choice(["", " "]), name)
    if kind == "sound":
        for heard, written in _SOUNDS:
            if heard in name.lower():
                return re.sub(heard, written, name, count=1, flags=re.IGNORECASE).capitalize()
    if len(name) < 3:
        return name + name[-1]
    at = rng.randrange(1, len(name) - 1)
    if kind == "drop" and len(name) > 4:
        return name[:at] + name[at + 1 :]
    if kind == "swap" and name[at] != name[at + 1]:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if kind == "near" and name[at] in _NEAR:
        return name[:at] + _NEAR[name[at]] + name[at + 1 :]
    return name[:at] + name[at] + name[at:]


def day_and_month_swapped(day: date) -> date | None:
    """Swap day and month where that gives another day, else None."""
    return None if day.day > 12 or day.day == day.month else date(day.year, day.day, day.month)


def one_digit_wrong(rng: random.Random, number: str) -> str:
    """Change or swap one digit: the check digit then tells, in most cases."""
    places = [i for i, c in enumerate(number) if c.isdigit()]
    if len(places) < 3:
        return number
    at = rng.choice(places[1:-1])
    if rng.random() < 0.5 and number[at + 1 : at + 2].isdigit() and number[at] != number[at + 1]:
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return number[:at] + str((int(number[at]) + rng.randint(1, 9)) % 10) + number[at + 1 :]


@dataclass(frozen=True, slots=True)
class Faults:
    """How often one source goes wrong. `blank` names the share of records in which a field is empty."""

    spelling: float = 0.03  # forename or surname written otherwise
    nickname: float = 0.01
    names_swapped: float = 0.006  # forename and surname in each other's place
    old_surname: float = 0.25  # of people who changed it: still held under the old one
    birth_swapped: float = 0.007
    birth_placeholder: float = 0.004
    birth_first_of_january: float = 0.006
    birth_wrong: float = 0.004  # a day, month or year off
    digit_wrong: float = 0.006  # of each number
    stale_address: float = 0.07  # of people who moved
    duplicate: float = 0.015  # a second record that nobody merged
    merged: float = 0.015  # a second record that was merged: its id lives on as legacy id
    sex_blank: float = 0.01
    upper: bool = False  # this source writes capitals without accents
    blank: dict[str, float] = field(default_factory=dict)


_NO_ONE_ASKS = {"nhs_number": 1.0, "upn": 1.0, "former_upn": 1.0, "uln": 1.0}
BY_SPACE: dict[str, Faults] = {
    "lcs": Faults(blank={"nhs_number": 0.3, "nino": 0.95, "upn": 0.12, "uln": 0.4, "uprn": 0.12, "phone": 0.4,
                         "email": 0.6, "postcode": 0.01, "middle_names": 0.4}),
    "las": Faults(spelling=0.02, blank={"nhs_number": 0.06, "nino": 0.55, "upn": 1, "uln": 1, "uprn": 0.1,
                                        "phone": 0.2, "email": 0.6, "middle_names": 0.5}),
    "yjs": Faults(spelling=0.04, duplicate=0.025, blank={"nhs_number": 0.4, "nino": 0.9, "upn": 0.3, "uln": 0.6,
                                                         "uprn": 0.15, "phone": 0.3, "email": 0.6}),
    "uh": Faults(upper=True, stale_address=0.05, blank={**_NO_ONE_ASKS, "nino": 0.35, "uprn": 0.05, "phone": 0.2,
                                                        "email": 0.4, "middle_names": 0.7}),
    "hreg": Faults(spelling=0.03, blank={**_NO_ONE_ASKS, "nino": 0.2, "uprn": 0.15, "phone": 0.05, "email": 0.1}),
    "homeless": Faults(spelling=0.035, stale_address=0.1, duplicate=0.03,
                       blank={**_NO_ONE_ASKS, "nhs_number": 0.6, "nino": 0.25, "uprn": 0.15, "phone": 0.1,
                              "email": 0.3}),
    "ctax": Faults(upper=True, birth_placeholder=0.015, blank={**_NO_ONE_ASKS, "nino": 0.97, "uprn": 0.05,
                                                              "born_on": 0.6, "phone": 0.5, "email": 0.45,
                                                              "middle_names": 0.6}),
    "benefits": Faults(upper=True, spelling=0.02, duplicate=0.01,
                       blank={**_NO_ONE_ASKS, "upn": 0.7, "nino": 0.02, "uprn": 0.15, "phone": 0.4, "email": 0.6}),
    "one": Faults(spelling=0.025, stale_address=0.09, blank={"nhs_number": 1, "nino": 1, "upn": 0.005, "uln": 0.1,
                                                            "uprn": 0.15, "phone": 0.5, "email": 0.7}),
    "covid": Faults(spelling=0.03, blank={"nhs_number": 0.02, "nino": 1, "upn": 1, "uln": 1, "uprn": 0.1,
                                          "phone": 0.1, "email": 0.5}),
}  # fmt: skip
"""By name space: children, adults, youth justice, housing, register, homelessness, council tax, benefits, schools."""

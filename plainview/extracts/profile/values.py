"""What the values of a column are, whatever its name: dates of which formats, amounts, numbers with check digits."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from plainview.extracts.clean import numbers
from plainview.extracts.clean.judged import Rule
from plainview.extracts.profile.words import FORENAMES, NOTHING, SAYS_NO, SAYS_YES, SURNAMES, TITLE_WORDS

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?|[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_MONEY = re.compile(r"[-+(]?\s*[£$€]?\s*[-+]?(\d{1,3}(,\d{3})+|\d+)\.\d\d\)?\s*(CR|DR|-)?")
_CURRENCY = re.compile(r"[£$€]")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[0-9A-Z]? ?\d[A-Z]{2}", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"(\+44|0044|0)[\d\s()\-]{8,14}(\s*(x|ext).*)?")
_COMMA_NAME = re.compile(r"[^\W\d_][\w'’\- ]*,\s*(?:[^\W\d_][\w'’.\- ]*)")
_PUPIL = re.compile(r"[A-Z]\d{11}[0-9A-Z]")
_WORDS = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_DIGITS, _LETTERS = re.compile(r"\d"), re.compile(r"[A-Za-z]+")
_FORM = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%Y/%m/%d",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %Y",
    "%d %b %y",
    "%d %B %Y",
    "%d/%b/%Y",
    "%d-%B-%Y",
    "%b %d %Y",
    "%B %d, %Y",
    "%d%b%Y",
    "%Y.%m.%d",
)
_TIMES = (
    "",
    " %H:%M",
    " %H:%M:%S",
    " %H:%M:%S.%f",
    "T%H:%M:%S",
    "T%H:%M:%S.%f",
    "T%H:%M",
    "T%H:%M:%S%z",
    "T%H:%M:%S.%f%z",
    " %H:%M:%S%z",
    " %I:%M:%S %p",
    " %I:%M %p",
)
_FIGURES = ("%Y%m%d", "%d%m%Y", "%d%m%y", "%Y%m")  # figures alone: only if (nearly) all of them fit
_YEARS = (1890, 2036)
_OPEN_YEARS = (9999, 2099, 2999, 1899, 1900)
EXCEL = "excel"


@dataclass(frozen=True, slots=True)
class Values:
    """What was seen of a column's values, each share between 0 and 1 of the different ones."""

    number: float
    has_zero: bool
    highest: float
    money: float
    has_currency: bool
    dates: tuple[str, ...]  # formats, the most usual first
    date: float  # share that one of them reads
    has_time: bool  # some at another hour than midnight
    years: tuple[int, int] | None  # of the dates, open ones left out
    figure_dates: tuple[str, ...]  # formats that would read them, if the name says that it is a date
    open_dates: tuple[str, ...]  # in ISO form
    postcode: float
    email: float
    phone: float
    nhs_number: float
    nino: float
    upn: float
    pupil_form: float  # of a unique pupil number's form, whatever its check letter
    uln: float
    property_number: float
    comma_name: float
    titled_name: float
    forename: float
    surname: float
    known_name: float  # a word of it is a common name, wherever it stands
    person_words: float  # of two or three words, each with a capital: it could be a full name
    is_flag: bool
    json: float
    parts: str | None  # the sign by which many cells hold several short values
    long: float  # mean length
    blanks: tuple[str, ...]  # texts that say nothing


def seen(values: dict[str, int]) -> Values:
    """Look at the different values of a column, each with how often it was met."""
    blanks = tuple(sorted(v for v in values if v.casefold() in NOTHING))
    told = {v: n for v, n in values.items() if v.casefold() not in NOTHING}
    count = max(len(told), 1)

    def share(pattern: re.Pattern[str]) -> float:
        return sum(bool(pattern.fullmatch(v)) for v in told) / count

    def valid(judge: Rule) -> float:
        return sum(_is(judge, v) for v in told) / count

    formats, read, times, years, open_ = _dates(told)
    words = {v: _WORDS.findall(v) for v in told}
    lower = {v.casefold() for v in told}
    flags = SAYS_YES | SAYS_NO | {"0", "1", "-1"}
    return Values(
        number=share(_NUMBER),
        has_zero="0" in told,
        highest=_highest(told),
        money=share(_MONEY),
        has_currency=any(_CURRENCY.search(v) for v in told),
        dates=formats,
        date=read,
        has_time=times,
        years=years,
        figure_dates=_figures(told),
        open_dates=open_,
        postcode=share(_POSTCODE),
        email=share(_EMAIL),
        phone=share(_PHONE),
        nhs_number=valid(numbers.nhs_number),
        nino=valid(lambda v: numbers.nino(v, test_numbers=True)),
        pupil_form=share(_PUPIL),
        upn=valid(lambda v: numbers.pupil_number(v, test_numbers=True)),
        uln=valid(numbers.learner_number),
        property_number=sum(bool(re.fullmatch(r"0*\d{10,12}", v)) for v in told) / count,
        comma_name=share(_COMMA_NAME),
        titled_name=sum(len(w) > 1 and w[0].casefold() in TITLE_WORDS for w in words.values()) / count,
        forename=sum(bool(w) and w[0].casefold() in FORENAMES for w in words.values()) / count,
        surname=sum(bool(w) and w[-1].casefold() in SURNAMES for w in words.values()) / count,
        known_name=sum(any(x.casefold() in FORENAMES or x.casefold() in SURNAMES for x in w) for w in words.values())
        / count,
        person_words=sum(len(w) in (2, 3) and all(x[:1].isupper() for x in w) for w in words.values()) / count,
        is_flag=bool(lower) and lower <= flags and not lower <= {"0"} and len(lower) <= 8,
        json=sum(v[:1] in "{[" and v[-1:] in "}]" for v in told) / count,
        parts=_parts(told),
        long=sum(map(len, told)) / count,
        blanks=blanks,
    )


def _highest(told: dict[str, int]) -> float:
    return max((float(v.replace(",", "")) for v in told if _NUMBER.fullmatch(v)), default=0.0)


def _is(judge: Rule, text: str) -> bool:
    try:
        return judge(text).value is not None
    except ValueError:
        return False


def _dates(told: dict[str, int]) -> tuple[tuple[str, ...], float, bool, tuple[int, int] | None, tuple[str, ...]]:
    able = {
        v
        for v in told
        if 6 <= len(v) <= 36 and any(c in "-/.: " or c.isalpha() for c in v) and sum(map(str.isdigit, v)) >= 3
    }
    if len(able) < 0.5 * max(len(told), 1):
        return (), 0.0, False, None, ()
    left, formats, times, years, open_ = set(able), list[str](), False, list[int](), list[str]()
    by_format: dict[str, dict[str, datetime]] = {}
    for shaped in _by_shape(able).values():
        for form in _FORM:
            for time in _TIMES:
                # A look at one, then a few, tells whether a format fits texts of this shape at all.
                if _shape_of(form + time).fullmatch(shaped[0]) and any(_read(v, form + time) for v in shaped[:30]):
                    read = {v: d for v in shaped if (d := _read(v, form + time))}
                    by_format.setdefault(form + time, {}).update(read)
    # A format that reads what no other does comes first; where day and month could change places, Britain's way.
    while left and by_format:
        order = list(by_format)
        best = max(by_format, key=lambda f: (len(by_format[f].keys() & left), -order.index(f)))
        got = by_format.pop(best).items()
        new = {v: d for v, d in got if v in left}
        if len(new) < max(1, 0.003 * len(able)):
            break
        formats.append(best)
        left -= new.keys()
        times = times or any((d.hour, d.minute, d.second) != (0, 0, 0) for d in new.values())
        years += [d.year for d in new.values() if d.year not in _OPEN_YEARS]
        open_ += [d.date().isoformat() for d in new.values() if d.year in _OPEN_YEARS]
    read_share = (len(able) - len(left)) / max(len(told), 1)
    return tuple(formats), read_share, times, (min(years), max(years)) if years else None, tuple(sorted(set(open_)))


@cache
def _shape_of(form: str) -> re.Pattern[str]:
    """Give the pattern of the texts that a format could read."""
    parts = {
        "%Y": r"\d{4}",
        "%m": r"\d{1,2}",
        "%d": r"\d{1,2}",
        "%y": r"\d{2}",
        "%H": r"\d{1,2}",
        "%I": r"\d{1,2}",
        "%M": r"\d{1,2}",
        "%S": r"\d{1,2}",
        "%f": r"\d{1,6}",
        "%b": "[A-Za-z]{3,4}",
        "%B": "[A-Za-z]{3,9}",
        "%p": "[AaPp][Mm]",
        "%z": r"(Z|[+-]\d\d:?\d\d)",
    }
    return re.compile("".join(parts.get(p, re.escape(p)) for p in re.findall("%.|[^%]", form)))


def _by_shape(texts: Iterable[str]) -> dict[str, list[str]]:
    """Put texts together that differ in figures and letters alone."""
    shapes: dict[str, list[str]] = {}
    for text in sorted(texts):
        shapes.setdefault(_LETTERS.sub("A", _DIGITS.sub("9", text)), []).append(text)
    return dict(sorted(shapes.items(), key=lambda s: -len(s[1]))[:12])


def _figures(told: dict[str, int]) -> tuple[str, ...]:
    """Give the formats by which figures alone could be dates; a spreadsheet's day numbers too."""
    if not told or not all(re.fullmatch(r"\d{4,8}(\.0+)?", v) for v in told):
        return ()
    found = []
    for form in _FIGURES:
        read = [d for v in told if (d := _read(v, form))]
        size = {"%Y%m%d": 8, "%d%m%Y": 8, "%d%m%y": 6, "%Y%m": 6}[form]
        if len(read) >= 0.97 * len(told) and all(len(v) == size for v in told):
            found.append(form)
    if not found and all(len(v.split(".")[0]) == 5 and 7000 <= float(v) <= 73050 for v in told):
        found.append(EXCEL)
    return tuple(found)


def _read(text: str, form: str) -> datetime | None:
    try:
        # The day alone counts; a zone does not change what was written.
        day = datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        return None
    if "%y" in form and not form.endswith("%Y") and day.year > date.max.year:
        return None
    return day if _YEARS[0] <= day.year <= _YEARS[1] or day.year in _OPEN_YEARS else None


def _parts(told: dict[str, int]) -> str | None:
    """Say by which sign cells are parted, if many hold several of few short values."""
    for sign in ("|", ";", ","):
        several = [v for v in told if sign in v]
        if len(several) < max(2, 0.2 * len(told)):
            continue
        parts = Counter(p.strip() for v in told for p in v.split(sign))
        if (
            len(parts) <= min(80, 2 * len(told))
            and all(0 < len(p) <= 24 for p in parts)
            and len(parts) < sum(parts.values())
        ):
            return sign
    return None


def is_name_like(values: Iterable[str]) -> bool:
    """Say whether some of the texts could be names of people, so that none may be shown."""
    told = [_WORDS.findall(v) for v in values]
    known = sum(any(x.casefold() in FORENAMES | SURNAMES for x in w) and 0 < len(w) <= 4 for w in told)
    return known > 0.15 * max(len(told), 1)

"""Which of our tables the records of an unknown file most likely fill: ranked by our own words for them."""

from functools import cache
from math import sqrt

from plainview.agreements.check_entries import OWN_SECTION
from plainview.extracts.profile.profiles import ColumnProfile, SetProfile, Target
from plainview.extracts.profile.words import words_of
from plainview.vocabulary.tables import TABLES, Column, Kind, Table

SHOWN = 3
LIKELY = 4.0  # a score from which the draft fills the table

# What offices call things, in the words of our tables.
_CALLED: dict[str, str] = {
    "asb": "antisocial behaviour",
    "attendance": "attendance sessions",
    "absence": "attendance sessions",
    "cin": "child need plan",
    "cp": "child protection plan",
    "cpp": "child protection plan",
    "lac": "looked after care",
    "cla": "looked after care",
    "care": "care looked after",
    "leaver": "care leaver",
    "missing": "missing episode",
    "mash": "contact",
    "s47": "enquiry section 47",
    "section": "section",
    "sen": "special educational",
    "send": "special educational",
    "ehcp": "special educational plan",
    "fsm": "free school meal",
    "neet": "neet status",
    "nccis": "neet status",
    "census": "pupil school roll",
    "pupil": "pupil school",
    "suspension": "exclusion",
    "exclusion": "exclusion suspension",
    "roll": "enrolment roll",
    "rent": "rent arrears account",
    "tenancy": "tenancy home",
    "homeless": "homelessness",
    "ta": "temporary accommodation",
    "register": "housing register",
    "ctax": "council tax",
    "ctr": "benefit council tax reduction",
    "hb": "housing benefit claim",
    "benefit": "benefit claim",
    "recovery": "recovery step",
    "summon": "recovery step",
    "welfare": "welfare payment",
    "dhp": "welfare payment discretionary",
    "safeguarding": "safeguarding concern",
    "hospital": "hospital stay",
    "discharge": "hospital discharge",
    "carer": "unpaid carer",
    "eh": "early help",
    "help": "early help",
    "yot": "youth offence",
    "yjs": "youth offence",
    "offence": "offence youth",
    "visit": "visit",
    "review": "review meeting",
    "involvement": "worker team working",
    "allocation": "worker team working",
    "worker": "worker",
    "legal": "legal status",
    "placement": "looked after placement",
    "adoption": "permanence permanent",
    "permanence": "permanence permanent step",
    "exploitation": "exploitation screening",
    "cme": "out school place",
    "ehe": "out school place home",
    "consent": "consent",
    "asc": "adult",
    "adult": "adult",
    "service": "service",
    "package": "adult service",
    "referral": "referral",
    "request": "request support adult",
    "assessment": "assessment",
    "duty": "duty homelessness",
    "apc": "hospital stay",
    "admission": "hospital admitted",
}
_SMALL = frozenset(
    [
        "of",
        "a",
        "the",
        "an",
        "or",
        "and",
        "to",
        "in",
        "with",
        "by",
        "for",
        "is",
        "it",
        "from",
        "as",
        "on",
        "at",
        "who",
        "what",
        "why",
        "date",
        "since",
        "when",
        "until",
        "row",
        "kind",
        "person",
        "people",
        "young",
        "client",
        "child",
        "resident",
        "number",
        "record",
        "data",
        "id",
        "ref",
        "code",
        "type",
        "name",
    ]
)
_TAKES: dict[Kind, tuple[str, ...]] = {
    Kind.DATE: ("date", "instant"),
    Kind.CODE: ("code",),
    Kind.NUMBER: ("number",),
    Kind.PENCE: ("money", "number"),
    Kind.FLAG: ("flag",),
    Kind.LABEL: ("code", "text"),
    Kind.STAFF: ("text", "number", "code"),
    Kind.REF: ("text", "number"),
}


def targets(file: str, record_set: SetProfile) -> list[Target]:
    """Give the tables that fit best, best first."""
    # What the records are called says most; a file's name speaks of all its sets.
    spoken: dict[str, float] = {}
    set_name = record_set.layout.name if record_set.layout.name != "rows" else ""
    for said, weight in (
        (file, 2.0),
        (f"{set_name} {record_set.layout.table or ''} {record_set.layout.sheet or ''}", 3.0),
    ):
        for word in _meant(words_of(said)):
            spoken[word] = max(spoken.get(word, 0.0), weight)
    for column in record_set.columns:
        if column.meaning.type != "blank":
            for word in _meant(column.words):
                spoken.setdefault(word, 0.5)
    found = []
    for table in TABLES.values():
        if table.mapped and table.name not in OWN_SECTION:
            columns, fit = _columns(table, record_set.columns)
            about = sum(weight * _weight(word) for word, weight in spoken.items() if word in _table_words(table.name))
            if table.starts is None or table.starts in columns:
                found.append(Target(table.name, round(about + fit, 2), columns, is_spoken_of=about >= 1.5))
    ranked = sorted(found, key=lambda t: -t.score)
    return [t for t in ranked[:SHOWN] if t.score > 1.0]


def _columns(table: Table, columns: list[ColumnProfile]) -> tuple[dict[str, str], float]:
    """Give each of our columns the file's column that fits best, each used once, and how well all fit."""
    pairs = []
    for ours in table.columns:
        for place, theirs in enumerate(columns):
            fit = _fit(table, ours, theirs)
            if fit > 0:
                pairs.append((fit, -place, ours.name, theirs.name))
    taken: dict[str, str] = {}
    score = 0.0
    for fit, _, ours_name, theirs_name in sorted(pairs, reverse=True):
        if ours_name not in taken and theirs_name not in taken.values():
            taken[ours_name] = theirs_name
            score += min(fit, 2.0) * 0.6
    return {c.name: taken[c.name] for c in table.columns if c.name in taken}, score


def _fit(table: Table, ours: Column, theirs: ColumnProfile) -> float:
    means = theirs.meaning.means
    if theirs.meaning.type not in _TAKES[ours.kind] or means in (
        "restricted",
        "born_on",
        "died_on",
        "expected_on",
        "recorded",
    ):
        return 0.0
    if ours.kind is Kind.STAFF:
        return 2.0 if means == "staff" else 0.0
    if ours.kind is Kind.REF:
        return (
            2.0
            if means in ("uprn", "key", "foreign_key")
            and ours.name == "home"
            and (means == "uprn" or {"property", "prop", "home", "dwelling"} & set(theirs.words))
            else 0.0
        )
    if ours.kind is Kind.LABEL:
        return 2.0 if means == ours.name or (ours.name == "team" and means == "team") else 0.0
    if means in (
        "sex",
        "race",
        "first_language",
        "disability",
        "religion_or_belief",
        "key",
        "foreign_key",
        "person_id",
    ):
        return 0.0
    own = _stems(words_of(ours.name.removeprefix("is_"))) | _stems(words_of(ours.plain))
    shared = own & set(_meant(theirs.words))
    fit = sum(_weight(x) for x in shared) / sqrt(max(len(theirs.words), 1)) * 1.5
    fit -= 0.1 * len(_stems(words_of(ours.name)) - shared)  # "weekly rent" is more than "rent"
    if ours.kind is Kind.DATE:
        if {"reporting", "period", "extract"} & set(theirs.words):
            return 0.0
        is_start, is_end = ours.name == table.starts, ours.name == table.ends
        if (is_start and means == "start") or (is_end and means == "end"):
            fit += 0.8
        elif (is_start and means == "end") or (is_end and means == "start"):
            return 0.0
        elif is_start and means == "":
            fit += 0.3
    return fit if fit >= 0.3 else 0.0


def _stems(words: tuple[str, ...]) -> set[str]:
    return {_stem(x) for x in words if x not in _SMALL and x != "pence"}


@cache
def _table_words(name: str) -> frozenset[str]:
    table = TABLES[name]
    return frozenset(_stem(x) for x in (*words_of(name), *words_of(table.grain)) if x not in _SMALL)


@cache
def _weight(word: str) -> float:
    """A word that many tables use says little."""
    among = sum(word in _table_words(t) or word in _own_words(t) for t in TABLES)
    return 2.0 / sqrt(max(among, 1))


@cache
def _own_words(name: str) -> frozenset[str]:
    return frozenset(
        _stem(x) for c in TABLES[name].columns for x in (*words_of(c.name), *words_of(c.plain)) if x not in _SMALL
    )


def _meant(words: tuple[str, ...]) -> list[str]:
    """Give the words' stems, with what offices mean by them."""
    found = []
    for word in words:
        stem = _stem(word)
        if stem in _SMALL or word in _SMALL or len(word) < 2:
            continue
        found.append(stem)
        found += [_stem(x) for x in _CALLED.get(stem, _CALLED.get(word, "")).split()]
    return found


def _stem(word: str) -> str:
    for end, with_ in (("ies", "y"), ("ses", "s"), ("ments", "ment"), ("s", "")):
        if word.endswith(end) and len(word) > len(end) + 2 and not word.endswith("ss"):
            word = word[: -len(end)] + with_
            break
    for end in ("ing", "ed", "red"):
        if word.endswith(end) and len(word) > len(end) + 4:
            return word[: -len(end)]
    return word

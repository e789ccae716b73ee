"""The ordinary words by which people name columns, and what they most likely mean."""

import re
from dataclasses import dataclass
from pathlib import Path

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_KEY = re.compile(r"\b(id|ids|ref|reference|refno|identifier|key|uid|guid|uuid|urn|number|num|no|nbr)\b")
_RUN_KEY = re.compile(r"(ref|id|no|num|number|reference)$")


def words_of(name: str) -> tuple[str, ...]:
    """Part a column's name into words: "ClientRefNo", "client_ref_no" and "client ref. no" are the same."""
    return tuple(part.casefold() for part in _PARTS.findall(name))


def without_common_start(names: list[str]) -> dict[str, tuple[str, ...]]:
    """Give each name's words, without a first word that most of the names share (a table's prefix)."""
    parted = {n: words_of(n) for n in names}
    firsts = [w[0] for w in parted.values() if len(w) > 1]
    common = {f for f in firsts if firsts.count(f) >= max(3, 0.34 * len(names))}
    return {n: w[1:] if len(w) > 1 and w[0] in common and not MEANT.search(w[0]) else w for n, w in parted.items()}


def looks_like_key(name: str) -> bool:
    """Say whether a name speaks of a number by which something is known."""
    words = words_of(name)
    return bool(_KEY.search(" ".join(words))) or (len(words) == 1 and bool(_RUN_KEY.search(words[0])))


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern over a name's words, and what it speaks of. `unless` takes it back."""

    meaning: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None

    def fits(self, said: str) -> bool:
        """Say whether the words of a name fit."""
        return bool(self.pattern.search(said)) and not (self.unless and self.unless.search(said))


def _sign(meaning: str, pattern: str, unless: str = "") -> Sign:
    return Sign(meaning, re.compile(pattern), re.compile(unless) if unless else None)


_STAFF = (
    r"\b(worker|officer|practitioner|professional|clinician|staff|allocated to|assessor|caseholder|case ?owner|manager"
    r"|keyworker|key worker|coordinator|co ordinator|iro|adviser|advisor|author|entered by|created by|recorded by"
    r"|written by|updated by|reviewer|chair)\b"
)
_NOT_A_PERSON = (
    r"\b(school|provider|street|road|file|scheme|team|building|house|property|ward|area|site|practice|agency"
    r"|company|org"
    r"|organisation|establishment|service|event|type|category|status|reason|code|desc|description|user|domain"
    r"|table|town"
    r"|authority|location|department|parent|list|plan|college|setting|employer|landlord|district|estate"
    r"|hospital|product"
    r"|course|surgery|gp)\b"
)

# In this order: the first that fits and that the values do not contradict.
SIGNS: tuple[Sign, ...] = (
    _sign("nhs_number", r"\bnhs\b|nhsno|nhsnumber", r"\b(letter|trust|status|flag)\b"),
    _sign("nino", r"\bnino\b|\bni ?(no|num|number)?\b$|national insurance|ninumber"),
    _sign("former_upn", r"\b(former|previous|old|prior) ?upn\b"),
    _sign("upn", r"\bupn\b|unique pupil number", r"\b(unknown|reason)\b"),
    _sign("uln", r"\buln\b|unique learner number|learner number"),
    _sign("parent_uprn", r"\bparent uprn\b"),
    _sign("uprn", r"\buprn\b|unique property", r"\b(unknown|reason)\b"),
    _sign("email", r"\be ?mail\b|email", r"\b(flag|consent|opt|preference|date)\b"),
    _sign("phone", r"\b(phone|telephone|tel|mobile|landline|fax|cell)\b|phone|telno", r"\b(flag|consent|date|type)\b"),
    _sign("postcode", r"\bpost ?codes?\b|\bzip\b|postcode|\bpcode\b"),
    _sign("died_on", r"\b(death|died|deceased|dod)\b", r"\b(cause|reason|place)\b"),
    _sign("expected_on", r"\b(expected|due|estimated) ?(date of )?(birth|delivery|dob)\b|\bedd\b|\bexpected dob\b"),
    _sign(
        "born_on",
        r"\b(dob|birth ?date|date ?of ?birth|birthday|born)\b|dateofbirth|birthdate|\bdob\b|\bbirth dt\b",
        r"\b(place|country|order|verified|flag|weight|certificate)\b",
    ),
    _sign(
        "title",
        r"^(title|salutation|honorific)$|\b(person|name|client|tenant) title\b|\btitle$",
        r"\b(job|note|document|role|post|case|course)\b",
    ),
    _sign(
        "former_surname",
        r"\b(former|previous|maiden|birth|old|prior|other|alias|aka) ?(family |sur|last ?)?(name|surname)s?\b"
        r"|\b(maiden|alias|aliases)\b",
        r"\b(school|provider|type)\b",
    ),
    _sign("middle_names", r"\bmiddle ?names?\b|middlenames?|\bother ?forenames?\b|\bmiddle initials?\b"),
    _sign(
        "forename",
        r"\b(fore|first|given|christian|known as|preferred|legal first) ?names?\b|forenames?\b|firstname|givenname",
    ),
    _sign("surname", r"\b(sur|last|family) ?names?\b|surname|lastname|familyname"),
    _sign(
        "full_name",
        r"^(full |person |client |tenant |customer |claimant |applicant |resident |child |pupil |student "
        r"|patient |carer |member |next of kin |nok |emergency contact |contact |guardian |mother |father "
        r"|partner |spouse "
        r"|service user |liable |lead |account |young person |parent |party |subject )*names?$"
        r"|\b(full|display|whole) ?name\b|fullname|\bname of (child|pupil|tenant|client|person)\b",
        _NOT_A_PERSON.replace("|parent|", "|").replace("|house|", "|"),
    ),
    _sign(
        "address",
        r"\b(address|addr|addresses)\b|address$|\baddr\d|\bstreet\b|\bflat\b|\bbuilding (name|number|no)\b"
        r"|\b[sp]aon\b|\bhouse (no|number|name)\b|\b(town|locality|county)( name)?$|\bline ?[1-5]\b"
        r"|\bpost desig\b|\b[sp]ao\b",
        r"\b(type|date|from|to|start|end|status|flag|changed?|since|id|json|verified|email|ip|key|moved)\b",
    ),
    _sign("address_whole", r"\baddress json\b"),
    _sign("sex", r"\b(sex|gender)\b", r"\b(reassign\w*|identity|orientation|trans\w*|same|at birth same)\b"),
    _sign("race", r"\b(ethnic|ethnicity|ethnic group|race|nationality|citizenship|nation|visa)\b|ethnic"),
    _sign("religion_or_belief", r"\b(religion|religious|faith|belief)\b"),
    _sign("sexual_orientation", r"\b(sexual orientation|sexuality|orientation)\b"),
    _sign("gender_reassignment", r"\b(gender (reassign\w*|identity)|transgender|trans)\b"),
    _sign("disability", r"\b(disab\w*)\b"),
    _sign("marriage_civil_partnership", r"\b(marital|marriage|civil partner\w*|married)\b", r"\bdate\b"),
    _sign("pregnancy_maternity", r"\b(pregnan\w*|maternity)\b", r"\b(date|due)\b"),
    _sign("first_language", r"\b(first|main|home|preferred|spoken)? ?languages?\b|\bmother tongue\b"),
    _sign("needs_interpreter", r"\binterpret\w*\b"),
    _sign(
        "restricted",
        r"\b(restricted|restrict|restriction|confidential|sensitive|sealed|suppressed|withhold|withheld|vip"
        r"|unsafe|refuge|witness|need to know|do not (share|disclose)|non disclosure|protected|locked"
        r"|safe address|hidden)\b",
        r"\b(growth|diet|licen[cs]e|tenancy|deposit|characteristic|benefit|pipe)\b",
    ),
    _sign("note", r"\b(notes?|comments?|narrative|free ?text|body|remarks?|memo|summary|observations?|details)\b"),
)
STAFF = re.compile(_STAFF)
TEAM = re.compile(r"\b(team|patch|office|unit|locality team)\b")
SCHOOL = re.compile(r"\b(school|college|establishment|nursery|setting)\b")
PROVIDER = re.compile(r"\b(provider|agency|organisation|placement name|supplier)\b")
WARD = re.compile(r"\bward\b")
DEAD = re.compile(r"\b(deceased|dead|death)\b")
RECORDED = re.compile(
    r"\b(created|entered|recorded|updated|modified|input|logged|inserted|saved|keyed|last changed)\b|timestamp"
)
BEGINS = re.compile(
    r"\b(start|started|starts|from|open|opened|begin|began|begun|commenced?|commencement|since|received"
    r"|referral|referred|applied"
    r"|application|admission|admitted|entry|entered|effective|raised|reported|contact|granted|tenancy date"
    r"|valid from)\b"
)
ENDS = re.compile(
    r"\b(end|ended|ends|to|close|closed|closure|cease|ceased|until|left|leaving|discharge|discharged"
    r"|terminated?|termination"
    r"|finish|finished|expiry|expires?|completed|withdrawn|vacated|removed|stopped)\b"
)
MONEY = re.compile(
    r"\b(amount|amt|balance|bal|rent|arrears|charge|charges|cost|award|debt|owed|paid|payment|price|fee|fees"
    r"|budget|income|savings"
    r"|debit|credit|payable|gross|net|weekly rent|contribution|deposit|liability)\b|balance|amount"
)
COUNTED = re.compile(
    r"\b(count|number of|num|no of|how many|total|days|hours|sessions|score|age|size|qty|quantity|years?"
    r"|months?|weeks?|children|people|persons|occupants|adults"
    r"|percent|distance|rate|length|bids|rooms|bedrooms)\b"
)
CODED = re.compile(
    r"\b(code|type|status|category|kind|class|reason|outcome|source|method|level|group|band|tenure|route|decision|stage"
    r"|result|priority|need|role|relationship|relation|destination|provision|flag)s?\b"
)
HEALTH = re.compile(
    r"\b(diagnos\w*|medical|health|mental|condition|illness|impairment|dementia|hiv|substance|alcohol|drugs?"
    r"|sdq|immunis\w*|dental|frailty|disab\w*|autis\w*|sen|send|pregnan\w*)\b"
)
CRIME = re.compile(r"\b(offen[cs]e\w*|convict\w*|criminal\w*|crimes?|arrest\w*|caution\w*|sentenc\w*|remand\w*|pnc)\b")
PEOPLE = re.compile(
    r"\b(person|client|child|tenant|pupil|resident|customer|member|claimant|applicant|patient|student|people"
    r"|user|carer|adult|contact|learner|individual|citizen|subject|young|party|mother|father|parent|partner)\b"
)
GROUPS = re.compile(r"\b(household|account|claim|tenancy|family|case|application|agreement|liability)\b")
WHO = re.compile(  # whose name or date a column holds, if not of the one whom the row is about
    r"\b(mother|father|parent|partner|spouse|joint|second|carer|next of kin|nok|emergency|contact|agent"
    r"|landlord|appointee"
    r"|guardian|sibling|victim|reporter|perpetrator|referrer|mc|benefactor|subject)\b"
)
MEANT = re.compile(r"^(nhs|dob|upn|uprn|nino|date|first|last|start|end|post|full|home)$")
FORMER = re.compile(r"\b(former|previous|old|legacy|merged|alias|prior|historic)\b")

# First and family names that are common in Britain, from many homes. They tell that a column without a telling
# header holds names.
FORENAMES = frozenset((Path(__file__).parent / "forenames.txt").read_text(encoding="utf-8").split())
SURNAMES = frozenset((Path(__file__).parent / "surnames.txt").read_text(encoding="utf-8").split())
TITLE_WORDS = frozenset(["mr", "mrs", "miss", "ms", "mx", "dr", "mstr", "master", "prof", "rev", "sir", "dame"])
SAYS_YES = frozenset(["y", "yes", "true", "t"])
SAYS_NO = frozenset(["n", "no", "false", "f"])
NOTHING = frozenset(
    [
        "null",
        "n/a",
        "none",
        "#n/a",
        "nan",
        "nil",
        "-",
        "--",
        ".",
        "not known",
        "not recorded",
        "unknown",
        "nk",
        "n/k",
        "tbc",
        "not stated",
        "to be confirmed",
        "not provided",
        "none recorded",
        "not applicable",
    ]
)

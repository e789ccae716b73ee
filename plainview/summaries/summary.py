"""A case summary: what is shown of one resident and household to one officer, as of one day. No name in it."""

from dataclasses import dataclass
from datetime import date

from plainview.vocabulary.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence with its evidence. It can't be built without."""

    text: str  # names no one: the person is {who}, filled by the web zone after the reveal
    evidence: tuple[Evidence, ...]
    person_id: str  # whom it is about (display pseudonym)
    table: str
    area: str  # people, children, education, housing, money, adults, notes, ours
    starts_on: date | None
    ends_on: date | None
    is_closed: bool
    definition: str  # what the sentence means, and by which rule it was made
    title: str = ""  # what the record is, as a heading: "Referrals to children's social care"
    section: str = ""  # concern, intervention, contextual; "" for what is no longer shared
    sentence: str = ""  # id of the sentence in summaries/, by which `explain` finds it
    rule: str = ""  # entry of the mapping that made the fact
    factors: tuple[str, ...] = ()  # ids of the factors it counts towards
    no_longer_shared_since: date | None = None

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a statement needs evidence")


@dataclass(frozen=True, slots=True)
class FactorShown:
    """One factor of one person, with the sentences that it stands on."""

    factor: str
    label: str
    definition: str
    counts_when: str  # the rule in plain words
    plain: str  # wording to a resident
    person_id: str
    latest_on: date
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class MemberShown:
    """A member of the household, how we know, and since when."""

    person_id: str
    relation: str  # in plain words, "" when not known
    lives_from: date | None
    how: str  # in plain words: "Council tax and school census agree"
    source_count: int
    is_sure: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class WorkerShown:
    """A member of staff who works, or worked, with the resident."""

    name: str
    role: str
    team: str
    service: str
    phone: str
    email: str
    starts_on: date | None
    ends_on: date | None
    person_id: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SourceShown:
    """A source that this council connected: when it came, how late it is, whether it knows this household."""

    source: str
    title: str
    department: str
    system: str
    refreshed_on: date | None
    days_late: int
    state: str  # current, late, ended, not_received
    knows_household: bool


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something that exists in policy and is not shown to this officer, and why; not whether there is a record."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The page. Sections keep one order; nothing is ranked by strength."""

    person_id: str
    as_of: date
    refresh_id: str
    born_month: date | None
    household_kind: str  # private, shared_house, hostel, …, not_known
    household: tuple[MemberShown, ...]
    causes_for_concern: tuple[FactorShown, ...]
    historic_and_wider: tuple[FactorShown, ...]
    contextual: tuple[FactorShown, ...]  # circumstances and strengths
    interventions: tuple[Statement, ...]  # what was tried, when, how it ended
    chronology: tuple[Statement, ...]  # newest first; empty where it was not asked for
    working_with: tuple[WorkerShown, ...]
    sources: tuple[SourceShown, ...]
    not_connected: tuple[str, ...]
    hidden: tuple[Hidden, ...]
    stands_on: tuple[str, ...] = ()  # agreement ids of all that is told here, the chronology among it

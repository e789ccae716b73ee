"""
The typed tables of the analytic store: one grain each, every column with a type and plain words.

A mapping (YAML) fills the tables marked `mapped`; the bridge fills the others. Every row of every
table also carries the provenance columns of `PROVENANCE`. `starts` and `ends` name the columns that
set `valid_from` and `valid_until` (half-open; an open end is null).
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The type of a column, and so the class of what it may hold. Free text has no kind: it stays in the bridge."""

    DATE = "date"
    CODE = "code"  # a word of a published list, e.g. domestic_abuse_parent
    NUMBER = "number"
    PENCE = "pence"  # whole pence; the name ends in _pence
    FLAG = "flag"  # true, false, or null for not known
    LABEL = "label"  # a school, team, provider: a name that is not a person's
    STAFF = "staff"  # opaque reference to the table staff
    REF = "ref"  # opaque reference to something that is not a person (a home, an account)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind and the words an officer reads beside it."""

    name: str
    kind: Kind
    plain: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the store. `grain` finishes the words "one row per …"."""

    name: str
    area: str
    grain: str
    columns: tuple[Column, ...]
    starts: str | None = None
    ends: str | None = None
    mapped: bool = True
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_name.update({c.name: c for c in self.columns})


PROVENANCE = (
    "person_id", "source", "record_ref", "agreement", "rule", "valid_from", "valid_until", "known_from",
)  # fmt: skip

TABLES: dict[str, Table] = {}

_KINDS = {"date": Kind.DATE, "code": Kind.CODE, "number": Kind.NUMBER, "pence": Kind.PENCE,
          "flag": Kind.FLAG, "label": Kind.LABEL, "staff": Kind.STAFF, "ref": Kind.REF}  # fmt: skip


def _table(name: str, area: str, grain: str, columns: str, *, starts: str | None = None,
           ends: str | None = None, mapped: bool = True) -> None:  # fmt: skip
    """Register a table. `columns` has one line each: name, kind, plain words."""
    parsed = []
    for line in columns.strip().splitlines():
        column, kind, plain = line.split(maxsplit=2)
        parsed.append(Column(column, _KINDS[kind], plain))
    TABLES[name] = Table(name, area, grain, tuple(parsed), starts, ends, mapped)


# ---- people: filled by the bridge, from all sources together ----
_table(
    "residents",
    "people",
    "resident",
    """
    born_month date Month of birth, as the first day of that month
    died_on date Date of death
    first_language code First language
    needs_interpreter flag Needs an interpreter
    source_count number Sources that know this resident
""",
    mapped=False,
)
_table(
    "characteristics",
    "people",
    "resident, characteristic and source",
    """
    characteristic code Which protected characteristic
    value code What is recorded
""",
)  # purpose monitoring alone
_table(
    "households",
    "people",
    "household",
    """
    household_id ref Household
    home ref The dwelling, without its address
    kind code Kind of dwelling
    ward code Ward
    members number People living there now
""",
    mapped=False,
)
_table(
    "household_members",
    "people",
    "resident, household and spell",
    """
    household_id ref Household
    lives_from date Since when
    lives_until date Until when
    source_count number Sources that say so
    how code What the membership stands on
""",
    starts="lives_from",
    ends="lives_until",
    mapped=False,
)
_table(
    "relationships",
    "people",
    "two residents and kind",
    """
    other_person_id ref The other resident
    kind code How they are related
    is_stated flag Stated by a source, not inferred
    started_on date Since when
    ended_on date Until when
""",
    starts="started_on",
    ends="ended_on",
    mapped=False,
)
_table(
    "address_spells",
    "people",
    "resident, home and spell",
    """
    home ref The dwelling, without its address
    ward code Ward
    property_kind code Kind of property
    lives_from date Since when
    lives_until date Until when
""",
    starts="lives_from",
    ends="lives_until",
    mapped=False,
)

# ---- children ----
_table(
    "contacts",
    "children",
    "contact with children's social care",
    """
    contacted_on date Date of contact
    made_by code Who made contact
    reason code Why
    outcome code What was decided
    decided_on date Date of the decision
""",
    starts="contacted_on",
)
_table(
    "referrals",
    "children",
    "referral",
    """
    referred_on date Date of referral
    referred_by code Who referred
    need code Primary need
    outcome code What was decided
    is_no_further_action flag Ended with no further action
    closed_on date Date closed
    close_reason code Why it closed
""",
    starts="referred_on",
    ends="closed_on",
)
_table(
    "assessments",
    "children",
    "social work assessment",
    """
    started_on date Date it started
    ended_on date Date authorised
    kind code Kind of assessment
    outcome code Outcome
    is_child_seen flag The child was seen
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "assessment_factors",
    "children",
    "factor named at the end of an assessment",
    """
    assessed_on date Date of the assessment
    factor code What was named
    whose code Whose factor it is
""",
    starts="assessed_on",
)
_table(
    "early_help_episodes",
    "children",
    "early help episode",
    """
    started_on date Date it started
    ended_on date Date it ended
    reason code Why it started
    end_reason code Why it ended
    lead_agency code Who leads
    is_consent_given flag Consent was given
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "cin_episodes",
    "children",
    "child in need plan",
    """
    started_on date Date the plan started
    ended_on date Date the plan ended
    need code Primary need
    end_reason code Why it ended
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "enquiries",
    "children",
    "section 47 enquiry",
    """
    started_on date Date it started
    ended_on date Date it ended
    outcome code Outcome
    conference_on date Date of the initial conference
    is_plan_made flag A child protection plan followed
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "cp_plans",
    "children",
    "child protection plan",
    """
    started_on date Date the plan started
    ended_on date Date the plan ended
    category code Category of abuse at the start
    latest_category code Latest category of abuse
    end_reason code Why it ended
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "care_episodes",
    "children",
    "episode of being looked after",
    """
    started_on date Date it started
    ended_on date Date it ended
    start_reason code Why it started
    legal_status code Legal status
    placement code Kind of placement
    provider code Who provides it
    need code Primary need
    end_reason code Why it ended
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "legal_statuses",
    "children",
    "legal status or step before court proceedings",
    """
    started_on date Since when
    ended_on date Until when
    status code Status or step
    outcome code Outcome
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "permanence_steps",
    "children",
    "step towards a permanent home",
    """
    stepped_on date Date
    step code Which step
    outcome code Outcome
""",
    starts="stepped_on",
)
_table(
    "care_leavers",
    "children",
    "care leaver and date of record",
    """
    recorded_on date Date recorded
    eligibility code Category
    accommodation code Where they live
    activity code What they do
    is_in_touch flag In touch with the service
    is_accommodation_suitable flag The home is suitable
""",
    starts="recorded_on",
)
_table(
    "missing_episodes",
    "children",
    "episode missing or away without permission",
    """
    started_on date When it began
    ended_on date When it ended
    kind code Missing, or away without permission
    is_interview_offered flag A return interview was offered
    is_interview_accepted flag The interview was accepted
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "exploitation_screenings",
    "children",
    "exploitation screening, meeting or referral",
    """
    screened_on date Date
    kind code What kind
    level code Level found
""",
    starts="screened_on",
)
_table(
    "youth_offences",
    "children",
    "offence or order",
    """
    offended_on date Date of the offence
    offence code Kind of offence
    outcome code Outcome
    decided_on date Date of the outcome
    order_ended_on date Date the order ended
""",
    starts="offended_on",
    ends="order_ended_on",
)
_table(
    "visits",
    "children",
    "visit by a worker",
    """
    visited_on date Date of the visit
    kind code Under which plan
    is_seen flag The child was seen
    is_seen_alone flag The child was seen alone
""",
    starts="visited_on",
)
_table(
    "reviews",
    "children",
    "review or meeting about a plan",
    """
    reviewed_on date Date held
    due_on date Date due
    kind code Which plan or meeting
    outcome code Outcome
""",
    starts="reviewed_on",
)

# ---- education ----
_table(
    "school_enrolments",
    "education",
    "pupil on roll at a school",
    """
    started_on date On roll since
    ended_on date Left on
    school label School
    year_group number School year
    status code Enrolment status
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "attendance_terms",
    "education",
    "pupil and term",
    """
    started_on date First day of the term or period
    ended_on date Day after the last
    sessions_possible number Half-day sessions possible
    sessions_authorised number Sessions missed with leave
    sessions_unauthorised number Sessions missed without leave
    sessions_late number Sessions late
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "exclusions",
    "education",
    "suspension or permanent exclusion",
    """
    started_on date Date it started
    ended_on date Date it ended
    kind code Kind of exclusion
    reason code Reason
    sessions number Half-day sessions
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "sen_support",
    "education",
    "spell of special educational needs support",
    """
    started_on date Since when
    ended_on date Until when
    provision code Support, plan or request for one
    need code Primary type of need
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "free_school_meals",
    "education",
    "spell of eligibility for free school meals",
    """
    started_on date Since when
    ended_on date Until when
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "out_of_school",
    "education",
    "spell without a school place, at home or refused",
    """
    started_on date Since when
    ended_on date Until when
    kind code Why there is no place at school
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "neet_statuses",
    "education",
    "young person and status after 16",
    """
    started_on date Since when
    ended_on date Until when
    status code What they do
""",
    starts="started_on",
    ends="ended_on",
)

# ---- housing ----
_table(
    "tenancies",
    "housing",
    "tenancy of a home",
    """
    started_on date Date it started
    ended_on date Date it ended
    home ref The home
    tenure code Kind of tenancy
    end_reason code Why it ended
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "rent_accounts",
    "housing",
    "rent account and date of balance",
    """
    balance_on date Date of the balance
    arrears_pence pence Rent owed; nothing owed is 0
    weekly_rent_pence pence Rent a week
""",
    starts="balance_on",
)
_table(
    "homelessness_applications",
    "housing",
    "homelessness application",
    """
    applied_on date Date of application
    closed_on date Date closed
    duty code Duty owed
    reason code Reason for loss of the last home
    outcome code Outcome
""",
    starts="applied_on",
    ends="closed_on",
)
_table(
    "homelessness_needs",
    "housing",
    "support need named in a homelessness application",
    """
    recorded_on date Date of the application
    need code Support need
""",
    starts="recorded_on",
)
_table(
    "temporary_accommodation",
    "housing",
    "stay in temporary accommodation",
    """
    started_on date Date moved in
    ended_on date Date moved out
    kind code Kind of accommodation
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "housing_register",
    "housing",
    "application to the housing register",
    """
    applied_on date Date of application
    closed_on date Date closed
    reason code Reason to be rehoused
    band code Band
""",
    starts="applied_on",
    ends="closed_on",
)
_table(
    "antisocial_behaviour",
    "housing",
    "case of anti-social behaviour",
    """
    reported_on date Date reported
    closed_on date Date closed
    kind code Kind of behaviour
    role code Complained, or was complained of
    outcome code Outcome
""",
    starts="reported_on",
    ends="closed_on",
)

# ---- money ----
_table(
    "council_tax_accounts",
    "money",
    "council tax account and date of balance",
    """
    balance_on date Date of the balance
    liable_from date Liable since
    arrears_pence pence Council tax owed from past bills
    discount code Discount or exemption
    band code Band of the home
""",
    starts="balance_on",
)
_table(
    "benefit_claims",
    "money",
    "claim of housing benefit or council tax reduction",
    """
    started_on date Date it started
    ended_on date Date it ended
    kind code Kind of benefit
    weekly_award_pence pence Award a week
    is_capped flag The benefit cap applies
    end_reason code Why it ended
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "recovery_actions",
    "money",
    "step to recover money owed",
    """
    acted_on date Date
    debt code What is owed
    step code Which step
    amount_pence pence Amount at that step
""",
    starts="acted_on",
)
_table(
    "welfare_payments",
    "money",
    "discretionary payment or refusal",
    """
    decided_on date Date
    kind code Kind of help
    outcome code Paid or refused
    amount_pence pence Amount
""",
    starts="decided_on",
)

# ---- adults ----
_table(
    "adult_referrals",
    "adults",
    "request for support",
    """
    requested_on date Date of request
    route code How they came
    reason code Reason
    outcome code Outcome
""",
    starts="requested_on",
)
_table(
    "adult_assessments",
    "adults",
    "assessment of an adult or carer",
    """
    started_on date Date it started
    ended_on date Date it ended
    kind code Kind
    outcome code Outcome
    is_eligible flag Eligible needs were found
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "adult_services",
    "adults",
    "service to an adult",
    """
    started_on date Date it started
    ended_on date Date it ended
    kind code Kind of service
    reason code Primary support reason
    outcome code Why it ended
    hours_per_week number Hours a week
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "adult_safeguarding",
    "adults",
    "safeguarding concern or enquiry",
    """
    raised_on date Date raised
    closed_on date Date closed
    stage code Concern, enquiry or other stage
    kind code Kind of abuse
    outcome code Outcome
""",
    starts="raised_on",
    ends="closed_on",
)
_table(
    "hospital_stays",
    "adults",
    "stay in hospital",
    """
    admitted_on date Date admitted
    discharged_on date Date discharged
    method code How they were admitted
    destination code Where they went
""",
    starts="admitted_on",
    ends="discharged_on",
)
_table(
    "health_flags",
    "adults",
    "health need or condition recorded",
    """
    recorded_on date Date recorded
    condition code What is recorded
""",
    starts="recorded_on",
)
_table(
    "unpaid_carers",
    "adults",
    "unpaid carer and date of record",
    """
    recorded_on date Date recorded
    hours_per_week code Hours of care a week
    support code Support given
""",
    starts="recorded_on",
)

# ---- notes: dates and lengths only; the text stays in the bridge ----
_table(
    "notes",
    "notes",
    "case note",
    """
    written_on date Date of the note
    author_role code Role of the author
    service code Service
    kind code Kind of note
    characters number Length in characters
""",
    starts="written_on",
)

# ---- ours ----
_table(
    "service_involvements",
    "ours",
    "worker or team working with a resident",
    """
    started_on date Since when
    ended_on date Until when
    service code Service
    role code Role of the worker
    staff staff The worker
    team label Team
""",
    starts="started_on",
    ends="ended_on",
)
_table(
    "consents",
    "ours",
    "consent recorded",
    """
    given_on date Date
    ended_on date Until when
    kind code To what
    is_given flag Given or refused
""",
    starts="given_on",
    ends="ended_on",
)
_table(
    "observations",
    "ours",
    "coded, numeric or dated value with no table of its own",
    """
    observed_on date Date
    kind code What was observed
    code code Value, if it is a code
    number number Value, if it is a number
    on_date date Value, if it is a date
""",
    starts="observed_on",
)

STAFF_COLUMNS = ("staff", "name", "role", "team", "phone", "email")  # data about staff, not residents

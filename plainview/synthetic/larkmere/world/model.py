"""
The things of the simulated world. Codes are those of the statutory lists (SSDA903, CIN census, H-CLIC, CLD).

Ids are small integers, unique by kind. Periods are half-open; an open end is None. A writer of extracts
reads this and nothing else; what a source knows of a person, with its faults, comes from `recorded.py`.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np


@dataclass(slots=True)
class Home:
    id: int
    uprn: str
    parent_uprn: str | None
    number: str
    street: str
    building: str | None
    town: str
    postcode: str
    ward: str  # ward name of Larkmere
    ward_code: str
    lsoa: str
    deprivation: float  # 0 least to 1 most
    kind: str  # private, shared_house, hostel, refuge, care_home, children_home
    blpu_class: str  # RD02, RD04, RD06, RH01, RH02, RI01, RI02 …
    tenure: str  # owner, council, housing_association, private_rent
    bedrooms: int
    band: str  # council tax band
    is_in_borough: bool = True


@dataclass(slots=True)
class Person:
    id: int
    community: str  # of names: english, irish, yoruba, akan, somali, bengali, …
    forename: str
    middle_names: str
    surname: str
    former_surname: str | None
    known_as: str | None
    title: str
    sex: str  # M, F
    born_on: date  # for the unborn: the expected date
    died_on: date | None
    is_unborn: bool
    nhs_number: str
    nino: str | None  # adults
    upn: str | None  # school age
    uln: str | None
    phone: str | None
    email: str | None
    ethnicity: str  # DfE code
    religion: str
    sexual_orientation: str
    language: str
    needs_interpreter: bool
    disabilities: tuple[str, ...]  # CIN census codes
    mother: int | None
    father: int | None
    partner: int | None
    gp_practice: str  # ODS code
    twin_of: int | None = None
    restricted: str | None = None  # refuge, witness_protection, adoption, staff: why withheld
    adopted_as: int | None = None  # the unlinked identity after adoption
    moved_in_on: date | None = None  # came to the borough
    moved_out_on: date | None = None


@dataclass(slots=True)
class Stay:
    """A person lives at a home. People with the same `household` live together."""

    person: int
    home: int
    household: int
    starts: date
    ends: date | None


@dataclass(slots=True)
class Household:
    id: int
    home: int
    starts: date
    ends: date | None
    adults: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    income_pressure: float = 0.0  # 0 none to 1
    burdens: dict[str, float] = field(default_factory=dict)  # abuse, mind, neglect: 0 none to 1, when it began
    burdens_last: dict[str, float] = field(default_factory=dict)  # the same when it ended, or on the last day


@dataclass(slots=True)
class StaffMember:
    id: int
    name: str
    role: str  # social_worker, early_help_worker, housing_officer, benefits_officer, …
    team: str
    service: str  # children, early_help, adults, housing, revenues, education
    phone: str
    email: str
    registration: str | None


@dataclass(slots=True)
class School:
    urn: str
    laestab: str
    name: str
    phase: str  # primary, secondary, special, pupil_referral_unit


# ---- children's social care ----
@dataclass(slots=True)
class Contact:
    id: int
    child: int
    on: date
    source: str  # referral_source code, e.g. 2A
    reason: str  # domestic_abuse, neglect, behaviour, mental_health, missing, exploitation, housing, finance, other
    outcome: str  # no_further_action, information_advice, early_help, referral
    decided_on: date
    staff: int
    referral: int | None = None
    need: float = 0.0  # how much truly pressed on the family, 0 to 1
    is_decided_by_need: bool = False  # not urgent, and nobody was working with the child already


@dataclass(slots=True)
class Referral:
    id: int
    child: int
    on: date
    source: str
    need: str  # N1 … N9
    outcome: str  # assessment, strategy_discussion, no_further_action, early_help
    is_nfa: bool
    closed_on: date | None
    close_reason: str | None  # RC1 …
    staff: int
    family: int  # mother's or carer's person id


@dataclass(slots=True)
class Assessment:
    id: int
    child: int
    referral: int
    starts: date
    ends: date | None
    factors: tuple[str, ...]  # 3B, 4A …
    child_seen: bool
    outcome: str  # cin_plan, section_47, early_help, no_further_action
    staff: int


@dataclass(slots=True)
class EarlyHelp:
    id: int
    child: int
    family: int
    starts: date
    ends: date | None
    reason: str
    end_reason: str | None  # needs_met, stepped_up, disengaged, moved
    source: str
    consent: bool
    agency: str
    staff: int
    needs: tuple[
        str, ...
    ]  # of Supporting Families: education, health, substance, domestic_abuse, housing, finance, crime, …


@dataclass(slots=True)
class CinPlan:
    id: int
    child: int
    referral: int
    starts: date
    ends: date | None
    end_reason: str | None
    staff: int


@dataclass(slots=True)
class Section47:
    id: int
    child: int
    referral: int
    starts: date
    ends: date | None
    outcome: str  # conference, cin, no_further_action
    conference_on: date | None
    plan_made: bool
    strategy_on: date
    is_joint: bool
    staff: int


@dataclass(slots=True)
class CpPlan:
    id: int
    child: int
    referral: int
    section47: int
    starts: date
    ends: date | None
    category: str  # NEG PHY SAB EMO MUL
    latest_category: str
    previous_plans: int
    end_reason: str | None
    staff: int


@dataclass(slots=True)
class CareEpisode:
    """One SSDA903 episode; episodes of one `period` chain."""

    id: int
    period: int
    child: int
    starts: date  # DECOM
    reason: str  # RNE: S L P T B U
    legal_status: str
    need: str
    placement: str
    provider: str
    ends: date | None
    end_reason: str | None  # REC
    change_reason: str | None
    placement_home: int | None
    carer_urn: str | None
    entered_care_on: date


@dataclass(slots=True)
class Visit:
    id: int
    child: int
    on: date
    plan: str  # cin, cp, lac
    plan_id: int
    seen: bool
    seen_alone: bool
    staff: int


@dataclass(slots=True)
class Review:
    id: int
    child: int
    on: date
    due_on: date
    plan: str  # cin, cp, lac
    plan_id: int
    outcome: str  # continue, end
    participation: str  # PN1 …


@dataclass(slots=True)
class Missing:
    id: int
    child: int
    starts: date
    ends: date | None
    kind: str  # M, A
    interview_offered: bool
    interview_accepted: bool


@dataclass(slots=True)
class Screening:
    id: int
    child: int
    on: date
    kind: str  # cse, cce, mace, nrm
    level: str  # none, emerging, moderate, significant
    gang: bool = False


@dataclass(slots=True)
class Offence:
    id: int
    person: int
    on: date
    kind: str  # violence, theft, robbery, drugs, public_order, criminal_damage, weapon
    seriousness: int  # 1 to 8
    outcome: str  # no_further_action, out_of_court, referral_order, youth_rehabilitation_order, detention
    decided_on: date
    order_ends: date | None
    is_first: bool
    is_knife: bool


@dataclass(slots=True)
class CareLeaver:
    child: int
    on: date
    eligibility: str
    in_touch: bool
    accommodation: str  # SSDA903 ACCOM code
    suitable: bool
    activity: str  # SSDA903 ACTIV code
    staff: int


@dataclass(slots=True)
class LegalStep:
    id: int
    child: int
    on: date
    ends: date | None
    step: str  # legal status code (C1, C2, V2 …) or pre_proceedings, placement_order, matched, placed, adopted, sgo
    outcome: str | None


@dataclass(slots=True)
class HealthCheck:
    id: int
    child: int
    on: date
    kind: str  # health_assessment, dental, immunisation, sdq, substance_misuse
    result: str
    score: int | None = None


@dataclass(slots=True)
class Involvement:
    id: int
    person: int
    staff: int
    starts: date
    ends: date | None
    service: str
    role: str


@dataclass(slots=True)
class CaseNote:
    id: int
    person: int
    on: date
    staff: int
    service: str  # children, early_help, adults, housing
    kind: str  # home_visit, phone_call, supervision, case_recording, email, plan
    title: str
    text: str
    voice: str = ""
    labels: tuple[Any, ...] = ()  # risks it states: `Label` of the voices
    traps: tuple[tuple[int, int], ...] = ()  # stretches that only sound like a risk


# ---- education ----
@dataclass(slots=True)
class Enrolment:
    child: int
    school: str  # urn
    starts: date
    ends: date | None
    year_group: int
    status: str  # C M S


@dataclass(slots=True)
class TermAttendance:
    child: int
    school: str
    starts: date
    ends: date
    term: str  # autumn, spring, summer
    year: int  # academic year's first
    possible: int
    authorised: int
    unauthorised: int
    late: int


@dataclass(slots=True)
class Exclusion:
    id: int
    child: int
    school: str
    starts: date
    sessions: int
    kind: str  # SUSP, LNCH, PERM
    reasons: tuple[str, ...]  # PP PA VP …


@dataclass(slots=True)
class Sen:
    id: int
    child: int
    starts: date
    ends: date | None
    provision: str  # K, E
    need: str  # SPLD …
    requested_on: date | None = None


@dataclass(slots=True)
class FreeMeals:
    child: int
    starts: date
    ends: date | None


@dataclass(slots=True)
class OutOfSchool:
    id: int
    child: int
    starts: date
    ends: date | None
    kind: str  # cme, ehe, admission_refused, admission


@dataclass(slots=True)
class Post16:
    child: int
    starts: date
    ends: date | None
    status: str  # education, training, work, neet, not_known


# ---- housing ----
@dataclass(slots=True)
class Tenancy:
    id: int
    household: int
    home: int
    tenants: tuple[int, ...]
    starts: date
    ends: date | None
    tenure: str  # SEC, INT, NON …
    weekly_rent_pence: int
    balances: list[tuple[date, int]] = field(default_factory=list)  # arrears in pence, quarterly; below 0 in credit
    end_reason: str | None = None


@dataclass(slots=True)
class RentAction:
    id: int
    tenancy: int
    on: date
    step: str  # letter_1, letter_2, nosp, court_application, possession_order, eviction, agreement, agreement_broken
    balance_pence: int


@dataclass(slots=True)
class AntisocialCase:
    id: int
    home: int
    complainant: int | None
    alleged: int | None
    on: date
    closed_on: date | None
    kind: str  # noise, drugs, harassment, damage, hoarding
    outcome: str | None
    staff: int


@dataclass(slots=True)
class RegisterApplication:
    id: int
    household: int
    applicant: int
    on: date
    closed_on: date | None
    band: str
    reason: str  # overcrowding, medical, homeless, decant, domestic_abuse


@dataclass(slots=True)
class HomelessCase:
    id: int
    household: int
    applicant: int
    members: tuple[int, ...]
    on: date
    closed_on: date | None
    duty: str  # prevention, relief, main, not_homeless, not_eligible
    reason: str  # words of H-CLIC
    needs: tuple[str, ...]
    outcome: str | None
    staff: int


@dataclass(slots=True)
class TemporaryStay:
    id: int
    case: int
    home: int
    starts: date
    ends: date | None
    kind: str  # words of H-CLIC


# ---- revenue and benefits ----
@dataclass(slots=True)
class TaxAccount:
    id: int
    household: int
    home: int
    liable: tuple[int, ...]
    starts: date
    ends: date | None
    band: str
    discount: str | None  # SPD, CTR, exemption class
    balances: list[tuple[date, int]] = field(default_factory=list)  # arrears in pence, quarterly


@dataclass(slots=True)
class TaxAction:
    id: int
    account: int
    on: date
    step: str  # reminder_1, reminder_2, final, summons, liability_order, arrangement, attachment, enforcement_agent
    amount_pence: int


@dataclass(slots=True)
class BenefitClaim:
    id: int
    household: int
    home: int
    claimant: int
    partner: int | None
    dependants: tuple[int, ...]
    starts: date
    ends: date | None
    kind: str  # HB, CTR, both
    weekly_award_pence: int
    weekly_income_pence: int
    is_capped: bool
    has_shortfall: bool
    is_sanctioned: bool
    end_reason: str | None = None


@dataclass(slots=True)
class WelfarePayment:
    id: int
    person: int
    on: date
    kind: str  # dhp, hsf, overpayment
    is_paid: bool
    amount_pence: int


# ---- adults ----
@dataclass(slots=True)
class AdultRequest:
    id: int
    adult: int
    on: date
    route: str  # words of CLD
    reason: str
    outcome: str
    staff: int


@dataclass(slots=True)
class AdultAssessment:
    id: int
    adult: int
    starts: date
    ends: date | None
    kind: str
    eligible: bool
    outcome: str
    falls: int
    staff: int


@dataclass(slots=True)
class AdultService:
    id: int
    adult: int
    starts: date
    ends: date | None
    kind: str  # words of CLD
    component: str
    delivery: str
    reason: str  # primary support reason
    hours_per_week: int
    weekly_cost_pence: int
    outcome: str | None
    provider_home: int | None = None


@dataclass(slots=True)
class AdultReview:
    id: int
    adult: int
    service: int
    on: date
    due_on: date
    outcome: str
    staff: int


@dataclass(slots=True)
class Carer:
    id: int
    carer: int
    cared_for: tuple[int, ...]
    on: date
    hours: str
    support: str
    own_health_issue: bool


@dataclass(slots=True)
class Safeguarding:
    id: int
    adult: int
    on: date
    closed_on: date | None
    is_enquiry: bool
    abuse: str  # words of SAC
    location: str
    source_of_risk: str
    outcome: str | None
    self_neglect: bool
    hoarding: int  # clutter scale, 0 none
    marac_on: date | None


@dataclass(slots=True)
class HospitalStay:
    id: int
    adult: int
    starts: date
    ends: date | None
    method: str  # emergency, planned
    destination: str | None
    site: str
    pathway: int
    frailty: int
    reablement_ends: date | None


@dataclass(slots=True, eq=False)
class Probabilities:
    """In columns: how likely an outcome was, as the simulation drew it, and whether it came. Days are ordinals."""

    outcomes: tuple[str, ...]
    outcome: np.ndarray  # place in `outcomes`
    person: np.ndarray
    account: np.ndarray  # of council tax, or 0
    starts: np.ndarray
    ends: np.ndarray
    probability: np.ndarray
    happened: np.ndarray  # 0 or 1


@dataclass(slots=True)
class World:
    """Everything that is so in Larkmere. `truth/` is written from it; `extracts/` are what the systems saw of it."""

    seed: int
    starts: date  # history begins: four years before `ends`
    ends: date  # the day the extracts are taken
    persons: dict[int, Person] = field(default_factory=dict)
    homes: dict[int, Home] = field(default_factory=dict)
    households: dict[int, Household] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    staff: dict[int, StaffMember] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    early_help: list[EarlyHelp] = field(default_factory=list)
    cin_plans: list[CinPlan] = field(default_factory=list)
    section47s: list[Section47] = field(default_factory=list)
    cp_plans: list[CpPlan] = field(default_factory=list)
    care_episodes: list[CareEpisode] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    screenings: list[Screening] = field(default_factory=list)
    offences: list[Offence] = field(default_factory=list)
    care_leavers: list[CareLeaver] = field(default_factory=list)
    legal_steps: list[LegalStep] = field(default_factory=list)
    health_checks: list[HealthCheck] = field(default_factory=list)
    involvements: list[Involvement] = field(default_factory=list)
    notes: list[CaseNote] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    attendance: list[TermAttendance] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    sen: list[Sen] = field(default_factory=list)
    free_meals: list[FreeMeals] = field(default_factory=list)
    out_of_school: list[OutOfSchool] = field(default_factory=list)
    post16: list[Post16] = field(default_factory=list)
    tenancies: list[Tenancy] = field(default_factory=list)
    rent_actions: list[RentAction] = field(default_factory=list)
    antisocial: list[AntisocialCase] = field(default_factory=list)
    register: list[RegisterApplication] = field(default_factory=list)
    homeless: list[HomelessCase] = field(default_factory=list)
    temporary_stays: list[TemporaryStay] = field(default_factory=list)
    tax_accounts: list[TaxAccount] = field(default_factory=list)
    tax_actions: list[TaxAction] = field(default_factory=list)
    benefit_claims: list[BenefitClaim] = field(default_factory=list)
    welfare_payments: list[WelfarePayment] = field(default_factory=list)
    adult_requests: list[AdultRequest] = field(default_factory=list)
    adult_assessments: list[AdultAssessment] = field(default_factory=list)
    adult_services: list[AdultService] = field(default_factory=list)
    adult_reviews: list[AdultReview] = field(default_factory=list)
    carers: list[Carer] = field(default_factory=list)
    safeguarding: list[Safeguarding] = field(default_factory=list)
    hospital_stays: list[HospitalStay] = field(default_factory=list)
    shielded: list[int] = field(default_factory=list)  # COVID lists, held apart
    probabilities: Probabilities | None = field(default=None, repr=False, compare=False)
    planted: dict[str, list[str]] = field(default_factory=dict)  # kind: texts that must never leave the bridge
    recorded: dict[str, dict[int, tuple[Any, ...]]] = field(default_factory=dict, repr=False, compare=False)
    groups: dict[tuple[str, str, str], None] = field(default_factory=dict, repr=False, compare=False)
    _grouped: dict[tuple[str, str], dict[Any, list[Any]]] = field(default_factory=dict, repr=False, compare=False)

    def grouped(self, records: str, by: str) -> dict[Any, list[Any]]:
        """Give one of the lists above by a field: `world.grouped("contacts", "child")[7]`. Made once, then kept."""
        if (records, by) not in self._grouped:
            made: dict[Any, list[Any]] = {}
            found = getattr(self, records)
            for each in found.values() if isinstance(found, dict) else found:
                made.setdefault(getattr(each, by), []).append(each)
            self._grouped[records, by] = made
        return self._grouped[records, by]

    def stays_of(self, person: int) -> list[Stay]:
        """Give the stays of a person, oldest first."""
        return self.grouped("stays", "person").get(person, [])

    def stay_on(self, person: int, on: date) -> Stay | None:
        """Give where a person lived on a day, if anywhere known."""
        for stay in reversed(self.stays_of(person)):
            if stay.starts <= on and (stay.ends is None or on < stay.ends):
                return stay
        return None

    def household_on(self, person: int, on: date) -> Household | None:
        """Give the household of a person on a day."""
        stay = self.stay_on(person, on)
        return None if stay is None else self.households[stay.household]

    def children_of(self, person: int) -> list[Person]:
        """Give the children whose mother or father the person is, by birth."""
        mine = self.grouped("persons", "mother").get(person, []) + self.grouped("persons", "father").get(person, [])
        return sorted(mine, key=lambda p: (p.born_on, p.id))

    def residents_on(self, on: date) -> list[int]:
        """Give the ids of everyone who lives in the borough, or is placed by it, on a day; sorted, each once."""
        return sorted({s.person for s in self.stays if s.starts <= on and (s.ends is None or on < s.ends)})

    def age_on(self, person: int, on: date) -> int:
        """Give whole years; below 0 before birth."""
        born = self.persons[person].born_on
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

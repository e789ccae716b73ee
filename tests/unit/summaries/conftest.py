"""A mother and a child, as the read model would give them, and a way to sum them up."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from plainview.factors.register import load
from plainview.store.facts import Fact, FactorEvidence, Member, ResidentRecord, SourceReceived, StaffMember
from plainview.summaries.sentences import load_sentences
from plainview.summaries.summarise import summarise
from plainview.summaries.summary import Summary
from plainview.vocabulary.tables import TABLES

ELEMENTS = {
    "csc": {
        "need": ("NEED_CODE",), "referred_on": ("REF_DATE",), "kind": ("KIND",), "factor": ("FACTORS",),
        "started_on": ("START",), "staff": ("WORKER",), "number": ("SCORE",), "observed_on": ("ON",),
    },
    "rents": {"arrears_pence": ("ARREARS",), "weekly_rent_pence": ("RENT",), "balance_on": ("BAL_DATE",)},
}  # fmt: skip
SOURCES = (
    SourceReceived("csc", "Children's referrals", "Children's Social Care", "Case system", date(2026, 10, 20), 7,
                   date(2027, 4, 1)),
    SourceReceived("rents", "Rent accounts", "Housing", "Rent system", date(2026, 10, 31), 31, date(2027, 4, 1)),
    SourceReceived("covid", "A list that ended", "Public Health", "Paper", date(2022, 1, 1), 31, date(2023, 4, 1)),
    SourceReceived("never", "A list that never came", "Adults", "Paper", None, 31, date(2027, 4, 1)),
)  # fmt: skip
TODAY = date(2026, 11, 1)


def a_fact(table: str, person: str = "child", source: str = "csc", known_from: date | None = None, ref: str = "",
           **values: Any) -> Fact:  # fmt: skip
    """Give a fact whose dates follow from its own columns, as a mapping would make it."""
    declared = TABLES[table]
    start = values.get(declared.starts) if declared.starts else None
    return Fact(
        table, person, source, ref or f"{table}-{len(values)}-{start}", f"{source}:tables.0", start,
        values.get(declared.ends) if declared.ends else None, known_from or start or date(2020, 1, 1), values,
        ELEMENTS[source],
    )  # fmt: skip


def evidence_of(fact: Fact, factor: str, rule: str, current_until: date | None = None) -> FactorEvidence:
    """Give the evidence that one fact met one rule."""
    start = fact.valid_from or fact.known_from
    return FactorEvidence(factor, rule, fact.person_id, fact.table, (fact.record_ref,), start, fact.valid_until,
                          current_until, fact.known_from)  # fmt: skip


REFERRAL = a_fact("referrals", referred_on=date(2026, 3, 2), need="abuse_or_neglect", outcome="assessment")
CONTACT = a_fact("contacts", contacted_on=date(2024, 3, 2), made_by="police", reason="domestic_abuse")
EARLY_HELP = a_fact(
    "early_help_episodes", started_on=date(2025, 1, 1), ended_on=date(2025, 4, 1), reason="housing",
    end_reason="needs_met",
)  # fmt: skip
WORKER = a_fact("service_involvements", started_on=date(2026, 3, 4), service="children", staff="s1", team="North")
RENT = a_fact("rent_accounts", person="mother", source="rents", balance_on=date(2026, 10, 1), arrears_pence=60000,
              weekly_rent_pence=12000)  # fmt: skip
MERIT = a_fact("tenancies", person="mother", source="rents", started_on=date(2020, 1, 1))

CHILD = ResidentRecord(
    "child", date(2017, 3, 1), "private", (REFERRAL, CONTACT, EARLY_HELP, WORKER),
    (
        evidence_of(REFERRAL, "abuse_or_neglect", "need_of_referral", date(2028, 3, 2)),
        evidence_of(CONTACT, "domestic_violence", "reason_of_contact", date(2026, 3, 3)),
        evidence_of(EARLY_HELP, "plan_needs_met", "early_help", date(2027, 4, 1)),
    ),
    (Member("mother", "parent", date(2020, 1, 1), None, "same_address", 2, date(2020, 1, 5),
            (("csc", "m1"), ("rents", "m2"))),),
)  # fmt: skip
MOTHER = ResidentRecord(
    "mother", date(1991, 5, 1), "private", (RENT, MERIT),
    (
        evidence_of(RENT, "debt", "rent_four_weeks", date(2027, 10, 2)),
        evidence_of(RENT, "rent_arrears", "a_week_or_more", date(2027, 10, 2)),
        evidence_of(MERIT, "tenancy_sustained", "two_years"),
    ),
    (Member("child", "child", date(2020, 1, 1), None, "same_address", 2, date(2020, 1, 5), (("csc", "m3"),)),),
)  # fmt: skip


@pytest.fixture(scope="session")
def sentences() -> Any:
    return load_sentences()


@pytest.fixture(scope="session")
def definitions() -> Any:
    return load()


@pytest.fixture(scope="session")
def summed_up(sentences: Any, definitions: Any) -> Callable[..., Summary]:
    """Sum up a household: the child, the mother and what an officer sees of them, unless said otherwise."""

    def make(
        resident: ResidentRecord = CHILD, household: tuple[ResidentRecord, ...] = (MOTHER,), **more: Any
    ) -> Summary:
        options = {
            "sources": SOURCES, "definitions": definitions, "sentences": sentences,
            "observation_labels": {"sdq_score": "Strengths and difficulties score"}, "as_of": TODAY,
            "refresh_id": "2026-11-01", "may_see": lambda *asked: True, "in_force": lambda *asked: None,
            "not_connected": ("Police",),
            "staff": {"s1": StaffMember("s1", "J. Okoro", "social_worker", "East", "020 7946 0000", "j@example.org")},
        }  # fmt: skip
        return summarise(resident=resident, household=household, **{**options, **more})

    return make

"""The laws of a summary: both clocks, evidence, and no trace of what may not be seen."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plainview.factors.register import load
from plainview.store.facts import Fact, FactorEvidence, ResidentRecord, SourceReceived
from plainview.summaries.sentences import load_sentences
from plainview.summaries.summarise import summarise
from plainview.vocabulary.codes import CODE_WORDS
from plainview.vocabulary.tables import TABLES, Kind

START = date(2024, 1, 1)
SOURCES = tuple(
    SourceReceived(s, f"Agreement {s}", f"Department {s}", "System", date(2026, 1, 1), 31, date(2030, 1, 1))
    for s in ("one", "two")
)
NAMES = ("referrals", "contacts", "missing_episodes", "rent_accounts", "cp_plans", "attendance_terms", "observations")
days = st.integers(0, 900).map(lambda n: START + timedelta(days=n))
policy = cache(lambda: (load(), load_sentences()))


def values_of(table: str) -> st.SearchStrategy[dict[str, Any]]:
    kinds = {
        Kind.DATE: days,
        Kind.NUMBER: st.integers(0, 90),
        Kind.PENCE: st.integers(0, 10**6),
        Kind.FLAG: st.booleans(),
    }
    columns = {
        c.name: kinds[c.kind]
        if c.kind in kinds
        else st.sampled_from(sorted(CODE_WORDS.get((table, c.name), {"kind_a": ""})))
        for c in TABLES[table].columns
    }
    return st.fixed_dictionaries({}, optional=columns)


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    made = []
    for n in range(draw(st.integers(1, 6))):
        table = draw(st.sampled_from(NAMES))
        declared, values = TABLES[table], draw(values_of(table))
        source = draw(st.sampled_from(("one", "two")))
        made.append(
            Fact(
                table, "A", source, f"ref-{n}", f"{source}:tables.0", values.get(declared.starts or ""),
                values.get(declared.ends or ""), draw(days), values, {c: (c.upper(),) for c in values},
            )
        )  # fmt: skip
    return made


def evidence_for(given_facts: list[Fact]) -> tuple[FactorEvidence, ...]:
    rules = {"referrals": ("abuse_or_neglect", "need_of_referral"), "missing_episodes": ("missing_person", "episode"),
             "rent_accounts": ("debt", "rent_not_known"), "cp_plans": ("child_protection_plan", "open")}  # fmt: skip
    return tuple(
        FactorEvidence(
            *rules[f.table], "A", f.table, (f.record_ref,), f.valid_from or f.known_from, None, None, f.known_from
        )
        for f in given_facts
        if f.table in rules
    )


def summed_up(given_facts: list[Fact], as_of: date, may_see: Any = lambda *asked: True) -> Any:
    definitions, sentences = policy()
    record = ResidentRecord("A", None, "private", tuple(given_facts), evidence_for(given_facts), ())
    return summarise(
        resident=record, household=(), sources=SOURCES, definitions=definitions, sentences=sentences,
        observation_labels={}, as_of=as_of, refresh_id="r", may_see=may_see, in_force=lambda *asked: None,
        not_connected=(), staff={},
    )  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(facts(), days)
def test_nothing_known_after_the_day_changes_a_summary(given_facts, as_of):
    known = [f for f in given_facts if f.known_from <= as_of]
    assert summed_up(given_facts, as_of) == summed_up(known, as_of)


@settings(deadline=None, max_examples=60)
@given(facts(), days)
def test_each_statement_has_evidence_and_names_no_day_to_come(given_facts, as_of):
    for statement in summed_up(given_facts, as_of).chronology:
        assert statement.evidence
        assert statement.starts_on is None or statement.starts_on <= as_of
        assert statement.ends_on is None or statement.ends_on <= as_of


@settings(deadline=None, max_examples=60)
@given(facts(), days, st.data())
def test_a_sentence_goes_when_its_fact_goes(given_facts, as_of, data):
    gone = data.draw(st.sampled_from(given_facts))
    rest = [f for f in given_facts if f is not gone]
    refs = {e.record_ref for s in summed_up(rest, as_of).chronology for e in s.evidence}
    assert gone.record_ref not in refs
    everyone = {e.record_ref for s in summed_up(given_facts, as_of).chronology for e in s.evidence}
    assert everyone - {gone.record_ref} == refs


@settings(deadline=None, max_examples=60)
@given(facts(), days, st.sampled_from(sorted({TABLES[n].area for n in NAMES})))
def test_an_area_that_may_not_be_seen_leaves_no_trace(given_facts, as_of, area):
    def may_see(person, table, column, agreement):
        return TABLES[table].area != area

    elsewhere = [f for f in given_facts if TABLES[f.table].area != area]
    assert summed_up(given_facts, as_of, may_see) == summed_up(elsewhere, as_of, may_see)


@settings(deadline=None, max_examples=60)
@given(facts(), days, st.randoms())
def test_the_order_of_facts_changes_nothing(given_facts, as_of, random):
    turned = list(given_facts)
    random.shuffle(turned)
    one, other = summed_up(given_facts, as_of), summed_up(turned, as_of)
    assert one.chronology == other.chronology
    assert [f.factor for f in one.causes_for_concern] == [f.factor for f in other.causes_for_concern]

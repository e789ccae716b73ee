"""
From a sentence back to the bytes: for 200 random statements, the record that the bridge shows is found in the extract.

The extract is opened here without any of the product's readers (`tests/lib/as_received.py`), and each value is read
again by the mapping's words (`tests/lib/follows.py`).
"""

import random
from collections import Counter
from datetime import date

import pytest

from plainview.summaries.summary import Statement
from tests.lib.as_received import row_of
from tests.lib.follows import CannotTell, follows
from tests.lib.pages import Pages
from tests.lib.who import known

ON = date(2026, 11, 1)
STATEMENTS = 200


@pytest.fixture(scope="module")
def pages(model, rules):
    return Pages(model, rules)


@pytest.fixture(scope="module")
def statements(pages, home, larkmere) -> list[Statement]:
    """Drawn by table first, so that the many observations do not crowd out the few plans; the same in every run."""
    draw = random.Random(20_261_101)
    told = known(home, larkmere)
    # Pseudonyms differ from run to run, for keys do; the systems' own references stay.
    residents = list(dict.fromkeys(told.display[told.by_reference[r]] for r in sorted(told.by_reference)))
    by_table: dict[str, list[Statement]] = {}
    for person_id in draw.sample(residents, 150):
        for statement in sorted(pages.of(person_id, ON).chronology, key=lambda s: (str(s.starts_on), s.text, s.rule)):
            by_table.setdefault(statement.table, []).append(statement)
    assert len(by_table) > 25, "a borough in which few kinds of record are spoken of is no test"
    chosen: list[Statement] = []
    while len(chosen) < STATEMENTS:
        table = draw.choice(sorted(by_table))
        chosen.append(by_table[table].pop(draw.randrange(len(by_table[table]))))
        if not by_table[table]:
            del by_table[table]
    return chosen


@pytest.fixture(scope="module")
def revealed(statements, door, asking, rules):
    """Each record behind the statements, as the bridge shows it to someone who may see all its fields."""
    records = {}
    elements = [e.name for a in rules.council.agreements.values() for e in a.elements]
    for statement in statements:
        for one in statement.evidence:
            records[one.record_ref] = door.reveal_record(asking, record=one.record_ref, elements=elements)
    return records


def test_each_record_behind_a_sentence_stands_in_the_extract_as_it_is_shown(revealed, larkmere, rules, figure):
    files = {p.name: p for p in larkmere.extracts.iterdir()}
    formats, fields = Counter(), 0
    for record in revealed.values():
        mapping = rules.council.mappings[record["source"]]
        own = mapping.reads.record_sets.get(record["record_set"])
        formats[(own.format if own else None) or mapping.reads.format] += 1
        received = row_of(
            files[record["file"]], mapping, record["record_set"], record["row"], tuple(record["fields"])
        )  # fmt: skip
        place = f"{record['file']} {record['record_set']} row {record['row']}"
        for element, text in record["fields"].items():
            assert (received.get(element) or "") == (text or ""), f"{place}: {element}"
            fields += bool(text)
    figure(f"evidence: {len(revealed)} records, {fields} filled fields as in the bytes, formats {dict(formats)}")
    assert len(formats) >= 6, "every format is looked into"


def test_each_record_is_told_as_of_the_source_that_sent_it(statements, revealed):
    told = {(one.record_ref, one.source) for s in statements for one in s.evidence}
    assert told == {(ref, revealed[ref]["source"]) for ref, _ in told}


@pytest.fixture(scope="module")
def followed(statements, revealed, model, rules):
    """For each value that a sentence speaks of: made of its own record, or looked up; and whether it follows."""
    told: list[tuple[str, str, bool]] = []
    not_read: Counter[str] = Counter()
    for statement in statements:
        first, *others = statement.evidence
        own = revealed[first.record_ref]["fields"]
        looked_up = [revealed[o.record_ref]["fields"] for o in others]
        facts = [
            f for f in model.resident(statement.person_id).facts
            if (f.table, f.record_ref, f.rule) == (statement.table, first.record_ref, statement.rule)
        ]  # fmt: skip
        assert facts, f"no fact of {statement.rule} stands on the cited record"
        for fact in facts:
            for column, value in fact.values.items():
                cited = fact.elements.get(column, ())
                if not set(cited) & set(first.elements):
                    continue
                try:
                    is_so = follows(
                        council=rules.council, rule=fact.rule, table=fact.table, column=column, value=value,
                        own=own, others=looked_up,
                    )  # fmt: skip
                except CannotTell:
                    not_read[fact.table] += 1
                    continue
                how = "looked up" if not set(cited) <= set(own) else "own record"
                told.append((how, f"{fact.rule} {column}", is_so))
    assert len(told) > 2 * sum(not_read.values())
    told_of = dict(Counter(h for h, _, _ in told))
    return told, f"evidence: values followed {told_of}; not read by the test {dict(not_read)}"


def test_what_a_sentence_says_follows_from_the_fields_that_it_cites(followed, figure):
    told, how_many = followed
    figure(how_many)
    assert not Counter(what for how, what, is_so in told if how == "own record" and not is_so)


def test_what_was_looked_up_stands_in_the_record_that_is_cited_for_it(followed):
    assert not Counter(what for how, what, is_so in followed[0] if how == "looked up" and not is_so)


def test_no_sentence_cites_a_field_that_its_agreement_does_not_share_for_display(statements, rules):
    for statement in statements:
        for one in statement.evidence:
            for element in one.elements:
                owner, _, name = element.partition(":")
                agreement = rules.council.agreements.get(owner) if name else None
                agreement, name = (agreement, name) if agreement else (rules.council.agreements[one.source], element)
                told = agreement.element(name)
                assert told is not None, element

"""Laws of the agreements: what is not listed, or not listed for a purpose, is never allowed."""

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from plainview.agreements.council import Council, read_council
from plainview.agreements.lineage import allowed, lineage, split
from plainview.vocabulary.purposes import Purpose

COLUMNS = ("balance_on", "arrears_pence", "weekly_rent_pence")
NAMES = ("A", "B", "C", "D", "E")
AGREEMENT = """
id: {id}
title: t
reference: r
controller: c
department: d
system: s
owner: o
lawful_basis: {{article_6: a}}
retention_months: 1
starts: 2025-01-01
ends: {ends}
refresh: daily
files: x
elements:
  - {{name: ALWAYS, meaning: m, legal_class: personal, purposes: [display, modelling, monitoring, matching]}}
{elements}
"""

purposes = st.sets(st.sampled_from([p.value for p in Purpose]))
listed = st.dictionaries(st.sampled_from(NAMES), purposes)
ends = st.sampled_from(["2025-06-01", "2026-06-01"])
days = st.sampled_from([date(2024, 12, 31), date(2025, 1, 1), date(2025, 5, 31), date(2025, 6, 1), date(2026, 6, 1)])
plain = st.sampled_from(NAMES)
looked_up = st.builds(
    lambda a, b, c, where: f"{{from: {a}, lookup: {{in: '{where}rows', on: {b}, take: {c}}}}}",
    plain, plain, plain, st.sampled_from(["", "other:"]),
)  # fmt: skip
cells = st.recursive(
    plain | looked_up | st.just("{value: x}"),
    lambda inner: st.builds(
        lambda how, parts: f"{{{how}: [{', '.join(parts)}]}}",
        st.sampled_from(["first", "join"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=4,
)


def council_of(
    folder: Path, one: dict, one_ends: str, other: dict, other_ends: str, columns: dict, where: list
) -> Council:
    def elements(listed: dict) -> str:
        line = "  - {{name: {}, meaning: m, legal_class: personal, purposes: [{}]}}"
        return "\n".join(line.format(name, ", ".join(sorted(said))) for name, said in listed.items())

    body = "".join(f"      {c}: {cell}\n" for c, cell in columns.items())
    filters = ", ".join(f"{{element: {name}, is: [x]}}" for name in where)
    mapping = f"    where: [{filters}]\n    columns:\n{body}"
    files = {
        "council.yaml": "name: n\nshort_name: n\ncode: c\n",
        "agreements/one.yaml": AGREEMENT.format(id="one", ends=one_ends, elements=elements(one)),
        "agreements/other.yaml": AGREEMENT.format(id="other", ends=other_ends, elements=elements(other)),
        "mappings/one.yaml": "agreement: one\nreads: {format: csv}\ntables:\n  - table: rent_accounts\n"
        f"    person: {{space: t, id: ALWAYS}}\n{mapping}",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return read_council(folder)


@settings(max_examples=150, deadline=None)
@given(
    one=listed, one_ends=ends, other=listed, other_ends=ends, on=days,
    columns=st.dictionaries(st.sampled_from(COLUMNS), cells, min_size=1),
    where=st.lists(plain, max_size=2),
)  # fmt: skip
def test_a_column_is_never_allowed_by_an_element_that_its_agreement_does_not_share(
    one, one_ends, other, other_ends, on, columns, where
):
    """An element left out of the agreement, or of the purpose, or past its end, stops every column on it."""
    last = {"one": date.fromisoformat(one_ends), "other": date.fromisoformat(other_ends)}
    with tempfile.TemporaryDirectory() as folder:
        council = council_of(Path(folder), one, one_ends, other, other_ends, columns, where)
    rule = lineage(council)["one:tables.0"]
    for column in columns:
        for purpose in Purpose:
            if not allowed(council, rule, column, purpose, on):
                continue
            for name in (*rule.columns[column], *rule.filters):
                owner, element = split(rule, name)
                said = {"one": one, "other": other}[owner].get(element)
                assert said is not None
                assert date(2025, 1, 1) <= on < last[owner]
                leads = name in rule.joins.get(column, ()) and name not in rule.filters
                assert purpose in said or (leads and Purpose.MATCHING in said)


@settings(max_examples=100, deadline=None)
@given(columns=st.dictionaries(st.sampled_from(COLUMNS), cells, min_size=1), where=st.lists(plain, max_size=2))
def test_taking_an_element_out_of_every_agreement_takes_its_columns_with_it(columns, where):
    """Whatever else is shared, no column that stands on the element is left."""
    everything = {p.value for p in Purpose}
    whole = dict.fromkeys(NAMES, everything)
    with tempfile.TemporaryDirectory() as folder:
        council = council_of(Path(folder), whole, "2026-06-01", whole, "2026-06-01", columns, where)
    rule = lineage(council)["one:tables.0"]
    on = date(2025, 5, 31)
    assert all(allowed(council, rule, c, p, on) for c in columns for p in Purpose)
    for gone in NAMES:
        less = {name: said for name, said in whole.items() if name != gone}
        with tempfile.TemporaryDirectory() as folder:
            council = council_of(Path(folder), less, "2026-06-01", less, "2026-06-01", columns, where)
        for column in columns:
            stands = gone in {split(rule, n)[1] for n in (*rule.columns[column], *rule.filters)}
            for purpose in Purpose:
                assert allowed(council, rule, column, purpose, on) is not stands

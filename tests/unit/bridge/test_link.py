"""Which records are one resident: twins, parents and children of one name, swapped dates, mistyped numbers."""

import pytest

from plainview.bridge.link import CouldNotLink, link
from plainview.bridge.mentions import comparable
from plainview.bridge.records import person_records

HOME = {"uprn": "990000000001", "postcode": "XB1 1AA"}


@pytest.fixture(scope="module")
def linked(engine, council):
    """Match mentions and give the groups of person keys, as sets of their ids."""

    def run(*rows, **decided):
        mentions = comparable(council.mentions(rows), engine=engine, name="test_mentions", properties=None)
        records = person_records(mentions, engine=engine, name="test_records")
        return link(engine=engine, records=records, before=None, seed=1, **decided)

    return run


@pytest.fixture(scope="module")
def family(linked, said):
    """Everything difficult at once, matched once: each test asks after its own people."""
    return linked(
        # One child, four records: day and month swapped, a short form, a spelling, a move.
        said("a|1", "AMARA", "OKAFOR", "2017-03-04", nhs_number="9990000018", **HOME),
        said("b|1", "AMARA", "OKAFOR", "2017-04-03", **HOME),
        said("c|1", "AMARRA", "OKAFOR", "2017-03-04", uprn="990000000777", nhs_number="9990000018"),
        # Twins.
        said("a|2", "TAIWO", "ADEYEMI", "2015-06-01", uprn="990000000002", phone="+447700900001"),
        said("b|2", "TAIWO", "ADEYEMI", "2015-06-01", uprn="990000000002", phone="+447700900001"),
        said("a|3", "KEHINDE", "ADEYEMI", "2015-06-01", uprn="990000000002", phone="+447700900001"),
        said("b|3", "KEHINDE", "ADEYEMI", "2015-06-01", uprn="990000000002", phone="+447700900001"),
        # Father and son of one name, one address.
        said("a|4", "MOHAMMED", "KHAN", "1975-02-11", uprn="990000000003", phone="+447700900002"),
        said("b|4", "MUHAMMAD", "KHAN", "1975-02-11", uprn="990000000003", phone="+447700900002"),
        said("a|5", "MOHAMMED", "KHAN", "2004-09-30", uprn="990000000003", phone="+447700900002"),
        said("b|5", "MOHAMMED", "KHAN", "2004-09-30", uprn="990000000003", phone="+447700900002"),
        # One name and birth date, two people: the numbers say so.
        said("a|6", "JOHN", "SMITH", "1990-05-05", nhs_number="9990000101", uprn="990000000004"),
        said("b|6", "JOHN", "SMITH", "1990-05-05", nhs_number="9993333333", uprn="990000000005"),
        # A woman who married: another surname, the same all else.
        said("a|7", "GRACE", "MENSAH", "1988-12-24", uprn="990000000006"),
        said("b|7", "GRACE", "TAYLOR", "1988-12-24", uprn="990000000006", former_surname="MENSAH"),
        # A short form, and a typing error in the NHS number.
        said("a|8", "WILLIAM", "JONES", "1960-07-07", nhs_number="9990000207", postcode="XB2 2BB"),
        said("b|8", "BILL", "JONES", "1960-07-07", nhs_number="9990000217", postcode="XB2 2BB"),
        # Born on the same day, of the same sex, without a name.
        said("d|1", born="2012-08-08", sex="male"),
        said("e|1", born="2012-08-08", sex="male"),
        said("f|1", born="2012-08-08", sex="male", upn="A999000112001"),
        said("g|1", born="2012-08-08", sex="male", upn="A999000112001"),
        # Two names in the wrong fields.
        said("a|9", "TRAN", "LINH", "1999-10-20", uprn="990000000008"),
        said("b|9", "LINH", "TRAN", "1999-10-20", uprn="990000000008"),
    )


def groups(found):
    return {frozenset(c) for c in found.clusters}


@pytest.mark.parametrize(
    "one",
    [
        {"a|1", "b|1", "c|1"},
        {"a|2", "b|2"},
        {"a|3", "b|3"},
        {"a|4", "b|4"},
        {"a|5", "b|5"},
        {"a|7", "b|7"},
        {"a|8", "b|8"},
        {"f|1", "g|1"},
        {"a|9", "b|9"},
    ],
    ids=["swapped-date-and-move", "twin", "other-twin", "father", "son", "married", "short-form", "by-upn", "swapped"],
)
def test_records_of_one_person_are_joined(family, one):
    assert frozenset(one) in groups(family)


@pytest.mark.parametrize("alone", ["a|6", "b|6", "d|1", "e|1"])
def test_records_that_only_look_alike_stay_apart(family, alone):
    assert frozenset({alone}) in groups(family)


def test_every_record_is_one_resident_s(family):
    held = [k for c in family.clusters for k in c]
    assert len(held) == len(set(held)) == 23


def test_pairs_refused_say_why(family):
    why = {frozenset((r.left, r.right)): r.reason for r in family.refused}
    assert why[frozenset({"a|6", "b|6"})] == "two different NHS numbers"


def test_the_order_of_rows_changes_nothing(linked, said):
    rows = [
        said("a|1", "AMARA", "OKAFOR", "2017-03-04", **HOME),
        said("b|1", "AMARA", "OKAFOR", "2017-04-03", **HOME),
        said("a|2", "TOBI", "OKAFOR", "2017-03-04", **HOME),
        said("c|2", "OLUWATOBI", "OKAFOR", "2017-03-04", **HOME),
    ]
    one, two = linked(*rows), linked(*rows[::-1])
    assert one.clusters == two.clusters
    assert one.pairs.equals(two.pairs)


def test_a_steward_s_word_outranks_every_score(linked, said):
    rows = [
        said("a|1", "AMARA", "OKAFOR", "2017-03-04", nhs_number="9990000018", **HOME),
        said("b|1", "AMARA", "OKAFOR", "2017-03-04", nhs_number="9990000018", **HOME),
        said("c|1", "QUITE", "DIFFERENT", "1950-01-02"),
    ]
    apart = linked(*rows, cannot_link=[("a|1", "b|1")])
    assert groups(apart) == {frozenset({"a|1"}), frozenset({"b|1"}), frozenset({"c|1"})}
    assert [r.reason for r in apart.refused] == ["a data steward decided that they are not one person"]
    joined = linked(*rows, must_link=[("a|1", "c|1")])
    assert groups(joined) == {frozenset({"a|1", "b|1", "c|1"})}


def test_a_source_s_own_word_that_two_ids_are_one_is_followed(linked, said):
    rows = [said("a|1", born="2012-08-08"), said("a|OLD1", born="2012-08-08")]
    assert groups(linked(*rows)) == {frozenset({"a|1"}), frozenset({"a|OLD1"})}
    assert groups(linked(*rows, same_record=[("a|1", "a|OLD1")])) == {frozenset({"a|1", "a|OLD1"})}


def test_one_record_and_none_are_no_trouble(linked, said):
    assert linked(said("a|1", "AMARA", "OKAFOR")).clusters == [["a|1"]]
    assert linked().clusters == []


def test_a_kept_model_scores_as_it_did(linked, said, engine, council):
    rows = [said("a|1", "AMARA", "OKAFOR", "2017-03-04", **HOME), said("b|1", "AMARA", "OKAFOR", "2017-04-03", **HOME)]
    first = linked(*rows)
    mentions = comparable(council.mentions(rows), engine=engine, name="test_mentions", properties=None)
    records = person_records(mentions, engine=engine, name="test_records")
    again = link(engine=engine, records=records, before=first.kept, seed=1)
    assert again.report["how"] == "kept"
    assert again.pairs.equals(first.pairs)


def test_with_many_records_the_model_is_trained_and_what_is_fixed_stays(linked, said, monkeypatch):
    monkeypatch.setattr("plainview.bridge.scoring.TRAINING_NEEDS", 100)
    monkeypatch.setattr("plainview.bridge.scoring.SAMPLED_PAIRS", 2e4)
    forenames = ["AMARA", "GRACE", "OMAR", "IVY", "LEILA", "PETER", "TOMASZ", "NADIA", "RAVI", "SOFIA"]
    surnames = ["OKAFOR", "MENSAH", "LEE", "COSTA", "BROWN", "NOWAK", "PATEL", "KHAN", "TAYLOR", "SILVA", "ADEYEMI"]
    rows = []
    for n in range(110):
        who = (forenames[n % 10], surnames[n % 11], f"{1950 + n % 60}-{n % 12 + 1:02}-{n % 27 + 2:02}")
        place = {"uprn": f"99{n // 2:010}", "nhs_number": f"{9990000000 + n * 997}"}
        rows += [said(f"{s}|{n}", *who, sex="male", **place) for s in ("a", "b")]
        rows.append(said(f"c|{n}", who[0], "OTHER" if n % 9 == 0 else who[1], who[2], sex="male", **place))
    found = linked(*rows)
    assert found.report["how"] == "trained"
    assert groups(found) == {frozenset({f"a|{n}", f"b|{n}", f"c|{n}"}) for n in range(110)}
    numbers = next(c for c in found.kept.model["comparisons"] if c["output_column_name"] == "nhs_number")
    assert numbers["comparison_levels"][1]["u_probability"] == pytest.approx(1e-6)


def test_an_error_of_the_engine_is_told_without_its_words(linked, said, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("could not convert 'AMARA OKAFOR'")

    monkeypatch.setattr("plainview.bridge.scoring.Linker", broken)
    with pytest.raises(CouldNotLink, match="could-not-link") as caught:
        linked(said("a|1", "AMARA", "OKAFOR"), said("b|1", "AMARA", "OKAFOR"))
    assert "OKAFOR" not in str(caught.value)
    assert caught.value.__suppress_context__

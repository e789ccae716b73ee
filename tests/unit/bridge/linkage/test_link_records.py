"""A file of records linked: who is one person, who is not, and what happens to records that are strange."""

import random
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest

from plainview.bridge.engines.duckdb import open_engine
from plainview.bridge.linkage.match import link_records
from plainview.bridge.linkage.records import RecordsNotReadable, read_records
from plainview.bridge.linkage.spec import SpecNotValid, read_spec

SPEC = """
id: record
source: system
columns:
  forename: first_name
  surname: last_name
  born: date_of_birth
  postcode: postcode
  number: {part: identifier, name: nhs_number, unique: true}
"""
FORENAMES = ("AMARA", "BEN", "CHIDI", "DILYS", "EWA", "FARAH", "GWEN", "HASSAN", "INES", "JADE", "KOFI", "LENA")
SURNAMES = ("ADEYEMI", "BROWN", "COHEN", "DAVIES", "EVANS", "FERNANDES", "GREEN", "HUSSAIN", "IQBAL", "JONES")


@pytest.fixture
def linked(tmp_path):
    """Link rows and give the groups as sets of record ids."""

    def run(rows, spec=SPEC):
        (tmp_path / "spec.yaml").write_text(spec)
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "records.parquet")
        engine = open_engine(temp_dir=tmp_path / "spill")
        try:
            said = read_spec(tmp_path / "spec.yaml")
            return link_records(tmp_path / "records.parquet", said, engine=engine, tell=lambda _: None)
        finally:
            engine.close()

    return run


def groups(found):
    held = {}
    for row in found.clusters.to_pylist():
        held.setdefault(row["cluster_id"], set()).add(row["record_id"])
    return {frozenset(g) for g in held.values()}


def row(record, forename=None, surname=None, born=None, postcode=None, number=None, system="a"):
    return {"record": record, "forename": forename, "surname": surname, "born": born, "postcode": postcode,
            "number": number, "system": system}  # fmt: skip


def crowd(count, *, seed=3, numbers=True):
    """Give records of people of whom each stands twice, in two systems; some with a slip."""
    dice = random.Random(seed)
    rows = []
    for n in range(count):
        forename, surname = dice.choice(FORENAMES), dice.choice(SURNAMES)
        born = date(1950, 1, 2) + timedelta(days=dice.randrange(25_000))
        postcode = f"XB{dice.randrange(1, 9)} {dice.randrange(9)}AA"
        number = nhs(800_000_000 + n) if numbers else None
        rows.append(row(f"a{n}", forename, surname, str(born), postcode, number))
        slip = forename[:-1] if dice.random() < 0.1 else forename
        told = number if dice.random() < 0.7 else None
        rows.append(row(f"b{n}", slip, surname, str(born), postcode, told, "b"))
    return rows


def nhs(nine):
    check = 11 - sum(int(d) * w for d, w in zip(str(nine), range(10, 1, -1), strict=True)) % 11
    return f"{nine}{check % 11}" if check != 10 else nhs(nine + 500)


def test_two_records_of_one_person_are_one_and_the_others_are_not(linked):
    found = groups(linked(crowd(150)))
    right = {frozenset({f"a{n}", f"b{n}"}) for n in range(150)}
    assert len(found & right) >= 147
    assert len(found) <= 153


def test_without_identifiers_names_and_dates_do(linked):
    spec = SPEC.replace("  number: {part: identifier, name: nhs_number, unique: true}\n", "")
    found = groups(linked(crowd(150, numbers=False), spec))
    assert len(found & {frozenset({f"a{n}", f"b{n}"}) for n in range(150)}) >= 145


def test_the_order_of_rows_changes_nothing(linked):
    rows = crowd(60)
    first = linked(rows).clusters
    random.Random(1).shuffle(rows)
    assert linked(rows).clusters == first


def test_two_valid_numbers_are_two_people_though_all_else_agrees(linked):
    same = ("JADE", "GREEN", "1991-05-06", "XB1 1AA")
    rows = [*crowd(40), row("x1", *same, nhs(810_000_000)), row("x2", *same, nhs(820_000_000))]
    found = linked(rows)
    assert not any({"x1", "x2"} <= g for g in groups(found))


def test_an_invalid_number_counts_for_and_not_against(linked):
    same = ("JADE", "GREEN", "1991-05-06", "XB1 1AA")
    right = nhs(810_000_000)
    mistyped = right[:4] + ("1" if right[4] != "1" else "2") + right[5:]
    rows = [*crowd(40), row("x1", *same, right), row("x2", *same, mistyped, "b")]
    assert frozenset({"x1", "x2"}) in groups(linked(rows))


def test_twins_are_two(linked):
    rows = crowd(60)
    for system in ("a", "b"):
        rows.append(row(f"{system}t1", "TAIWO", "ADEYEMI", "2015-06-01", "XB1 1AA", system=system))
        rows.append(row(f"{system}t2", "KEHINDE", "ADEYEMI", "2015-06-01", "XB1 1AA", system=system))
    found = groups(linked(rows))
    assert {frozenset({"at1", "bt1"}), frozenset({"at2", "bt2"})} <= found


def test_a_source_that_holds_each_person_once_keeps_its_records_apart(linked):
    same = ("JADE", "GREEN", "1991-05-06", "XB1 1AA")
    rows = [*crowd(40), row("x1", *same), row("x2", *same), row("x3", *same, system="b")]
    found = groups(linked(rows, SPEC + "held_once: [a]\n"))
    assert not any({"x1", "x2"} <= g for g in found)
    assert any("x3" in g and len(g) == 2 for g in found)


def test_one_number_on_very_many_records_joins_nobody(linked):
    rows = crowd(150, numbers=False)
    for one in rows:
        one["number"] = nhs(900_000_001)
    found = linked(rows)
    assert found.read.blanked["nhs_number"] == 300
    assert max(len(g) for g in groups(found)) <= 4


def test_a_source_that_uses_its_numbers_again_does_not_make_one_person_of_two(linked):
    spec = SPEC.replace("nhs_number, unique: true", "client, unique: false")
    rows = [*crowd(60), row("x1", "AMARA", "OKONKWO", "1950-02-03", "XB1 1AA", "770001"),
            row("x2", "PIOTR", "ZIELINSKI", "1999-11-27", "XB7 7AA", "770001")]  # fmt: skip
    assert not any({"x1", "x2"} <= g for g in groups(linked(rows, spec)))


def test_everyone_born_on_the_first_of_january_is_not_one_person(linked):
    rows = crowd(100, numbers=False)
    for n, one in enumerate(rows):
        one["born"] = f"{1950 + n // 2 % 50}-01-01"
    found = linked(rows)
    assert max(len(g) for g in groups(found)) <= 6


def test_many_copies_of_one_record_stay_within_bounds(linked):
    rows = crowd(30) + [row(f"c{n}", "JADE", "GREEN", "1991-05-06", "XB1 1AA", nhs(810_000_000)) for n in range(1_500)]
    found = linked(rows)
    assert found.report["compared"] < 100_000
    assert {frozenset(f"c{n}" for n in range(1_500))} <= groups(found)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_records_are_no_trouble(linked, count):
    rows = crowd(1)[:count] or [row("x")]
    assert linked(rows).clusters.num_rows == len(rows)


def test_a_csv_file_with_dates_by_source_is_read(tmp_path):
    spec = SPEC + "delimiter: ';'\ndates: {by_source: {b: ['%d/%m/%Y']}}\n"
    (tmp_path / "spec.yaml").write_text(spec)
    (tmp_path / "records.csv").write_text(
        "record;system;forename;surname;born;postcode;number\n"
        "1;a;Zoë;O Brien;1980-02-01;xb11aa;\n2;b;Zoe;O'Brien;01/02/1980;XB1 1AA;\n3;b;Zoe;Unknown;1980;;\n"
    )
    table = read_records(tmp_path / "records.csv", read_spec(tmp_path / "spec.yaml")).table.to_pylist()
    assert [r["born_on"] for r in table] == [date(1980, 2, 1), date(1980, 2, 1), None]
    assert [r["birth_year"] for r in table] == [1980, 1980, 1980]
    assert [r["forename"] for r in table] == ["ZOE"] * 3
    assert [r["surname"] for r in table] == ["O'BRIEN", "O'BRIEN", None]
    assert table[0]["postcode"] == table[1]["postcode"] == "XB1 1AA"


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        (SPEC.replace("last_name", "lastname"), "should be one of"),
        (SPEC.replace("id: record\n", ""), "is needed and missing"),
        (SPEC + "held: [a]\n", "is not a key that is known here"),
        (SPEC.replace("source: system\n", "") + "held_once: [a]\n", "needs `source`"),
        (SPEC + "blocking: [[colour]]\n", "names no part"),
        (SPEC.replace("columns:\n", "columns:\n  mobile: phone\n") + "blocking: [[phone]]\n", "can't use phone"),
        (SPEC + "  other: {part: identifier, name: NHS-number}\n", "two identifiers have one name"),
        (SPEC.replace("surname: last_name", "surname: first_name"), "only one column"),
        ("id: [\n", "is wrong here"),
    ],
)
def test_what_is_wrong_in_a_spec_is_said_with_its_line(tmp_path, spec, says):
    (tmp_path / "spec.yaml").write_text(spec)
    with pytest.raises(SpecNotValid) as caught:
        read_spec(tmp_path / "spec.yaml")
    assert says in caught.value.told()
    assert "spec.yaml:" in caught.value.told()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"record": "1", "system": "a"}], "does not have: forename"),
        ([row("1", "AMARA"), row("1", "BEN")], "does not name each record"),
    ],
)
def test_records_that_do_not_fit_the_spec_are_refused_without_a_value(tmp_path, rows, says):
    (tmp_path / "spec.yaml").write_text(SPEC)
    pv.write_csv(pa.Table.from_pylist(rows), tmp_path / "records.csv")
    with pytest.raises(RecordsNotReadable) as caught:
        read_records(tmp_path / "records.csv", read_spec(tmp_path / "spec.yaml"))
    assert says in caught.value.told()
    assert "AMARA" not in caught.value.told()


def test_a_file_that_is_no_table_of_texts_is_refused_and_not_a_traceback(tmp_path):
    (tmp_path / "spec.yaml").write_text(SPEC)
    rows = [row("1", ["AMARA"]), row("2", ["BEN"])]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "records.parquet")
    with pytest.raises(RecordsNotReadable) as caught:
        read_records(tmp_path / "records.parquet", read_spec(tmp_path / "spec.yaml"))
    assert "AMARA" not in caught.value.told()
    (tmp_path / "spec.yaml").write_text(SPEC + "encoding: klingon\n")
    pv.write_csv(pa.Table.from_pylist([row("1", "AMARA")]), tmp_path / "records.csv")
    with pytest.raises(RecordsNotReadable):
        read_records(tmp_path / "records.csv", read_spec(tmp_path / "spec.yaml"))

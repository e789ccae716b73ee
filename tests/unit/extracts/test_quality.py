"""The data-quality report: counts and plain words, never a value."""

import json
from dataclasses import dataclass
from datetime import date

import openpyxl
import pyarrow as pa
import pytest

from plainview.extracts.clean import CleanCount, Cleaned
from plainview.extracts.quality import QualityBuilder, to_excel, to_json


@dataclass
class Unread:
    source: str
    element: str
    kind: str
    rows: int
    row_numbers: tuple[int, ...] = ()


@pytest.fixture
def built(tmp_path, read, agreement):
    """Watch one little extract, and let each stage find something."""
    path = tmp_path / "widgets.csv"
    path.write_text('a,B,"=1+1"\nZebedee,N/A,x\n,N/A,x\nZebedee,1,x\n, ,x\n')
    sets = read.open(path, ["A", "B", "C"], optional=("C",))
    builder = QualityBuilder()
    passed = list(
        builder.watch(
            agreement=agreement("A", "B", "C"), record_set=sets["rows"], blanks=("N/A",), received_on=date(2026, 3, 1)
        )
    )
    assert sum(b.num_rows for b in passed) == 4
    return builder


def _issue(builder, kind, element=""):
    (quality,) = builder.build()
    return next(i for i in quality.issues if (i.kind, i.element) == (kind, element))


def test_blanks_are_what_the_source_writes_for_nothing(built):
    (quality,) = built.build()
    assert [(c.element, c.blank, c.blank_share) for c in quality.columns] == [
        ("A", 2, 0.5),
        ("B", 3, 0.75),
        ("C", 4, 1),
    ]
    assert (quality.rows, quality.files, quality.received_on) == (4, ("widgets.csv",), date(2026, 3, 1))


def test_empty_rows_are_counted_with_their_numbers(built):
    issue = _issue(built, "row_empty")
    assert (issue.rows, issue.share, issue.row_numbers) == (2, 0.5, (2, 4))


def test_columns_missing_extra_and_drifted_are_told(built):
    for kind, element in (("column_missing", "C"), ("column_extra", "=1+1"), ("column_drifted", "A")):
        assert element in _issue(built, kind, element).says


def test_what_structuring_could_not_read_is_told_by_element(built):
    built.structured([Unread("widgets", "B", "date_unreadable", 3, tuple(range(1, 40)))])
    issue = _issue(built, "date_unreadable", "B")
    assert (issue.rows, issue.share, len(issue.row_numbers)) == (3, 0.75, 20)
    assert built.build()[0].columns[1].unreadable_dates == 3


def test_what_cleaning_blanked_is_told(built):
    built.cleaned(Cleaned((CleanCount("widgets", "nino", 4, 1, 1, 2, 0), CleanCount("other", "nino", 4, 1, 1, 2, 0))))
    assert _issue(built, "not_valid", "nino").rows == 2
    assert _issue(built, "placeholder", "nino").rows == 1
    assert len(built.build()[0].cleaned) == 1


def test_one_id_with_two_birth_dates_is_told(built):
    days = [date(2001, 5, 1), date(2001, 5, 2), date(2001, 5, 1), None]
    built.mentions(
        pa.table(
            {
                "source": ["widgets"] * 4, "space": ["s"] * 4, "local_id": ["1", "1", "2", "1"],
                "born_on": pa.array(days, pa.date32()), "born_on_kind": ["exact", "exact", "exact", "not_known"],
            }
        )
    )  # fmt: skip
    assert _issue(built, "id_twice").rows == 2


def test_too_many_births_on_the_first_of_january_are_told(built):
    kinds = ["first_of_january"] * 10 + ["exact"] * 90
    built.mentions(
        pa.table(
            {
                "source": ["widgets"] * 100, "space": ["s"] * 100, "local_id": [str(i) for i in range(100)],
                "born_on": pa.array([date(2001, 1, 1)] * 100, pa.date32()), "born_on_kind": kinds,
            }
        )
    )  # fmt: skip
    assert _issue(built, "born_first_of_january", "born_on").rows == 10


def test_periods_that_cannot_be_are_told(built):
    starts = [date(2026, 1, 5), date(2027, 1, 1), date(2026, 1, 1), None]
    ends = [date(2026, 1, 4), None, date(2026, 1, 1), date(2026, 1, 1)]
    rows = pa.table(
        {
            "source": ["widgets"] * 4,
            "valid_from": pa.array(starts, pa.date32()),
            "valid_until": pa.array(ends, pa.date32()),
        }
    )
    built.facts(table="tenancies", rows=rows, as_of=date(2026, 3, 1))
    assert _issue(built, "end_before_start", "tenancies").rows == 1
    assert _issue(built, "future_date", "tenancies").rows == 1


def test_an_empty_record_set_is_told(tmp_path, read, agreement):
    book = openpyxl.Workbook()
    book.active.append(["A"])
    book.active.append(["1"])
    book.create_sheet("Two").append(["B"])
    book.save(tmp_path / "widgets.xlsx")
    sets = read.open(
        tmp_path / "widgets.xlsx", ["A", "B"], "excel", record_sets={"one": {"sheet": "Sheet"}, "two": {"sheet": "Two"}}
    )
    builder = QualityBuilder()
    for one in sets.values():
        list(builder.watch(agreement=agreement("A", "B"), record_set=one))
    assert _issue(builder, "record_set_empty", "two").share is None
    assert [(c.element, c.record_set, c.blank_share) for c in builder.build()[0].columns] == [
        ("A", "one", 0),
        ("B", "two", None),
    ]


def test_a_finding_without_words_is_refused(built):
    with pytest.raises(ValueError, match="has no words"):
        built.found(source="widgets", kind="made_up")


def test_the_workbook_has_a_summary_and_a_sheet_for_each_source(tmp_path, built):
    to_excel(tmp_path / "q.xlsx", built.build())
    book = openpyxl.load_workbook(tmp_path / "q.xlsx")
    assert book.sheetnames == ["Summary", "widgets"]
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert all(c.data_type != "f" for c in cells)
    assert not any("Zebedee" in str(c.value) for c in cells)
    assert book["Summary"]["C2"].value == "Department of Widgets"


def test_a_header_cannot_start_a_formula(tmp_path, built):
    for element in ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1"):
        built.found(source="widgets", kind="column_extra", element=element)
    (quality,) = built.build()
    from dataclasses import replace

    to_excel(tmp_path / "q.xlsx", [replace(quality, title="=1+1", owner=" @x", files=("=1",))])
    summary = openpyxl.load_workbook(tmp_path / "q.xlsx")["Summary"]
    assert [summary["B2"].value, summary["D2"].value] == ["'=1+1", "' @x"]
    assert summary["B2"].data_type == "s"


def test_the_same_report_as_json(tmp_path, built):
    to_json(tmp_path / "q.json", built.build())
    text = (tmp_path / "q.json").read_text("utf-8")
    (told,) = json.loads(text)
    assert (told["source"], told["rows"], told["received_on"]) == ("widgets", 4, "2026-03-01")
    assert "Zebedee" not in text

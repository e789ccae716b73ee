"""Which files make which extract, and what is told when they don't."""

import hashlib
import os
from datetime import date

import pytest

from plainview.extracts.arrivals import ExtractsNotUsable, arrivals


def _arrive(folder, agreements, mappings=(), **more):
    return arrivals(
        agreements={a.id: a for a in agreements}, mappings={m.agreement: m for m in mappings}, folder=folder, **more
    )


def _files(folder, *names, text="A\n1\n"):
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)


def _slugs(call):
    with pytest.raises(ExtractsNotUsable) as caught:
        call()
    assert caught.value.slug == "extracts-not-usable"
    assert all(p.told() in str(caught.value) for p in caught.value.problems)
    return [p.slug for p in caught.value.problems]


def test_a_file_is_matched_without_case_and_hashed(tmp_path, agreement):
    _files(tmp_path, "WIDGETS_20260131.CSV")
    arrived = _arrive(tmp_path, [agreement("A", files="widgets_*.csv")])["widgets"]
    assert [p.name for p in arrived.files] == ["WIDGETS_20260131.CSV"]
    assert arrived.sha256 == hashlib.sha256(b"A\n1\n").hexdigest()
    assert (arrived.received_on, arrived.received_by) == (date(2026, 1, 31), "file_name")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("widgets_2026-02-03_v2.csv", date(2026, 2, 3)),
        ("widgets20260203.csv", date(2026, 2, 3)),
        ("widgets_03022026.csv", date(2026, 2, 3)),
        ("widgets_20261399_03022026.csv", date(2026, 2, 3)),
    ],
)
def test_the_day_is_taken_from_the_name(tmp_path, agreement, name, day):
    _files(tmp_path, name)
    assert _arrive(tmp_path, [agreement("A")])["widgets"].received_on == day


def test_without_a_day_in_the_name_the_time_of_the_file_is_taken_and_told(tmp_path, agreement):
    _files(tmp_path, "widgets_12345678.csv")
    os.utime(tmp_path / "widgets_12345678.csv", (1_750_000_000, 1_750_000_000))
    arrived = _arrive(tmp_path, [agreement("A")])["widgets"]
    assert (arrived.received_on, arrived.received_by) == (date(2025, 6, 15), "file_time")


@pytest.mark.parametrize("seconds", [315_532_800, 1_950_000_000])
def test_a_time_of_the_file_that_cannot_be_true_gives_way_to_the_day_of_the_refresh(tmp_path, agreement, seconds):
    _files(tmp_path, "widgets.csv")
    os.utime(tmp_path / "widgets.csv", (seconds, seconds))
    arrived = _arrive(tmp_path, [agreement("A")], as_of=date(2026, 3, 1))["widgets"]
    assert (arrived.received_on, arrived.received_by) == (date(2026, 3, 1), "told")


def test_a_folder_that_matches_holds_the_files(tmp_path, agreement):
    _files(tmp_path, "widgets_2026-01-01/b.csv", "widgets_2026-01-01/a.csv")
    arrived = _arrive(tmp_path, [agreement("A", many_files=True)])["widgets"]
    assert [p.name for p in arrived.files] == ["a.csv", "b.csv"]
    assert arrived.received_on == date(2026, 1, 1)


def test_a_pattern_with_a_folder_in_it_matches_files_inside(tmp_path, agreement):
    _files(tmp_path, "things/a.csv", "things/b.txt")
    arrived = _arrive(tmp_path, [agreement("A", files="Things/*.csv")])
    assert [p.name for p in arrived["widgets"].files] == ["a.csv"]
    assert [u.file for u in arrived.unexpected] == ["things/b.txt"]


def test_a_file_for_each_record_set_is_one_extract(tmp_path, agreement, mapping):
    sets = {"parts": {"file": "*parts*"}, "boxes": {"file": "*boxes*"}}
    _files(tmp_path, "widgets-parts.csv", "widgets-boxes.csv", "widgets-other.csv")
    people = [{"mention": "p", "in": s, "forename": "A"} for s in sets]
    arrived = _arrive(tmp_path, [agreement("A")], [mapping(record_sets=sets, people=people)])
    assert [p.name for p in arrived["widgets"].files] == ["widgets-boxes.csv", "widgets-parts.csv"]
    assert [u.file for u in arrived.unexpected] == ["widgets-other.csv"]
    assert arrived.unexpected[0].slug == "extract-unexpected"


def test_a_record_set_without_its_file_is_missing_unless_all_in_it_is_optional(tmp_path, agreement, mapping):
    sets = {"parts": {"file": "*parts*"}, "boxes": {"file": "*boxes*"}}
    people = [{"mention": "p", "in": "parts", "forename": "A"}, {"mention": "b", "in": "boxes", "forename": "B"}]
    plan = mapping(record_sets=sets, people=people)
    _files(tmp_path, "widgets-parts.csv")
    assert _slugs(lambda: _arrive(tmp_path, [agreement("A", "B")], [plan])) == ["extract-missing"]
    assert len(_arrive(tmp_path, [agreement("A", "B", optional=("B",))], [plan])["widgets"].files) == 1


def test_several_files_for_a_record_set_need_many_files(tmp_path, agreement, mapping):
    sets = {"parts": {"file": "*parts*"}}
    _files(tmp_path, "widgets-parts-1.csv", "widgets-parts-2.csv")
    assert _slugs(lambda: _arrive(tmp_path, [agreement("A")], [mapping(record_sets=sets)])) == ["extract-twice"]
    arrived = _arrive(tmp_path, [agreement("A", many_files=True)], [mapping(record_sets=sets)])
    assert len(arrived["widgets"].files) == 2


def test_files_named_alike_in_two_folders_are_two(tmp_path, agreement):
    names = ("widgets-north/marks.csv", "widgets-south/marks.csv")
    _files(tmp_path, *names)
    many = agreement("A", files="widgets*", many_files=True)
    before = _arrive(tmp_path, [many])["widgets"]
    _files(tmp_path, names[0], text="A\n2\n")
    after = _arrive(tmp_path, [many])["widgets"]
    assert set(before.file_sha256) == set(names)
    assert before.file_sha256 != after.file_sha256


def test_all_problems_are_told_at_once(tmp_path, agreement):
    _files(tmp_path, "twice_1.csv", "twice_2.csv", "shared.csv")
    _files(tmp_path, "empty.csv", text="")
    given = [
        agreement("A", id="missing", files="missing*"), agreement("A", id="twice", files="twice*"),
        agreement("A", id="empty", files="empty*"), agreement("A", id="one", files="shared*"),
        agreement("A", id="two", files="*shared.csv"),
    ]  # fmt: skip
    assert sorted(_slugs(lambda: _arrive(tmp_path, given))) == [
        "extract-claimed-twice", "extract-empty", "extract-missing", "extract-twice",
    ]  # fmt: skip


def test_an_agreement_that_has_ended_expects_no_file(tmp_path, agreement):
    _files(tmp_path, "widgets.csv")
    arrived = _arrive(tmp_path, [agreement("A")], as_of=date(2031, 1, 1))
    assert list(arrived) == []
    assert [u.file for u in arrived.unexpected] == ["widgets.csv"]


def test_a_database_has_no_file(tmp_path, agreement, mapping):
    arrived = _arrive(tmp_path, [agreement("A")], [mapping("database", url="X")], as_of=date(2026, 3, 1))["widgets"]
    assert (arrived.files, arrived.received_on, arrived.received_by) == ((), date(2026, 3, 1), "told")


def test_what_editors_and_systems_leave_behind_is_passed_over(tmp_path, agreement):
    _files(tmp_path, "widgets.csv", "~$widgets.xlsx", ".DS_Store")
    assert _arrive(tmp_path, [agreement("A")]).unexpected == ()


def test_a_folder_that_is_not_there_is_told(tmp_path, agreement):
    assert _slugs(lambda: _arrive(tmp_path / "no", [agreement("A")])) == ["extract-missing"]


def test_files_whose_names_have_nothing_in_common_make_one_extract(tmp_path, agreement, mapping):
    _files(tmp_path, "lets_20260101.csv", "people_20260102.csv", "other_20260103.csv")
    sets = {"lets": {"file": "lets_*.csv"}, "people": {"file": "people_*.csv"}}
    arrived = _arrive(
        tmp_path, [agreement("A", files=["lets_*.csv", "people_*.csv"])], [mapping(record_sets=sets)]
    )  # fmt: skip
    assert [p.name for p in arrived["widgets"].files] == ["lets_20260101.csv", "people_20260102.csv"]
    assert arrived["widgets"].received_on == date(2026, 1, 2)
    assert [u.file for u in arrived.unexpected] == ["other_20260103.csv"]

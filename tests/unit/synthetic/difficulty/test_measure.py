"""What the measures say of small things whose answer is known, and when a borough is refused."""

from dataclasses import replace

import pyarrow as pa
import pytest

from plainview.synthetic.difficulty.keywords import WORDS, Told, judge, read
from plainview.synthetic.difficulty.measure import (
    Difficulty,
    Linkage,
    NoTruth,
    TooEasy,
    linkage,
    measure,
    refuse_if_too_easy,
)
from plainview.synthetic.difficulty.plain_splink import PlainSplink
from plainview.synthetic.difficulty.runs import Runs, common_runs
from plainview.synthetic.larkmere.voices.bank import RISKS


def test_a_bare_reader_knows_no_denial():
    assert read("Domestic abuse: none known.") >= {"domestic_violence"}
    assert "robbery" in read("daylight robbery, she joked")
    assert read("We ate cake by the lake") == set()
    assert set(WORDS) == set(RISKS)


def test_precision_and_recall_count_each_risk_of_each_note():
    told = judge([("no debt", []), ("in debt", ["debt"]), ("he was mugged of it all", ["robbery", "criminality"])])
    assert (told.found, told.right, told.present) == (3, 2, 3)
    assert told.precision == pytest.approx(2 / 3)


def clusters(**ids: int) -> PlainSplink:
    return PlainSplink({}, pa.table({"unique_id": list(ids), "cluster_id": list(ids.values())}))


def test_pairs_of_a_cluster_are_compared_with_pairs_of_a_person():
    records = pa.table({"unique_id": ["a", "b", "c", "d", "e"], "person": [1, 1, 1, 2, 3]})
    made = linkage(records, clusters(a=1, b=1, c=2, d=2, e=3), {2, 3})
    # Joined: ab, cd. True: ab, ac, bc.
    assert (made.precision, made.recall) == (1 / 2, pytest.approx(1 / 3))
    assert made.f1 == pytest.approx(0.4)
    assert (made.twins, made.twins_mixed) == (2, 1)


def test_runs_count_once_a_note():
    same = "one two three four five six seven eight"
    assert common_runs([same] * 21) == Runs(21, 1, 1.0, 1.0)
    assert common_runs([f"{same} {same}"] * 20).common_share_of_all == 0.0
    assert common_runs(["too short"]) == Runs(1, 0, 0.0, 0.0)


HARD = Difficulty(
    Linkage(100, 40, 0.9, 0.95, twins=10, twins_mixed=6, seconds={}), Told(50, 100, 50, 80), Runs(50, 9, 0.0, 0.0)
)


def test_a_hard_borough_passes():
    refuse_if_too_easy(HARD)


@pytest.mark.parametrize(("easy", "why"), [
    (replace(HARD, linkage=replace(HARD.linkage, precision=0.99, recall=0.99)), "F1 of 0.99"),
    (replace(HARD, linkage=replace(HARD.linkage, twins_mixed=4)), "40% of twins"),
    (replace(HARD, notes=Told(50, 100, 56, 80)), "precision of 0.56"),
])  # fmt: skip
def test_one_easy_measure_is_enough_to_be_refused(easy, why):
    with pytest.raises(TooEasy, match=why) as refused:
        refuse_if_too_easy(easy)
    assert refused.value.slug == "too-easy"


def test_a_folder_without_truth_is_told(tmp_path):
    with pytest.raises(NoTruth, match=r"person_records\.parquet"):
        measure(tmp_path)

"""What keeps a refresh from being published: too few rows, too many cells that can't be read."""

from types import SimpleNamespace

import pytest

from plainview.agreements.agreement import Checks
from plainview.extracts.structure import Issue
from plainview.pipeline import refusals
from plainview.pipeline.accept import Accept

NO_OWN = SimpleNamespace(checks=None)


def council(**own):
    """Give a council of two sources; `own`: checks of one of them."""
    agreements = {name: SimpleNamespace(checks=own.get(name)) for name in ("care", "rents")}
    return SimpleNamespace(agreements=agreements, settings=SimpleNamespace(checks=Checks()))


def look(rows, *, usual=None, issues=(), accept=None, of=None):
    return refusals.look(council=of or council(), rows=rows, usual=usual or {}, issues=issues, found={},
                         accept=accept or Accept())  # fmt: skip


def dates(unread, said, source="care", kind="date_unreadable"):
    return Issue(source, "born", kind, unread, said)


def test_fewer_than_half_of_the_usual_rows_are_refused_by_name():
    with pytest.raises(refusals.SourceTooSmall, match="49 rows, and the last 3 good ones had 100"):
        look({"care": 49, "rents": 7}, usual={"care": [90, 100, 400], "rents": [7]}).stop()


def test_half_of_the_usual_rows_pass_and_so_does_a_source_that_is_new():
    look({"care": 50, "rents": 1}, usual={"care": [100, 100]}).stop()


def test_one_odd_refresh_does_not_make_the_usual():
    look({"care": 60}, usual={"care": [100, 1000, 100]}).stop()


def test_an_agreement_may_say_its_own_share():
    of = council(care=Checks(rows_share_at_least=0.9))
    with pytest.raises(refusals.SourceTooSmall, match="90%"):
        look({"care": 80}, usual={"care": [100]}, of=of).stop()


@pytest.mark.parametrize("kind", ["date_unreadable", "number_unreadable", "flag_unknown"])
def test_more_unreadable_cells_than_the_limit_are_refused(kind):
    with pytest.raises(refusals.SourceFailsChecks, match="26% of the filled cells of 'born'"):
        look({"care": 100}, issues=[dates(26, 100, kind=kind)]).stop()
    look({"care": 100}, issues=[dates(25, 100, kind=kind)]).stop()


def test_a_share_of_a_handful_of_cells_says_nothing():
    look({"care": 100}, issues=[dates(19, 19)]).stop()


def test_several_problems_are_told_together():
    with pytest.raises(refusals.NotPublished) as told:
        look({"care": 10, "rents": 10}, usual={"care": [100]}, issues=[dates(50, 100, "rents")]).stop()
    assert "source-too-small: " in str(told.value)
    assert "source-fails-checks: " in str(told.value)
    assert told.value.exit_code == 6


def test_what_is_accepted_is_let_through_and_kept_by_slug():
    looked = look({"care": 10, "rents": 10}, usual={"care": [100]}, issues=[dates(50, 100)],
                  accept=Accept(("care",), "The system was moved"))  # fmt: skip
    looked.stop()
    assert looked.let_through == {"care": ("source-too-small", "source-fails-checks")}


def test_one_that_is_accepted_does_not_excuse_another():
    with pytest.raises(refusals.SourceTooSmall, match="Source: rents"):
        look({"care": 10, "rents": 10}, usual={"care": [100], "rents": [100]}, accept=Accept(("care",), "Known")).stop()


def test_what_is_usual_is_remembered_for_six_refreshes_and_a_missing_source_keeps_its_own():
    before = {"rows_usual": {"care": [6, 5, 4, 3, 2, 1], "rents": [9]}}
    assert refusals.remembered(before, {"care": 7}) == {"care": [7, 6, 5, 4, 3, 2], "rents": [9]}
    assert refusals.remembered({"rows_read": {"care": 3}}, {"care": 4}) == {"care": [4, 3]}, "a manifest of before"


def test_what_no_agreement_knows_can_not_be_accepted():
    with pytest.raises(refusals.SourceNotKnown, match="caer"):
        refusals.known(council(), Accept(("caer",), "A slip"))

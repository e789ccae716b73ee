"""The law of snapshots: whatever becomes of refreshes, CURRENT names the last one that was finished, whole."""

import os
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainview.pipeline import snapshot
from plainview.vocabulary.home import Home, NothingPublished


class _PowerCutError(Exception):
    """Stands for the moment after which nothing is done any more."""


def _attempt(home: Home, how: str, day: date) -> str | None:
    """Build and publish; how: finished, or failed or cut at some place. Gives the id of what was finished."""
    with snapshot.building(home, day) as built:
        for part in (built.store, built.bridge):
            (part / "whole").write_text(built.refresh)
        if how == "failed while building":
            raise _PowerCutError
        if how.startswith("cut"):
            # What the steps of the publication leave when they stop there.
            os.rename(built.bridge, home.bridge(built.refresh))
            if how == "cut before CURRENT":
                os.rename(built.store, home.store(built.refresh))
            raise _PowerCutError
        snapshot.publish(home, built, {"refresh": built.refresh})
        return built.refresh


@given(
    attempts=st.lists(
        st.tuples(
            st.sampled_from(["finished", "failed while building", "cut after one rename", "cut before CURRENT"]),
            st.integers(min_value=-40, max_value=40),
        ),
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_what_serves_is_the_last_that_was_finished_and_nothing_else_of_later_is_left(attempts):
    with TemporaryDirectory() as folder:
        home, finished = Home(Path(folder) / "home"), []
        for how, days in attempts:
            with suppress(_PowerCutError):
                finished.append(_attempt(home, how, date(2026, 3, 1) + timedelta(days=days)))
            if not finished:
                with pytest.raises(NothingPublished):
                    home.current()
                continue
            serves = finished[-1]
            assert home.current() == serves
            assert (home.store(serves) / "whole").read_text() == serves
            assert (home.bridge(serves) / "whole").read_text() == serves
            assert snapshot.manifest(home, serves) == {"refresh": serves}
        assert finished == sorted(set(finished)), "ids sort by time, and none is given twice"
        if finished:
            with snapshot.building(home, date(2026, 3, 1)) as built:
                for side in ("store", "bridge"):
                    left = {p.name for p in (home.path / side).iterdir() if p.is_dir() and not p.name.startswith(".")}
                    assert left == set(finished)
                assert built.previous == finished[-1]

"""The truth keeps how likely each outcome was; what came agrees, and was not certain."""

from datetime import date

import numpy as np
import pytest

from plainview.synthetic.larkmere.world.build import build
from plainview.synthetic.larkmere.world.model import Probabilities
from plainview.synthetic.larkmere.world.probabilities import OUTCOMES, worsens

ENDS = date(2026, 10, 31)
OFTEN = ("early_help_targeting", "need_step_down", "homelessness", "exclusion", "attendance_below_85",
         "arrears_worsen", "hospital_admission")  # fmt: skip


@pytest.fixture(scope="module")
def held() -> Probabilities:
    world = build(residents=6000, seed=4, ends=ENDS, with_notes=False)
    assert world.probabilities is not None
    return world.probabilities


def rows(held: Probabilities, outcome: str) -> tuple[np.ndarray, np.ndarray]:
    of = held.outcome == held.outcomes.index(outcome)
    return held.probability[of], held.happened[of]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_foreseen_for_some_people(held, outcome):
    probability, _ = rows(held, outcome)
    assert len(probability) > 50
    assert probability.min() >= 0 and probability.max() <= 1 and probability.std() > 0


@pytest.mark.parametrize("outcome", OFTEN)
def test_as_much_comes_as_was_likely(held, outcome):
    probability, happened = rows(held, outcome)
    assert 0.7 < probability.mean() / happened.mean() < 1.4


@pytest.mark.parametrize("outcome", OFTEN)
def test_what_was_likelier_came_more_often(held, outcome):
    probability, happened = rows(held, outcome)
    order = np.argsort(probability, kind="stable")
    lower, upper = order[: len(order) // 2], order[len(order) // 2 :]
    assert happened[upper].mean() > happened[lower].mean()


@pytest.mark.parametrize("outcome", OFTEN)
def test_nobody_could_know_for_certain(held, outcome):
    probability, happened = rows(held, outcome)
    chance = float((probability * (1 - probability)).mean())
    assert chance > 0.1 * float(happened.mean() * (1 - happened.mean()))


def test_windows_end_within_history_and_begin_with_a_quarter(held):
    assert held.ends.max() <= ENDS.toordinal()
    days = [date.fromordinal(d) for d in np.unique(held.starts).tolist()]
    assert all(d.day == 1 and d.month in (1, 4, 7, 10) for d in days)
    assert len(days) >= 14


def test_an_account_that_is_always_paid_worsens_never():
    assert worsens([0.0, 0.0, 0.0], 39000, 0) == 0
    assert worsens([0.9, 0.9, 0.9], 39000, 0) > worsens([0.2, 0.2, 0.2], 39000, 0) > 0

"""A small council that has been refreshed once, for tests that go on from there."""

import shutil
from pathlib import Path

import pytest

from tests.lib.councils import Small, make_small, small
from tests.lib.once import once


@pytest.fixture
def fresh(tmp_path: Path) -> Small:
    """A small council with its extracts and no home yet."""
    return small(tmp_path / "fresh")


@pytest.fixture
def served(shared: Path, tmp_path: Path) -> Small:
    """A copy of a small council that was refreshed once."""
    made = once(shared, "small", make_small)
    shutil.copytree(made, tmp_path / "served")
    own = small(tmp_path / "served")
    assert own.home.current()
    return own

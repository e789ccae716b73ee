"""
Files spoilt in every way: each is read, or refused in words of ours; nothing is quoted and nothing is published.

PLAINVIEW_MANGLED says how many are spoilt; `make soak` spoils 1,000.
"""

import os
import random
import shutil
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from plainview.bridge.engines.duckdb import open_engine
from plainview.pipeline import intake
from plainview.pipeline.policy import Policy
from plainview.vocabulary.errors import PlainviewError
from tests.lib.borough import AS_OF, Larkmere
from tests.lib.command import plainview
from tests.lib.mangle import mangle
from tests.lib.search import Needles, needles

MANGLED = int(os.environ.get("PLAINVIEW_MANGLED", "60"))
DAY = date.fromisoformat(AS_OF)

pytestmark = [pytest.mark.timeout(600 + 10 * MANGLED), pytest.mark.xdist_group("mangled")]


@dataclass(frozen=True)
class Spoilt:
    """One source whose file was spoilt, and what came of it."""

    way: str
    source: str
    file: Path
    failed: Exception | None

    @property
    def is_refused(self) -> bool:
        """Whether it was refused as people need it."""
        return isinstance(self.failed, PlainviewError)


@pytest.fixture(scope="module")
def files(rules: Policy, larkmere: Larkmere) -> dict[str, tuple[Path, ...]]:
    """The files of each source."""
    arrived = intake.arrive(rules, larkmere.extracts, as_of=DAY, without=frozenset())
    return {a.agreement_id: a.files for a in arrived}


@pytest.fixture(scope="module")
def spoilt(rules: Policy, files: dict[str, tuple[Path, ...]], tmp_path_factory: pytest.TempPathFactory) -> list[Spoilt]:
    """Every one that was tried: each source in turn, with one of its files spoilt and the others as they were."""
    dice = random.Random(20_261_101)
    tried = []
    for n in range(MANGLED):
        source = sorted(files)[n % len(files)]
        folder = tmp_path_factory.mktemp(f"mangled{n}")
        copies = [Path(shutil.copy2(f, folder)) for f in files[source]]
        file = dice.choice(copies)
        way = mangle(file, dice)
        scratch = tmp_path_factory.mktemp(f"scratch{n}")
        tried.append(Spoilt(way, source, file, taken(rules, folder, frozenset(files) - {source}, scratch)))
        if tried[-1].is_refused:
            shutil.rmtree(folder)
    return tried


def taken(rules: Policy, folder: Path, without: frozenset[str], scratch: Path) -> Exception | None:
    """Read, structure and clean one source; give what stopped it."""
    try:
        arrived = intake.arrive(rules, folder, as_of=DAY, without=without)
        with closing(open_engine(temp_dir=scratch)) as engine:
            intake.structure(rules, arrived, engine=engine, sign=lambda said: said, tell=lambda _: None)
    except Exception as failed:  # noqa: BLE001 - any kind at all is what the tests look at
        return failed
    return None


@pytest.fixture(scope="module")
def wanted(larkmere: Larkmere) -> Needles:
    return needles(larkmere)


def test_each_spoilt_file_is_read_or_refused_and_none_breaks_the_reading(spoilt, figure):
    broken = [f"{s.way} of {s.file.name}: {type(s.failed).__name__}" for s in spoilt if s.failed and not s.is_refused]
    assert broken == []
    slugs = Counter(s.failed.slug for s in spoilt if isinstance(s.failed, PlainviewError))
    figure(f"{len(spoilt)} spoilt files: {sum(slugs.values())} refused ({dict(slugs)}), the others read")
    assert len(slugs) > 3, "they are refused for what they are"


def test_no_refusal_quotes_a_resident(spoilt, wanted):
    for one in spoilt:
        if isinstance(one.failed, PlainviewError):
            assert not wanted.found_in(one.failed.told()), one.way
            assert one.failed.__cause__ is None or not wanted.found_in(str(one.failed.__cause__)), one.way


def test_what_was_read_goes_through_whole_or_is_refused(spoilt, files, larkmere, wanted, tmp_path, figure):
    """All sources whose spoilt file was read, one of each, in one refresh."""
    extracts = tmp_path / "extracts"
    shutil.copytree(larkmere.extracts, extracts)
    read = {s.source: s for s in spoilt if s.failed is None}
    for one in read.values():
        shutil.copy2(one.file, extracts / one.file.name)
    ended = plainview(
        "refresh", "--extracts", extracts, "--home", tmp_path / "home", "--as-of", AS_OF, council=larkmere.council,
        timeout=900,
    )  # fmt: skip
    figure(f"a refresh of {len(read)} spoilt sources ended with {ended.code}")
    assert "Traceback" not in ended.said
    assert "unexpected-error" not in ended.said
    assert not wanted.found_in(ended.said)
    assert (ended.code == 0) == (tmp_path / "home" / "CURRENT").exists()

"""A refresh is killed at fifty random instants; whatever it was doing, the last good one serves, whole."""

import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lib.borough import AS_OF
from tests.lib.command import ROOT, environment

# Most are drawn from the stages that write and publish: those before them touch nothing that serves.
BOROUGH = {"publishing": 14}
SMALL = {"early": 5, "writing": 6, "publishing": 25}


def soak(home: Path, council: Path, extracts: Path, as_of: str, **instants: int) -> tuple[int, str]:
    """Kill refreshes of that home; gives how many were killed, and what was said."""
    counts = [part for kind, number in instants.items() for part in (f"--{kind}", str(number))]
    ended = subprocess.run(
        [sys.executable, "scripts/soak.py", "--council", str(council), "--extracts", str(extracts), "--home", str(home),
         "--as-of", as_of, *counts],
        cwd=ROOT, env=environment(PYTHONPATH=str(ROOT)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = ended.stdout.splitlines()[-1]
    return int(re.search(r"(\d+) killed", told)[1]), told


@pytest.mark.timeout(1500)
def test_killed_at_fifty_random_instants_the_last_good_one_serves_whole(served, refreshed, larkmere, tmp_path, figure):
    shutil.copytree(refreshed, tmp_path / "borough")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    killed, said = soak(tmp_path / "borough" / "home", larkmere.council, larkmere.extracts, AS_OF, **BOROUGH)
    also, said_of_small = soak(served.home.path, served.council, served.extracts, "2026-03-03", **SMALL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    figure(f"killed at random instants: borough {said}; four people {said_of_small}; {cpu:.0f} s of CPU")
    assert killed + also >= 50

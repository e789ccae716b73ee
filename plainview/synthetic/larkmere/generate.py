"""Write the borough: extracts as its systems would, its policy, and the truth apart."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from plainview.synthetic.larkmere import truth
from plainview.synthetic.larkmere.world import build
from plainview.synthetic.larkmere.writing import in_one_process, in_two_processes

LATEST = date(2026, 10, 31)  # the day Larkmere's extracts are taken, unless told otherwise
_WORTH_TWO = 15_000  # residents from which a second process saves more than it costs
COUNCIL = Path(__file__).parent / "council"


@dataclass(frozen=True, slots=True)
class Generated:
    """What was written: rows by file of the extracts, of the truth, and how many people there are."""

    residents: int
    rows: dict[str, int] = field(default_factory=dict)
    truth: dict[str, int] = field(default_factory=dict)


def _silent(_: str) -> None:
    return None


def generate(
    *,
    residents: int,
    seed: int,
    out: Path,
    ends: date = LATEST,
    processes: int | None = None,
    progress: Callable[[str], None] = _silent,
) -> Generated:
    """
    Make Larkmere and write `extracts/`, `council/` and `truth/` under `out`. The same arguments give the same bytes.

    In: `residents` living there on the last day, about; `ends` the day the extracts are taken; `processes`, one or
    two, by size unless told, which changes no byte; `progress` is told what is being written. Folders of an earlier
    run are replaced.
    """
    progress("people, homes and four years of events")
    world = build.build(residents=residents, seed=seed, ends=ends)
    for folder in ("extracts", "council", "truth"):
        shutil.rmtree(out / folder, ignore_errors=True)
        (out / folder).mkdir(parents=True, exist_ok=True)
    shutil.copytree(COUNCIL, out / "council", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    in_two = (residents >= _WORTH_TWO if processes is None else processes > 1) and hasattr(os, "fork")
    made = in_two_processes(out, world, progress) if in_two else in_one_process(out, world, progress)
    progress("truth: whose each reference is")
    known = truth.write_references(out / "truth", made.references, made.groups)
    run = Generated(residents=len(world.residents_on(ends)), rows=made.rows, truth={**made.truth, **known})
    asked = {"residents": residents, "seed": seed, "ends": ends.isoformat()}
    (out / "truth" / "run.json").write_text(json.dumps({"asked": asked, **asdict(run)}, indent=1) + "\n", "utf-8")
    return run

"""Write the borough: extracts as its systems would, its policy, and the truth apart."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from plainview.synthetic.larkmere import extracts, truth
from plainview.synthetic.larkmere.world import build

LATEST = date(2026, 10, 31)  # the day Larkmere's extracts are taken, unless told otherwise
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
    *, residents: int, seed: int, out: Path, ends: date = LATEST, progress: Callable[[str], None] = _silent
) -> Generated:
    """
    Make Larkmere and write `extracts/`, `council/` and `truth/` under `out`. The same arguments give the same bytes.

    In: `residents` living there on the last day, about; `ends` the day the extracts are taken; `progress` is told
    what is being written. Folders of an earlier run are replaced.
    """
    progress("people, homes and four years of events")
    world = build.build(residents=residents, seed=seed, ends=ends)
    for folder in ("extracts", "council", "truth"):
        shutil.rmtree(out / folder, ignore_errors=True)
    (out / "extracts").mkdir(parents=True)
    rows: dict[str, int] = {}
    for name, write in extracts.writers():
        progress(name)
        written = write(out / "extracts", world)
        if twice := rows.keys() & written.keys():
            raise ValueError(f"two modules write {', '.join(sorted(twice))}")
        rows.update(written)
    progress("council's policy")
    shutil.copytree(COUNCIL, out / "council", ignore=shutil.ignore_patterns("__pycache__"))
    progress("truth")
    (out / "truth").mkdir()
    return Generated(residents=len(world.residents_on(ends)), rows=rows, truth=truth.write(out / "truth", world))

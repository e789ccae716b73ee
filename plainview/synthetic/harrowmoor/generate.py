"""Write Harrowmoor: the extracts as its systems would, and the truth apart. Its policy is YAML elsewhere."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from plainview.synthetic.harrowmoor import (
    housing,
    learning,
    mosaic_adults,
    mosaic_children,
    mosaic_people,
    others,
    revenues,
)
from plainview.synthetic.harrowmoor.place import build_world
from plainview.synthetic.larkmere import truth
from plainview.synthetic.larkmere.generate import LATEST, Generated

WRITERS = (mosaic_people, mosaic_children, mosaic_adults, housing, revenues, learning, others)


def _silent(_: str) -> None:
    return None


def generate(
    *, residents: int, seed: int, out: Path, ends: date = LATEST, progress: Callable[[str], None] = _silent
) -> Generated:
    """
    Make Harrowmoor and write `extracts/` and `truth/` under `out`. The same arguments give the same bytes.

    In: `residents` living there on the last day, about; `ends` the day the extracts are taken; `progress` is told
    what is being written. Folders of an earlier run are replaced.
    """
    progress("people, homes and four years of events")
    world = build_world(residents=residents, seed=seed, ends=ends)
    for folder in ("extracts", "truth"):
        shutil.rmtree(out / folder, ignore_errors=True)
        (out / folder).mkdir(parents=True)
    rows: dict[str, int] = {}
    for writer in WRITERS:
        progress(writer.__name__.rpartition(".")[2].replace("_", " "))
        rows |= writer.write(out / "extracts", world)
    progress("truth")
    return Generated(residents=len(world.residents_on(ends)), rows=rows, truth=truth.write(out / "truth", world))

"""Column drift: the shape of what came, kept beside the data-quality report and held against the last good refresh."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from plainview.agreements.council import Council
from plainview.extracts.drift import Shape, compare, from_json, shapes
from plainview.extracts.quality import Quality
from plainview.pipeline.intake import Taken

FILE = Path("quality") / "drift.json"


def write(
    taken: Taken, found: Sequence[Quality], *, council: Council, bridge: Path, before: Path | None
) -> tuple[str, ...]:
    """
    Keep the shape of every source, and tell what is otherwise than in the refresh that serves.

    In:  what was read and its data-quality reports; the bridge's folder of this refresh, and of the last good one.
    Out: a line for each thing; the same, with all shapes, stands in `quality/drift.json`.
    """
    now = shapes(council=council, found=found, sets=taken.sets)
    last = (
        from_json(json.loads((before / FILE).read_text("utf-8"))["shapes"])
        if before and (before / FILE).exists()
        else {}
    )
    told = compare(before=last, now=now)
    _name_codes(taken, now)
    # A source that did not come this time keeps its shape for the next.
    kept = {**last, **now}
    data = {"drift": [asdict(d) for d in told], "shapes": {s: asdict(shape) for s, shape in kept.items()}}
    (bridge / FILE).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    (bridge / FILE).write_text(json.dumps(data, indent=1, ensure_ascii=False), "utf-8")
    return tuple(d.told() for d in told)


def _name_codes(taken: Taken, now: Mapping[str, Shape]) -> None:
    """Where unknown codes keep a refresh back, say which they are: as far as they are surely codes."""
    for source, problems in taken.refused.items():
        for problem in problems:
            for name, column in now[source].columns.items() if source in now else ():
                if column.unlisted_told and f"'{name.partition(': ')[2]}'" in problem.what:
                    problem.do = f"Without a meaning: {', '.join(column.unlisted_told)}. {problem.do}"

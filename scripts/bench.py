"""Measures a refresh of Larkmere, stage by stage, in one run: `make bench` or `python scripts/bench.py 6000 …`."""

import json
import platform
import re
import resource
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

OUT = Path("var/bench")
AS_OF = "2026-11-01"
_STEP = re.compile(r"^\s*([\d.]+) s\s+(.*)$")
console = Console()


def main(sizes: list[int]) -> None:
    """Make and refresh a borough of each size; print the stages, and keep the figures in var/bench."""
    for residents in sizes:
        folder = OUT / str(residents)
        shutil.rmtree(folder, ignore_errors=True)
        made, _ = timed("synthetic", "larkmere", "--residents", str(residents), "--out", str(folder / "larkmere"))
        council = str(folder / "larkmere" / "council")
        refreshed, said = timed(
            "--council", council, "refresh", "--extracts", str(folder / "larkmere" / "extracts"),
            "--home", str(folder / "home"), "--as-of", AS_OF,
        )  # fmt: skip
        figures = {
            "at": datetime.now(UTC).isoformat(timespec="minutes"), "machine": platform.platform(),
            "residents": residents,
            "made_seconds": made, "refreshed_seconds": refreshed, "stages": stages(said, refreshed),
            # Of the largest child so far: sizes are given from small to large.
            "most_memory_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
            "home_mib": sum(f.stat().st_size for f in (folder / "home").rglob("*") if f.is_file()) // 2**20,
        }  # fmt: skip
        (OUT / f"{residents}.json").write_text(json.dumps(figures, indent=1))
        show(figures)


def timed(*arguments: str) -> tuple[float, str]:
    """Run a command; give its seconds and what it said of its steps."""
    started = time.perf_counter()
    ran = subprocess.run([sys.executable, "-m", "plainview", *arguments], stderr=subprocess.PIPE, text=True, check=True)
    return round(time.perf_counter() - started, 1), ran.stderr


def stages(said: str, whole: float) -> dict[str, float]:
    """Give the seconds of each stage: reading and structuring are one each, whatever the number of extracts."""
    steps = [
        (float(m[1]), re.sub(r" \d+ of \d+:.*", " the extracts", m[2]))
        for m in map(_STEP.match, said.splitlines())
        if m
    ]
    ends = [at for at, _ in steps[1:]] + [whole]
    taken: dict[str, float] = {}
    for (at, name), end in zip(steps, ends, strict=True):
        taken[name] = round(taken.get(name, 0) + end - at, 1)
    return taken


def show(figures: dict) -> None:
    """Print the figures as a table."""
    table = Table(title=f"{figures['residents']:,} residents: refreshed in {figures['refreshed_seconds']} s, "
                  f"most memory {figures['most_memory_mib']} MiB", title_justify="left", box=None)  # fmt: skip
    table.add_column("stage")
    table.add_column("seconds", justify="right")
    for name, seconds in figures["stages"].items():
        table.add_row(name, str(seconds))
    console.print(table)


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [2000, 6000])

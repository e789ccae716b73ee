"""
Measures Plainview beside plain Splink in one run: `make bench`, or `python scripts/bench.py 20000 60000 218900`.

For each size: the borough is made, refreshed into an empty home, refreshed again with 2% of its records changed, and
plain Splink links the same person records. Time and memory are told stage by stage; the figures go to var/bench.
"""

import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

OUT = Path("var/bench")
AS_OF = ("2026-11-01", "2026-11-02")
_STEP = re.compile(r"^\s*([\d.]+) s\s+(.*)$")
_MANY = re.compile(r" \d+ of \d+:.*")
console = Console()


@dataclass
class Stage:
    """What one stage took."""

    seconds: float = 0.0
    peak_mib: int = 0


@dataclass
class Run:
    """What one command took, as a whole and by stage. Seconds of the wall clock and of the processors."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mib: int = 0
    stages: dict[str, Stage] = field(default_factory=dict)


def main(sizes: list[int]) -> None:
    """Measure each size, print it, and keep it."""
    for residents in sizes:
        folder = OUT / str(residents)
        shutil.rmtree(folder, ignore_errors=True)
        larkmere, home, changed = folder / "larkmere", folder / "home", folder / "changed"
        runs = {"generate": timed("synthetic", "larkmere", "--residents", str(residents), "--out", str(larkmere))}
        refresh = ("--council", str(larkmere / "council"), "refresh", "--home", str(home))
        runs["refresh"] = timed(*refresh, "--extracts", str(larkmere / "extracts"), "--as-of", AS_OF[0])
        run(sys.executable, "scripts/change_records.py", str(larkmere / "extracts"), str(changed))
        runs["refresh, 2% changed"] = timed(*refresh, "--extracts", str(changed), "--as-of", AS_OF[1])
        runs["plain Splink"] = run(sys.executable, "scripts/bench_plain_splink.py", str(larkmere))
        keep(residents, runs, home)
        show(residents, runs)


def timed(*arguments: str) -> Run:
    """Run a command of Plainview."""
    return run(sys.executable, "-m", "plainview", *arguments)


def run(*command: str) -> Run:
    """
    Run a command; give what it took, by the steps that it tells on its error stream.

    Memory is that of the process with its children, looked at five times a second.
    Raises: SystemExit with the command's last words, when it failed.
    """
    told, stage, said = Run(), "", []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        done = threading.Event()

        def watch() -> None:
            while not done.wait(0.2):
                mib = resident_mib(process.pid)
                told.peak_mib = max(told.peak_mib, mib)
                if stage:
                    told.stages[stage].peak_mib = max(told.stages[stage].peak_mib, mib)

        watcher = threading.Thread(target=watch)
        watcher.start()
        at = started
        for line in process.stderr:
            said.append(line)
            if step := _STEP.match(line):
                now = time.perf_counter()
                if stage:
                    told.stages[stage].seconds += now - at
                at, stage = now, _MANY.sub(" the extracts", step[2]).strip()
                told.stages.setdefault(stage, Stage())
        process.wait()
        done.set()
        watcher.join()
    told.seconds = time.perf_counter() - started
    if stage:
        told.stages[stage].seconds += time.perf_counter() - at
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told.cpu_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if process.returncode:
        raise SystemExit(f"{' '.join(command[1:6])} failed:\n{''.join(said[-12:])}")
    return told


def resident_mib(pid: int) -> int:
    """Give the memory of a process with its children, in MiB; 0 when it has ended. Shared pages count once each."""
    total = 0
    for one in [pid, *children(pid)]:
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except (OSError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total // 1024


def children(pid: int) -> list[int]:
    """Give the processes below one."""
    try:
        below = [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return below + [deeper for p in below for deeper in children(p)]


def keep(residents: int, runs: dict[str, Run], home: Path) -> None:
    """Write the figures of one size to var/bench."""
    figures = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": f"{platform.platform()}, {os.cpu_count()} processors",
        "residents": residents,
        "home_mib": sum(f.stat().st_size for f in home.rglob("*") if f.is_file()) // 2**20,
        "runs": {
            name: {
                "seconds": round(r.seconds, 1), "cpu_seconds": round(r.cpu_seconds, 1), "peak_mib": r.peak_mib,
                "stages": {s: [round(v.seconds, 1), v.peak_mib] for s, v in r.stages.items()},
            }
            for name, r in runs.items()
        },
    }  # fmt: skip
    (OUT / f"{residents}.json").write_text(json.dumps(figures, indent=1))


def show(residents: int, runs: dict[str, Run]) -> None:
    """Print the figures of one size as tables."""
    for name, told in runs.items():
        table = Table(
            title=f"{residents:,} residents, {name}: {told.seconds:.1f} s ({told.cpu_seconds:.1f} s of processor), "
            f"at most {told.peak_mib:,} MiB", title_justify="left", box=None,
        )  # fmt: skip
        for column in ("stage", "seconds", "MiB"):
            table.add_column(column, justify="left" if column == "stage" else "right")
        for stage, took in told.stages.items():
            if took.seconds >= 0.5:
                table.add_row(stage, f"{took.seconds:.1f}", f"{took.peak_mib:,}")
        console.print(table)
    ours, matching = runs["refresh"].seconds, runs["refresh"].stages["Matching people"].seconds
    plain = sum(step.seconds for step in runs["plain Splink"].stages.values())  # without the start of its process
    console.print(
        f"plain Splink {plain:.1f} s: our matching is {matching / plain:.2f} times that, the whole refresh "
        f"{ours / plain:.2f} times; with 2% changed {runs['refresh, 2% changed'].seconds / ours:.2f} of a full refresh"
    )


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [20_000, 60_000, 218_900])

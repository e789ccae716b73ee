"""
Kills refreshes at random instants and looks each time whether the last good one serves, whole.

    python scripts/soak.py --council DIR --extracts DIR --home DIR --as-of DATE --cold 500

`--home` must have a published refresh; it is written to. Instants are drawn at random (`--seed` gives the same ones
again) from four kinds:

    cold        a refresh as a process of its own, at any instant of its time
    early       the same in a process that has loaded the program already: cheaper
    writing     while the store, the factors and the read model are written, to the end of the refresh
    publishing  from the first step of publication to the end: old refreshes go there, too
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from plainview.bridge.vault import Vault, open_keys
from plainview.pipeline import checksums, snapshot
from plainview.pipeline.accept import Accept
from plainview.pipeline.refresh import refresh
from plainview.store.read_model import ReadModel
from plainview.vocabulary.home import Home

STAGES = {"writing": "Writing the store", "publishing": "Publishing"}
OLDER = 4  # refreshes that stand there before, so that some go at the end of each one


@dataclass
class Soak:
    """One home under fire."""

    council: Path
    extracts: Path
    home: Home
    as_of: date
    random: random.Random
    killed: int = 0
    wrong: list[str] = field(default_factory=list)

    def run(self, tell: Callable[[str], None]) -> None:
        """Refresh in this process."""
        refresh(council=self.council, extracts=self.extracts, home=self.home, as_of=self.as_of, accept=Accept(),
                tell=tell)  # fmt: skip

    def looked(self, at: str, how: int) -> None:
        """Look at what serves after a kill; a refresh that was faster than the signal counts for nothing."""
        self.killed += how == signal.SIGKILL
        for problem in whole(self.home):
            self.wrong.append(f"killed {at}: {problem}")

    # ---- in a process that is warm ----
    def early(self, instants: int) -> None:
        """Kill whole refreshes, in a process that has loaded everything and runs nothing yet."""
        took = self._forked(lambda: self.run(_silent), None)[1]
        for after in self.drawn(instants, took):
            how, _ = self._forked(lambda: self.run(_silent), after)
            self.looked(f"{after:.2f} s after the start", how)

    def late(self, kinds: dict[str, int]) -> None:
        """Refresh once, and at the beginning of each late stage go on in many children that are killed."""
        self.make_older()
        child = False

        def tell(step: str) -> None:
            nonlocal child
            for kind, instants in kinds.items():
                if not child and instants and step.startswith(STAGES[kind]):
                    child = self._many(kind, instants)

        self.run(tell)
        if child:
            os._exit(0)

    def _many(self, kind: str, instants: int) -> bool:
        """Fork off a child for each instant; True in the child, which goes on with the refresh."""
        aside = self.home.path.with_name(self.home.path.name + ".aside")
        _copy(self.home.path, aside)
        pid = os.fork()  # the first child lives: it says how long this takes
        if not pid:
            return True
        how, took = _ended(pid, None)
        if how != 0:
            self.wrong.append(f"{kind}: the refresh that was left alone ended with {how}")
        self.looked(f"never, after '{STAGES[kind]}'", how)
        _back(aside, self.home.path)
        for after in self.drawn(instants, took):
            pid = os.fork()
            if not pid:
                return True
            how, _ = _ended(pid, after)
            self.looked(f"{after:.3f} s after '{STAGES[kind]}'", how)
            _back(aside, self.home.path)
        shutil.rmtree(aside)
        return False

    def make_older(self) -> None:
        """Put copies of what serves before it, as older refreshes."""
        serves = self.home.current()
        for n in range(1, OLDER + 1):
            name = f"{int(serves.split('-')[0]) + n:06d}-{self.as_of:%Y%m%d}"
            for side in (self.home.store, self.home.bridge):
                shutil.copytree(side(serves), side(name))
            told = json.loads((self.home.store(name) / "manifest.json").read_text())
            (self.home.store(name) / "manifest.json").write_text(json.dumps({**told, "refresh": name}))
            for side in (self.home.store, self.home.bridge):
                checksums.write(side(name))
            self.home.publish(name)

    def drawn(self, instants: int, took: float) -> Iterator[float]:
        """Draw instants until as many refreshes as asked for were killed in time."""
        until, tries = self.killed + instants, 3 * instants
        while self.killed < until and tries:
            tries -= 1
            yield self.random.uniform(0, took)

    def _forked(self, work: Callable[[], None], after: float | None) -> tuple[int, float]:
        pid = os.fork()
        if not pid:
            with contextlib.suppress(BaseException):
                work()
                os._exit(0)
            os._exit(1)
        return _ended(pid, after)

    # ---- from cold ----
    def cold(self, instants: int) -> None:
        """Kill refreshes that are processes of their own; each that lives says how long one takes."""
        took = self._process(None)[1]
        for after in self.drawn(instants, took):
            how, _ = self._process(after)
            self.looked(f"{after:.2f} s after the start, from cold", how)
            if self.killed % 25 == 0:
                print(f"{self.killed} killed, {len(self.wrong)} wrong", flush=True)  # noqa: T201

    def _process(self, after: float | None) -> tuple[int, float]:
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "plainview", "--council", str(self.council), "refresh", "--extracts",
             str(self.extracts), "--home", str(self.home.path), "--as-of", self.as_of.isoformat()],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            code = process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        return -code, time.monotonic() - started


def whole(home: Home) -> list[str]:
    """Give what is wrong with what serves: every file by its checksum, and that it opens and is all of one refresh."""
    serves = home.current()
    problems = snapshot.damaged(home, serves)
    told = snapshot.manifest(home, serves)
    if told["refresh"] != serves:
        problems.append("the manifest is of another refresh")
    if len(ReadModel(home.store(serves) / "read_model.sqlite").person_ids()) != told["residents"]:
        problems.append("the read model holds other residents than the manifest says")
    with closing(Vault(home.bridge(serves), keys=open_keys(key_file=home.key_file))):
        return problems


def _ended(pid: int, after: float | None) -> tuple[int, float]:
    """Wait for a child, and kill it when its time has come. Gives the signal, or its code, and how long it lived."""
    started = time.monotonic()
    while after is None or time.monotonic() - started < after:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status), time.monotonic() - started
        time.sleep(0.0005 if after is not None and after < 1 else 0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return signal.SIGKILL, time.monotonic() - started


def _copy(from_: Path, to: Path) -> None:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(from_, to)


def _back(from_: Path, to: Path) -> None:
    """Put a home back as it was; the lock, which this process holds, stays the same file."""
    for path in to.iterdir():
        if path.name != "refresh.lock":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in from_.iterdir():
        if path.name != "refresh.lock":
            shutil.copytree(path, to / path.name) if path.is_dir() else shutil.copy2(path, to / path.name)


def _silent(_: str) -> None:
    pass


def main() -> int:
    """Run what was asked for, then refresh once more to the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("council", "extracts", "home"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    for name in ("cold", "early", "writing", "publishing"):
        parser.add_argument(f"--{name}", type=int, default=0)
    asked = parser.parse_args()
    started = time.monotonic()
    soak = Soak(asked.council, asked.extracts, Home(asked.home.resolve()), asked.as_of, random.Random(asked.seed))  # noqa: S311
    if problems := whole(soak.home):
        print("\n".join(("not whole before anything was killed:", *problems)))  # noqa: T201
        return 1
    if asked.early:
        soak.early(asked.early)
    if asked.cold:
        soak.cold(asked.cold)
    soak.late({"writing": asked.writing, "publishing": asked.publishing})
    soak.looked("never: the last refresh was left to end", 0)
    left = [p.name for side in ("store", "bridge") for p in (soak.home.path / side).iterdir() if p.name[0] == "."]
    soak.wrong += [f"left behind: {name}" for name in left]
    for problem in soak.wrong:
        print(problem)  # noqa: T201
    print(  # noqa: T201
        f"seed {asked.seed}: {soak.killed} killed, {len(soak.wrong)} wrong, {time.monotonic() - started:.0f} s"
    )
    return 1 if soak.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

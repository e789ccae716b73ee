"""The command line as a person runs it: a process of its own, with both of its streams kept."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both streams together."""
        return self.out + self.err


def arguments(*args: object, council: Path | None = None) -> list[str]:
    """Give the whole command."""
    before = ["--council", str(council)] if council is not None else []
    return [sys.executable, "-m", "plainview", *before, *map(str, args)]


def environment(**more: str) -> dict[str, str]:
    """Give an environment without keys, councils or colours of whoever runs the tests."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PLAINVIEW_")}
    return {**kept, "NO_COLOR": "1", "COLUMNS": "200", **more}


def plainview(
    *args: object, council: Path | None = None, env: Mapping[str, str] | None = None, timeout: float = 240
) -> Ended:
    """Run a command to its end."""
    ended = subprocess.run(
        arguments(*args, council=council), cwd=ROOT, env=environment(**(env or {})), capture_output=True, text=True,
        timeout=timeout, check=False,
    )  # fmt: skip
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def started(*args: object, council: Path | None = None, env: Mapping[str, str] | None = None,
            log: Path) -> subprocess.Popen[bytes]:  # fmt: skip
    """Start a command that goes on running; the caller stops it by this process alone."""
    with log.open("wb") as output:
        return subprocess.Popen(
            arguments(*args, council=council), cwd=ROOT, env=environment(**(env or {})), stdout=output, stderr=output,
        )  # fmt: skip

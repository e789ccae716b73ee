"""What is left of a refresh that failed: why, and the data-quality report, for a person to read."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from plainview.pipeline import room
from plainview.pipeline.snapshot import Building
from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.home import Home, number_of

_KEPT = 5


@contextmanager
def kept(home: Home, built_in: Building) -> Iterator[None]:
    """
    Keep why a refresh failed, in bridge/failed/<refresh>/, and let the failure go on.

    Raises: what the block raises; NoRoom in place of whatever a full disk made a library say.
    """
    try:
        yield
    except Exception as error:
        full = room.is_full(error)
        problem: BaseException = room.no_room(f"Home: {home.path}") if full else error
        with suppress(OSError):
            _keep(home, built_in, problem)
        if full:
            raise problem from None
        raise


def _keep(home: Home, built_in: Building, problem: BaseException) -> None:
    into = home.failed / built_in.refresh
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(mode=0o700, parents=True)
    home.failed.chmod(0o700)
    told: dict[str, Any] = {"refresh": built_in.refresh, "slug": "unexpected-error", "told": type(problem).__name__}
    if isinstance(problem, PlainviewError):
        told |= {"slug": problem.slug, "told": problem.told()}
    why = into / "why.json"
    why.touch(mode=0o600)
    why.write_text(json.dumps(told, indent=1), encoding="utf-8")
    report = built_in.bridge / "quality"
    if report.is_dir():
        shutil.copytree(report, into / "quality")
        for path in (into / "quality").rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
    for old in sorted(home.failed.iterdir(), key=lambda p: number_of(p.name) or 0)[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)

"""
The same acts from a terminal. Every command says what it did, and ends with a code that a script can read.

Exit codes: see `docs/reference/exit-codes.md`.
"""

import os
import sys
import traceback

import typer

from plainview.cli import app as _app
from plainview.cli import audit, bridge, check, explain, keys, refresh, serve, status, synthetic, web
from plainview.cli.terminal import errors
from plainview.vocabulary.errors import PlainviewError

__all__ = ["main"]

_UNEXPECTED = 70  # exit code: a fault of ours
_COMMANDS = (check, refresh, serve, bridge, web, synthetic, explain, audit, status, keys)


def build() -> typer.Typer:
    """Put the commands together."""
    for module in _COMMANDS:
        module.add(_app.app)
    return _app.app


def main() -> None:
    """Run one command; an anticipated failure is told in four parts, without a traceback."""
    command = build()
    try:
        command(standalone_mode=True)
    except PlainviewError as error:
        errors.print(error.told(), style="red", markup=False, highlight=False)
        sys.exit(error.exit_code)
    except Exception as error:
        # What libraries say of a failure may quote a cell: the kind and the place are told, the words are not.
        if os.environ.get("PLAINVIEW_DEBUG"):
            raise
        errors.print(_unexpected(error), style="red", markup=False, highlight=False)
        sys.exit(_UNEXPECTED)


def _unexpected(error: Exception) -> str:
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "/plainview/" in f.filename]
    at = f"{ours[-1].filename.rpartition('/plainview/')[2]}:{ours[-1].lineno}" if ours else "unknown"
    return (
        f"unexpected-error: something failed that was not foreseen ({type(error).__name__}).\n  At: {at}. Nothing was "
        "published.\n  Report it with these two lines; PLAINVIEW_DEBUG=1 shows all, residents' values too."
    )

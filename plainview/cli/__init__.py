"""
The same acts from a terminal. Every command says what it did, and ends with a code that a script can read.

Exit codes: see `docs/reference/exit-codes.md`.
"""

import os
import sys
import traceback

import typer

from plainview.cli import (
    agreement,
    audit,
    backup,
    bridge,
    check,
    erase,
    explain,
    keys,
    link,
    profile,
    refresh,
    serve,
    status,
    synthetic,
    web,
)
from plainview.cli import app as _app
from plainview.cli.terminal import errors
from plainview.vocabulary.errors import PlainviewError

__all__ = ["main"]

_COMMANDS = (
    check, profile, refresh, serve, bridge, web, synthetic, explain, link, agreement, audit, status, keys, backup,
    erase,
)  # fmt: skip


class Unexpected(PlainviewError):
    """A fault of ours."""

    slug = "unexpected-error"
    exit_code = 70


def build() -> typer.Typer:
    """Put the commands together."""
    for module in _COMMANDS:
        module.add(_app.app)
    return _app.app


def main() -> None:
    """Run one command; an anticipated failure is told in four parts, without a traceback."""
    command = build()
    if not os.environ.get("PLAINVIEW_DEBUG"):
        sys.unraisablehook = _while_clearing_up
    try:
        command(standalone_mode=True)
    except PlainviewError as error:
        errors.print(error.told(), style="red", markup=False, highlight=False)
        sys.exit(error.exit_code)
    except Exception as error:
        # What libraries say of a failure may quote a cell: the kind and the place are told, the words are not.
        if os.environ.get("PLAINVIEW_DEBUG"):
            raise
        fault = _unexpected(error)
        errors.print(fault.told(), style="red", markup=False, highlight=False)
        sys.exit(fault.exit_code)


def _while_clearing_up(what: "sys.UnraisableHookArgs") -> None:
    """Tell of a failure that nobody can catch, as when a half-written workbook is let go, without its words."""
    sys.stderr.write(f"While clearing up, something failed ({what.exc_type.__name__}).\n")


def _unexpected(error: Exception) -> Unexpected:
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "/plainview/" in f.filename]
    at = f"{ours[-1].filename.rpartition('/plainview/')[2]}, line {ours[-1].lineno}" if ours else "not known"
    return Unexpected(
        f"something failed that was not foreseen ({type(error).__name__}). Nothing was published.",
        where=f"At: {at}.",
        do="Report it with these lines. PLAINVIEW_DEBUG=1 shows all, residents' values too.",
    )

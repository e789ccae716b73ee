"""
The same acts from a terminal. Every command says what it did, and ends with a code that a script can read.

Exit codes: see `docs/reference/exit-codes.md`.
"""

import sys

import typer

from plainview.cli import app as _app
from plainview.cli import audit, bridge, check, explain, keys, refresh, serve, status, synthetic, web
from plainview.cli.terminal import errors
from plainview.vocabulary.errors import PlainviewError

__all__ = ["main"]

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

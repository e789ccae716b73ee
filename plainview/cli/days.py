"""The one place of the command line that asks what day it is."""

from datetime import UTC, date, datetime

import typer


def day(said: str | None, option: str = "--as-of") -> date:
    """Read a day, or take today's."""
    if said is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise typer.BadParameter("a day is written YYYY-MM-DD", param_hint=option) from None

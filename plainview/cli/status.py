"""`status`: what serves now, and how fresh it is."""

import json
from typing import Annotated

import typer
from rich.table import Table

from plainview.cli.app import Day, HomeOption
from plainview.cli.days import day
from plainview.cli.terminal import out
from plainview.pipeline.status import status as look
from plainview.vocabulary.home import Home


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(status)


def status(home: HomeOption, on: Day = None, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Say which refresh serves, by which policy, and how late each source is."""
    told = look(Home(home.resolve()), on=day(on, "--on"))
    if as_json:
        out.print_json(json.dumps(told, default=str))
        return
    out.print(f"Refresh {told['refresh']} of {told['as_of']}, policy {str(told['policy'])[:12]}.")
    table = Table("source", "received", "days late", box=None)
    for source in told["sources"]:
        table.add_row(source["title"], str(source["received_on"]), str(source["days_late"] or ""))
    out.print(table)

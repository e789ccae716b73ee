"""`status`: what serves now, and how fresh it is."""

import json
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from plainview.cli.app import Day, HomeOption
from plainview.cli.days import day
from plainview.cli.terminal import out
from plainview.pipeline.status import files_damaged
from plainview.pipeline.status import status as look
from plainview.vocabulary.home import Home

_DAMAGED = 8


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(status)


def status(
    context: typer.Context, home: HomeOption, on: Day = None, as_json: Annotated[bool, typer.Option("--json")] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compare every file of what serves with its checksum. Ends with 8 if not.")
    ] = False,
) -> None:  # fmt: skip
    """Say which refresh serves, by which policy, how late each source is, and what needs a person soon."""
    place = Home(home.resolve())
    told = look(place, on=day(on, "--on"), council=context.obj)
    damaged = files_damaged(place) if verify else []
    if as_json:
        out.print_json(json.dumps(told | ({"damaged": damaged} if verify else {}), default=str))
    else:
        _show(told)
        if verify:
            out.print(
                "Every file is as it was published." if not damaged else f"[red]{len(damaged)} files are damaged:[/]"
            )
            for name in damaged:
                out.print(f"  {name}", markup=False)
    if damaged:
        raise typer.Exit(_DAMAGED)


def _show(told: dict[str, Any]) -> None:
    out.print(f"Refresh {told['refresh']} of {told['as_of']}, policy {str(told['policy'])[:12]}.")
    accepted = told["accepted"]
    for source in accepted["without"]:
        out.print(f"[yellow]without[/] {source}: {escape(accepted['reason'])}")
    for source, slugs in accepted.get("let_through", {}).items():
        out.print(f"[yellow]let through[/] {source} ({', '.join(slugs)}): {escape(accepted['reason'])}")
    for end in told["ending"]:
        out.print(
            f"[yellow]ends {end['warning']}[/] {end['agreement']} on {end['ends']}, in {end['days_left']} days; owner: "
            f"{escape(end['owner'])} (`plainview agreement {end['agreement']}` says what stops)."
        )
    for failed in told["failed_since"]:
        out.print(f"[red]failed since[/] {failed['refresh']}: {failed['slug']}")
    table = Table("source", "received", "days late", box=None)
    for source in told["sources"]:
        table.add_row(source["title"], str(source["received_on"]), str(source["days_late"] or ""))
    out.print(table)
    out.print(f"{len(told['older'])} older refreshes are kept. {len(told['backups'])} backups are registered.")

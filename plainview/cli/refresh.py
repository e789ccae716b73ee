"""`refresh`: extracts in, a published snapshot out."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from plainview.cli.app import Day, HomeOption, council_of
from plainview.cli.days import day
from plainview.cli.terminal import out, progress
from plainview.pipeline.refresh import Accept
from plainview.pipeline.refresh import refresh as run
from plainview.vocabulary.home import Home

_GONE = {
    "run_out": "whose retention has run out",
    "purged": "that the source has purged",
    "erased": "of someone erased",
}


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(refresh)


def refresh(
    context: typer.Context,
    extracts: Annotated[Path, typer.Option(help="The folder of extracts, as they were sent.")],
    home: HomeOption,
    as_of: Day = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            help="Go on although this source (its agreement's id) is missing or fails its checks. May be repeated."
        ),
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help="Why: it is kept with the snapshot, and told to data stewards.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, for scripts.")] = False,
) -> None:
    """
    Read, clean, withhold, match, pseudonymise and publish: all or nothing.

    The last good snapshot serves until the new one is whole. The data-quality report for the departments is
    written beside the vault, on the bridge's side.
    """
    accepted = Accept(tuple(accept or ()), reason or "")
    with progress("Refresh") as tell:
        made = run(
            council=council_of(context), extracts=extracts, home=Home(home.resolve()), as_of=day(as_of),
            accept=accepted, tell=tell, at=datetime.now(UTC),
        )  # fmt: skip
    if as_json:
        out.print_json(json.dumps(asdict(made)))
        return
    table = Table(title=f"Refresh {made.refresh} is published", title_justify="left", show_header=False, box=None)
    for what, number in (
        ("records read", made.records), ("residents", made.residents),
        ("facts for display", made.facts), ("points of data quality for the departments", made.quality_issues),
    ):  # fmt: skip
        table.add_row(what, f"{number:,}")
    out.print(table)
    for source, slugs in made.let_through.items():
        out.print(f"[yellow]let through[/] {source}: {', '.join(slugs)}. Why: {escape(accepted.reason)}")
    for source, why in made.gone.items():
        out.print(f"not kept  {source}: " + ", ".join(f"{n:,} rows {_GONE[w]}" for w, n in sorted(why.items())))
    for changed in made.drift:
        out.print(f"[yellow]changed[/]   {escape(changed)}")
    for removed in made.removed:
        out.print(f"removed   refresh {removed}", markup=False)
    for note in made.afterwards:
        out.print(f"[red]after the publication[/] {escape(note)}")
    if made.warnings:
        out.print(f"[yellow]{len(made.warnings)} warnings[/] (the policy's: `plainview check`).")
    for file in made.not_read:
        out.print(f"[yellow]not read[/] {file}")

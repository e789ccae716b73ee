"""`audit verify`: every look, in a chain that shows if one was changed or taken out."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from plainview.cli.app import HomeOption
from plainview.cli.terminal import out
from plainview.pipeline.audits import anchor_all, verify_all
from plainview.vocabulary.home import Home

_BROKEN = 5


def add(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="The record of every look.", no_args_is_help=True)
    group.command("verify")(verify)
    group.command("anchor")(anchor)
    app.add_typer(group, name="audit")

    @group.callback()
    def _group() -> None:
        """The record of every look."""


def verify(home: HomeOption, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Check the chains of the bridge and of the web. Ends with 5 if one is broken."""
    found = verify_all(Home(home.resolve()))
    if as_json:
        out.print_json(json.dumps({z: {"ok": v.ok, "count": v.count, "head": v.head} for z, v in found.items()}))
    else:
        for zone, verified in found.items():
            state = "whole" if verified.ok else f"BROKEN at event {verified.broken_at}"
            out.print(f"{zone}: {verified.count:,} events, {state}. Head {verified.head}")
    if not all(v.ok for v in found.values()):
        raise typer.Exit(_BROKEN)


def anchor(home: HomeOption) -> None:
    """
    Note the heads of the chains outside of the home: each refresh does it, and a timer may, daily.

    The file is PLAINVIEW_ANCHORS, else a file beside the home. Copy it to a place that this machine
    can't write to: who can write the chain and the anchors can write both anew.
    """
    place = Home(home.resolve())
    for made in anchor_all(place, at=datetime.now(UTC)):
        out.print(f"{made.chain}: {made.count:,} events, head {made.head}")
    out.print(f"Noted in {place.anchors}.")

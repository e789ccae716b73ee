"""`agreement ID`: what stops when an agreement ends, before it does."""

import json
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli.app import Day, council_of
from plainview.cli.days import day
from plainview.cli.terminal import out
from plainview.pipeline import if_ends as ending
from plainview.vocabulary.home import Home


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(agreement)


def agreement(
    context: typer.Context,
    agreement_id: Annotated[str, typer.Argument(metavar="ID", help="The agreement's id.")],
    if_ends: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Suppose that it ends on this day. Default: its own last.")
    ] = None,
    home: Annotated[Path | None, typer.Option("--home", help="Count residents and facts in what serves there.")] = None,
    on: Day = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, for scripts.")] = False,
) -> None:  # fmt: skip
    """Say what stops if an agreement ends: tables, factors, sentences, and how many residents it is about."""
    found = ending.what_stops(
        council_of(context), agreement_id, home=Home(home.resolve()) if home else None, on=day(on, "--on"),
        ends=day(if_ends, "--if-ends") if if_ends else None,
    )  # fmt: skip
    if as_json:
        out.print_json(json.dumps(ending.as_json(found), default=str))
        return
    for line in _told(found):
        out.print(line, markup=False)


def _told(found: ending.Stops) -> list[str]:
    left = f"in {found.days_left} days" if found.days_left > 0 else "already over" if found.days_left < 0 else "today"
    lines = [f"{found.agreement}: {found.title}", f"  ends {found.ends}, {left}. Owner: {found.owner}.",
             f"  {found.elements} elements are used no more."]  # fmt: skip
    if found.residents is None:
        lines.append("  No refresh is looked at (--home DIR counts residents).")
    else:
        rows = sum((found.facts or {}).values())
        lines.append(
            f"  Residents with a fact of it: {found.residents:,}; known by it alone: "
            f"{found.residents_known_by_it_alone:,}. Facts that go: {rows:,}."
        )
    for title, names in (
        ("Tables that stop", found.tables), ("Factors and sentences that stop", found.stop),
        ("Factors and sentences that go on with other sources", found.weaker),
        ("Extracts whose mapping looks into it", found.looked_up_by),
    ):  # fmt: skip
        lines += [f"{title}: {len(names)}", *(f"  {n}" for n in names)]
    lines.append(f"Tables that other sources fill, too: {len(found.tables_thinner)}")
    lines += [f"  {table}: {', '.join(others)}" for table, others in found.tables_thinner.items()]
    return lines

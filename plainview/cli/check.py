"""`check`, `coverage`, `schemas`: policy only, no data."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from plainview.agreements.coverage import coverage as coverage_rows
from plainview.agreements.coverage import coverage_csv, coverage_markdown
from plainview.agreements.explain import explain_element
from plainview.agreements.schema import write_schemas
from plainview.cli.app import Day, council_of
from plainview.cli.days import day
from plainview.cli.terminal import out
from plainview.pipeline import policy

_HELD = 2  # exit code: the policy has errors
_NOT_CONNECTED = "nothing-fills"


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(check)
    app.command()(coverage)
    app.command()(schemas)


def check(
    context: typer.Context,
    on: Day = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, for scripts.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Also what waits for sources not connected.")] = False,
    element: Annotated[
        str | None, typer.Option("--explain", help="Say of one element what is agreed and where it goes.")
    ] = None,
) -> None:
    """
    Read all policy and say, with file and line, what is wrong.

    Ends with 0 when a refresh may run (warnings or not) and 2 when there are errors.
    """
    folder = council_of(context)
    found, problems = policy.look(folder, on=day(on, "--on"))
    if element is not None:
        told = explain_element(found.council, element, found.uses)
        for explained in told:
            out.print(explained.told(), markup=False)
        if not told:
            raise typer.BadParameter("no agreement lists an element of that name.", param_hint="--explain")
        return
    errors = [p for p in problems if p.level == "error"]
    if as_json:
        out.print_json(json.dumps({"errors": len(errors), "problems": [asdict(p) for p in problems]}))
    else:
        quiet = [p for p in problems if p.slug == _NOT_CONNECTED and not everything]
        for problem in problems:
            if problem in quiet:
                continue
            style = "red" if problem.level == "error" else "yellow"
            out.print(f"[{style}]{problem.level}[/] {escape(problem.told())}")
        if quiet:
            out.print(
                f"{len(quiet)} places of factors and sentences wait for sources that are not connected (--all lists)."
            )
        council = found.council
        elements = sum(len(a.elements) for a in council.agreements.values())
        out.print(
            f"{council.settings.name}: {len(council.agreements)} agreements, {elements} elements, "
            f"{len(council.mappings)} mappings, {len(council.codes)} code lists, {len(found.factors)} factors. "
            f"{len(errors)} errors, {len(problems) - len(errors)} warnings."
        )
    if errors:
        raise typer.Exit(_HELD)


def coverage(
    context: typer.Context,
    csv: Annotated[Path | None, typer.Option(help="Write CSV here instead of Markdown to the terminal.")] = None,
) -> None:
    """Say of every element where it goes, and what uses it, or why nothing does."""
    found, _ = policy.look(council_of(context), on=None)
    rows = coverage_rows(found.council, found.uses)
    if csv is not None:
        csv.write_text(coverage_csv(rows), encoding="utf-8")
        out.print(f"{len(rows)} elements written to {csv}.")
    else:
        out.print(coverage_markdown(rows), markup=False)


def schemas(into: Annotated[Path, typer.Argument(help="Folder to write to.")]) -> None:
    """Write the JSON Schemas of all policy files, for editors."""
    into.mkdir(parents=True, exist_ok=True)
    write_schemas(into)
    out.print(f"Schemas written to {into}.")

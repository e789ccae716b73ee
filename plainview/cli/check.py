"""`check`, `coverage`, `schemas`: policy only, no data."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from plainview.agreements.coverage import coverage as coverage_rows
from plainview.agreements.coverage import coverage_csv, coverage_markdown
from plainview.agreements.explain import explain_agreement, explain_element
from plainview.agreements.nearest import meant
from plainview.agreements.problems import Problem
from plainview.agreements.schema import write_schemas
from plainview.cli.app import Day, council_of
from plainview.cli.days import day
from plainview.cli.terminal import out
from plainview.pipeline import policy
from plainview.pipeline.if_ends import Stops, stops_in

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
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Say in plain words what each agreement lets in and where it goes."),
    ] = False,
    what: Annotated[
        str | None, typer.Argument(metavar="[WHAT]", help="With --explain: an agreement's id, or an element's name.")
    ] = None,
) -> None:
    """
    Read all policy and say, with file and line, what is wrong.

    Ends with 0 when a refresh may run (warnings or not) and 2 when there are errors.
    """
    folder = council_of(context)
    today = day(on, "--on")
    if what is not None and not explain:
        raise typer.BadParameter("say what to explain with --explain.", param_hint="WHAT")
    found, problems = policy.look(folder, on=today)
    if explain:
        _explain(found, problems, what, today)
        if any(p.level == "error" for p in problems):
            raise typer.Exit(_HELD)
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


_MEANT = {
    "agreement-not-in-force": "Its elements are not used now. The others are not touched.",
    "agreement-ends-soon": "On that day its elements stop everywhere; `plainview agreement ID` says what goes.",
    "start-not-filled": "Its rows have no place in time of their own: they count from when they became known.",
    _NOT_CONNECTED: "Something can't be said until a source fills it. That is no fault of yours.",
}


def _explain(found: policy.Policy, problems: list[Problem], what: str | None, on: date) -> None:
    """Explain one element, one agreement, or all of them and what the warnings mean."""
    council = found.council
    chosen = [a for a in council.agreements.values() if what is None or a.id == what]
    if what is not None and not chosen:
        told = explain_element(council, what, found.uses)
        for explained in told:
            out.print(explained.told(), markup=False)
        if not told:
            known = [*council.agreements, *(e.name for a in council.agreements.values() for e in a.elements)]
            said = f"there is no agreement and no element of that name. {meant(what, known)}"
            raise typer.BadParameter(said.rstrip(), param_hint="WHAT")
        return
    is_sound = not any(p.level == "error" for p in problems)
    for agreement in chosen:
        out.print(explain_agreement(council, agreement, found.uses, on=on), markup=False)
        if is_sound:
            out.print(_would_stop(stops_in(found, agreement, home=None, on=on)), markup=False)
        files = (council.agreement_files[agreement.id], council.mapping_files.get(agreement.id))
        for problem in (p for p in problems if p.file in files):
            means = _MEANT.get(problem.slug, "A refresh is refused until it is right.")
            out.print(f"  {problem.level}: {problem.what} {problem.where}", markup=False)
            out.print(f"    What it means: {means}\n    Next: {problem.do}", markup=False)
        out.print()


def _would_stop(stops: Stops) -> str:
    alone = (
        f"{', '.join(stops.tables)} would be filled by no one" if stops.tables else "no table would be without a source"
    )
    said = [f"  If it ended: {alone}; {len(stops.stop)} uses would stop, {len(stops.weaker)} would know less."]
    if stops.stop:
        said.append(f"    would stop: {', '.join(stops.stop[:12])}" + (" …" if len(stops.stop) > 12 else ""))
    if stops.looked_up_by:
        said.append(f"    others look into it: {', '.join(stops.looked_up_by)}")
    return "\n".join(said)


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

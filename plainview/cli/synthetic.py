"""`synthetic`: boroughs that do not exist."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from plainview.cli.terminal import out, progress
from plainview.synthetic.difficulty.measure import Difficulty, measure, refuse_if_too_easy
from plainview.synthetic.harrowmoor.generate import generate as generate_harrowmoor
from plainview.synthetic.larkmere.generate import LATEST, generate


def add(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Make up a borough: extracts, policy and truth, apart.", no_args_is_help=True)
    group.command("larkmere")(larkmere)
    group.command("harrowmoor")(harrowmoor)
    group.command("difficulty")(difficulty)
    app.add_typer(group, name="synthetic")

    @group.callback()
    def _group() -> None:
        """Make up a borough: extracts, policy and truth, apart."""


def larkmere(
    out_: Annotated[Path, typer.Option("--out", help="Folder to write extracts/, council/ and truth/ to.")],
    residents: Annotated[int, typer.Option(min=500, max=300_000, help="How many people live there.")] = 6000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    ends: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day the extracts are taken.")] = None,
) -> None:
    """Write Larkmere, a London borough that does not exist."""
    with progress("Larkmere") as tell:
        made = generate(
            residents=residents, seed=seed, out=out_, ends=date.fromisoformat(ends) if ends else LATEST, progress=tell
        )
    out.print(
        f"{made.residents:,} residents, {len(made.rows)} files of extracts, {sum(made.rows.values()):,} rows: {out_}."
    )


def harrowmoor(
    out_: Annotated[Path, typer.Option("--out", help="Folder to write extracts/ and truth/ to.")],
    residents: Annotated[int, typer.Option(min=500, max=100_000, help="How many people live there.")] = 1500,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    ends: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day the extracts are taken.")] = None,
) -> None:
    """Write Harrowmoor, a market town that does not exist, with other systems. Its policy: examples/harrowmoor."""
    with progress("Harrowmoor") as tell:
        made = generate_harrowmoor(
            residents=residents, seed=seed, out=out_, ends=date.fromisoformat(ends) if ends else LATEST, progress=tell
        )
    out.print(
        f"{made.residents:,} residents, {len(made.rows)} files of extracts, {sum(made.rows.values()):,} rows: {out_}."
    )


def difficulty(
    truth: Annotated[Path, typer.Option(help="The folder truth/ of a borough.", exists=True, file_okay=False)],
) -> None:
    """
    Measure how hard a borough is for plain tools, and refuse one that is too easy.

    Ends with 0 when it is hard enough and 1 (too-easy) when it is not; the figures are printed in either case.
    """
    with progress("Difficulty") as tell:
        found = measure(truth, tell=tell)
    out.print(_figures(found))
    refuse_if_too_easy(found)


def _figures(found: Difficulty) -> Table:
    link, notes, runs = found.linkage, found.notes, found.runs
    table = Table("measure", "figure", "needed", title="How hard the borough is for plain tools",
                  caption="A run is common that stands in more than 20 notes.")  # fmt: skip
    for row in (
        ("records; people", f"{link.records:,}; {link.people:,}", ""),
        ("plain Splink: pair precision", f"{link.precision:.4f}", ""),
        ("plain Splink: pair recall", f"{link.recall:.4f}", ""),
        ("plain Splink: pair F1", f"{link.f1:.4f}", "0.96 or less"),
        ("twins mixed", f"{link.twins_mixed:,} of {link.twins:,} ({link.twins_mixed_share:.1%})",
         "half or more"),
        ("plain Splink, seconds", ", ".join(f"{k} {v:.1f}" for k, v in link.seconds.items()), ""),
        ("notes", f"{notes.notes:,}", ""),
        ("bare keywords: precision", f"{notes.precision:.4f}", "0.55 or less"),
        ("bare keywords: recall", f"{notes.recall:.4f}", ""),
        ("common runs of eight words, of all", f"{runs.common_share_of_all:.2%}", ""),
        ("common runs, of the different ones", f"{runs.common_share_of_different:.2%}",
         ""),
    ):  # fmt: skip
        table.add_row(*row)
    return table

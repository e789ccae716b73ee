"""`synthetic`: boroughs that do not exist."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli.terminal import out, progress
from plainview.synthetic.larkmere.generate import LATEST, generate


def add(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Make up a borough: extracts, policy and truth, apart.", no_args_is_help=True)
    group.command("larkmere")(larkmere)
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

"""`keys`: the master key."""

from pathlib import Path
from typing import Annotated

import typer

from plainview.cli.terminal import out
from plainview.pipeline.keys import new_key


def add(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="The master key of the bridge.", no_args_is_help=True)
    group.command("new")(new)
    app.add_typer(group, name="keys")

    @group.callback()
    def _group() -> None:
        """The master key of the bridge."""


def new(
    file: Annotated[Path, typer.Argument(help="Where to write it: outside the home, the store and the repository.")],
) -> None:
    """Make a new master key, readable by its owner alone. It never overwrites one."""
    new_key(file)
    out.print(f"A new key stands in {file}. Without it nothing in the vault can be read: keep a copy apart.")

"""The command itself, and what all its parts share: the council's folder."""

from pathlib import Path
from typing import Annotated

import typer

from plainview import __version__

app = typer.Typer(
    name="plainview",
    help="See, plainly and lawfully, what the council already knows about a resident, and help earlier.\n\n"
    "Start with `plainview --council DIR check`: it reads policy only, no data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with local values would show residents' data
    add_completion=False,
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"plainview {__version__}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    council: Annotated[
        Path | None,
        typer.Option(envvar="PLAINVIEW_COUNCIL", help="The council's folder of policy: agreements, mappings, factors."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Keep what comes before the command."""
    context.obj = council


def council_of(context: typer.Context) -> Path:
    """Give the council's folder, or say that it is needed."""
    if context.obj is None:
        raise typer.BadParameter("say which council: `plainview --council DIR …`", param_hint="--council")
    folder: Path = context.obj
    return folder


Day = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="The day to work for. Default: today."),
]
HomeOption = Annotated[Path, typer.Option("--home", help="Where snapshots, vault and the web's records are kept.")]

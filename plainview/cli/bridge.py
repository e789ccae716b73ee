"""`bridge serve`: the process that alone opens keys and vault."""

import typer

from plainview.cli.app import HomeOption, council_of
from plainview.cli.terminal import errors
from plainview.pipeline.bridge_service import serve as serve_bridge
from plainview.vocabulary.home import Home


def add(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="The bridge's own process: find and reveal.", no_args_is_help=True)
    group.command("serve")(serve)
    app.add_typer(group, name="bridge")

    @group.callback()
    def _group() -> None:
        """The bridge's own process: find and reveal."""


def serve(context: typer.Context, home: HomeOption) -> None:
    """Answer *find* and *reveal* on the local socket until it is stopped. Run it as an account of its own."""
    serve_bridge(
        Home(home.resolve()),
        council=council_of(context),
        ready=lambda: errors.print("The bridge has its keys and serves."),
    )

"""`bridge serve`: the process that alone opens keys and vault."""

from typing import Annotated

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


AllowUid = Annotated[
    list[int] | None,
    typer.Option("--allow-uid", min=0, help="A further account that may call, by its number; once for each."),
]


def serve(context: typer.Context, home: HomeOption, allow_uid: AllowUid = None) -> None:
    """Answer what the web asks of names on the local socket until it is stopped. Run it as an account of its own."""
    serve_bridge(
        Home(home.resolve()),
        council=council_of(context),
        allow_uids=allow_uid or (),
        ready=lambda: errors.print("The bridge has its keys and serves."),
    )

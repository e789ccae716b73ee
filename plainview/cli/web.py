"""`web serve`: the pages."""

from typing import Annotated

import typer

from plainview.cli.app import HomeOption, council_of

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]
Workers = Annotated[int, typer.Option(min=1, help="Worker processes.")]
Demo = Annotated[bool, typer.Option("--demo", help="Demo mode: sign in as one of the council's made-up people.")]


def add(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="The pages for officers.", no_args_is_help=True)
    group.command("serve")(serve)
    app.add_typer(group, name="web")

    @group.callback()
    def _group() -> None:
        """The pages for officers."""


def serve(context: typer.Context, home: HomeOption, host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 2,
          demo: Demo = False) -> None:  # fmt: skip
    """Serve the pages until stopped. Needs a published refresh, and the bridge running beside it."""
    from plainview.web.serve import serve as serve_web  # noqa: PLC0415  (Django is loaded only to serve)

    serve_web(council=council_of(context), home=home.resolve(), demo=demo, host=host, port=port, workers=workers)

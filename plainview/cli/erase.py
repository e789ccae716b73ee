"""`erase`: a person or a source, with a certificate; `erase list`: the certificates."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli.app import Day, HomeOption, council_of
from plainview.cli.days import day
from plainview.cli.terminal import out, progress
from plainview.pipeline import erase as erasing
from plainview.vocabulary.home import Home

_Officer = Annotated[str, typer.Option(help="Who erases: written to the audit and to the certificate.")]
_Reason = Annotated[str, typer.Option(help="Why, without a name: written to the audit and to the certificate.")]
_Json = Annotated[bool, typer.Option("--json", help="One JSON document, for scripts.")]


def add(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Erase a person or a source for good, with a certificate.", no_args_is_help=True)
    group.command("person")(person)
    group.command("source")(source)
    group.command("list")(list_)
    app.add_typer(group, name="erase")

    @group.callback()
    def _group() -> None:
        """Erase a person or a source for good, with a certificate."""


def person(
    context: typer.Context, home: HomeOption,
    space: Annotated[str, typer.Argument(help="Whose reference it is: a `space` of the mappings.")],
    case: Annotated[str, typer.Argument(help="The person's reference there.")],
    officer: _Officer, reason: _Reason, as_json: _Json = False,
) -> None:  # fmt: skip
    """
    Erase the person of that reference: keys, rows, every older refresh; and keep them out from now on.

    It can't be taken back. Runs on the bridge's side; the web serves on.
    """
    with progress("Erase") as tell:
        made = erasing.erase_person(
            Home(home.resolve()), council=council_of(context), space=space, case=case, officer=officer, reason=reason,
            at=datetime.now(UTC), tell=tell,
        )  # fmt: skip
    _tell(made, as_json)


def source(
    context: typer.Context, home: HomeOption,
    source_id: Annotated[str, typer.Argument(metavar="ID", help="The agreement's id.")],
    extracts: Annotated[Path, typer.Option(help="The folder of extracts: the other sources are read anew.")],
    officer: _Officer, reason: _Reason, as_of: Day = None, as_json: _Json = False,
) -> None:  # fmt: skip
    """
    Erase all that a source ever sent, by a refresh without it; its files are read no more.

    It can't be taken back. `plainview agreement ID --if-ends` shows beforehand what stops.
    """
    with progress("Erase") as tell:
        made = erasing.erase_source(
            Home(home.resolve()), council=council_of(context), extracts=extracts, source=source_id, officer=officer,
            reason=reason, at=datetime.now(UTC), as_of=day(as_of), tell=tell,
        )  # fmt: skip
    _tell(made, as_json)


def list_(home: HomeOption) -> None:
    """List the certificates, the oldest first."""
    for told in erasing.certificates(Home(home.resolve())):
        hits = len(told["files_with_hits"])
        state = "not finished" if not told["files_scanned"] else f"FOUND in {hits} files" if hits else "clean"
        out.print(f"{told['id']}  {told['what']}  {told['at']}  by {told['officer']}  {state}", markup=False)


def _tell(made: erasing.Certificate, as_json: bool) -> None:
    if as_json:
        out.print_json(json.dumps({f: getattr(made, f) for f in made.__slots__}, default=list))
    else:
        out.print(made.told(), markup=False)

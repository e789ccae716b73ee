"""`explain`: why two records are one person, or are not; where a sentence comes from."""

from typing import Annotated

import typer

from plainview.cli.app import HomeOption, council_of
from plainview.cli.terminal import out
from plainview.pipeline import explain as explaining
from plainview.vocabulary.home import Home

_HELP = "Why two records are one person, or are not; where a sentence comes from."
_Officer = Annotated[str, typer.Option(help="Who asks: written to the audit.")]
_Reason = Annotated[str, typer.Option(help="Why: written to the audit.")]


def add(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help=_HELP, no_args_is_help=True)
    group.command("person")(person)
    group.command("apart")(apart)
    group.command("record")(record)
    group.command("factor")(factor)
    app.add_typer(group, name="explain")

    @group.callback()
    def _group() -> None:
        """Why two records are one person, or are not; where a sentence comes from."""


def person(
    home: HomeOption, system: Annotated[str, typer.Argument()], case_id: Annotated[str, typer.Argument()],
    officer: _Officer, reason: _Reason,
) -> None:  # fmt: skip
    """Say which records are taken for the person of that case reference, and why. Runs on the bridge's side."""
    for line in explaining.person(Home(home.resolve()), system=system, case_id=case_id, officer=officer, reason=reason):
        out.print(line, markup=False)


def apart(
    home: HomeOption,
    system: Annotated[str, typer.Argument(help="System of the one.")],
    case_id: Annotated[str, typer.Argument(help="Its case reference.")],
    other_system: Annotated[str, typer.Argument(help="System of the other.")],
    other_case_id: Annotated[str, typer.Argument(help="Its case reference.")],
    officer: _Officer, reason: _Reason,
) -> None:  # fmt: skip
    """Say why two case references are not one person: the nearest records, what agrees and what speaks against it."""
    told = explaining.apart(
        Home(home.resolve()), one=(system, case_id), other=(other_system, other_case_id), officer=officer, reason=reason
    )
    for line in told:
        out.print(line, markup=False)


def record(home: HomeOption, record_ref: Annotated[str, typer.Argument()]) -> None:
    """Say which facts and sentences stand on a record: pseudonymous, from the store."""
    for line in explaining.record(Home(home.resolve()), record_ref=record_ref):
        out.print(line, markup=False)


def factor(context: typer.Context, factor_id: Annotated[str, typer.Argument()]) -> None:
    """Say what a factor means, when it counts, and which sources can show it."""
    for line in explaining.factor(council_of(context), factor_id):
        out.print(line, markup=False)

"""`backup` and `restore`: the whole product, but for the master key."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli.app import HomeOption
from plainview.cli.terminal import errors, out
from plainview.pipeline import backup as backing
from plainview.pipeline import backups_known
from plainview.vocabulary.home import Home

_BROKEN = 5


def add(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Back up the whole product, but for the master key.", invoke_without_command=True)
    group.command("list")(list_)
    group.command("destroyed")(destroyed)
    app.add_typer(group, name="backup")
    app.command("restore")(restore)

    @group.callback()
    def _group(
        context: typer.Context,
        home: Annotated[
            Path | None, typer.Option("--home", help="Where snapshots, vault and records are kept.")
        ] = None,
        to: Annotated[Path | None, typer.Option(help="A new folder to write to, best on another machine.")] = None,
    ) -> None:
        """
        Write snapshot, bridge, web's records and audit into a new folder, while everything serves.

        The master key is not in it: keep a copy of the key elsewhere, or the names in the backup can't be read.
        """
        if context.invoked_subcommand is None:
            if home is None or to is None:
                raise typer.BadParameter("say --home DIR and --to DIR")
            _back_up(Home(home.resolve()), to.resolve())


def _back_up(home: Home, to: Path) -> None:
    made = backing.back_up(home, to=to, at=datetime.now(UTC))
    out.print(f"Backup {made.id} of refresh {made.refresh}: {made.files:,} files, {made.bytes / 1e6:,.1f} MB, in {to}.")
    errors.print(f"The master key ({home.key_file.name}) is not in it: keep a copy apart.")


def list_(home: HomeOption) -> None:
    """List the backups that are not known to be destroyed: an erasure lists them, too."""
    for backup in backups_known.known(Home(home.resolve())):
        seen = "" if backups_known.still_there(backup) else "  (not seen from this machine)"
        out.print(f"{backup.id}  {backup.made_at}  refresh {backup.refresh}  {backup.path}{seen}", markup=False)


def destroyed(
    home: HomeOption, id_: Annotated[str, typer.Argument(metavar="ID")],
    officer: Annotated[str, typer.Option(help="Who saw to it.")],
) -> None:  # fmt: skip
    """Note that a backup was destroyed, so that certificates list it no more."""
    backing.destroyed(Home(home.resolve()), id=id_, officer=officer, at=datetime.now(UTC))
    out.print(f"Backup {id_} is noted as destroyed.")


def restore(
    home: HomeOption,
    from_: Annotated[Path, typer.Option("--from", help="The folder that `plainview backup` wrote.")],
) -> None:
    """
    Put a backup where no home is, after every file was compared with what was written. Ends with 5 if the audit broke.

    The master key must stand beside the home again, or be named by PLAINVIEW_KEY_FILE.
    """
    place = Home(home.resolve())
    found = backing.restore(place, from_=from_.resolve())
    out.print(f"Restored: refresh {place.current()} serves from {place.path}.")
    for zone, verified in found.items():
        state = "whole" if verified.ok else f"BROKEN at event {verified.broken_at}: {verified.why}"
        out.print(f"{zone}: {verified.count:,} events, {state}.", markup=False)
    if not all(v.ok for v in found.values()):
        raise typer.Exit(_BROKEN)

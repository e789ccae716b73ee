"""Serving the web: the database brought up to date, the static files collected, then gunicorn in this process."""

import os
from pathlib import Path
from typing import Any

from plainview.vocabulary.errors import PlainviewError

SETTINGS = "plainview.web.settings"
BUILD = Path(__file__).resolve().parent / "static" / "build" / "plainview.css"


class AssetsNotBuilt(PlainviewError):
    """The styles and scripts of the pages were not built."""

    slug = "assets-not-built"


class DemoInTheOpen(PlainviewError):
    """Demo mode lets anyone in who can reach it, so it serves this machine alone."""

    slug = "demo-in-the-open"


class WebDatabaseIsNewer(PlainviewError):
    """The web's database was brought up to date by a later version of this program."""

    slug = "web-database-is-newer"


def set_up(*, council: Path, home: Path, demo: bool) -> None:
    """
    Tell Django where it is, and bring its database and static files up to date.

    Raises: AssetsNotBuilt; WebDatabaseIsNewer; whatever is wrong with the council's policy.
    """
    if not BUILD.is_file():
        raise AssetsNotBuilt(
            "the styles of the pages are not built.", where=f"Missing: {BUILD.name}",
            do="Run `make assets`, or `python scripts/build_assets.py`.",
        )  # fmt: skip
    os.environ["PLAINVIEW_COUNCIL"], os.environ["PLAINVIEW_HOME"] = str(council), str(home)
    os.environ["PLAINVIEW_DEMO"] = "1" if demo else "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)

    import django  # noqa: PLC0415 - Django reads the settings when it is first used
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    _refuse_newer_database()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)

    from django.db import connections  # noqa: PLC0415

    from plainview.web.holdings import today  # noqa: PLC0415
    from plainview.web.policy import policy  # noqa: PLC0415

    connections.close_all()  # none of them may go on into the workers
    policy()  # a policy that does not hold stops here, not on an officer's first page
    today()


def _refuse_newer_database() -> None:
    """An older database is migrated; one with steps that this program does not know is left as it is."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    loader = MigrationLoader(connection)
    ours = {app for app, _ in loader.disk_migrations}
    unknown = [step for step in loader.applied_migrations if step[0] in ours and step not in loader.disk_migrations]
    if unknown:
        raise WebDatabaseIsNewer(
            f"the web's database has {len(unknown)} steps that this program does not know.",
            where=f"First: {unknown[0][0]}, {unknown[0][1]}.",
            do="Use the program that made them, or a later one; nothing was changed.",
        )


def serve(*, council: Path, home: Path, demo: bool, host: str, port: int, workers: int = 2) -> None:
    """
    Serve the pages until stopped.

    In:     the council's folder, the home with a published refresh; `demo` lets the people of the demo sign in.
    Raises: AssetsNotBuilt; DemoInTheOpen, when a demo would be served beyond this machine.
    """
    if demo and host not in ("127.0.0.1", "localhost", "::1") and os.environ.get("PLAINVIEW_DEMO_ANYWHERE") != "1":
        raise DemoInTheOpen(
            "demo mode signs in anyone who can reach it.", where=f"Host: {host}",
            do="Serve it on 127.0.0.1, or set PLAINVIEW_DEMO_ANYWHERE=1 if nothing real can be in this home.",
        )  # fmt: skip
    set_up(council=council, home=home, demo=demo)
    options: dict[str, Any] = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": 4,  # while one waits for the disk to have its audit event, another works
        "preload_app": True,
        "proc_name": "plainview-web",
        "control_socket_disable": True,  # else it opens a socket in the account's home directory
        "forwarded_allow_ips": os.environ.get("PLAINVIEW_PROXY", "127.0.0.1"),
        "worker_tmp_dir": None,
        "loglevel": "warning",
        "graceful_timeout": 20,
        "timeout": 60,
        "max_requests": 5000,
        "max_requests_jitter": 500,
    }
    from plainview.web.gunicorn import Served  # noqa: PLC0415 - after Django is set up

    Served(options).run()

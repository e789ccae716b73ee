"""A PostgreSQL of the tests' own: made in a folder, on a free port of this machine, stopped by its own process id."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_ACCOUNT = "postgres"  # the server refuses to run as root


class NoPostgresql(RuntimeError):
    """PostgreSQL is not installed on this machine."""


@contextmanager
def postgresql() -> Iterator[str]:
    """Give the SQLAlchemy URL of a new, empty database."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise NoPostgresql("PostgreSQL is not installed: run `make test`, or `apt-get install postgresql`.")
    programs = found[-1].parent
    # Not below the tests' own folder: the other account can't enter it.
    folder = Path(tempfile.mkdtemp(prefix="plainview-pg-"))
    become = _account(folder)
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", "-U", "tester", "--auth=trust", "--no-sync", "--encoding=UTF8",
         "--locale=C.UTF-8"], check=True, capture_output=True, preexec_fn=become, cwd=folder,
    )  # fmt: skip
    port = _free_port()
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-p", str(port), "-k", str(folder), "-h", "127.0.0.1",
             "-c", "fsync=off"], stdout=log, stderr=log, preexec_fn=become, cwd=folder,
        )  # fmt: skip
    try:
        _wait(programs, folder, port, server)
        yield f"postgresql+psycopg://tester@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)  # "fast shutdown": sessions that were left open do not hold it
        server.wait(timeout=30)
        shutil.rmtree(folder)


def _account(folder: Path) -> Callable[[], None] | None:
    """Give what a child does first to be another account, when the tests run as root."""
    if os.getuid() != 0:
        return None
    who = pwd.getpwnam(_ACCOUNT)
    os.chown(folder, who.pw_uid, who.pw_gid)

    def become() -> None:
        os.setgroups([])
        os.setgid(who.pw_gid)
        os.setuid(who.pw_uid)

    return become


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(programs: Path, folder: Path, port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        ready = subprocess.run([programs / "pg_isready", "-q", "-h", str(folder), "-p", str(port)], check=False)
        if ready.returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'server.log').read_text()}")

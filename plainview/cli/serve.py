"""`serve`: bridge and web together, for a demo or one machine."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import typer

from plainview.cli.app import HomeOption, council_of
from plainview.cli.terminal import errors, out
from plainview.cli.web import Demo, Host, Port, Workers
from plainview.vocabulary.home import Home


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(context: typer.Context, home: HomeOption, host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 2,
          demo: Demo = False) -> None:  # fmt: skip
    """Run the bridge and the web as two processes, until stopped."""
    place = Home(home.resolve())
    place.current()  # nothing to serve is said at once
    council = council_of(context).resolve()
    bridge = _start("--council", str(council), "bridge", "serve", "--home", str(place.path))
    web = _start("--council", str(council), "web", "serve", "--home", str(place.path), "--host", host, "--port",
                 str(port), "--workers", str(workers), *(["--demo"] if demo else []))  # fmt: skip

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    out.print(f"Plainview: http://{host}:{port}  (Ctrl-C stops it)")
    if demo:
        out.print("Sign in as one of the made-up people on the first page; each sees what their role may see.")
    try:
        ended = os.waitpid(-1, 0)[0]
        name = "bridge" if ended == bridge.pid else "web"
        errors.print(f"The {name} process has ended, so the other is stopped too.", style="red")
        raise typer.Exit(1)
    except KeyboardInterrupt:
        out.print("Stopping.")
    finally:
        for process in (web, bridge):
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=20)


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "plainview", *arguments], cwd=Path.cwd())

"""The bridge's own process: a Unix socket for this account, and others by name; one JSON object a line."""

import json
import os
import socket
import socketserver
import struct
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from plainview.audit.sinks import FileSink, Sink
from plainview.bridge.answers import Answers
from plainview.bridge.vault import Keys, check_key
from plainview.vocabulary.door import Door, socket_path
from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.home import Home, NothingPublished

_LONGEST_REQUEST = 256 * 1024
_IDLE_SECONDS = 30.0


class BridgeAlreadyRunning(PlainviewError):
    """Another bridge serves this home."""

    slug = "bridge-already-running"


class DoorNotOurs(PlainviewError):
    """The folder of the socket belongs to another account, or others may enter it."""

    slug = "door-not-ours"


class BridgeServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Serves one home until it is told to stop (`shutdown`)."""

    daemon_threads = True
    answers: Answers
    allowed_uids: frozenset[int]


def open_server(
    *,
    home: Path,
    keys: Keys,
    roles: Mapping[str, Collection[str]],
    clock: Callable[[], datetime],
    systems: Mapping[str, str] | None = None,
    allowed_uids: Collection[int] | None = None,
    sink: Sink | None = None,
) -> BridgeServer:
    """
    Open the door of a home, ready for `serve_forever`.

    In:     `roles`: the acts (find, reveal, review) each role may ask for; `systems`: name of the system by agreement
            id; `allowed_uids`: accounts that may knock, default this one; `clock`: the instant in UTC.
    Raises: BridgeAlreadyRunning, DoorNotOurs, WrongKey.
    """
    place = Home(home)
    # The first refresh may come while the bridge runs; until then requests are answered with this error.
    with suppress(NothingPublished):
        check_key(place.bridge(place.current()) / "vault.sqlite", keys)
    allowed = frozenset(allowed_uids if allowed_uids is not None else (os.getuid(),))
    others = bool(allowed - {os.getuid()})
    path = _ready(socket_path(home), home, others=others)
    server = BridgeServer(str(path), _Handler, bind_and_activate=False)
    before = os.umask(0o177)
    try:
        server.server_bind()
    finally:
        os.umask(before)
    # Whoever else may knock must reach the socket; who they are is asked of the system, one by one.
    path.chmod(0o666 if others else 0o600)
    server.server_activate()
    server.answers = Answers(
        home=place, keys=keys, sink=sink or FileSink(place.bridge_audit), roles=roles, clock=clock, systems=systems
    )
    server.allowed_uids = allowed
    return server


def serve(
    *,
    home: Path,
    keys: Keys,
    roles: Mapping[str, Collection[str]],
    clock: Callable[[], datetime],
    systems: Mapping[str, str] | None = None,
    allowed_uids: Collection[int] | None = None,
) -> None:
    """Serve until the process is told to end. See `open_server`."""
    server = open_server(home=home, keys=keys, roles=roles, clock=clock, systems=systems, allowed_uids=allowed_uids)
    try:
        server.serve_forever(poll_interval=0.2)
    finally:
        close_server(server)


def close_server(server: BridgeServer) -> None:
    """Close the door and take its socket away."""
    server.server_close()
    Path(str(server.server_address)).unlink(missing_ok=True)


def _ready(path: Path, home: Path, *, others: bool) -> Path:
    if others and path.parent.parent != home.resolve():
        raise DoorNotOurs(
            "the path of the home is too long for a socket that two accounts share.",
            where=f"Home: {home}",
            do="Give a home with a shorter path.",
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    about = path.parent.stat()
    if about.st_uid != os.getuid():
        raise DoorNotOurs(
            "the folder of the bridge's socket belongs to another account.",
            where=f"Folder: {path.parent}",
            do="Have it removed, or give a home with a shorter path.",
        )
    path.parent.chmod(0o711 if others else 0o700)
    if path.exists():
        if Door(home, timeout_seconds=2).is_open():
            raise BridgeAlreadyRunning(
                "a bridge serves this home already.", where=f"Home: {home}", do="Stop it first, or use it."
            )
        path.unlink()  # left behind by a bridge that was killed
    return path


class _Handler(socketserver.StreamRequestHandler):
    timeout = _IDLE_SECONDS
    server: BridgeServer

    def handle(self) -> None:
        """Answer one request after another. Nothing of a request is ever logged."""
        if _peer_uid(self.request) not in self.server.allowed_uids:
            self._say(_refused("caller-not-allowed", "this account may not use the bridge's door.", ""))
            return
        while True:
            try:
                line = self.rfile.readline(_LONGEST_REQUEST)
            except OSError:
                return
            if not line:
                return
            if not line.endswith(b"\n"):
                self._say(_refused("request-incomplete", "the request has no end.", "Send one JSON object a line."))
                return
            if not self._say(self._answer(line)):
                return

    def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
        except ValueError:
            return _refused("request-incomplete", "the request is not JSON.", "Send one JSON object a line.")
        if not isinstance(request, dict):
            return _refused("request-incomplete", "the request is not a JSON object.", "Send one JSON object a line.")
        try:
            return self.server.answers.answer(request)
        except PlainviewError as error:
            return _refused(error.slug, error.what, error.do)
        except Exception:  # noqa: BLE001  # whatever failed may quote a value: it is neither told nor logged
            return _refused("bridge-failed", "the bridge could not answer.", "Tell whoever runs Plainview.")

    def _say(self, answer: dict[str, Any]) -> bool:
        try:
            self.wfile.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        except OSError:
            return False
        return True


def _refused(slug: str, what: str, do: str) -> dict[str, Any]:
    return {"refused": slug, "what": what, "do": do}


def _peer_uid(channel: socket.socket) -> int:
    """Ask the system whose process is at the other end."""
    _, uid, _ = struct.unpack("3i", channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return int(uid)

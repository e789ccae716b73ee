"""
The client of the bridge's door: finding and revealing a resident, and reviewing matches, for one officer, with a
purpose and a reason.

It knows sockets and JSON and nothing of the bridge. The bridge writes each act to its audit before it answers.
"""

import hashlib
import json
import os
import socket
import stat
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from plainview.vocabulary.errors import PlainviewError

LONGEST_PATH = 100  # bytes of a socket's path: Linux takes 107, others less
LONGEST_LINE = 4 * 1024 * 1024
_TIMEOUT_SECONDS = 20.0


class BridgeNotRunning(PlainviewError):
    """Nobody answers at the bridge's door."""

    slug = "bridge-not-running"
    exit_code = 4


class Refused(PlainviewError):
    """The bridge refused. `reason` is its own slug; it never says whether a resident exists."""

    slug = "bridge-refused"

    def __init__(self, what: str, *, reason: str, where: str = "", do: str = "") -> None:
        self.reason = reason
        super().__init__(what, where=where, do=do)


def socket_path(home: Path) -> Path:
    """
    Give where the bridge of a home listens.

    It is DIR/run/bridge.sock; where that is longer than a socket's path may be, a folder of this account's own
    under the temporary folder, named after the home.
    """
    plain = home.resolve() / "run" / "bridge.sock"
    if len(os.fsencode(plain)) <= LONGEST_PATH:
        return plain
    name = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:20]
    return Path(tempfile.gettempdir()) / f"plainview-{os.getuid()}-{name}" / "bridge.sock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks, as what, for what purpose and why: every request says it, and the audit keeps it."""

    officer: str
    role: str
    purpose: str
    reason: str


class Door:
    """The acts *find*, *reveal*, *review* and *decide*, on the bridge of one home."""

    def __init__(self, home: Path, *, timeout_seconds: float = _TIMEOUT_SECONDS) -> None:
        self._path = socket_path(home)
        self._timeout = timeout_seconds

    def find_by_case(self, asking: Asking, *, space: str, id: str) -> list[dict[str, Any]]:
        """
        Give residents who carry a case reference: person_id (display), name, born_on, home.

        Raises: BridgeNotRunning, Refused. None found and none that may be seen look alike: an empty list.
        """
        return self._ask("find", asking, by={"case": {"space": space, "id": id}})["people"]

    def find_by_name(self, asking: Asking, *, name: str, born_on: date) -> list[dict[str, Any]]:
        """Give residents of that name and birth date; both must agree. Raises: BridgeNotRunning, Refused."""
        return self._ask("find", asking, by={"name": name, "born_on": born_on.isoformat()})["people"]

    def reveal(
        self, asking: Asking, *, people: Sequence[str], fields: Sequence[str]
    ) -> dict[str, dict[str, dict[str, Any]]]:
        """
        Give fields of residents: person_id → field → {value, source, recorded_on, differs, said_by}.

        In:     display pseudonyms; fields of name, born_on, died_on, home, phone, email, first_language,
                needs_interpreter, other_names (value and said_by alone).
        Out:    `said_by` is a list of {source, value, recorded_on}, the chosen one first.
                People who do not exist or may not be seen are absent, and so are fields that nobody recorded.
        Raises: BridgeNotRunning, Refused.
        """
        return self._ask("reveal", asking, people=list(people), fields=list(fields))["people"]

    def reveal_record(self, asking: Asking, *, record: str, elements: Sequence[str]) -> dict[str, Any]:
        """
        Give one row as it was received: source, system, file, record_set, row, received_on, fields, hidden.

        In:     `elements`: the names the officer may see; the names of the others stand in `hidden`.
        Raises: BridgeNotRunning, Refused.
        """
        return self._ask("reveal", asking, record=record, elements=list(elements))["record"]

    def reveal_links(self, asking: Asking, *, person: str) -> list[dict[str, Any]]:
        """
        Say why a resident's records are one: [{records: [{source, record_ref}], because: [sentences]}].

        Raises: BridgeNotRunning, Refused.
        """
        return self._ask("reveal", asking, links=person)["links"]

    def reveal_apart(self, asking: Asking, *, people: tuple[str, str]) -> dict[str, Any]:
        """
        Say why two residents are not one: weight (bits, or None), because, agrees, differs, not_known (sentences).

        Raises: BridgeNotRunning, Refused.
        """
        return self._ask("reveal", asking, apart=list(people))["apart"]

    def matches_to_review(self, asking: Asking, *, kind: str = "", start: int = 0, most: int = 50) -> dict[str, Any]:
        """
        Give a part of the stewards' review queue, without a name or a pseudonym.

        Out:    items {item, kind, level, unsure}, count, open (by kind), levels, left_out, disagreements, waiting,
                decided.
        Raises: BridgeNotRunning, Refused.
        """
        return self._ask("review", asking, list={"kind": kind, "from": start, "most": most})["queue"]

    def match_to_review(
        self, asking: Asking, *, item: str, may_see: Mapping[str, Sequence[str]]
    ) -> dict[str, Any]:  # fmt: skip
        """
        Show one match with both records side by side.

        In:     `may_see`: the fields that may be seen of each source (agreement id).
        Out:    as `match_outcome`, and reason, weight, needed, agrees, differs, not_known, holds, sides: of each record
                field → {values: [[value, source]], hidden}; rest: the same of each resident's other records.
        Raises: BridgeNotRunning, Refused.
        """
        told = {source: list(fields) for source, fields in may_see.items()}
        return self._ask("review", asking, item=item, may_see=told)["match"]

    def match_outcome(self, asking: Asking, *, item: str) -> dict[str, Any]:
        """
        Say how a match stands: state, people (pseudonyms), answers, decided, decided_by, decided_at, in_effect.

        Raises: BridgeNotRunning, Refused.
        """
        return self._ask("review", asking, outcome=item)["match"]

    def decide_match(self, asking: Asking, *, item: str, answer: str, words: str) -> dict[str, Any]:
        """
        Give a steward's answer: same, different, not_sure, settle_same, settle_different or take_back.

        Out:    as `match_outcome`, after it. Raises: BridgeNotRunning, Refused.
        """
        return self._ask("decide", asking, item=item, answer=answer, words=words)["match"]

    def is_open(self) -> bool:
        """Say whether anybody answers."""
        try:
            self._connect().close()
        except BridgeNotRunning:
            return False
        return True

    def _connect(self) -> socket.socket:
        channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        channel.settimeout(self._timeout)
        try:
            # In the shared temporary folder another account could have put a socket in this place.
            if self._path.exists() and self._path.stat().st_uid not in (os.getuid(), 0) and _is_shared(self._path):
                raise _not_running()
            channel.connect(str(self._path))
        except OSError:
            channel.close()
            raise _not_running() from None
        except BridgeNotRunning:
            channel.close()
            raise
        return channel

    def _ask(self, act: str, asking: Asking, **what: Any) -> dict[str, Any]:
        request = {"act": act, "officer": asking.officer, "role": asking.role, "purpose": asking.purpose,
                   "reason": asking.reason, **what}  # fmt: skip
        with self._connect() as channel:
            with suppress(OSError):  # it may have turned us away and closed already: its answer can still be read
                channel.sendall(json.dumps(request).encode() + b"\n")
            try:
                line = _read_line(channel)
                answer = json.loads(line)
            except (OSError, ValueError):
                # The cause may quote what was sent.
                raise _not_running() from None
        if "refused" in answer:
            raise Refused(answer.get("what", "the bridge refused."), reason=answer["refused"], do=answer.get("do", ""))
        return answer


def _read_line(channel: socket.socket) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        part = channel.recv(65536)
        if not part:
            raise OSError("the bridge closed the door")
        parts.append(part)
        size += len(part)
        if part.endswith(b"\n"):
            return b"".join(parts)
        if size > LONGEST_LINE:
            raise OSError("the answer has no end")


def _is_shared(path: Path) -> bool:
    return bool(stat.S_IMODE(path.parent.parent.stat().st_mode) & stat.S_ISVTX)


def _not_running() -> BridgeNotRunning:
    return BridgeNotRunning(
        "the bridge does not answer, so no name can be found or shown.",
        do="Start it with `plainview --council DIR bridge serve --home DIR`, then try again.",
    )

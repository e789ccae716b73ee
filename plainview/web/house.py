"""Where this council's web zone lives: its folder of policy, its home, and the secret of its sessions."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from plainview.vocabulary.errors import PlainviewError


class WebNotSetUp(PlainviewError):
    """The web was started without a council or a home."""

    slug = "web-not-set-up"


@dataclass(frozen=True, slots=True)
class House:
    """The places that one web process was told of."""

    council: Path
    home: Path
    is_demo: bool

    @property
    def web(self) -> Path:
        """The web's own folder: database, secret, collected static files."""
        return self.home / "web"


def house_from_environment() -> House:
    """Read PLAINVIEW_COUNCIL, PLAINVIEW_HOME and PLAINVIEW_DEMO. Raises: WebNotSetUp."""
    council, home = os.environ.get("PLAINVIEW_COUNCIL"), os.environ.get("PLAINVIEW_HOME")
    if not council or not home:
        raise WebNotSetUp(
            "the web was not told which council it serves or where its home is.",
            where="Environment: PLAINVIEW_COUNCIL, PLAINVIEW_HOME",
            do="Start it with `plainview --council DIR web serve --home DIR`, or set both variables.",
        )
    house = House(Path(council).resolve(), Path(home).resolve(), os.environ.get("PLAINVIEW_DEMO") == "1")
    house.web.mkdir(parents=True, exist_ok=True, mode=0o700)
    return house


def secret_key(house: House) -> str:
    """Give the key that signs sessions; made once, readable by the web's account alone."""
    path = house.web / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text()

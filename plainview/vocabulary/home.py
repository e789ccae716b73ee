"""The layout of `--home`: what stands where, and which refresh serves."""

import os
from dataclasses import dataclass
from pathlib import Path

from plainview.vocabulary.errors import PlainviewError


class NothingPublished(PlainviewError):
    """No refresh has been published in this home yet."""

    slug = "nothing-published"
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Home:
    """One council's data on disk. Nothing here says what is in it; see ARCHITECTURE.md, "On disk"."""

    path: Path

    @property
    def current_file(self) -> Path:
        """The file that names the refresh which serves."""
        return self.path / "CURRENT"

    def current(self) -> str:
        """
        Give the id of the refresh that serves.

        Raises: NothingPublished.
        """
        try:
            return self.current_file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise NothingPublished(
                "no refresh has been published here.",
                where=f"Home: {self.path}",
                do="Run `plainview --council DIR refresh --extracts DIR --home DIR` first.",
            ) from None

    def store(self, refresh: str) -> Path:
        """The pseudonymous snapshot of a refresh."""
        return self.path / "store" / refresh

    def bridge(self, refresh: str) -> Path:
        """What the bridge alone keeps of a refresh."""
        return self.path / "bridge" / refresh

    @property
    def bridge_audit(self) -> Path:
        """The bridge's audit chain."""
        return self.path / "bridge" / "audit.jsonl"

    @property
    def web(self) -> Path:
        """The web's own records: sessions, officers, its audit chain."""
        return self.path / "web"

    @property
    def lock(self) -> Path:
        """Held while a refresh runs: two at once can't happen."""
        return self.path / "refresh.lock"

    @property
    def key_file(self) -> Path:
        """Where the master key is looked for when nothing else says: beside the home, never inside."""
        said = os.environ.get("PLAINVIEW_KEY_FILE")
        return Path(said) if said else self.path.with_name(self.path.name + ".key")

    def publish(self, refresh: str) -> None:
        """Make the refresh the one that serves, in one atomic step."""
        next_ = self.path / "CURRENT.next"
        with next_.open("w", encoding="ascii") as file:
            file.write(refresh + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(next_, self.current_file)
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

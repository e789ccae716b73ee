"""The layout of `--home`: what stands where, and which refresh serves."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from plainview.vocabulary.errors import PlainviewError


class NothingPublished(PlainviewError):
    """No refresh has been published in this home yet."""

    slug = "nothing-published"
    exit_code = 3


_REFRESH = re.compile(r"(\d{6,})-\d{8}")


def number_of(refresh: str) -> int | None:
    """Give the number of a refresh, by which refreshes sort whatever day they are of; None: it is no refresh."""
    found = _REFRESH.fullmatch(refresh)
    return int(found[1]) if found else None


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

    def refreshes(self) -> list[str]:
        """Give the refreshes that stand here whole, on both sides, newest first; without those not published."""
        kept = [p.name for p in (self.path / "store").glob("*") if number_of(p.name) and self.bridge(p.name).is_dir()]
        serves = number_of(self.current()) or 0
        return sorted((r for r in kept if (number_of(r) or 0) <= serves), key=lambda r: -(number_of(r) or 0))

    @property
    def bridge_audit(self) -> Path:
        """The bridge's audit chain."""
        return self.path / "bridge" / "audit.jsonl"

    @property
    def failed(self) -> Path:
        """Why refreshes failed, and their data-quality reports: of the bridge's side, for a person to read."""
        return self.path / "bridge" / "failed"

    @property
    def certificates(self) -> Path:
        """What was erased, when and by whom: of the bridge's side."""
        return self.path / "bridge" / "certificates"

    @property
    def backups(self) -> Path:
        """The register of backups: an erasure lists those that still hold what it erased."""
        return self.path / "bridge" / "backups.jsonl"

    @property
    def anchors(self) -> Path:
        """The heads of the audit chains: outside of the home, best on a machine that this one can't write to."""
        said = os.environ.get("PLAINVIEW_ANCHORS")
        return Path(said) if said else self.path.with_name(self.path.name + ".anchors.jsonl")

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

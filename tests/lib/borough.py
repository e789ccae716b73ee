"""The made-up borough on disk, its truth, and its refreshed home, as tests look at them."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.lib.command import plainview

# The fewest at which each extract that every borough has holds rows, and each kind of restricted person lives there.
RESIDENTS = 800
SEED = 7
AS_OF = "2026-11-01"


@dataclass(frozen=True)
class Larkmere:
    """Extracts and policy as a council would have them; the truth, which no council has."""

    folder: Path

    @property
    def extracts(self) -> Path:
        """Files as the systems sent them."""
        return self.folder / "extracts"

    @property
    def council(self) -> Path:
        """The council's policy."""
        return self.folder / "council"

    def truth(self, name: str) -> list[dict[str, str]]:
        """Give a table of the truth."""
        with (self.folder / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def residents(self) -> dict[str, dict[str, str]]:
        """Everybody who is or was there, by the truth's own number."""
        return {r["person"]: r for r in self.truth("residents")}

    @cached_property
    def people_of(self) -> dict[tuple[str, str], str]:
        """Whose each local id is: (space, id) → the truth's number."""
        return {(r["space"], r["local_id"]): r["person"] for r in self.truth("local_ids")}

    @cached_property
    def canaries(self) -> dict[str, list[str]]:
        """Texts that were planted in order to be looked for."""
        return json.loads((self.folder / "truth" / "canaries.json").read_text(encoding="utf-8"))

    def events(self, kind: str) -> Iterator[dict[str, Any]]:
        """Give what truly happened, of one kind."""
        with (self.folder / "truth" / "events" / f"{kind}.jsonl").open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file)


def make_larkmere(folder: Path) -> None:
    """Write the borough by the real command."""
    ended = plainview("synthetic", "larkmere", "--residents", RESIDENTS, "--seed", SEED, "--out", folder)
    assert ended.code == 0, ended.said


def make_home(folder: Path, larkmere: Larkmere) -> None:
    """Refresh the borough by the real command; what it said is kept beside the home."""
    ended = plainview(
        "refresh", "--extracts", larkmere.extracts, "--home", folder / "home", "--as-of", AS_OF,
        council=larkmere.council, timeout=900,
    )  # fmt: skip
    (folder / "refresh.out").write_text(ended.out, encoding="utf-8")
    (folder / "refresh.err").write_text(ended.err, encoding="utf-8")
    assert ended.code == 0, ended.said

"""What is known of an unknown file when it has been looked at: its record sets, their columns, what they may fill."""

from dataclasses import dataclass, field
from pathlib import Path

from plainview.extracts.profile.gather import Counts
from plainview.extracts.profile.layout import Layout
from plainview.extracts.profile.meaning import Meaning
from plainview.extracts.profile.values import Values


@dataclass(frozen=True, slots=True)
class Target:
    """One of our tables, how well it fits, and which column would fill which of its columns."""

    table: str
    score: float
    columns: dict[str, str]  # ours: the file's
    is_spoken_of: bool = False  # the names of the file, its sets and columns speak of it


@dataclass(slots=True)
class ColumnProfile:
    """One column. `codes` is filled only where the values are few and name no one."""

    name: str
    words: tuple[str, ...]
    counts: Counts
    values: Values
    meaning: Meaning
    codes: dict[str, int] | None = None
    rare: int = 0  # further texts, too seldom to be shown
    space: str = ""  # of a key: the range of numbers it belongs to
    leads_to: str = ""  # of a foreign key: "file: column"
    is_group: bool = False  # of a key: several people may share it


@dataclass(slots=True)
class SetProfile:
    """One record set of one file."""

    layout: Layout
    records: int
    looked_at: int
    columns: list[ColumnProfile]
    key: str | None = None  # the column that is another in each record
    targets: list[Target] = field(default_factory=list)
    problem: str = ""  # what the reader said when it could not read on

    def column(self, name: str) -> ColumnProfile:
        """Give the column of that name."""
        return next(c for c in self.columns if c.name == name)


@dataclass(slots=True)
class FileProfile:
    """One file and its record sets."""

    path: Path
    sets: list[SetProfile]

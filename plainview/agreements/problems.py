"""What is wrong with a policy: each problem said in four parts, all of them raised together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from plainview.vocabulary.errors import PlainviewError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in the council's folder: what, in which file and line, and what to do."""

    slug: str
    what: str
    file: str  # from the council's folder, e.g. "mappings/housing-rents.yaml"
    line: int | None
    do: str
    level: Literal["error", "warning"] = "error"

    @property
    def where(self) -> str:
        """Give the file and line as editors read them."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def told(self) -> str:
        """Give the problem as three lines, the first starting with the slug."""
        return f"{self.slug}: {self.what}\n  {self.where}\n  {self.do}"


class PolicyNotValid(PlainviewError):
    """The council's folder can't be used. `problems` holds all that was found, in all files."""

    slug = "policy-not-valid"
    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        count = len(self.problems)
        super().__init__(
            f"{count} problem{'' if count == 1 else 's'} in the council's folder.", where=first.where, do=first.do
        )

    def told(self) -> str:
        """Give all problems, a paragraph each."""
        return "\n".join([f"{self.slug}: {self.what}", *(p.told() for p in self.problems)])

"""
The bank of sentence ideas: read once, kept by risk, sense and audience.

In its files `@ risk sense audience` heads ideas of one kind, `% n` makes what follows n times as frequent, `#` is a
comment, and any other line is an idea.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from plainview.synthetic.larkmere.voices.grammar import Line, compiled

FOLDER = Path(__file__).parent / "bank"
# What a heading of the bank says of its ideas: status, time, about whom, uncertain.
SENSES = {
    "now": ("present", "current", "subject_or_household", False),
    "past": ("present", "historical", "subject_or_household", False),
    "denied": ("negated", "current", "subject_or_household", False),
    "feared": ("hypothetical", "current", "subject_or_household", False),
    "other": ("present", "current", "other_person", False),
}
# Unsure ideas stand among the feared; these words tell them.
_UNSURE = ("not clear", "unclear", "uncertain", "might be", "may be", "could be", "query", "possible", "[?|")
RISKS = (
    "child_exploitation", "family_stress", "financial_exclusion", "homelessness", "mental_health", "missing_person",
    "physical_abuse", "physical_health", "sexual_abuse", "substance_misuse", "risky_behaviour", "abuse_or_neglect",
    "criminality", "debt", "domestic_violence", "educational_issues", "robbery",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Idea:
    """One thing that may be said. `risk` is empty where none is stated; a trap only sounds like one."""

    line: Line
    risk: str = ""
    sense: str = ""
    is_unsure: bool = False
    is_trap: bool = False


@dataclass(frozen=True, slots=True)
class Bank:
    """Ideas by heading: (risk or "-", sense or use, audience)."""

    ideas: dict[tuple[str, str, str], tuple[Idea, ...]]
    digests: dict[str, str]

    def of(self, risk: str, sense: str, audience: str) -> tuple[Idea, ...]:
        """Give what may be said to an audience (child, adult, …); what fits any is among it."""
        return self.ideas.get((risk, sense, audience), ())


@cache
def bank() -> Bank:
    """Read the bank."""
    found: dict[tuple[str, str, str], list[Idea]] = {}
    digests = {}
    for file in sorted(FOLDER.glob("*.txt")):
        text = file.read_text("utf-8")
        digests[file.name] = hashlib.sha256(text.encode()).hexdigest()
        heading: tuple[str, str, str] | None = None
        times = 1
        for number, line in enumerate(text.splitlines(), start=1):
            if line.startswith("@"):
                risk, use, *audience = line[1:].split(maxsplit=2)
                heading = (risk, use, audience[0])
            elif line.startswith("%"):
                times = int(line[1:])
            elif line and not line.startswith("#"):
                if heading is None:
                    raise ValueError(f"{file.name}:{number} stands under no heading")
                for to in ("child", "adult") if heading[2] == "any" else (heading[2],):
                    found.setdefault((heading[0], heading[1], to), []).extend([_idea(line, heading)] * times)
    return Bank({k: tuple(v) for k, v in found.items()}, digests)


def _idea(text: str, heading: tuple[str, str, str]) -> Idea:
    risk, use, _ = heading
    if risk == "-":
        return Idea(compiled(text), is_trap=use == "trap")
    unsure = use == "feared" and any(word in text for word in _UNSURE)
    return Idea(compiled(text), risk, use, unsure)

"""Decides all that a draft left open, as someone in a hurry might: for tests of what drafts are otherwise."""

import re
from pathlib import Path

_SAID = {
    "retention_months": "24",
    "starts": "2026-01-01",
    "ends": "2027-06-01",
    "refresh": "weekly",
    "article_6": "public task",
    "article_9": "social protection",
    "article_10": "schedule 1",
}


def decide(folder: Path) -> None:
    """Put something in the place of every mark, and share for display what is shared for nothing."""
    for file in sorted(folder.rglob("*.yaml")):
        file.write_text(decided(file.read_text(encoding="utf-8"), kind=file.parent.name), encoding="utf-8")


def decided(text: str, *, kind: str) -> str:
    """Give one file's text with its marks decided."""
    lines = []
    for line in text.splitlines():
        key = re.match(r"\s*(\w+): \[?\"TO DECIDE", line)
        if kind == "agreements" and "purposes: []" in line and "TO DECIDE" in line:
            line = line.replace("purposes: []", "purposes: [display]")
        elif key and key[1] in _SAID:
            line = re.sub(r'"TO DECIDE.*"', _SAID[key[1]], line)
        elif '"TO DECIDE' in line:
            line = re.sub(
                r'"TO DECIDE(?:[^"\\]|\\.)*"', "other" if kind == "codes" or "codes: {" in line else "Decided so", line
            )
        lines.append(line)
    return "\n".join(lines) + "\n"

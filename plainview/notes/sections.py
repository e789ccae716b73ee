"""Which part of a note a sentence stands in, by the last heading above it or the label that opens its line."""

import re

_HEADING = {
    "background": r"background|history|chronology|hx|past(?: history)?|previous(?:ly)?|prev|pmh|file|on file",
    "plan": r"plan|actions?|contingency|next steps?|recommendations?|am team|to do|safety plan|next",
    "analysis": r"analysis|assessment|risks?|worries|what are we worried about|summary",
}
_OPENS = {name: re.compile(rf"\s*(?:\d+[.)]\s*)?(?:{words})\s*[:\-.]") for name, words in _HEADING.items()}
_ANY = re.compile(r"\s*(?:\d+[.)]\s*)?[a-z][a-z /]{2,28}:")


def section(folded: str, line_start: int, before: str) -> str:
    """
    Name the section of a line.

    In:  folded text, where the line starts, and the section of the line above.
    Out: background, plan, analysis or body. Another label ends a section; a line without one stays in it.
    """
    for name, opens in _OPENS.items():
        if opens.match(folded, line_start, line_start + 60):
            return name
    return "body" if _ANY.match(folded, line_start, line_start + 40) else before

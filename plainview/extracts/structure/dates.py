"""Dates in many formats, read by expressions that any engine runs. What is no date becomes null."""

import re
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

_PARTS = {
    "%d": r"(\d{1,2})", "%m": r"(\d{1,2})", "%Y": r"(\d{4})", "%y": r"(\d{2})",
    "%b": r"([A-Za-z]{3})[a-z]*", "%B": r"([A-Za-z]{3})[a-z]*",
    "%H": r"\d{1,2}", "%M": r"\d{2}", "%S": r"\d{2}", "%f": r"\d{1,9}",
    "%z": r"(?:Z|[+-]\d{2}:?\d{2})?", "%p": r"[AaPp][Mm]",
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SERIAL = "excel"  # days since 30 December 1899, as a spreadsheet leaves them in text


def read_date(text: ir.StringValue, formats: Sequence[str]) -> ir.DateValue:
    """Read a text as a date, by the first format that fits; null where none does or the day does not exist."""
    return ibis.coalesce(*(_by_format(text, f) for f in formats))


def pattern(format_: str) -> tuple[str, list[str]]:
    """Give the regular expression of a strptime format and the date parts of its groups, in order."""
    regex, groups = "", []
    for piece in re.split(r"(%[a-zA-Z])", format_):
        if piece in _PARTS:
            regex += _PARTS[piece]
            if piece in ("%d", "%m", "%Y", "%y", "%b", "%B"):
                groups.append(piece)
        elif piece.startswith("%"):
            raise ValueError(f"date format part {piece} is not known")
        else:
            regex += re.escape(piece)
    return f"^{regex}$", groups


def _by_format(text: ir.StringValue, format_: str) -> ir.DateValue:
    if format_ == SERIAL:
        days = text.re_extract(r"^(\d{4,5})(?:\.\d+)?$", 1).nullif("").try_cast("int64")
        return (ibis.date("1899-12-30") + days.as_interval("D")).cast("date")
    regex, groups = pattern(format_)
    got = {g: text.re_extract(regex, i) for i, g in enumerate(groups, start=1)}
    day = got["%d"].lpad(2, "0") if "%d" in got else ibis.literal("01")
    if "%m" in got:
        month = got["%m"].lpad(2, "0")
    else:
        word = got["%b" if "%b" in got else "%B"].lower()
        month = word.cases(*((m, f"{i:02d}") for i, m in enumerate(_MONTHS, start=1)), else_="")
    if "%Y" in got:
        year = got["%Y"]
    else:
        short = got["%y"]
        # A two-figure year up to 39 is of this century: children and cases; above, a birth in the last.
        year = ibis.ifelse(short <= "39", ibis.literal("20"), ibis.literal("19")) + short
    return (year + "-" + month + "-" + day).try_cast("date")

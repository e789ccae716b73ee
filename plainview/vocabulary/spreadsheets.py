"""What may stand in a cell of a spreadsheet that leaves the product."""

import re


def safe_cell(value: object) -> object:
    """Give the value for a cell: headers and file names come from outside, and none of them may start a formula."""
    if not isinstance(value, str):
        return value
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", value)
    return "'" + text if text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r", "\n") else text

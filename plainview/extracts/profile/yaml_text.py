"""Writes single values as YAML: in quotes wherever a plain text could be read as something else."""

import json
import re

_PLAIN = re.compile(r"[A-Za-z0-9_./(£$][\w ./()'+&;£$*–-]*")


def text(value: str) -> str:
    """Give a text as it may stand after a key or in a list."""
    is_plain = _PLAIN.fullmatch(value) and value == value.strip() and value.casefold() not in ("null", "~")
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def listed(values: list[str]) -> str:
    """Give a list on one line."""
    return "[" + ", ".join(text(v) for v in values) + "]"

"""What makes two spellings of a name comparable: how it sounds, and what it is short for."""

import re
import unicodedata
from functools import lru_cache
from importlib import resources

import pyarrow as pa

_SOUNDS = (
    ("MUHAMMAD", "MOHAMED"), ("MUHAMMED", "MOHAMED"), ("MOHAMMAD", "MOHAMED"), ("MOHAMMED", "MOHAMED"),
    ("PH", "F"), ("GH", "G"), ("KH", "K"), ("CH", "X"), ("SH", "S"), ("SCH", "S"), ("TH", "T"), ("DH", "D"),
    ("BH", "B"), ("WR", "R"), ("KN", "N"), ("CK", "K"), ("QU", "K"), ("CE", "SE"), ("CI", "SI"), ("CY", "SY"),
    ("C", "K"), ("Q", "K"), ("X", "S"), ("Z", "S"), ("J", "Y"), ("V", "F"), ("W", "F"), ("D", "T"), ("B", "P"),
    ("G", "K"), ("M", "N"),
)  # fmt: skip


def plain(name: str) -> str:
    """Give a name in capitals, without accents, apostrophes or hyphens."""
    letters = unicodedata.normalize("NFKD", name.upper())
    return re.sub(r"[^A-Z ]", "", letters.replace("-", " ")).strip()


@lru_cache(maxsize=200_000)
def sound(name: str) -> str:
    """
    Say how a name sounds, roughly: names that are spelt by ear come out alike.

    It serves to bring pairs together (MOHAMMED and MUHAMAD, KHAN and KAHN), never to accept one.
    """
    text = plain(name).replace(" ", "")
    if not text:
        return ""
    for spelt, heard in _SOUNDS:
        text = text.replace(spelt, heard)
    first, rest = text[0], re.sub(r"[AEIOUYH]", "", text[1:])
    first = "A" if first in "AEIOUYH" else first
    return first + re.sub(r"(.)\1+", r"\1", rest)[:5]


@lru_cache(maxsize=1)
def _short_forms() -> dict[str, str]:
    text = resources.files("plainview.bridge").joinpath("nicknames.txt").read_text("utf-8")
    return {
        name: line.split()[0]
        for line in text.splitlines()
        if line.strip() and not line.startswith("#")
        for name in line.split()
    }


def full_form(forename: str) -> str:
    """Give the name that a short form or a variant stands for: BILL and WILL are WILLIAM; others stay."""
    return _short_forms().get(forename, forename)


def name_table(names: pa.Array) -> pa.Table:
    """Give one row per name: name, sound, full_form."""
    texts = names.to_pylist()
    return pa.table(
        {
            "name": pa.array(texts, pa.string()),
            "sound": pa.array([sound(t) for t in texts], pa.string()),
            "full_form": pa.array([full_form(t) for t in texts], pa.string()),
        }
    )

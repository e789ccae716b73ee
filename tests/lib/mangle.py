"""Spoils a file as files are spoilt on their way: cut, swapped, re-encoded, doubled, emptied."""

import random
from collections.abc import Callable
from pathlib import Path

Bytes = Callable[[bytes, random.Random], bytes]


def cut(body: bytes, dice: random.Random) -> bytes:
    """The end is missing."""
    return body[: dice.randrange(1, max(2, len(body)))]


def cut_out(body: bytes, dice: random.Random) -> bytes:
    """A piece of the middle is missing."""
    at = dice.randrange(len(body))
    return body[:at] + body[at + dice.randrange(1, 400) :]


def swap_lines(body: bytes, dice: random.Random) -> bytes:
    """Two lines have changed places; now and then the header is one of them."""
    lines = body.split(b"\n")
    if len(lines) > 2:
        one, other = dice.choice((0, dice.randrange(len(lines)))), dice.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def swap_blocks(body: bytes, dice: random.Random) -> bytes:
    """Two halves have changed places."""
    at = dice.randrange(len(body))
    return body[at:] + body[:at]


def double_lines(body: bytes, dice: random.Random) -> bytes:
    """Some lines stand twice."""
    return b"\n".join(line for line in body.split(b"\n") for _ in range(1 + (dice.random() < 0.2)))


def double_all(body: bytes, dice: random.Random) -> bytes:
    """The file was appended to itself."""
    return body + body


def empty(body: bytes, dice: random.Random) -> bytes:
    """Nothing is left, or spaces, or the first line."""
    return dice.choice((b"", b"  \n \n", body.split(b"\n")[0] + b"\n"))


def nulls(body: bytes, dice: random.Random) -> bytes:
    """A block of the disk was never written."""
    at = dice.randrange(len(body))
    return body[:at] + bytes(dice.randrange(1, 300)) + body[at + 200 :]


def garble(body: bytes, dice: random.Random) -> bytes:
    """Single bytes are others."""
    made = bytearray(body)
    for _ in range(dice.randrange(1, 40)):
        made[dice.randrange(len(made))] = dice.randrange(256)
    return bytes(made)


def utf_16(body: bytes, dice: random.Random) -> bytes:
    """Saved as UTF-16."""
    return body.decode("latin-1").encode("utf-16")


def other_page(body: bytes, dice: random.Random) -> bytes:
    """Saved in another code page, with letters that it writes otherwise."""
    return body.replace(b"e", "é".encode(dice.choice(("cp1252", "utf-8", "cp850"))), dice.randrange(1, 30))


def mark_first(body: bytes, dice: random.Random) -> bytes:
    """A byte order mark stands first."""
    return b"\xef\xbb\xbf" + body


def other_delimiter(body: bytes, dice: random.Random) -> bytes:
    """Separated by something else."""
    return body.replace(b",", b";").replace(b"|", b"\t")


def stray_quotes(body: bytes, dice: random.Random) -> bytes:
    """Quotation marks where none belong."""
    made = bytearray(body)
    for _ in range(dice.randrange(1, 6)):
        made.insert(dice.randrange(len(made)), ord('"'))
    return bytes(made)


def other_ends(body: bytes, dice: random.Random) -> bytes:
    """Lines end otherwise."""
    return body.replace(b"\r\n", b"\n").replace(b"\n", dice.choice((b"\r", b"\r\n", b"\n\n")))


def long_cell(body: bytes, dice: random.Random) -> bytes:
    """One cell is very long."""
    at = dice.randrange(len(body))
    return body[:at] + b"x" * 300_000 + body[at:]


def odd_days(body: bytes, dice: random.Random) -> bytes:
    """Years that no calendar of ours has."""
    return body.replace(b"20", dice.choice((b"99", b"00", b"02", b"-1")), dice.randrange(1, 60))


WAYS: tuple[Bytes, ...] = (
    cut, cut_out, swap_lines, swap_blocks, double_lines, double_all, empty, nulls, garble, utf_16, other_page,
    mark_first, other_delimiter, stray_quotes, other_ends, long_cell, odd_days,
)  # fmt: skip


def mangle(file: Path, dice: random.Random) -> str:
    """Spoil a file where it lies; give the way's name."""
    way = dice.choice(WAYS)
    body = file.read_bytes()
    file.write_bytes(way(body, dice) if body else body)
    return way.__name__

"""Deterministic draws: the same words give the same number, whatever else is drawn before or after."""

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def number(*words: object) -> int:
    """Give 64 bits that depend on the words alone."""
    joined = "\x1f".join(map(str, words)).encode()
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "big")


def share(*words: object) -> float:
    """Give a number from 0 up to 1."""
    return number(*words) / 2**64


def pick(options: Sequence[T], *words: object) -> T:
    """Give one of the options."""
    return options[number(*words) % len(options)]


def stream(*words: object) -> random.Random:
    """Give a stream of random numbers of its own."""
    return random.Random(number(*words))

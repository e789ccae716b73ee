"""A different pseudonym of the same thing for each purpose, so that data of two purposes can't be joined by id."""

import base64
import hmac
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from plainview.vocabulary.purposes import STORE_PURPOSES

LENGTH = 20  # base32 characters: 100 bits
_LETTERS = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", np.uint8)


def pseudonym(key: bytes, value: str) -> str:
    """Give the pseudonym of a value under the key of one purpose: HMAC-SHA256 in 20 characters of base32."""
    return base64.b32encode(hmac.digest(key, value.encode(), "sha256"))[:LENGTH].decode().lower()


def pseudonyms(key: bytes, values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Give the pseudonyms of a whole column; null stays null, and each value is worked out once."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    coded = values.dictionary_encode()
    return _in_base32(key, coded.dictionary.to_pylist()).take(coded.indices)


def _in_base32(key: bytes, values: Sequence[str]) -> pa.Array:
    """Give the pseudonym of each of many values: five bits a letter, written for all of them at once."""
    begun = HMAC(key, SHA256())  # the key is taken in once
    macs = b"".join([_mac(begun, v)[:13] for v in values])
    held = np.frombuffer(macs, np.uint8).reshape(-1, 13).astype(np.uint16)
    letters = np.empty((len(values), LENGTH), np.uint8)
    for n in range(LENGTH):
        byte, bit = divmod(n * 5, 8)
        letters[:, n] = _LETTERS[((held[:, byte] << 8 | held[:, byte + 1]) >> (11 - bit)) & 31]
    ends = pa.py_buffer(np.arange(0, LENGTH * len(values) + 1, LENGTH, dtype=np.int32))
    return pa.StringArray.from_buffers(len(values), ends, pa.py_buffer(letters.tobytes()))


def _mac(begun: HMAC, value: str) -> bytes:
    own = begun.copy()
    own.update(value.encode())
    return own.finalize()


def with_pseudonyms(values: pa.Array | pa.ChunkedArray, *, name: str, keys: Any) -> pa.Table:
    """
    Give one row per value: the value, then its pseudonym for each purpose of the store.

    In:     distinct resident ids, or other references (homes, households); `keys` with `derived(label)`.
    """
    columns: dict[str, Any] = {name: values}
    for purpose in STORE_PURPOSES:
        columns[purpose.value] = pseudonyms(keys.derived(purpose.value), values)
    return pa.table(columns)


def hashes(key: bytes, values: Sequence[str]) -> list[bytes]:
    """Give the keyed hashes (16 bytes) of texts, in their order: for indexes that must not hold the text."""
    return [hmac.digest(key, v.encode(), "sha256")[:16] for v in values]

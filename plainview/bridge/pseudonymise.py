"""A different pseudonym of the same thing for each purpose, so that data of two purposes can't be joined by id."""

import base64
import hmac
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from plainview.vocabulary.purposes import STORE_PURPOSES

LENGTH = 20  # base32 characters: 100 bits


def pseudonym(key: bytes, value: str) -> str:
    """Give the pseudonym of a value under the key of one purpose: HMAC-SHA256 in 20 characters of base32."""
    return base64.b32encode(hmac.digest(key, value.encode(), "sha256"))[:LENGTH].decode().lower()


def pseudonyms(key: bytes, values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Give the pseudonyms of a whole column; null stays null, and each value is worked out once."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    coded = values.dictionary_encode()
    worked_out = pa.array([pseudonym(key, v) for v in coded.dictionary.to_pylist()], type=pa.string())
    return worked_out.take(coded.indices)


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

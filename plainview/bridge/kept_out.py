"""What was erased and is kept out: a source goes on sending its records, and they enter no more."""

from pathlib import Path

import ibis.expr.types as ir

from plainview.bridge.ledger import read_erased_sources, read_kept_out
from plainview.bridge.pseudonymise import hashes
from plainview.bridge.vault import Keys


def kept_out(previous: Path | None, *, keys: Keys, mentions: ir.Table) -> set[str]:
    """Give the person keys of today's records whose person was erased: the ledger knows them by keyed hash alone."""
    erased = read_kept_out(previous / "ledger.sqlite") if previous else set()
    if not erased:
        return set()
    said: list[str] = mentions.select("person_key").distinct().to_pyarrow()["person_key"].to_pylist()
    return {key for key, hash_ in zip(said, hashes(keys.derived("ledger"), said), strict=True) if hash_ in erased}


def erased_sources(previous: Path | None) -> frozenset[str]:
    """Give the sources that were erased: they enter again only under an agreement with another id."""
    return frozenset(read_erased_sources(previous / "ledger.sqlite")) if previous else frozenset()

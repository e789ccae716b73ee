"""A small store: three residents, two sources, one purpose that not every column is shared for."""

from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from plainview.store.engines.duckdb import open_engine
from plainview.store.publish import Published, publish
from plainview.vocabulary.purposes import Purpose

numbers = count()  # of tables, so that each has a name of its own

PROVENANCE = {
    "source": "made-up", "record_ref": "ref", "agreement": "made-up", "rule": "made-up:tables.0",
    "valid_from": None, "valid_until": None, "known_from": date(2026, 1, 2), "other_refs": None,
}  # fmt: skip
TYPES = {
    **{c: pa.string() for c in ("resident_id", "other_person_id", "source", "record_ref", "agreement", "rule")},
    **{c: pa.date32() for c in ("valid_from", "valid_until", "known_from")},
    "other_refs": pa.list_(pa.string()),
}


def everything(rule: str, column: str, purpose: Purpose) -> bool:
    """Allow every column for every purpose."""
    return True


@pytest.fixture(scope="session")
def engine() -> Any:
    # Not closed by hand: what Ibis still has to tidy up in it would fail.
    return open_engine()


@pytest.fixture(scope="session")
def rows(engine: Any) -> Callable[..., Any]:
    """Make a table from dictionaries: what is left out of provenance is filled in."""

    def make(*given: dict[str, Any], types: dict[str, pa.DataType] | None = None) -> Any:
        filled = [{**PROVENANCE, "record_ref": f"ref-{n}", **row} for n, row in enumerate(given)]
        columns = list(dict.fromkeys(c for row in filled for c in row))
        known = {**TYPES, **(types or {})}
        arrays = {c: pa.array([row.get(c) for row in filled], type=known.get(c)) for c in columns}
        return engine.create_table(f"t{next(numbers)}", pa.table(arrays))

    return make


@pytest.fixture(scope="session")
def pseudonyms(engine: Any) -> Any:
    people = ["r1", "r2", "r3"]
    table = pa.table(
        {
            "resident_id": people,
            "display": [f"d-{p}" for p in people],
            "modelling": [f"m-{p}" for p in people],
            "monitoring": [f"o-{p}" for p in people],
        }
    )
    return engine.create_table(f"pseudonyms{next(numbers)}", table)


@pytest.fixture(scope="session")
def published(tmp_path_factory: Any, pseudonyms: Any) -> Callable[..., tuple[Path, Published]]:
    """Publish tables; by default every column is allowed for every purpose."""

    def make(*, allowed: Any = everything, lineage: Any = None, **tables: Any) -> tuple[Path, Published]:
        options = {k: tables.pop(k) for k in ("staff", "fewest_for_a_label", "row_allowed", "salts") if k in tables}
        into = tmp_path_factory.mktemp("store")
        told = publish(
            tables=tables, pseudonyms=pseudonyms, lineage=lineage or {}, allowed=allowed, into=into, **options
        )
        return into, told

    return make


@pytest.fixture
def read() -> Callable[[Path, str], list[dict[str, Any]]]:
    """Read a Parquet file of the store as it lies on disk."""

    def rows_of(folder: Path, name: str) -> list[dict[str, Any]]:
        import pyarrow.parquet as pq

        return pq.read_table(folder / f"{name}.parquet").to_pylist()

    return rows_of

"""A council's folder with some of Larkmere's agreements alone, and what tests look at of what its mappings make."""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa

from plainview.agreements.council import Council, read_council
from plainview.synthetic.larkmere.generate import COUNCIL


def council_of(folder: Path, names: Iterable[str], *, codes: str = "*.yaml") -> Council:
    """Read these agreements with their mappings, and the code lists of a pattern, as a council of its own."""
    for kind in ("agreements", "mappings", "codes"):
        (folder / kind).mkdir()
    for name in names:
        for kind in ("agreements", "mappings"):
            shutil.copy(COUNCIL / kind / f"{name}.yaml", folder / kind)
    for path in sorted((COUNCIL / "codes").glob(codes)):
        shutil.copy(path, folder / "codes")
    said = "name: London Borough of Larkmere\nshort_name: Larkmere\ncode: E09999999\n"
    (folder / "council.yaml").write_text(said, encoding="utf-8")
    return read_council(folder)


def rows_of(table: ir.Table) -> list[dict]:
    """Give a table's rows."""
    return table.to_pyarrow().to_pylist()


def values_of(table: ir.Table, name: str) -> set:
    """Give the different values of one column."""
    return set(table.select(name).distinct().to_pyarrow().column(name).to_pylist())


def sign(said: pa.Array) -> pa.Array:
    """Stand in for the bridge's signature."""
    return pa.array([hashlib.sha256(s.as_py().encode()).hexdigest()[:16] for s in said], pa.string())

"""Linking a file of person records, for analysts and auditors, beside the product's own refresh."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from plainview.bridge.engines.duckdb import open_engine
from plainview.bridge.linkage.judged import Quality, SampleNotJudged, Share, beside, quality, sample
from plainview.bridge.linkage.match import link_records
from plainview.bridge.linkage.spec import read_spec
from plainview.bridge.linkage.written import report, told_pairs, write

__all__ = ["Quality", "Share", "draw", "link", "measure"]


def link(
    records: Path, *, spec: Path, clusters: Path, pairs: Path | None, page: Path | None, tell: Callable[[str], None]
) -> dict[str, Any]:
    """
    Link the records of a file and write what was found.

    Out:    how many records, clusters, pairs there are, and how many cells could not be compared.
    Raises: SpecNotValid, RecordsNotReadable, CouldNotLinkRecords; nothing is written then.
    """
    said = read_spec(spec)
    with tempfile.TemporaryDirectory(prefix="plainview-link-") as folder:
        engine = open_engine(temp_dir=Path(folder), memory_gib=5)
        try:
            found = link_records(records, said, engine=engine, tell=tell)
        finally:
            engine.close()
    tell("Writing")
    write(found.clusters, clusters)
    if pairs is not None:
        write(told_pairs(found), pairs)
    if page is not None:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(report(found, name=records.name), encoding="utf-8")
    return found.report | {"not_compared": found.read.blanked}


def draw(records: Path, *, spec: Path, pairs: Path, out: Path, size: int) -> int:
    """
    Write a sample of pairs side by side, for people to judge; gives how many.

    In:     `pairs`: what `link` wrote of the same records.
    """
    said = read_spec(spec)
    drawn = sample(_table(pairs), size=size, seed=1)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.touch(mode=0o600)  # it holds the records as they are: for this account alone
    out.chmod(0o600)
    write(beside(drawn, _table(records), id_column=said.id), out)
    return drawn.num_rows


def measure(judged: Path, *, groups: tuple[str, ...]) -> Quality:
    """Say how well records were linked, by a sample that people have judged."""
    table = _table(judged)
    if missing := [g for g in groups if g not in table.column_names]:
        raise SampleNotJudged(f"it has no column {', '.join(missing)}.", where=f"File: {judged.name}.",
                              do="Give --by a column of the sample, such as 'source 1'.")  # fmt: skip
    return quality(table, groups=groups)


def _table(path: Path) -> pa.Table:
    try:
        return pv.read_csv(path) if path.suffix.lower() == ".csv" else pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise SampleNotJudged(f"the file can't be read as a table ({type(error).__name__}).",
                              where=f"File: {path.name}.", do="Give Parquet, or CSV in UTF-8.") from None  # fmt: skip

"""Record sets on the engine, part by part: as received for evidence, and as text without blanks for reading."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from plainview.extracts.structure.engine import Engine

Sign = Callable[[pa.Array], pa.Array]  # text in, opaque keyed text out (the bridge's record key)

OWN = ("_file", "_row", "_ref")
_ROWS_AT_ONCE = 250_000


def load(
    *, engine: Engine, name: str, source: str, record_set: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema,
    sign: Sign, blanks: Sequence[str], received: Callable[[pa.Table], None] | None,
) -> tuple[ir.Table, int]:  # fmt: skip
    """
    Load a record set as text without blanks, with `_file`, `_row`, `_ref`, and count it.

    `_ref` is opaque and keyed. It depends on the source, the content of the row and its place among rows of
    the same content, so that an unchanged record keeps its reference from one refresh to the next.
    In:     `received` is told of the rows as they came, each with its fields as one JSON object.
    """
    places, before, count = _Places(), f"{source}|{record_set}|", 0
    for part in _parts(batches, schema):
        content = _hashed(engine, f"{name}_content", part)
        place = pa.array(places.of(content)).cast(pa.string())
        said = pc.binary_join_element_wise(before, pc.binary_join_element_wise(content, place, "|"), "")
        whole = part.append_column("_ref", sign(said).cast(pa.string()))
        if part.num_rows and received is not None:
            came = engine.take(f"{name}_received", whole)
            for batch in engine.stream(as_received(came, source=source, record_set=record_set), rows=_ROWS_AT_ONCE):
                received(pa.Table.from_batches([batch]))
        engine.pour(name, without_blanks(whole, blanks))
        count += part.num_rows
    for served in ("content", "received"):
        engine.drop(f"{name}_{served}")
    text = engine.poured(name)
    assert text is not None
    return text, count


def _parts(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """Put small batches together; one part at least, be it empty."""
    waiting: list[pa.RecordBatch] = []
    rows, told = 0, False
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= _ROWS_AT_ONCE:
            yield pa.Table.from_batches(waiting, schema)
            waiting, rows, told = [], 0, True
    if waiting or not told:
        yield pa.Table.from_batches(waiting, schema)


class _Places:
    """Counts, for each content, how many of its likes came before: by the first 64 bits of its hash."""

    def __init__(self) -> None:
        self._seen: list[np.ndarray] = []

    def of(self, hashes: pa.Array) -> np.ndarray:
        """Give each row's place among rows of its content, in the order in which they come."""
        short = np.frombuffer(bytes.fromhex("".join(h[:16] for h in hashes.to_pylist())), dtype=np.uint64)
        ordered = np.argsort(short, kind="stable")
        own = short[ordered]
        first = np.searchsorted(own, own, side="left")
        place = np.empty(len(short), dtype=np.int64)
        place[ordered] = np.arange(len(own)) - first
        for seen in self._seen:
            place += np.searchsorted(seen, short, side="right") - np.searchsorted(seen, short, side="left")
        self._seen.append(own)
        return place


def _hashed(engine: Engine, name: str, part: pa.Table) -> pa.Array:
    """Give a hash of all that was received in each row."""
    columns = [part[c].combine_chunks() for c in part.column_names if c not in OWN]
    # A null and a blank differ; the unit separator keeps "ab","c" apart from "a","bc".
    content = pc.binary_join_element_wise(
        *columns, "\x1f", null_handling="replace", null_replacement="\x00"
    ) if columns else pa.array([""] * part.num_rows, pa.string())  # fmt: skip
    table = engine.take(name, pa.table({"content": content, "at": pa.array(range(part.num_rows), pa.int64())}))
    told = table.select("at", content=table.content.hexdigest("md5")).order_by("at")
    return engine.tables.to_pyarrow(told)["content"].combine_chunks()


def without_blanks(table: pa.Table, blanks: Sequence[str]) -> pa.Table:
    """Strip every text and make what the source writes for "nothing" null."""
    nothing = pa.array(sorted({b.strip() for b in blanks} | {""}), pa.string())
    for n, column in enumerate(table.column_names):
        if column not in OWN:
            bare = pc.utf8_trim_whitespace(table[column])
            said = pc.if_else(pc.is_in(bare, nothing), pa.scalar(None, pa.string()), bare)
            table = table.set_column(n, column, said)
    return table


def as_received(table: ir.Table, *, source: str, record_set: str) -> ir.Table:
    """Give each row as one JSON object of its fields as received, with where it stood."""
    fields = ibis.struct({c: table[c] for c in table.columns if c not in OWN}).cast("json").cast("string")
    return table.select(
        record_ref=table._ref, source=ibis.literal(source), file=table._file, record_set=ibis.literal(record_set),
        row=table._row.cast("int64"), fields=fields,
    )  # fmt: skip

"""Raw record sets on the engine: as received for evidence, and the same without blanks for reading."""

from collections.abc import Callable, Iterable, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from plainview.extracts.structure.engine import Engine

Sign = Callable[[pa.Array], pa.Array]  # text in, opaque keyed text out (the bridge's record key)

OWN = ("_file", "_row", "_ref")


def load(
    *, engine: Engine, name: str, source: str, record_set: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema,
    sign: Sign, blanks: Sequence[str],
) -> tuple[ir.Table, ir.Table, int]:  # fmt: skip
    """
    Load a record set twice, as received and as text without blanks, both with `_file`, `_row`, `_ref`; count it.

    `_ref` is opaque and keyed. It depends on the source, the content of the row and its place among rows of
    the same content, so that an unchanged record keeps its reference from one refresh to the next.
    """
    received = pa.Table.from_batches(batches, schema)
    said = _identities(engine, f"{name}_content", received, source=source, record_set=record_set)
    received = received.append_column("_ref", sign(said).cast(pa.string()))
    text = engine.take(f"{name}_text", without_blanks(received, blanks))
    return engine.take(name, received), text, received.num_rows


def _identities(engine: Engine, name: str, received: pa.Table, *, source: str, record_set: str) -> pa.Array:
    """Give what tells each row from all others: source, record set, content and place among its likes."""
    columns = [received[c].combine_chunks() for c in received.column_names if c not in OWN]
    # A null and a blank differ; the unit separator keeps "ab","c" apart from "a","bc".
    content = pc.binary_join_element_wise(
        *columns, "\x1f", null_handling="replace", null_replacement="\x00"
    ) if columns else pa.array([""] * received.num_rows, pa.string())  # fmt: skip
    order = pa.array(range(received.num_rows), pa.int64())
    table = engine.take(name, pa.table({"content": content, "at": order}))
    hashed = table.select("at", content=table.content.hexdigest("md5"))
    place = ibis.row_number().over(group_by="content", order_by="at")
    placed = hashed.mutate(place=place)
    told = placed.select("at", said=placed.content + "|" + placed.place.cast("string")).order_by("at")
    before = f"{source}|{record_set}|"
    return pc.binary_join_element_wise(before, engine.tables.to_pyarrow(told)["said"].combine_chunks(), "")


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

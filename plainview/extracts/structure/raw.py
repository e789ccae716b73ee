"""Raw record sets on the engine: as received for evidence, and the same without blanks for reading."""

from collections.abc import Callable, Iterable, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.extracts.structure.engine import Engine

Sign = Callable[[pa.Array], pa.Array]  # text in, opaque keyed text out (the bridge's record key)

OWN = ("_file", "_row", "_ref")


def load(
    *, engine: Engine, name: str, source: str, record_set: str, batches: Iterable[pa.RecordBatch],
    schema: pa.Schema, sign: Sign,
) -> ir.Table:  # fmt: skip
    """
    Load a record set as a table of text with `_file`, `_row` and `_ref`.

    `_ref` is opaque and keyed. It depends on the source, the content of the row and its place among rows of
    the same content, so that an unchanged record keeps its reference from one refresh to the next.
    """
    backend = engine.tables
    loading = backend.create_table(f"{name}_loading", pa.Table.from_batches(batches, schema), overwrite=True)
    columns = [c for c in loading.columns if c not in OWN]
    # A null and a blank differ; the unit separator keeps "ab","c" apart from "a","bc".
    content = ibis.literal("\x1f").join([loading[c].fill_null("\x00") for c in columns]) if columns else ""
    hashed = loading.mutate(_content=_text(content).hexdigest("md5"))
    place = ibis.row_number().over(group_by="_content", order_by=["_file", "_row"])
    placed = engine.keep(f"{name}_placed", hashed.mutate(_place=place))
    said = (source + "|" + record_set + "|" + placed._content + "|" + placed._place.cast("string")).name("said")
    numbered = backend.to_pyarrow(placed.select("_file", "_row", said))
    refs = numbered.set_column(2, "_ref", sign(numbered["said"].combine_chunks()))
    reffed = backend.create_table(f"{name}_refs", refs, overwrite=True)
    whole = placed.drop("_content", "_place").join(reffed, ["_file", "_row"])
    table = engine.keep(name, whole)
    for left in ("loading", "placed", "refs"):
        backend.drop_table(f"{name}_{left}")
    return table


def without_blanks(table: ir.Table, blanks: Sequence[str]) -> ir.Table:
    """Strip every text and make what the source writes for "nothing" null."""
    nothing = {b.strip() for b in blanks} | {""}
    said = {}
    for column in table.columns:
        if column not in OWN:
            bare = table[column].strip()
            said[column] = ibis.ifelse(bare.isin(sorted(nothing)), ibis.null("string"), bare)
    return table.mutate(**said)


def as_received(table: ir.Table, *, source: str, record_set: str) -> ir.Table:
    """Give each row as one JSON object of its fields as received, with where it stood."""
    fields = ibis.struct({c: table[c] for c in table.columns if c not in OWN}).cast("json").cast("string")
    return table.select(
        record_ref=table._ref, source=ibis.literal(source), file=table._file, record_set=ibis.literal(record_set),
        row=table._row.cast("int64"), fields=fields,
    )  # fmt: skip


def _text(value: ir.StringValue | str) -> ir.StringValue:
    return value if isinstance(value, ir.Value) else ibis.literal(value)

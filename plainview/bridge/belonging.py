"""Which rows and notes lie in one sealed blob: those that one source holds about the same people."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from plainview.bridge.engines import Engine
from plainview.extracts.structured import Structured

ROWS, NOTES = "rows", "notes"


@dataclass(frozen=True, slots=True)
class Belonging:
    """
    What is to be locked.

    blobs    Arrow: blob, source, owner (resident ids in order, joined by a comma; "" for no one), kind, digest.
             As long as source, owner, kind and digest stay, so does every byte of the content.
    records  record_ref, blob, source, file, record_set, row; in order of record_ref
    notes    record_ref, blob
    """

    blobs: pa.Table
    records: ir.Table
    notes: ir.Table
    _parts_of: Mapping[str, Callable[[str], ir.Table]]  # by kind: the parts of a source's blobs

    def contents(self, engine: Engine, wanted: pa.Array) -> list[tuple[str, Iterator[pa.RecordBatch]]]:
        """Give the streams, source by source, of (blob, content) of the blobs wanted, to be read in another thread."""
        asked = engine.take("bridge_blobs_wanted", pa.table({"blob": wanted}))
        kept = self.blobs.filter(pc.is_in(self.blobs.column("blob"), wanted))
        told = kept.select(["source", "kind"]).group_by(["source", "kind"]).aggregate([]).to_pylist()
        found = []
        for of in sorted(told, key=lambda r: (r["kind"], r["source"])):
            rows = self._parts_of[of["kind"]](of["source"]).semi_join(asked, "blob")
            parts = rows.group_by("blob").aggregate(content=rows.part.group_concat(",", order_by=rows.by))
            left, right = ("{", "}") if of["kind"] == ROWS else ("[", "]")
            parts = parts.mutate(content=ibis.literal(left) + parts.content + right)
            found.append((of["source"], engine.stream(parts)))
        return found


def belonging(structured: Structured, *, left_out: ir.Table, people: ir.Table, engine: Engine) -> Belonging:
    """Say whose every row and note is; what is about someone left out is not kept."""
    whose = structured.row_people
    if whose is None:
        whose = structured.mentions.select("record_ref", "person_key")
    one = whose.inner_join(people, "person_key").select("record_ref", "resident_id").distinct()
    owners = one.group_by("record_ref").aggregate(owner=one.resident_id.group_concat(",", order_by=one.resident_id))
    owners = engine.keep("bridge_owners", owners)

    def owned(table: ir.Table) -> ir.Table:
        kept = table.anti_join(left_out, "record_ref").left_join(owners, "record_ref").drop("record_ref_right")
        return kept.mutate(owner=kept.owner.fill_null(""))

    said: list[pa.Table] = []
    parts_of: dict[str, Callable[[str], ir.Table]] = {}
    records = notes = None
    if structured.rows is not None:
        placed = owned(structured.rows.select("record_ref", "source", "file", "record_set", "row"))
        placed = engine.keep("bridge_rows_owned", placed)
        blobs = placed.group_by("source", "owner").aggregate(
            digest=placed.record_ref.group_concat(",", order_by=placed.record_ref).hexdigest("md5")
        )
        blobs = engine.keep("bridge_row_blobs", blobs.mutate(blob=ibis.row_number().over(order_by="source") + 1))
        records = placed.inner_join(blobs, ["source", "owner"]).drop("owner", "digest")
        records = engine.keep("bridge_records_kept", records)
        engine.tables.drop_table("bridge_rows_owned")
        parts_of[ROWS] = partial(_row_parts, structured.rows, records)
        said.append(_told(blobs, ROWS, _shapes(structured.rows)))
    if structured.note_texts is not None:
        texts = structured.note_texts
        kept = owned(texts.filter(texts.text.notnull()).drop("person_key").distinct())
        part = ibis.struct(
            {"record_ref": kept.record_ref, "rule": kept.rule,
             "written_on": kept.written_on.cast("date").cast("string"), "text": kept.text}
        ).cast("json").cast("string")  # fmt: skip
        kept = engine.keep("bridge_notes_owned", kept.select("record_ref", "source", "owner", part=part))
        blobs = kept.group_by("source", "owner").aggregate(
            digest=kept.part.group_concat(",", order_by=kept.part).hexdigest("md5")
        )
        number = ibis.row_number().over(order_by="source") + 1 + (said[0].num_rows if said else 0)
        blobs = engine.keep("bridge_note_blobs", blobs.mutate(blob=number))
        notes_in = kept.inner_join(blobs, ["source", "owner"])
        notes_in = engine.keep("bridge_notes_in", notes_in.select("record_ref", "source", "blob", "part", by="part"))
        engine.tables.drop_table("bridge_notes_owned")
        parts_of[NOTES] = partial(_of_source, notes_in)
        notes = notes_in.select("record_ref", "blob").distinct()
        said.append(_told(blobs, NOTES, {}))
    nothing = engine.take("bridge_nothing_kept", _NO_RECORDS)
    return Belonging(
        pa.concat_tables(said) if said else _NO_BLOBS,
        (records if records is not None else nothing).order_by("record_ref"),
        notes if notes is not None else nothing.select("record_ref", "blob"),
        parts_of,
    )


def _of_source(table: ir.Table, source: str) -> ir.Table:
    return table.filter(table.source == source)


def _row_parts(rows: ir.Table, records: ir.Table, source: str) -> ir.Table:
    """Give each row of a source with its blob. Both sides are cut to the source first: there are many sources."""
    placed = _of_source(records, source).select("record_ref", "blob")
    held = _of_source(rows, source).select("record_ref", "fields").inner_join(placed, "record_ref")
    # `fields` is JSON already: put together as text, never parsed.
    part = ibis.literal('"') + held.record_ref + '":' + held.fields.cast("string")
    return held.select("blob", part=part, by="record_ref")


def _told(blobs: ir.Table, kind: str, shapes: dict[str, str]) -> pa.Table:
    """Give the blobs of a kind. Where columns changed names the bytes are others, though the cells be the same."""
    told = blobs.select("blob", "source", "owner", "digest").order_by("blob").to_pyarrow()
    shape = pa.array([shapes.get(s, "") for s in told.column("source").to_pylist()], pa.string())
    told = told.append_column("shape", shape).append_column("kind", pa.array([kind] * told.num_rows, pa.string()))
    return told.select(_NO_BLOBS.column_names).cast(_NO_BLOBS.schema)


def _shapes(rows: ir.Table) -> dict[str, str]:
    """Give a digest of the names of each source's elements."""
    one = rows.group_by("source", "record_set").aggregate(fields=rows.fields.cast("string").arbitrary())
    names: dict[str, list[str]] = {}
    for row in one.order_by("source", "record_set").to_pyarrow().to_pylist():
        names.setdefault(row["source"], []).append(json.dumps([row["record_set"], list(json.loads(row["fields"]))]))
    return {source: sha256("".join(told).encode()).hexdigest()[:16] for source, told in names.items()}


_NO_BLOBS = pa.table({"blob": pa.array([], pa.int64()), **{
    n: pa.array([], pa.string()) for n in ("source", "owner", "kind", "digest", "shape")}})  # fmt: skip
_NO_RECORDS = pa.table({"blob": pa.array([], pa.int64()), "row": pa.array([], pa.int64()), **{
    n: pa.array([], pa.string()) for n in ("record_ref", "source", "file", "record_set")}})  # fmt: skip

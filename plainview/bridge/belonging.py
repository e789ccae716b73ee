"""Which rows and notes lie in one sealed blob: those that one source holds about the same people."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.bridge.engines import Engine
from plainview.extracts.structured import Structured

ROWS, NOTES = "rows", "notes"


@dataclass(frozen=True, slots=True)
class Belonging:
    """
    What is to be locked.

    blobs    Arrow: blob, source, owner (resident ids in order, joined by a comma; "" for no one), kind, digest.
             As long as source, owner, kind and digest stay, so does every byte of the content.
    sets     number, source, file, record_set: where rows stood
    records  record_ref, blob, number, row; in order of record_ref
    notes    record_ref, blob
    """

    blobs: pa.Table
    sets: pa.Table
    records: ir.Table
    notes: ir.Table
    _parts_of: Mapping[str, Callable[[str], ir.Table]]  # by kind: the parts of a source's blobs

    def contents(self, engine: Engine, wanted: pa.Table) -> list[tuple[str, str, Iterator[pa.RecordBatch]]]:
        """
        Give the streams of what lies in some blobs, to be read in another thread.

        In:     `wanted`: blob, owner, hash, and the source and kind they are of.
        Out:    kind and source, with batches of blob, owner, hash, content.
        """
        asked = engine.take("bridge_blobs_wanted", wanted.select(["blob", "owner", "hash"]))
        told = wanted.select(["source", "kind"]).group_by(["source", "kind"]).aggregate([]).to_pylist()
        found = []
        for of in sorted(told, key=lambda r: (r["kind"], r["source"])):
            rows = self._parts_of[of["kind"]](of["source"]).semi_join(asked, "blob")
            parts = rows.group_by("blob").aggregate(content=rows.part.group_concat(",", order_by=rows.by))
            left, right = ("{", "}") if of["kind"] == ROWS else ("[", "]")
            parts = parts.mutate(content=ibis.literal(left) + parts.content + right).inner_join(asked, "blob")
            found.append((of["kind"], of["source"], engine.stream(parts, rows=5_000)))
        return found


def belonging(structured: Structured, *, left_out: ir.Table, people: ir.Table, engine: Engine) -> Belonging:
    """Say whose every row and note is; what is about someone left out is not kept."""
    whose = structured.row_people
    if whose is None:
        whose = structured.mentions.select("record_ref", "person_key")
    one = whose.inner_join(people, "person_key").select("record_ref", "resident_id")
    ends = one.group_by("record_ref").aggregate(owner=one.resident_id.min(), last=one.resident_id.max())
    ends = engine.keep("bridge_owner_ends", ends)  # most rows are about one person
    shared = one.semi_join(ends.filter(ends.owner != ends.last), "record_ref").distinct()
    several = shared.group_by("record_ref").aggregate(
        owners=shared.resident_id.group_concat(",", order_by=shared.resident_id)
    )
    owners = ends.left_join(several, "record_ref").drop("record_ref_right", "last")
    owners = engine.keep("bridge_owners", owners.select("record_ref", owner=owners.owners.coalesce(owners.owner)))
    engine.drop("bridge_owner_ends")

    def owned(table: ir.Table) -> ir.Table:
        kept = table.anti_join(left_out, "record_ref").left_join(owners, "record_ref").drop("record_ref_right")
        return kept.mutate(owner=kept.owner.fill_null(""))

    said: list[pa.Table] = []
    parts_of: dict[str, Callable[[str], ir.Table]] = {}
    records = notes = None
    sets = _NO_SETS
    if structured.rows is not None:
        placed = owned(structured.rows.select("record_ref", "source", "file", "record_set", "row"))
        placed = engine.keep("bridge_rows_owned", placed)
        # References are keyed hashes of what stands in the rows: their own sums tell one set of them from another.
        number = placed.record_ref.hash()
        blobs = placed.group_by("source", "owner").aggregate(odd=number.bit_xor(), total=number.sum(), n=placed.count())
        digest = ibis.literal("-").join([blobs[c].cast("string") for c in ("odd", "total", "n")])
        blobs = blobs.select("source", "owner", digest=digest)
        blobs = engine.keep("bridge_row_blobs", blobs.mutate(blob=ibis.row_number().over(order_by="source") + 1))
        where = placed.select("source", "file", "record_set").distinct()
        where = engine.keep("bridge_row_sets", where.mutate(number=ibis.row_number()))
        sets = where.select(*sets.column_names).to_pyarrow().cast(sets.schema)
        records = placed.inner_join(blobs, ["source", "owner"])
        records = records.inner_join(where, [
            records.source == where.source, records.file.fill_null("") == where.file.fill_null(""),
            records.record_set.fill_null("") == where.record_set.fill_null(""),
        ])  # fmt: skip
        records = engine.keep("bridge_records_kept", records.select("record_ref", "source", "blob", "number", "row"))
        engine.drop("bridge_rows_owned")
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
        engine.drop("bridge_notes_owned")
        parts_of[NOTES] = partial(_of_source, notes_in)
        notes = notes_in.select("record_ref", "blob").distinct()
        said.append(_told(blobs, NOTES, {}))
    nothing = engine.take("bridge_nothing_kept", _NO_RECORDS)
    engine.drop("bridge_owners")
    kept_at = records if records is not None else nothing
    return Belonging(
        pa.concat_tables(said) if said else _NO_BLOBS,
        sets,
        kept_at.select("record_ref", "blob", "number", "row").order_by("record_ref"),
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
_NO_RECORDS = pa.table({"record_ref": pa.array([], pa.string()), **{
    n: pa.array([], pa.int64()) for n in ("blob", "number", "row")}})  # fmt: skip
_NO_SETS = pa.table({"number": pa.array([], pa.int64()), **{
    n: pa.array([], pa.string()) for n in ("source", "file", "record_set")}})  # fmt: skip

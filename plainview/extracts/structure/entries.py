"""The entries of a mapping, each to its table: people, facts, observations, relations, notes, staff, properties."""

import ibis
import ibis.expr.types as ir

from plainview.agreements.mapping import Cell, Observed
from plainview.extracts.structure.cells import Cells, Reading
from plainview.extracts.structure.entry import Entry
from plainview.extracts.structured import MENTION_COLUMNS
from plainview.vocabulary.tables import TABLES, Kind

_DATES = ("born_on", "expected_on", "died_on", "lives_from", "lives_until")
_FLAGS = ("is_responsible", "needs_interpreter")
_CODES = ("sex", "first_language")
_TEXTS = ("title", "forename", "middle_names", "surname", "former_surname", "full_name", "nhs_number", "nino", "upn",
          "former_upn", "uln", "uprn", "address", "postcode", "phone", "email")  # fmt: skip
_AS = {"code": Kind.CODE, "number": Kind.NUMBER, "flag": Kind.FLAG, "date": Kind.DATE, "pence": Kind.PENCE}


def people(entry: Entry) -> None:
    """Make mentions, and the keys by which other extracts refer to the same people."""
    for person in entry.mapping.people:
        fields = {name: getattr(person, name) for name in (*_DATES, *_FLAGS, *_CODES, *_TEXTS)}
        keys = [k for k in (person.id, *person.other_ids, *person.groups) if k is not None]
        cells = entry.cells(
            entry.rows(person.in_, person.where, person.each), [*fields.values(), *(k.id for k in keys)], person.each
        )
        t = cells.table
        readings = {n: cells.read(c, _kind_of(n, c)) for n, c in fields.items() if c is not None}
        made: dict[str, ir.Value] = {n: r.value for n, r in readings.items()}
        local = cells.text(person.id.id) if person.id else ibis.null("string")
        own = ibis.literal(f"{entry.source}|{person.mention}|") + t._ref + "|" + t._part_no.cast("string")
        space = person.id.space if person.id else None
        made |= {
            "person_key": ibis.coalesce(ibis.literal(f"{space}|") + local, own) if space else own,
            "source": ibis.literal(entry.source),
            "record_ref": t._ref,
            "mention": ibis.literal(person.mention),
            "part": t._part_no.cast("int32"),
            "space": ibis.literal(space, type="string"),
            "local_id": local,
            "is_home": ibis.literal(person.is_home),
            "name_order": ibis.literal(person.name_order),
            "received_on": ibis.literal(entry.received_on),
        }
        entry.count_unread(t, readings.values())
        columns = {n: made.get(n, ibis.null(kind)).cast(kind) for n, kind in MENTION_COLUMNS.items()}
        key_columns = {f"_key_{i}": cells.text(k.id) for i, k in enumerate(keys)}
        whole = t.select(**columns, **key_columns)
        # A row that names no one (no id, no name, no birth date) speaks of no one.
        someone = [whole[c].notnull() for c in ("local_id", "forename", "surname", "full_name", "born_on")]
        whole = whole.filter(ibis.or_(*someone))
        kept = entry.backend.create_table(_temporary(entry, "people", person.mention), whole, overwrite=True)
        entry.made.add("mentions", kept.select(*MENTION_COLUMNS))
        own_keys = 0 if person.id is None else 1 + len(person.other_ids)
        for i, key in enumerate(keys):
            entry.made.add("keys", kept.filter(kept[f"_key_{i}"].notnull()).select(
                space=ibis.literal(key.space), id=kept[f"_key_{i}"], person_key=kept.person_key,
                is_responsible=kept.is_responsible.fill_null(False), is_group=ibis.literal(i >= own_keys),
            ))  # fmt: skip
        for rule in entry.agreement.restricted:
            _restricted(entry, kept, person.in_, rule)


def _restricted(entry: Entry, kept: ir.Table, in_: str, rule) -> None:
    raw = entry.sets[f"{entry.source}:{in_}"]
    if rule.element not in raw.columns:
        return
    flagged = raw.filter(raw[rule.element].upper().isin([v.upper() for v in rule.values])).select("_ref")
    entry.made.add("restricted", kept.semi_join(flagged, kept.record_ref == flagged._ref).select(
        "person_key", "source", rule=ibis.literal(rule.rule),
        roles=ibis.literal(list(rule.roles), type="array<string>"),
    ))  # fmt: skip


def tables(entry: Entry) -> None:
    """Make rows for the typed tables."""
    for i, made in enumerate(entry.mapping.tables):
        table = TABLES[made.table]
        cells = entry.cells(
            entry.rows(made.in_, made.where, made.each),
            [*made.columns.values(), made.known_from, made.person.id],
            made.each,
        )
        t = cells.table
        readings = {n: cells.read(c, table.by_name[n].kind) for n, c in made.columns.items()}
        if "staff" in readings:
            staff = readings["staff"]
            staff.value = ibis.literal(f"{entry.agreement.department}|") + staff.value.upper()
        entry.count_unread(t, readings.values())
        own = {c.name: readings[c.name].value.cast(_stored(c.kind)) if c.name in readings
               else ibis.null(_stored(c.kind)) for c in table.columns}  # fmt: skip
        starts = own[table.starts] if table.starts else ibis.null("date")
        ends = own[table.ends] if table.ends else ibis.null("date")
        _fact(entry, f"facts:{made.table}", cells, rule=f"{entry.source}:tables.{i}", own=own, starts=starts,
              ends=ends, known_from=made.known_from, person=made.person)  # fmt: skip


def observations(entry: Entry) -> None:
    """Make one row for each element observed, all of an entry in one pass."""
    for i, group in enumerate(entry.mapping.observations):
        cells = entry.cells(
            entry.rows(group.in_, group.where),
            [group.on, group.known_from, group.person.id, *(o.cell for o in group.values.values() if o.cell)],
        )
        readings = {e: _observe(cells, e, o) for e, o in group.values.items()}
        entry.count_unread(cells.table, readings.values())
        # A wide table first: unpivoting columns is quick, unpivoting expressions is not.
        wide = cells.table.mutate(**{f"_o{n}": r.value for n, r in enumerate(readings.values())})
        wide = wide.mutate(_on=cells.read(group.on, Kind.DATE).value)
        items = [
            _observation(wide[f"_o{n}"], f"{entry.source}:observations.{i}.{e}", group.values[e])
            for n, e in enumerate(readings)
        ]
        long = wide.mutate(_o=ibis.array(items)).unnest("_o")
        long = long.filter(long._o["has"])
        own = {
            "observed_on": long._on, "kind": long._o["kind"], "code": long._o["code"],
            "number": long._o["number"], "on_date": long._o["on_date"],
        }  # fmt: skip
        cells.table = long
        _fact(entry, "facts:observations", cells, rule=long._o["rule"], own=own, starts=long._on,
              ends=ibis.null("date"), known_from=group.known_from, person=group.person)  # fmt: skip


def characteristics(entry: Entry) -> None:
    """Make rows of protected characteristics, for monitoring alone."""
    for i, group in enumerate(entry.mapping.characteristics):
        for element, characteristic in group.values.items():
            cell = Cell.model_validate({"from": element, "codes": characteristic.codes})
            cells = entry.cells(entry.rows(group.in_), [cell, group.on, group.person.id])
            reading = cells.read(cell, Kind.CODE)
            on = cells.read(group.on, Kind.DATE).value if group.on else ibis.literal(entry.received_on)
            entry.count_unread(cells.table, [reading])
            own = {"characteristic": ibis.literal(characteristic.is_), "value": reading.value}
            _fact(entry, "facts:characteristics", cells, rule=f"{entry.source}:characteristics.{i}.{element}", own=own,
                  starts=on, ends=ibis.null("date"), known_from=None, person=group.person,
                  only_if=reading.value.notnull())  # fmt: skip


def notes(entry: Entry) -> None:
    """Make the dates and lengths of notes for the store, and keep the text apart for the bridge."""
    for i, note in enumerate(entry.mapping.notes):
        said = [note.text, note.written_on, note.author_role, note.service, note.kind, note.known_from, note.person.id]
        cells = entry.cells(entry.rows(note.in_, note.where), said)
        text = cells.text(note.text)
        written = cells.read(note.written_on, Kind.DATE)
        entry.count_unread(cells.table, [written])
        own: dict[str, ir.Value] = {"written_on": written.value}
        for name, cell in (("author_role", note.author_role), ("service", note.service), ("kind", note.kind)):
            own[name] = cells.read(cell, Kind.CODE).value if cell else ibis.null("string")
        own["characters"] = text.length().cast("float64")
        rule = f"{entry.source}:notes.{i}"
        _fact(entry, "facts:notes", cells, rule=rule, own=own, starts=written.value, ends=ibis.null("date"),
              known_from=note.known_from, person=note.person, only_if=text.notnull())  # fmt: skip
        t = cells.table.filter(text.notnull())
        entry.made.add("note_texts", t.select(
            source=ibis.literal(entry.source), record_ref=t._ref, rule=ibis.literal(rule),
            written_on=written.value, text=text, **entry.about(cells, note.person),
        ))  # fmt: skip


def relationships(entry: Entry) -> None:
    """Make the relations that the source states."""
    for relation in entry.mapping.relationships:
        cells = entry.cells(
            entry.rows(relation.in_, relation.where),
            [relation.kind, relation.started_on, relation.ended_on, relation.of.id, relation.to.id],
        )
        kind = cells.read(relation.kind, Kind.CODE)
        started = cells.read(relation.started_on, Kind.DATE).value if relation.started_on else ibis.null("date")
        ended = cells.read(relation.ended_on, Kind.DATE).value if relation.ended_on else ibis.null("date")
        entry.count_unread(cells.table, [kind])
        of = {"of_" + k: v for k, v in entry.about(cells, relation.of).items()}
        to = {"to_" + k: v for k, v in entry.about(cells, relation.to).items()}
        t = cells.table.filter(kind.value.notnull())
        entry.keep("relations", t.select(
            source=ibis.literal(entry.source), record_ref=t._ref, kind=kind.value, started_on=started,
            ended_on=ended, **of, **to,
        ))  # fmt: skip


def staff(entry: Entry) -> None:
    """Make the table of members of staff."""
    for member in entry.mapping.staff:
        wanted = {"name": member.name, "role": member.role, "team": member.team, "phone": member.phone,
                  "email": member.email}  # fmt: skip
        cells = entry.cells(entry.rows(member.in_), [member.id.id, *wanted.values()])
        t = cells.table
        reference = ibis.literal(f"{entry.agreement.department}|") + cells.text(member.id.id).upper()
        told = {n: cells.text(c) if c else ibis.null("string") for n, c in wanted.items()}
        made = t.select(staff=reference, **told, source=ibis.literal(entry.source), record_ref=t._ref)
        entry.made.add("staff", made.filter(made.staff.notnull()))


def properties(entry: Entry) -> None:
    """Make what the source says of dwellings."""
    for dwelling in entry.mapping.properties:
        texts = {"uprn": dwelling.uprn, "parent_uprn": dwelling.parent_uprn, "address": dwelling.address,
                 "postcode": dwelling.postcode}  # fmt: skip
        codes = {"kind": dwelling.kind, "property_kind": dwelling.property_kind, "ward": dwelling.ward}
        cells = entry.cells(entry.rows(dwelling.in_, dwelling.where), [*texts.values(), *codes.values()])
        t = cells.table
        readings = {n: cells.read(c, Kind.CODE) for n, c in codes.items() if c}
        entry.count_unread(t, readings.values())
        told = {n: cells.text(c) if c else ibis.null("string") for n, c in texts.items()}
        told |= {n: readings[n].value if n in readings else ibis.null("string") for n in codes}
        told["uprn"] = told["uprn"].re_replace(r"^0+", "")
        made = t.select(**told, source=ibis.literal(entry.source), record_ref=t._ref)
        entry.made.add("properties", made.filter(made.uprn.notnull()))


def same(entry: Entry) -> None:
    """Make pairs of keys of one thing."""
    for pair in entry.mapping.same:
        one, other = pair.keys
        cells = entry.cells(entry.rows(pair.in_), [one.id, other.id])
        made = cells.table.select(
            space=ibis.literal(one.space), id=cells.text(one.id),
            other_space=ibis.literal(other.space), other_id=cells.text(other.id),
        )  # fmt: skip
        entry.made.add("key_pairs", made.filter(made.id.notnull() & made.other_id.notnull()).distinct())


def _fact(entry: Entry, kind: str, cells: Cells, *, rule, own, starts, ends, known_from, person,
          only_if: ir.BooleanValue | None = None) -> None:  # fmt: skip
    t = cells.table
    known = cells.read(known_from, Kind.DATE).value if known_from is not None else ibis.null("date")
    made = t.select(
        **entry.about(cells, person), source=ibis.literal(entry.source), record_ref=t._ref,
        rule=rule if isinstance(rule, ir.Value) else ibis.literal(rule), part=t._part_no.cast("int32"),
        **own, valid_from=starts.cast("date"), valid_until=ends.cast("date"), known_from=known.cast("date"),
        other_refs=t._other_refs, _keep=only_if if only_if is not None else ibis.literal(True),
    )  # fmt: skip
    made = made.filter(made._keep).drop("_keep")
    filled = [made[c].notnull() for c in own if c not in ("kind",) or "observed_on" not in own]
    entry.keep(kind, made.filter(ibis.or_(*filled)))


def _observe(cells: Cells, element: str, observed: Observed) -> Reading:
    cell = observed.cell or Cell.model_validate({"from": element})
    more = {k: v for k, v in (("codes", observed.codes), ("flag", observed.flag)) if v is not None}
    return cells.read(cell.model_copy(update=more), _AS[observed.as_])


def _observation(value: ir.Value, rule: str, observed: Observed) -> ir.StructValue:
    none_code, none_number, none_date = ibis.null("string"), ibis.null("float64"), ibis.null("date")
    code, number, day = none_code, none_number, none_date
    if observed.as_ == "code":
        code = value
    elif observed.as_ == "flag":
        code = value.ifelse("yes", "no")
    elif observed.as_ == "date":
        day = value
    else:
        number = value.cast("float64")
    return ibis.struct({
        "rule": ibis.literal(rule), "kind": ibis.literal(observed.kind), "code": code, "number": number,
        "on_date": day, "has": value.notnull(),
    })  # fmt: skip


def _kind_of(name: str, cell: Cell) -> Kind:
    if name in _DATES:
        return Kind.DATE
    if name in _FLAGS:
        return Kind.FLAG
    return Kind.CODE if name in _CODES and (cell.codes is not None or name == "first_language") else Kind.LABEL


def _stored(kind: Kind) -> str:
    return {Kind.DATE: "date", Kind.NUMBER: "float64", Kind.PENCE: "int64", Kind.FLAG: "boolean"}.get(kind, "string")


def _temporary(entry: Entry, *words: str) -> str:
    return "_".join((*words, entry.source)).replace("-", "_")

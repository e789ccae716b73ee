"""The entries of a mapping, each to its table: people, facts, observations, relations, notes, staff, properties."""

from datetime import date

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
_HELD_AS = {"code": "code", "flag": "code", "number": "number", "pence": "number", "date": "date"}
_OBSERVED = ("kind", "code", "number", "on_date")
_SOMEONE = ("local_id", "forename", "surname", "full_name", "born_on")
# On a list of those who must not be found, an address or a number alone says enough.
_LISTED = (*_SOMEONE, "uprn", "address", "postcode", "nhs_number", "nino", "upn", "former_upn", "uln")
_AS = {"code": Kind.CODE, "number": Kind.NUMBER, "flag": Kind.FLAG, "date": Kind.DATE, "pence": Kind.PENCE}


def people(entry: Entry) -> None:
    """Make mentions, and the keys by which other extracts refer to the same people."""
    for person in entry.mapping.people:
        fields = {name: getattr(person, name) for name in (*_DATES, *_FLAGS, *_CODES, *_TEXTS)}
        keys = [k for k in (person.id, *person.other_ids, *person.groups) if k is not None]
        asked = [*fields.values(), *(k.id for k in keys)]
        cells = entry.open(person.in_, asked, where=person.where, each=person.each)
        t = cells.table
        readings = {n: cells.read(c, _kind_of(n, c)) for n, c in fields.items() if c is not None}
        made: dict[str, ir.Value] = {n: r.value for n, r in readings.items()}
        made |= {n: _not_ahead(readings[n], entry.received_on) for n in ("born_on", "died_on") if n in readings}
        local = cells.key(person.id.id) if person.id else ibis.null("string")
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
        columns = {n: made.get(n, ibis.null(kind)).cast(kind) for n, kind in MENTION_COLUMNS.items()}
        key_columns = {f"_key_{i}": cells.key(k.id) for i, k in enumerate(keys)}
        # A row that names no one (no id, no name, no birth date) speaks of no one.
        someone = ibis.or_(*(columns[c].notnull() for c in _SOMEONE))
        key_columns = {n: ibis.ifelse(someone, key, None) for n, key in key_columns.items()}
        key_columns["_answers"] = columns["is_responsible"].fill_null(False)
        kept = entry.keep("people", cells, columns | key_columns, readings.values())
        is_list = entry.agreement.kind == "restricted_list"
        entry.made.part("mentions", kept, list(MENTION_COLUMNS), some=_LISTED if is_list else _SOMEONE)
        own_keys = 0 if person.id is None else 1 + len(person.other_ids)
        for i, key in enumerate(keys):
            entry.made.part(
                "keys", kept, {"id": f"_key_{i}", "person_key": "person_key", "is_responsible": "_answers"},
                said={"space": key.space, "is_group": i >= own_keys}, some=[f"_key_{i}"],
            )  # fmt: skip


def restricted(entry: Entry) -> None:
    """Note the rows that the source marks as restricted: all whom such a row is about are withheld."""
    for rule in entry.agreement.restricted:
        for name, rows in entry.sets.items():
            if name.startswith(entry.source + ":") and rule.element in rows.columns:
                flagged = rows.filter(rows[rule.element].upper().isin([v.strip().upper() for v in rule.values]))
                entry.made.add("flagged", flagged.select(
                    record_ref="_ref", source=ibis.literal(entry.source), rule=ibis.literal(rule.rule),
                    roles=ibis.literal(list(rule.roles), type="array<string>"),
                ))  # fmt: skip


def tables(entry: Entry) -> None:
    """Make rows for the typed tables."""
    for i, made in enumerate(entry.mapping.tables):
        table = TABLES[made.table]
        asked = [*made.columns.values(), made.known_from, made.person.id]
        cells = entry.open(made.in_, asked, where=made.where, each=made.each)
        readings = {n: cells.read(c, table.by_name[n].kind) for n, c in made.columns.items()}
        if "staff" in readings:
            staff = readings["staff"]
            staff.value = ibis.literal(f"{entry.agreement.department}|") + staff.value.upper()
        own = {c.name: readings[c.name].value.cast(_stored(c.kind)) if c.name in readings
               else ibis.null(_stored(c.kind)) for c in table.columns}  # fmt: skip
        starts = own[table.starts] if table.starts else ibis.null("date")
        ends = own[table.ends] if table.ends else ibis.null("date")
        columns = _fact(entry, cells, rule=ibis.literal(f"{entry.source}:tables.{i}"), starts=starts, ends=ends,
                        known_from=made.known_from, person=made.person)  # fmt: skip
        kept = entry.keep(f"facts:{made.table}", cells, columns | own, readings.values())
        entry.made.part(f"facts:{made.table}", kept, [*columns, *own], some=own)


def observations(entry: Entry) -> None:
    """Make one row for each element observed, all of an entry in one pass."""
    for i, group in enumerate(entry.mapping.observations):
        cell_of = {e: _cell(e, o) for e, o in group.values.items()}
        asked = [group.on, group.known_from, group.person.id, *cell_of.values()]
        cells = entry.open(group.in_, asked, where=group.where)
        readings = {e: cells.read(cell_of[e], _AS[o.as_]) for e, o in group.values.items()}
        on = cells.read(group.on, Kind.DATE).value
        columns = _fact(entry, cells, rule=ibis.literal(""), starts=on, ends=ibis.null("date"),
                        known_from=group.known_from, person=group.person)  # fmt: skip
        values = {f"_o{n}": _as_text(r.value, group.values[e].as_) for n, (e, r) in enumerate(readings.items())}
        # A wide table first: unpivoting columns is quick, unpivoting expressions is not.
        wide = entry.keep("observed", cells, columns | values, readings.values()).table
        items = [ibis.struct({"element": ibis.literal(e), "said": wide[f"_o{n}"]}) for n, e in enumerate(readings)]
        long = wide.mutate(_o=ibis.array(items)).drop("rule", *values).unnest("_o")
        long = long.mutate(element=long._o["element"], said=long._o["said"]).drop("_o")
        long = long.filter(long.said.notnull())
        rule = f"{entry.source}:observations.{i}."
        words = {e: o.kind for e, o in group.values.items()}
        is_ = entry.engine.word_of(f"{rule} as", {e: _HELD_AS[o.as_] for e, o in group.values.items()}, long.element)
        made = long.mutate(
            rule=ibis.literal(rule) + long.element, observed_on=long.valid_from,
            kind=entry.engine.word_of(f"{rule} kind", words, long.element),
            code=ibis.ifelse(is_ == "code", long.said, None),
            number=ibis.ifelse(is_ == "number", long.said.try_cast("float64"), None),
            on_date=ibis.ifelse(is_ == "date", long.said.try_cast("date"), None),
        ).select(*columns, "observed_on", *_OBSERVED)  # fmt: skip
        entry.made.add("facts:observations", made)


def characteristics(entry: Entry) -> None:
    """Make rows of protected characteristics, for monitoring alone."""
    for i, group in enumerate(entry.mapping.characteristics):
        cell_of = {e: Cell.model_validate({"from": e, "codes": c.codes}) for e, c in group.values.items()}
        cells = entry.open(group.in_, [*cell_of.values(), group.on, group.person.id])
        readings = {e: cells.read(cell, Kind.CODE) for e, cell in cell_of.items()}
        on = cells.read(group.on, Kind.DATE).value if group.on else ibis.literal(entry.received_on)
        columns = _fact(entry, cells, rule=ibis.literal(""), starts=on, ends=ibis.null("date"), known_from=None,
                        person=group.person)  # fmt: skip
        values = {f"_o{n}": r.value for n, r in enumerate(readings.values())}
        wide = entry.keep("characteristics", cells, columns | values, readings.values()).table
        items = [
            ibis.struct({
                "rule": ibis.literal(f"{entry.source}:characteristics.{i}.{e}"),
                "characteristic": ibis.literal(group.values[e].is_), "value": wide[f"_o{n}"],
            }) for n, e in enumerate(readings)
        ]  # fmt: skip
        long = wide.mutate(_o=ibis.array(items)).drop("rule", *values).unnest("_o")
        long = long.mutate(rule=long._o["rule"], characteristic=long._o["characteristic"], value=long._o["value"])
        entry.made.add("facts:characteristics", long.filter(long.value.notnull()).select(
            *columns, "characteristic", "value"
        ))  # fmt: skip


def notes(entry: Entry) -> None:
    """Make the dates and lengths of notes for the store, and keep the text apart for the bridge."""
    for i, note in enumerate(entry.mapping.notes):
        asked = [note.text, note.written_on, note.author_role, note.service, note.kind, note.known_from, note.person.id]
        cells = entry.open(note.in_, asked, where=note.where)
        text = cells.text(note.text)
        written = cells.read(note.written_on, Kind.DATE)
        own: dict[str, ir.Value] = {"written_on": written.value}
        for name, cell in (("author_role", note.author_role), ("service", note.service), ("kind", note.kind)):
            own[name] = cells.read(cell, Kind.CODE).value if cell else ibis.null("string")
        own["characters"] = text.length().cast("float64")
        columns = _fact(entry, cells, rule=ibis.literal(f"{entry.source}:notes.{i}"), starts=written.value,
                        ends=ibis.null("date"), known_from=note.known_from, person=note.person)  # fmt: skip
        kept = entry.keep("notes", cells, columns | own | {"text": text}, [written])
        entry.made.part("facts:notes", kept, [*columns, *own], some=["text"])
        told = ["source", "record_ref", "rule", "written_on", "text", "about"]
        entry.made.part("note_texts", kept, told, some=["text"])


def relationships(entry: Entry) -> None:
    """Make the relations that the source states."""
    for relation in entry.mapping.relationships:
        asked = [relation.kind, relation.started_on, relation.ended_on, relation.of.id, relation.to.id]
        cells = entry.open(relation.in_, asked, where=relation.where)
        kind = cells.read(relation.kind, Kind.CODE)
        columns = {
            "source": ibis.literal(entry.source), "record_ref": cells.table._ref, "kind": kind.value,
            "started_on": _day(cells, relation.started_on), "ended_on": _day(cells, relation.ended_on),
            "of_about": entry.about(cells, relation.of), "to_about": entry.about(cells, relation.to),
        }  # fmt: skip
        kept = entry.keep("relations", cells, columns, [kind])
        entry.made.part("relations", kept, list(columns), some=["kind"])


def staff(entry: Entry) -> None:
    """Make the table of members of staff."""
    for member in entry.mapping.staff:
        wanted = {"name": member.name, "role": member.role, "team": member.team, "phone": member.phone,
                  "email": member.email}  # fmt: skip
        cells = entry.open(member.in_, [member.id.id, *wanted.values()])
        reference = ibis.literal(f"{entry.agreement.department}|") + cells.text(member.id.id).upper()
        told = {n: cells.text(c) if c else ibis.null("string") for n, c in wanted.items()}
        made = cells.table.select(
            staff=reference, **told, source=ibis.literal(entry.source), record_ref=cells.table._ref
        )
        entry.made.add("staff", made.filter(made.staff.notnull()))


def properties(entry: Entry) -> None:
    """Make what the source says of dwellings."""
    for dwelling in entry.mapping.properties:
        texts = {"uprn": dwelling.uprn, "parent_uprn": dwelling.parent_uprn, "address": dwelling.address,
                 "postcode": dwelling.postcode}  # fmt: skip
        codes = {"kind": dwelling.kind, "property_kind": dwelling.property_kind, "ward": dwelling.ward}
        cells = entry.open(dwelling.in_, [*texts.values(), *codes.values()], where=dwelling.where)
        readings = {n: cells.read(c, Kind.CODE) for n, c in codes.items() if c}
        told = {n: cells.text(c) if c else ibis.null("string") for n, c in texts.items()}
        told |= {n: readings[n].value if n in readings else ibis.null("string") for n in codes}
        told["uprn"] = told["uprn"].re_replace(r"^0+", "")
        told |= {"source": ibis.literal(entry.source), "record_ref": cells.table._ref}
        kept = entry.keep("properties", cells, told, readings.values())
        entry.made.part("properties", kept, list(told), some=["uprn"])


def same(entry: Entry) -> None:
    """Make pairs of keys of one thing."""
    for pair in entry.mapping.same:
        one, other = pair.keys
        cells = entry.open(pair.in_, [one.id, other.id])
        made = cells.table.select(
            space=ibis.literal(one.space), id=cells.text(one.id),
            other_space=ibis.literal(other.space), other_id=cells.text(other.id),
        )  # fmt: skip
        entry.made.add("key_pairs", made.filter(made.id.notnull() & made.other_id.notnull()).distinct())


def _fact(entry: Entry, cells: Cells, *, rule, starts, ends, known_from, person) -> dict[str, ir.Value]:  # fmt: skip
    """Give the columns that every fact has: whom it is about, where it came from, and both clocks."""
    t = cells.table
    return {
        "about": entry.about(cells, person), "source": ibis.literal(entry.source), "record_ref": t._ref, "rule": rule,
        "part": t._part_no.cast("int32"), "valid_from": starts.cast("date"), "valid_until": ends.cast("date"),
        "known_from": _day(cells, known_from).cast("date"), "other_refs": t._other_refs,
    }  # fmt: skip


def _day(cells: Cells, cell: Cell | None) -> ir.Value:
    return cells.read(cell, Kind.DATE).value if cell is not None else ibis.null("date")


def _cell(element: str, observed: Observed) -> Cell:
    """Give the cell of an observed element, with its own codes and words for yes and no."""
    cell = observed.cell or Cell.model_validate({"from": element})
    more = {k: v for k, v in (("codes", observed.codes), ("flag", observed.flag)) if v is not None}
    return cell.model_copy(update=more)


def _as_text(value: ir.Value, as_: str) -> ir.StringValue:
    if as_ != "flag":
        return value.cast("string")
    return ibis.cases((value, "yes"), (~value, "no"), else_=ibis.null("string"))


def _not_ahead(reading: Reading, received_on: date) -> ir.Value:
    """Put a birth or death that a two-figure year would place ahead of the extract into the century before."""
    day = reading.value
    is_short = ~reading.text.contains(day.year().cast("string"))
    return ibis.ifelse((day > received_on) & is_short, (day - ibis.interval(years=100)).cast("date"), day)


def _kind_of(name: str, cell: Cell) -> Kind:
    if name in _DATES:
        return Kind.DATE
    if name in _FLAGS:
        return Kind.FLAG
    return Kind.CODE if name in _CODES and (cell.codes is not None or name == "first_language") else Kind.LABEL


def _stored(kind: Kind) -> str:
    return {Kind.DATE: "date", Kind.NUMBER: "float64", Kind.PENCE: "int64", Kind.FLAG: "boolean"}.get(kind, "string")

"""Whom each row is about: by the person spoken of in the row, or by a key that other extracts carry too."""

from collections import Counter

import ibis
import ibis.expr.types as ir

from plainview.extracts.structure.engine import Engine
from plainview.extracts.structure.entry import SEP, Gathered
from plainview.extracts.structured import MENTION_COLUMNS, Structured

_REFERENCES = {"about": "string", "person_key": "string"}
_KEYS = {"space": "string", "id": "string", "person_key": "string", "is_responsible": "boolean", "is_group": "boolean"}
_PAIRS = {"space": "string", "id": "string", "other_space": "string", "other_id": "string"}
_RESTRICTED = {"person_key": "string", "source": "string", "rule": "string", "roles": "array<string>"}
_RELATIONS = {"of_key": "string", "to_key": "string", "kind": "string", "started_on": "date", "ended_on": "date",
              "source": "string", "record_ref": "string"}  # fmt: skip


def finish(engine: Engine, made: Gathered, own_spaces: set[str], prefix: str = "") -> Structured:
    """Give all tables with `person_key` in place of references. `prefix` keeps two sets of tables apart."""
    mentions = _all(engine, prefix + "mentions", made.of("mentions"), MENTION_COLUMNS)
    pairs = _all(engine, prefix + "key_pairs", made.of("key_pairs"), _PAIRS)
    keys = _with_pairs(engine, prefix, _all(engine, prefix + "keys_own", made.of("keys"), _KEYS), pairs)
    references, nobody = _references(engine, prefix, made, mentions, keys, own_spaces)
    facts = {}
    about_no_one: Counter[str] = Counter()
    for kind in made.kinds:
        unresolved = made.of(kind)
        if kind.startswith("facts:") and unresolved is not None:
            table = kind.removeprefix("facts:")
            if nobody is not None:
                lost = unresolved.semi_join(nobody, "about")
                counted = lost.group_by("source").aggregate(n=lost.count()).to_pyarrow().to_pylist()
                about_no_one.update({row["source"]: row["n"] for row in counted})
            facts[table] = engine.keep(f"{prefix}facts_{table}", _resolved(unresolved, references))
            made.drop(kind)
    relations = _relations(engine, prefix, made, references)
    texts = None
    if (told := made.of("note_texts")) is not None:
        texts = engine.keep(prefix + "note_texts", _resolved(told, references))
    mentions = _with_bare(engine, prefix, mentions, facts, own_spaces)
    whose = [
        mentions.select("record_ref", "person_key"),
        *(f.select("record_ref", "person_key") for f in facts.values()),
    ]
    row_people = engine.keep(prefix + "row_people", _union(whose).distinct())
    return Structured(
        mentions=mentions,
        keys=keys,
        key_pairs=pairs,
        relations=relations,
        facts=facts,
        staff=made.of("staff"),
        note_texts=texts,
        properties=made.of("properties"),
        rows=made.of("rows"),
        row_people=row_people,
        restricted=_restricted(engine, prefix, made, row_people),
        marked_homes=_marked_homes(engine, prefix, made),
        about_no_one=dict(about_no_one),
    )


def _marked_homes(engine: Engine, prefix: str, made: Gathered) -> ir.Table | None:
    """The homes that a flagged row is about."""
    rows, homes = made.of("flagged"), made.of("properties")
    if rows is None or homes is None:
        return None
    marked = rows.join(homes.select("record_ref", "uprn"), "record_ref").filter(lambda t: t.uprn.notnull())
    return engine.keep(prefix + "marked_homes", marked.select("uprn", "source", "rule", "roles").distinct())


def _restricted(engine: Engine, prefix: str, made: Gathered, row_people: ir.Table) -> ir.Table:
    """All whom a flagged row is about, be it by name or by reference."""
    if (rows := made.of("flagged")) is None:
        return engine.tables.create_table(prefix + "restricted", schema=ibis.schema(_RESTRICTED), overwrite=True)
    flagged = rows.join(row_people, "record_ref").select(*_RESTRICTED).distinct()
    return engine.keep(prefix + "restricted", flagged)


def _union(parts: list[ir.Table]) -> ir.Table:
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _all(engine: Engine, name: str, rows: ir.Table | None, columns: dict[str, str]) -> ir.Table:
    if rows is None:
        return engine.tables.create_table(name, schema=ibis.schema(columns), overwrite=True)
    return rows if name.endswith("mentions") else engine.keep(name, rows.select(*columns).distinct())


def _with_pairs(engine: Engine, prefix: str, keys: ir.Table, pairs: ir.Table) -> ir.Table:
    """A tenancy whose household is known carries the household's people: one step along each pair, both ways."""
    both = pairs.union(pairs.select(space="other_space", id="other_id", other_space="space", other_id="id"))
    carried = both.join(keys, [both.other_space == keys.space, both.other_id == keys.id]).select(
        space=both.space, id=both.id, person_key=keys.person_key, is_responsible=keys.is_responsible,
        is_group=keys.is_group,
    )  # fmt: skip
    whole = keys.union(carried)
    # Said twice of one person, once as responsible: they are.
    merged = whole.group_by("space", "id", "person_key").agg(
        is_responsible=whole.is_responsible.any(), is_group=whole.is_group.all()
    )
    return engine.keep(prefix + "keys_all", merged)


def _references(engine: Engine, prefix: str, made: Gathered, mentions: ir.Table, keys: ir.Table,
                own_spaces: set[str]) -> tuple[ir.Table, ir.Table | None]:  # fmt: skip
    """
    Resolve every reference of every row once: `about` to person keys, which may be several.

    With it comes each key that no extract knows anyone by; None if there is none.
    """
    told = [t.select("about") for kind in made.kinds if kind.startswith("facts:") and (t := made.of(kind)) is not None]
    if (relations := made.of("relations")) is not None:
        told += [relations.select(about="of_about"), relations.select(about="to_about")]
    if not told:
        nothing = engine.tables.create_table(prefix + "references", schema=ibis.schema(_REFERENCES), overwrite=True)
        return nothing, None
    asked = _union(told)
    asked = engine.keep(prefix + "asked", asked.filter(asked.about.notnull()).distinct())
    parts = asked.about.split(SEP)
    asked = asked.mutate(kind=parts[0], space=parts[1], id=parts[2], ref=parts[3])
    spoken = mentions.select("record_ref", "source", "mention", "person_key").distinct()
    in_row = asked.filter(asked.kind == "m").join(
        spoken, [("space", "source"), ("id", "mention"), ("ref", "record_ref")], rname="_{name}"
    ).select("about", "person_key")  # fmt: skip
    by_key = asked.filter(asked.kind != "m")
    known = by_key.left_join(keys, ["space", "id"], rname="_k_{name}")
    own = ibis.literal(sorted(own_spaces), type="array<string>").contains(known.space)
    # A case whose person came in no other extract is still someone's: their own key, without a name yet.
    key = ibis.coalesce(known.person_key, ibis.ifelse(own, known.space + "|" + known.id, None))
    answers = (known.kind == "k") | known.is_responsible.fill_null(False)
    known = known.filter(answers).select("about", person_key=key)
    known = known.filter(known.person_key.notnull())
    nobody = engine.keep(prefix + "nobody", by_key.select("about").anti_join(known, "about"))
    is_any = bool(nobody.count().to_pyarrow().as_py())
    return engine.keep(prefix + "references", in_row.union(known).distinct()), nobody if is_any else None


def _resolved(rows: ir.Table, references: ir.Table) -> ir.Table:
    return rows.join(references, "about").drop("about")


def _relations(engine: Engine, prefix: str, made: Gathered, references: ir.Table) -> ir.Table:
    if (rows := made.of("relations")) is None:
        return engine.tables.create_table(prefix + "relations", schema=ibis.schema(_RELATIONS), overwrite=True)
    of = rows.join(references.select(of_about="about", of_key="person_key"), "of_about")
    both = of.join(references.select(to_about="about", to_key="person_key"), "to_about")
    both = both.filter(both.of_key != both.to_key).select(*_RELATIONS).distinct()
    return engine.keep(prefix + "relations", both)


def _with_bare(engine, prefix, mentions: ir.Table, facts: dict[str, ir.Table], own_spaces: set[str]) -> ir.Table:
    """Add a mention without a name for each person known only by their id in facts."""
    if not facts:
        return mentions
    spoken = _union([f.select("person_key", "source", "record_ref") for f in facts.values()])
    unknown = spoken.anti_join(mentions, "person_key").group_by("person_key").agg(
        source=spoken.source.min(), record_ref=spoken.record_ref.min()
    )  # fmt: skip
    parts = unknown.person_key.split("|")
    columns = {n: ibis.null(k) for n, k in MENTION_COLUMNS.items()}
    columns |= {
        "person_key": unknown.person_key, "source": unknown.source, "record_ref": unknown.record_ref,
        "mention": ibis.literal("by_id"), "part": ibis.literal(1, type="int32"), "space": parts[0],
        "local_id": parts[1], "is_home": ibis.literal(False),
    }  # fmt: skip
    bare = unknown.select(**{n: columns[n].cast(k) for n, k in MENTION_COLUMNS.items()})
    return engine.keep(prefix + "mentions_all", mentions.union(bare))

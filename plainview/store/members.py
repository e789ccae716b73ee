"""Who lives with whom, and what they are to each other, as the read model keeps it."""

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

Tables = Callable[[str], ir.Table | None]

# What the other is to this resident, where this resident is the … of the other.
_OTHER_IS = {
    "parent_of": "child",
    "child_of": "parent",
    "partner_of": "partner",
    "sibling_of": "brother or sister",
    "carer_of": "person cared for",
    "cared_for_by": "carer",
    "other_relative": "relative",
}
_TURNED = {"parent_of": "child_of", "child_of": "parent_of", "carer_of": "cared_for_by", "cared_for_by": "carer_of"}


def members(tables: Tables) -> ir.Table | None:
    """
    Give the spells that two residents spent in one household.

    Out: person_id, member_id, relation, lives_from, lives_until (of the time together), how, source_count,
         known_from, record_refs (array of [source, record_ref]); None if there are no households.
    """
    spells = tables("household_members")
    if spells is None:
        return None
    mine, theirs = spells, spells.view()
    both = mine.inner_join(theirs, [mine.household_id == theirs.household_id, mine.person_id != theirs.person_id])
    overlap = _before(both.lives_from, both.lives_until_right) & _before(both.lives_from_right, both.lives_until)
    both = both.filter(overlap)
    together = both.select(
        person_id=both.person_id,
        member_id=both.person_id_right,
        lives_from=ibis.greatest(both.lives_from, both.lives_from_right),
        lives_until=ibis.least(both.lives_until, both.lives_until_right),
        how=both.how_right,
        source_count=both.source_count_right,
        known_from=ibis.greatest(both.known_from, both.known_from_right),
        source=both.source_right,
        record_ref=both.record_ref_right,
    )
    spell = together.group_by("person_id", "member_id", "lives_from", "lives_until").aggregate(
        how=together.how.min(),
        sources=together.source.nunique(),
        stated=together.source_count.max(),
        known_from=together.known_from.min(),
        record_refs=ibis.array([together.source, together.record_ref]).collect(order_by=together.record_ref),
    )
    spell = spell.mutate(source_count=ibis.greatest(spell.sources, spell.stated).cast("int64"))
    related = _relations(tables)
    if related is None:
        return spell.mutate(relation=ibis.literal(""))
    joined = spell.left_join(
        related, [spell.person_id == related.relation_of, spell.member_id == related.relation_to]
    )  # fmt: skip
    return joined.mutate(relation=joined.relation.fill_null("")).drop("relation_of", "relation_to")


def household_kinds(tables: Tables) -> ir.Table | None:
    """Give the kind of the household where each resident lives last: person_id, kind."""
    spells, households = tables("household_members"), tables("households")
    if spells is None or households is None:
        return None
    kind_of = households.group_by("household_id").aggregate(kind=households.kind.max())
    lives = spells.inner_join(kind_of, "household_id")
    # Those who still live there come before those who moved out; among them, the latest.
    rank = ibis.row_number().over(
        group_by=lives.person_id,
        order_by=[lives.lives_until.notnull(), lives.lives_from.desc(nulls_first=False), lives.household_id],
    )
    last = lives.mutate(rank=rank)
    last = last.filter((last.rank == 0) & last.kind.notnull())
    return last.select("person_id", "kind")


def _relations(tables: Tables) -> ir.Table | None:
    stated = tables("relationships")
    if stated is None:
        return None
    one = stated.select(
        relation_of=stated.person_id, relation_to=stated.other_person_id,
        kind=stated.kind, is_stated=stated.is_stated, known_from=stated.known_from,
    )  # fmt: skip
    turned = one.select(
        relation_of=one.relation_to, relation_to=one.relation_of,
        kind=one.kind.substitute(_TURNED), is_stated=one.is_stated, known_from=one.known_from,
    )  # fmt: skip
    either = one.union(turned)
    either = either.mutate(relation=either.kind.substitute(_OTHER_IS))
    rank = ibis.row_number().over(
        group_by=[either.relation_of, either.relation_to],
        order_by=[either.is_stated.desc(nulls_first=False), either.known_from, either.relation],
    )
    first = either.mutate(rank=rank)
    return first.filter(first.rank == 0).select("relation_of", "relation_to", "relation")


def _before(start: ir.Value, end: ir.Value) -> ir.Value:
    return start.isnull() | end.isnull() | (start < end)

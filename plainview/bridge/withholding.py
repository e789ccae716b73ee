"""
Who is withheld, before anything is matched: a person flagged in one source is withheld in every source.

The match here looks for recall: it withholds too many rather than too few, and never feeds the ordinary match.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.bridge.engines import Engine
from plainview.bridge.mentions import address_text, comparable

LEAVE_OUT = "leave_out"
_LIKE = 0.85
_STRONG = ("nhs_number", "nino", "upn", "former_upn", "uln")


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done with a person: left out altogether, or seen by the named roles alone."""

    rule: str = LEAVE_OUT
    roles: tuple[str, ...] = ()

    def with_(self, other: "Rule") -> "Rule":
        """Give the stricter of two rules: leaving out wins, and a role must be named by both."""
        if LEAVE_OUT in (self.rule, other.rule):
            return Rule()
        return Rule(self.rule, tuple(r for r in self.roles if r in other.roles))


@dataclass(frozen=True, slots=True)
class WithheldCounts:
    """How many person records are withheld, by source and by reason: for information governance alone."""

    by_source: dict[str, int]
    by_reason: dict[str, int]
    by_rule: dict[str, int]
    records: int  # rows of extracts that are not kept

    def as_json(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return {"by_source": self.by_source, "by_reason": self.by_reason, "by_rule": self.by_rule,
                "records_not_kept": self.records}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Withheld:
    """What the match found. `mentions` is what may go on: nobody left out, no listed address."""

    mentions: ir.Table
    leave_out: frozenset[str]  # person keys
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)  # person key: roles
    records: ir.Table | None = None  # record_ref: rows that are not kept anywhere
    listed_dwellings: frozenset[str] = frozenset()
    counts: WithheldCounts | None = None


def withhold(
    mentions: ir.Table,
    *,
    engine: Engine,
    restricted: ir.Table | None,
    listed: ir.Table | None,
    row_people: ir.Table | None,
    properties: ir.Table | None,
    rules: Mapping[str, Rule],
    as_of: date,
    own_keys: ir.Table | None = None,
    marked_homes: ir.Table | None = None,
) -> Withheld:
    """
    Find everyone who is withheld.

    In:     `mentions` made comparable; `restricted`: person_key, source, rule, roles; `listed`: mentions of the
            restricted list; `rules`: what the source of a list wants done (default: leave out); `own_keys`:
            person_key, key: a person's own ids, legacy ones too; `marked_homes`: uprn, rule, roles of homes that
            their source marks, to be treated as listed addresses.
    Out:    the mentions that may go on, and who is withheld how.
    """
    found: dict[str, Rule] = {}
    why: dict[str, str] = {}

    def add(person_key: str, rule: Rule, reason: str) -> bool:
        is_new = person_key not in found
        found[person_key] = found[person_key].with_(rule) if person_key in found else rule
        why.setdefault(person_key, reason)
        return is_new

    for row in _rows(restricted):
        add(row["person_key"], Rule(row["rule"] or LEAVE_OUT, _roles(row["roles"])), "flagged")
    probes: list[ir.Table] = []
    of_dwelling: dict[str, Rule] = {}
    for row in _rows(marked_homes):
        of_home = Rule(row["rule"] or LEAVE_OUT, _roles(row["roles"]))
        of_dwelling[row["uprn"]] = of_dwelling.get(row["uprn"], of_home).with_(of_home)
    if listed is not None:
        listed_people, listed_dwellings = _listed(listed, engine, properties, mentions, rules)
        for home, of_home in listed_dwellings.items():
            of_dwelling[home] = of_dwelling.get(home, of_home).with_(of_home)
        probes.append(listed_people)
    of_dwelling |= _rooms(of_dwelling, properties)
    dwellings = set(of_dwelling)
    for person_key, home in _living_at(mentions, engine, dwellings, as_of):
        add(person_key, of_dwelling[home], "listed address")
    fresh = set(found)
    profiles = _profiles(mentions, engine)
    for turn in range(2):
        if fresh:
            probes.append(_probes(profiles, engine, {k: found[k] for k in fresh}, f"bridge_probe_keys_{turn}"))
        fresh = set()
        for person_key, rule, roles, reason in _matched(probes, profiles, engine, is_second=turn > 0):
            if add(person_key, Rule(rule, tuple(r for r in (roles or "").split(",") if r)), reason):
                fresh.add(person_key)
        fresh |= _by_number(profiles, engine, own_keys, found, why)
        probes = []
    return _result(mentions, engine, found, why, dwellings, row_people, properties, listed)


def _rows(table: ir.Table | None) -> list[dict[str, Any]]:
    return [] if table is None else table.to_pyarrow().to_pylist()


def _roles(roles: Any) -> tuple[str, ...]:
    if roles is None:
        return ()
    parts = roles.split(",") if isinstance(roles, str) else roles
    return tuple(sorted(p.strip() for p in parts if p.strip()))


def _listed(
    listed: ir.Table, engine: Engine, properties: ir.Table | None, mentions: ir.Table, rules: Mapping[str, Rule]
) -> tuple[ir.Table, dict[str, Rule]]:
    """Part the list into people, and addresses without a person."""
    made = comparable(listed, engine=engine, name="bridge_listed", properties=properties, homes_from=mentions)
    is_person = made.forename.notnull() | made.surname.notnull()
    for number in _STRONG:
        is_person = is_person | made[number].notnull()
    places = made.filter(~is_person, made.dwelling.notnull())
    # Where no other source pairs the two, a record that has the text alone is known by the text alone.
    by_text = places.mutate(dwelling=ibis.literal("A:") + address_text(places.address, places.postcode))
    homes = places.select("dwelling", "source").union(by_text.select("dwelling", "source")).distinct()
    of_dwelling: dict[str, Rule] = {}
    for home in homes.filter(homes.dwelling.notnull()).to_pyarrow().to_pylist():
        rule = rules.get(home["source"], Rule())
        held = of_dwelling.get(home["dwelling"])
        of_dwelling[home["dwelling"]] = held.with_(rule) if held else rule
    sources = made.select("source").distinct().to_pyarrow().column("source").to_pylist()
    told = pa.table(
        {
            "source": pa.array(sources, pa.string()),
            "rule": pa.array([rules.get(s, Rule()).rule for s in sources], pa.string()),
            "roles": pa.array([",".join(rules.get(s, Rule()).roles) for s in sources], pa.string()),
        }
    )
    by_source = engine.tables.create_table("bridge_list_rules", told, overwrite=True)
    people = made.filter(is_person).inner_join(by_source, "source")
    return people, of_dwelling


def _rooms(of_dwelling: Mapping[str, Rule], properties: ir.Table | None) -> dict[str, Rule]:
    """Give the homes within those buildings that are not told of themselves."""
    if properties is None or not of_dwelling:
        return {}
    inside = properties.select(uprn=properties.uprn.cast("string"), parent=properties.parent_uprn.cast("string"))
    rooms = inside.filter(inside.parent.isin(sorted(of_dwelling)), inside.uprn.notnull()).distinct()
    return {r["uprn"]: of_dwelling[r["parent"]] for r in rooms.to_pyarrow().to_pylist() if r["uprn"] not in of_dwelling}


def _living_at(mentions: ir.Table, engine: Engine, dwellings: set[str], as_of: date) -> list[tuple[str, str]]:
    if not dwellings:
        return []
    is_open = mentions.lives_until.isnull() | (mentions.lives_until > as_of)
    here = mentions.filter(mentions.dwelling.isin(sorted(dwellings)), is_open).select("person_key", "dwelling")
    rows = here.distinct().to_pyarrow().to_pylist()
    return sorted((r["person_key"], r["dwelling"]) for r in rows)


def _profiles(mentions: ir.Table, engine: Engine) -> ir.Table:
    """Give what is compared, once for each way in which a person key is spoken of."""
    told = mentions.select(*_COMPARED, *_SOUNDED).distinct()
    return engine.keep("bridge_profiles", told.mutate(mention_no=ibis.row_number()))


def _probes(mentions: ir.Table, engine: Engine, keys: Mapping[str, Rule], name: str) -> ir.Table:
    told = pa.table(
        {
            "person_key": pa.array(list(keys), pa.string()),
            "rule": pa.array([r.rule for r in keys.values()], pa.string()),
            "roles": pa.array([",".join(r.roles) for r in keys.values()], pa.string()),
        }
    )
    return mentions.inner_join(engine.tables.create_table(name, told, overwrite=True), "person_key")


_COMPARED = ("person_key", "forename", "forename_full", "surname", "former_surname", "born_on", "born_on_kind",
             "dwelling", "postcode", "phone", "email", *_STRONG)  # fmt: skip
_SOUNDED = ("forename_sound", "surname_sound", "former_sound", "born_key")


def _blocks(people: ir.Table) -> ir.Table:
    """Give (mention_no, block): pairs that share any block are compared."""
    year = people.born_on.year().cast("string")
    any_upn = people.upn
    keys = {
        "nhs": people.nhs_number,
        "nino": people.nino,
        "upn": any_upn,
        "former_upn": people.former_upn,
        "uln": people.uln,
        "home+surname": people.dwelling + "|" + people.surname_sound,
        "home+former": people.dwelling + "|" + people.former_sound,
        "home+forename": people.dwelling + "|" + people.forename_sound,
        "home+swapped": people.dwelling + "|" + people.surname_sound,
        "surname+year": people.surname_sound + "|" + year,
        "former+year": people.former_sound + "|" + year,
        "forename+born": people.forename_full + "|" + people.born_on.cast("string"),
        "forename+born_key": people.forename_sound + "|" + people.born_key,
        "surname+born_key": people.surname_sound + "|" + people.born_key,
        "postcode+surname": people.postcode + "|" + people.surname_sound,
        "postcode+forename": people.postcode + "|" + people.forename_sound,
    }
    # The other order of a name, and former against present numbers and surnames, share the same kind of block.
    same = {"former_upn": "upn", "home+former": "home+surname", "former+year": "surname+year"}
    swapped = {
        "home+surname": people.dwelling + "|" + people.forename_sound,
        "surname+born_key": people.forename_sound + "|" + people.born_key,
        "postcode+surname": people.postcode + "|" + people.forename_sound,
        "surname+year": people.forename_sound + "|" + year,
    }
    parts = [
        people.select("mention_no", block=ibis.literal(f"{same.get(kind, kind)}:") + value)
        for kind, value in [*keys.items(), *swapped.items()]
    ]
    blocks = parts[0].union(*parts[1:])
    return blocks.filter(blocks.block.notnull())


def _matched(
    parts: list[ir.Table], mentions: ir.Table, engine: Engine, *, is_second: bool
) -> list[tuple[str, str, str, str]]:
    """Give (person key, rule, roles, reason) of each mention that a probe accepts."""
    if not parts:
        return []
    columns = (*_COMPARED, *_SOUNDED, "rule", "roles")
    both_kinds = [p.select(*columns) for p in parts]
    told = both_kinds[0].union(*both_kinds[1:]) if len(both_kinds) > 1 else both_kinds[0]
    probes = engine.keep("bridge_probes", told.distinct().mutate(mention_no=ibis.row_number()))
    # The few blocks of the probes are held; the many of all others stream past them.
    wanted = engine.keep("bridge_probe_blocks", _blocks(probes).distinct().rename(probe_no="mention_no"))
    pairs = _blocks(mentions).inner_join(wanted, "block").select("probe_no", "mention_no").distinct()
    pairs = engine.keep("bridge_probe_pairs", pairs)
    p = probes.select("rule", "roles", probe_no=probes.mention_no, **{f"p_{c}": probes[c] for c in _COMPARED})
    m = mentions.select("mention_no", *_COMPARED)
    # Held before it is filtered: an engine may else join all probes with all mentions by the keys that differ.
    both = engine.keep("bridge_probe_both", pairs.inner_join(p, "probe_no").inner_join(m, "mention_no"))
    both = both.filter(both.person_key != both.p_person_key)
    reason = _reason(both, engine, is_second=is_second)
    accepted = both.mutate(reason=reason).filter(lambda t: t.reason.notnull())
    rows = accepted.select("person_key", "rule", "roles", "reason").distinct().to_pyarrow().to_pylist()
    return sorted((r["person_key"], r["rule"], r["roles"], r["reason"]) for r in rows)


def _reason(both: ir.Table, engine: Engine, *, is_second: bool) -> ir.StringValue:
    """Say why a pair is accepted, or null."""
    same_number = _any(
        both.nhs_number == both.p_nhs_number,
        both.nino == both.p_nino,
        both.upn == both.p_upn,
        both.upn == both.p_former_upn,
        both.former_upn == both.p_upn,
        both.uln == both.p_uln,
    )
    forename = _any(
        engine.likeness(both.forename, both.p_forename) >= _LIKE,
        both.forename_full == both.p_forename_full,
        (ibis.least(both.forename.length(), both.p_forename.length()) == 1)
        & (both.forename.left(1) == both.p_forename.left(1)),
    )
    surname = _any(
        engine.likeness(both.surname, both.p_surname) >= _LIKE,
        engine.likeness(both.former_surname, both.p_surname) >= _LIKE,
        engine.likeness(both.surname, both.p_former_surname) >= _LIKE,
        both.surname.contains(both.p_surname),  # double-barrelled
        both.p_surname.contains(both.surname),
    )
    swapped = (engine.likeness(both.forename, both.p_surname) >= _LIKE) & (
        engine.likeness(both.surname, both.p_forename) >= _LIKE
    )
    run_together = engine.likeness(both.forename + " " + both.surname, both.p_forename + " " + both.p_surname) >= (
        0.95 if is_second else 0.92
    )
    name = (forename & surname) | _any(swapped, run_together)
    same_place = _any(
        both.dwelling == both.p_dwelling,
        both.postcode == both.p_postcode,
        both.phone == both.p_phone,
        both.email == both.p_email,
    )
    born, exact = _birth_dates_agree(both, engine)
    no_date = both.born_on.isnull() | both.p_born_on.isnull()
    return ibis.cases(
        (same_number, "same number"),
        (name & (exact if is_second else born), "name and birth date"),
        (name & no_date & same_place, "name and place"),
        (forename & exact & same_place, "forename, birth date and place"),
        else_=ibis.null("string"),
    )


def _birth_dates_agree(both: ir.Table, engine: Engine) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """Say whether birth dates agree loosely, and whether they are equal or have day and month swapped."""
    ours, theirs = both.born_on, both.p_born_on
    same_year = ours.year() == theirs.year()
    same_month = ours.month() == theirs.month()
    exact = _any(
        ours == theirs,
        same_year & (ours.month() == theirs.day()) & (ours.day() == theirs.month()),
    )
    guessed = (both.born_on_kind == "first_of_january") | (both.p_born_on_kind == "first_of_january")
    loose = _any(
        exact,
        same_year & same_month,
        guessed & same_year,
        engine.typing_errors(ours.strftime("%Y%m%d"), theirs.strftime("%Y%m%d")) <= 1,
    )
    return loose, exact


def _any(*tests: ir.BooleanValue) -> ir.BooleanValue:
    """Say whether any test holds; one that can't be made does not hold."""
    held = tests[0].fill_null(False)
    for test in tests[1:]:
        held = held | test.fill_null(False)
    return held


def _by_number(
    mentions: ir.Table, engine: Engine, own_keys: ir.Table | None, found: dict[str, Rule], why: dict[str, str]
) -> set[str]:
    """Follow numbers from the withheld to other records, until none is left. Adds to `found`; gives the new keys."""
    columns = [c for c in _STRONG if c != "former_upn"]
    parts = [mentions.select("person_key", number=ibis.literal(f"{c}:") + mentions[c]) for c in columns] + [
        mentions.select("person_key", number=ibis.literal("upn:") + mentions.former_upn)
    ]
    if own_keys is not None:
        # A legacy id leads to the record that it was, and back.
        parts.append(own_keys.select("person_key", number=ibis.literal("key:") + own_keys.key))
        parts.append(mentions.select("person_key", number=ibis.literal("key:") + mentions.person_key))
    held = parts[0].union(*parts[1:])
    held = engine.keep("bridge_numbers", held.filter(held.number.notnull()).distinct())
    fresh: set[str] = set()
    edge = set(found)
    while edge:
        at = engine.take("bridge_number_edge", pa.table({"p_key": pa.array(sorted(edge), pa.string())}))
        from_ = held.inner_join(at, held.person_key == at.p_key).select("p_key", "number")
        to = from_.inner_join(held, "number").select("p_key", "person_key").distinct().to_pyarrow().to_pylist()
        edge = set()
        for row in sorted(to, key=lambda r: (r["person_key"], r["p_key"])):
            key, rule = row["person_key"], found[row["p_key"]]
            stricter = found[key].with_(rule) if key in found else rule
            if found.get(key) != stricter:
                found[key] = stricter
                why.setdefault(key, "same number")
                edge.add(key)
        fresh |= edge
    return fresh


def _result(
    mentions: ir.Table,
    engine: Engine,
    found: Mapping[str, Rule],
    why: Mapping[str, str],
    dwellings: set[str],
    row_people: ir.Table | None,
    properties: ir.Table | None,
    listed: ir.Table | None,
) -> Withheld:
    out = frozenset(k for k, r in found.items() if r.rule == LEAVE_OUT)
    named = {k: r.roles for k, r in found.items() if r.rule != LEAVE_OUT}
    out_table = engine.tables.create_table(
        "bridge_left_out", pa.table({"person_key": pa.array(sorted(out), pa.string())}), overwrite=True
    )
    at_listed = mentions.dwelling.isin(sorted(dwellings)) if dwellings else ibis.literal(False)
    refs = [mentions.semi_join(out_table, "person_key").select("record_ref")]
    if dwellings:
        refs.append(mentions.filter(at_listed.fill_null(False)).select("record_ref"))
        if properties is not None:
            refs.append(properties.filter(properties.uprn.isin(sorted(dwellings))).select("record_ref"))
    if row_people is not None:
        refs.append(row_people.semi_join(out_table, "person_key").select("record_ref"))
    if listed is not None:
        refs.append(listed.select("record_ref"))
    records = refs[0].union(*refs[1:]) if len(refs) > 1 else refs[0]
    records = engine.keep("bridge_left_out_records", records.distinct())
    kept = mentions.anti_join(out_table, "person_key")
    if dwellings:
        hide = kept.dwelling.isin(sorted(dwellings)).fill_null(False)
        hidden = {
            c: ibis.ifelse(hide, ibis.null("string"), kept[c]) for c in ("uprn", "address", "postcode", "dwelling")
        }
        kept = kept.mutate(**hidden)
    for served in ("profiles", "probes", "probe_blocks", "probe_pairs", "probe_both", "numbers", "listed"):
        engine.drop(f"bridge_{served}")
    counts = _count(mentions, engine, found, why, records)
    return Withheld(kept, out, named, records, frozenset(dwellings), counts)


def _count(
    mentions: ir.Table, engine: Engine, found: Mapping[str, Rule], why: Mapping[str, str], records: ir.Table
) -> WithheldCounts:
    keys = engine.tables.create_table(
        "bridge_withheld_keys", pa.table({"person_key": pa.array(sorted(found), pa.string())}), overwrite=True
    )
    told = mentions.semi_join(keys, "person_key").group_by("source")
    by_source = told.aggregate(n=lambda t: t.person_key.nunique()).to_pyarrow().to_pylist()
    return WithheldCounts(
        by_source={r["source"]: r["n"] for r in sorted(by_source, key=lambda r: r["source"])},
        by_reason=dict(sorted(Counter(why.values()).items())),
        by_rule=dict(sorted(Counter(r.rule for r in found.values()).items())),
        records=int(records.count().to_pyarrow().as_py()),
    )

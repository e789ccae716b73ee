"""
Typed facts to Parquet, a folder for each purpose: each holds only what may be used for that purpose.

Whoever holds two of the folders can't join them: `person_id`, references to homes, households and
records, and the order of rows differ from purpose to purpose.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow.parquet as pq

from plainview.store.engines.duckdb import write_parquet
from plainview.store.typed import PLAIN, CouldNotPublish, checked, typed_null
from plainview.vocabulary.purposes import STORE_PURPOSES, Purpose
from plainview.vocabulary.tables import STAFF_COLUMNS, Kind, Table

MONITORING_ONLY = frozenset({"characteristics"})
FEWEST_FOR_A_LABEL = 3

Allowed = Callable[[str, str, Purpose], bool]
RowAllowed = Callable[[str, Purpose], bool]
Lineage = Mapping[str, Mapping[str, tuple[str, ...]]]


class ResidentWithoutPseudonym(CouldNotPublish):
    """Rows are about residents that the list of pseudonyms does not hold."""

    slug = "resident-without-pseudonym"


@dataclass(slots=True)
class Published:
    """What was written: rows by purpose and table, and what was held back. Goes into the manifest."""

    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: dict[str, dict[str, int]] = field(default_factory=dict)  # no column of theirs may be used
    labels_withheld: dict[str, int] = field(default_factory=dict)  # "table.column": labels too few residents share

    def add(self, more: "Published") -> None:
        """Take in what was written for other purposes."""
        self.rows.update(more.rows)
        self.left_out.update(more.left_out)
        self.labels_withheld.update(more.labels_withheld)

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain data, for JSON."""
        return asdict(self)


def publish(
    *,
    tables: Mapping[str, ir.Table],
    pseudonyms: ir.Table,
    lineage: Lineage,
    allowed: Allowed,
    into: Path,
    row_allowed: RowAllowed | None = None,
    staff: ir.Table | None = None,
    fewest_for_a_label: int = FEWEST_FOR_A_LABEL,
    salts: Mapping[Purpose, str] | None = None,
    purposes: Sequence[Purpose] = STORE_PURPOSES,
) -> Published:
    """
    Write every table for every purpose of the store, or for those given.

    In:     `tables` by resident_id with provenance; `pseudonyms`, one row a resident: resident_id, display,
            modelling, monitoring (null: left out for that purpose); `allowed` says of rule, column and
            purpose whether the column may be used, `row_allowed` of rule and purpose whether its rows may
            cross at all; `salts` makes references of a purpose the same from refresh to refresh (none:
            drawn at random and forgotten).
    Out:    `<into>/<purpose>/<table>.parquet`, `<into>/display/staff.parquet`, `<into>/lineage.json`.
    Raises: ColumnWithoutClass, ColumnOfWrongKind, ResidentWithoutPseudonym.
    """
    published = Published()
    into.mkdir(parents=True, exist_ok=True)
    for name, raw in sorted(tables.items()):
        table, declared = checked(name, raw)
        _publish_one(
            table, declared, pseudonyms, allowed, row_allowed, into, fewest_for_a_label, salts, published, purposes
        )
    if Purpose.DISPLAY not in purposes:
        return published
    if staff is not None:
        _publish_staff(staff, into)
    elements = {rule: {c: list(e) for c, e in columns.items()} for rule, columns in lineage.items()}
    (into / "lineage.json").write_text(json.dumps(elements, indent=1, sort_keys=True), encoding="utf-8")
    return published


def _publish_one(
    table: ir.Table,
    declared: Table,
    pseudonyms: ir.Table,
    allowed: Allowed,
    row_allowed: RowAllowed | None,
    into: Path,
    fewest_for_a_label: int,
    salts: Mapping[Purpose, str] | None,
    published: Published,
    purposes: Sequence[Purpose],
) -> None:
    """Write one table for every purpose for which any of its columns may be used."""
    name = declared.name
    if name in MONITORING_ONLY:
        purposes = [p for p in purposes if p is Purpose.MONITORING]
    if not purposes:
        return
    _no_one_unknown(name, table, pseudonyms)
    by_rule = table.group_by("rule").aggregate(rows=table.count()).to_pyarrow().to_pylist()
    size = sum(row["rows"] for row in by_rule)
    rules = [row["rule"] for row in by_rule if row["rule"] is not None]
    for column in (c for c in declared.columns if c.kind is Kind.LABEL):
        table = _without_rare_labels(table, declared, column.name, fewest_for_a_label, published)
    is_ruled = len(rules) == len(by_rule)
    for purpose in purposes:
        may = [r for r in rules if row_allowed is None or row_allowed(r, purpose)]
        if not any(allowed(r, c, purpose) for r in may for c in declared.by_name):
            continue  # shared for another purpose alone: there is no such table for this one
        rows = table if is_ruled and len(may) == len(rules) else _of_rules(table, may)
        out = _for_purpose(rows, declared, purpose, may, allowed, pseudonyms, _salt(purpose, salts))
        _write(out, size, name, purpose, into, published)


def _no_one_unknown(name: str, table: ir.Table, pseudonyms: ir.Table) -> None:
    if "resident_id" not in table.columns:
        return
    lost = table.anti_join(pseudonyms, "resident_id").count().to_pyarrow().as_py()
    if lost:
        raise ResidentWithoutPseudonym(
            f"{lost} rows are about residents who have no pseudonym.",
            where=f"Table: {name}.",
            do="Withheld residents must be taken out of the facts before the store is written.",
        )


def _without_rare_labels(table: ir.Table, declared: Table, column: str, fewest: int, published: Published) -> ir.Table:
    """Blank a label that few residents share: a person's name typed into a field for a team must not cross."""
    used = table.filter(table[column].notnull()).group_by(column).aggregate(label_users=table.resident_id.nunique())
    rare = used.filter(used.label_users < fewest).count().to_pyarrow().as_py()
    published.labels_withheld[f"{declared.name}.{column}"] = rare
    if not rare:
        return table
    counted = table.left_join(used, column)
    shown = ibis.ifelse(counted.label_users >= fewest, counted[column], None)
    return counted.mutate(**{column: shown}).select(*table.columns)


def _for_purpose(
    table: ir.Table,
    declared: Table,
    purpose: Purpose,
    rules: list[str],
    allowed: Allowed,
    pseudonyms: ir.Table,
    salt: str | None,
) -> ir.Table:
    """Give the table as that purpose may see it: masked, by its own pseudonym and references."""
    own = _masked(table, declared, purpose, rules, allowed)
    if "resident_id" in own.columns:
        ids = pseudonyms.select(resident_id=pseudonyms.resident_id, person_id=pseudonyms[purpose.value])
        own = own.inner_join(ids.filter(ids.person_id.notnull()), "resident_id").drop("resident_id")
    if "other_person_id" in declared.by_name:
        others = pseudonyms.select(other_resident=pseudonyms.resident_id, other_pseudonym=pseudonyms[purpose.value])
        joined = own.inner_join(others, own.other_person_id == others.other_resident)
        joined = joined.filter(joined.other_pseudonym.notnull())
        own = joined.mutate(other_person_id=joined.other_pseudonym).drop("other_resident", "other_pseudonym")
    if salt is not None:
        own = _with_own_references(own, declared, salt)
    first = ["person_id"] if "person_id" in own.columns else []
    columns = [*first, *PLAIN, *declared.by_name, "other_refs"]
    # The order of the rows of another purpose would join what the ids do not. For display it is that of the pages.
    within = ["valid_from", "record_ref", "rule"] if purpose is Purpose.DISPLAY else ["record_ref"]
    return own.select(*columns).order_by([*first, *within])


def _masked(table: ir.Table, declared: Table, purpose: Purpose, rules: list[str], allowed: Allowed) -> ir.Table:
    """Null what a rule may not use for the purpose, and leave out rows of which nothing is left."""
    masks: dict[str, Any] = {}
    for column in declared.columns:
        # Names and contacts of staff are for display; other purposes have no use for who the worker is.
        may = [] if column.kind is Kind.STAFF and purpose is not Purpose.DISPLAY else rules
        granted = [r for r in may if allowed(r, column.name, purpose)]
        masks[column.name] = _only(table[column.name], table.rule, granted, rules)
    for clock, column_name in (("valid_from", declared.starts), ("valid_until", declared.ends)):
        if column_name is not None:
            granted = [r for r in rules if allowed(r, column_name, purpose)]
            masks[clock] = _only(table[clock], table.rule, granted, rules)
    masked = table.mutate(**masks)
    return masked.filter(ibis.or_(*(masked[c].notnull() for c in declared.by_name)))


def _of_rules(table: ir.Table, rules: list[str]) -> ir.Table:
    return table.filter(table.rule.isin(rules) if rules else ibis.literal(False))


def _only(value: ir.Value, rule: ir.Value, granted: list[str], rules: list[str]) -> ir.Value:
    """Null a value where its rule may not use it; `rules` are those of all rows."""
    if not granted:
        return typed_null(value)
    if len(granted) == len(rules):
        return value
    refused = sorted(set(rules) - set(granted))
    if len(refused) < len(granted):
        return ibis.ifelse(rule.isin(refused), typed_null(value), value)
    return ibis.ifelse(rule.isin(granted), value, typed_null(value))


def _with_own_references(table: ir.Table, declared: Table, salt: str) -> ir.Table:
    """Replace references by others that only this purpose knows."""
    refs = [c.name for c in declared.columns if c.kind is Kind.REF and c.name != "other_person_id"]
    changed: dict[str, Any] = {c: _other(table[c], salt) for c in [*refs, "record_ref"]}
    # Looked-up records are for evidence, which only display shows.
    return table.mutate(**changed, other_refs=typed_null(table.other_refs))


def _other(value: ir.Value, salt: str) -> ir.Value:
    return (ibis.literal(salt) + value).hexdigest("sha256").substr(0, 20)


def _salt(purpose: Purpose, salts: Mapping[Purpose, str] | None) -> str | None:
    if purpose is Purpose.DISPLAY:
        return None  # evidence needs the record's own reference
    return salts[purpose] if salts is not None else secrets.token_hex(16)


def _write(out: ir.Table, size: int, name: str, purpose: Purpose, into: Path, published: Published) -> None:
    file = into / purpose.value / f"{name}.parquet"
    write_parquet(out, file=file)
    written = pq.read_metadata(file).num_rows
    published.rows.setdefault(purpose.value, {})[name] = written
    published.left_out.setdefault(purpose.value, {})[name] = size - written


def _publish_staff(staff: ir.Table, into: Path) -> None:
    columns = {c: staff[c] if c in staff.columns else ibis.null("string") for c in STAFF_COLUMNS}
    one_each = staff.select(**columns).group_by("staff").aggregate(
        **{c: (lambda t, c=c: t[c].max()) for c in STAFF_COLUMNS if c != "staff"}
    )  # fmt: skip
    write_parquet(one_each.order_by("staff"), file=into / Purpose.DISPLAY.value / "staff.parquet")

"""Each column's kind held against what arrived: a column that no one declared does not cross."""

from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.tables import TABLES, Kind, Table

# Provenance that every row carries beside whom it is about.
PLAIN = ("source", "record_ref", "agreement", "rule", "valid_from", "valid_until", "known_from")
# Of no resident: one row a household.
ABOUT_NO_ONE = frozenset({"households"})

_TYPES: dict[Kind, dt.DataType] = {
    Kind.DATE: dt.date,
    Kind.CODE: dt.string,
    Kind.LABEL: dt.string,
    Kind.REF: dt.string,
    Kind.STAFF: dt.string,
    Kind.PENCE: dt.int64,
    Kind.FLAG: dt.boolean,
}
_PLAIN_TYPES: dict[str, dt.DataType] = {
    c: dt.date if c.startswith("valid") or c == "known_from" else dt.string for c in PLAIN
}


class CouldNotPublish(PlainviewError):
    """The store could not be written."""

    slug = "could-not-publish"


class ColumnWithoutClass(CouldNotPublish):
    """A table or column that no one declared, and so of no known class, tries to enter the store."""

    slug = "column-without-class"


class ColumnOfWrongKind(CouldNotPublish):
    """A column holds another kind of value than is declared for it."""

    slug = "column-of-wrong-kind"


def checked(name: str, raw: ir.Table) -> tuple[ir.Table, Table]:
    """
    Give the table with every declared column in its declared type, and its declaration.

    Out:    provenance, resident_id, own columns (those that no mapping filled are null), other_refs.
    Raises: ColumnWithoutClass, ColumnOfWrongKind.
    """
    declared = TABLES.get(name)
    if declared is None:
        raise ColumnWithoutClass(
            "a table arrived that is not declared.", where=f"Table: {name}.",
            do="Declare it in vocabulary/tables.py with the kind of each column.",
        )  # fmt: skip
    has_person = "resident_id" in raw.columns
    _all_known(raw, declared, has_person)
    columns: dict[str, Any] = {"resident_id": raw.resident_id.cast("string")} if has_person else {}
    for plain, wanted in _PLAIN_TYPES.items():
        columns[plain] = _cast(raw[plain], wanted, name, plain)
    for column in declared.columns:
        if column.name not in raw.columns:
            columns[column.name] = ibis.null(_TYPES.get(column.kind, dt.float64))
        elif column.kind is Kind.NUMBER:
            columns[column.name] = _number(raw[column.name], name, column.name)
        else:
            columns[column.name] = _cast(raw[column.name], _TYPES[column.kind], name, column.name)
    refs = raw.other_refs if "other_refs" in raw.columns else ibis.null("array<string>")
    columns["other_refs"] = refs.cast("array<string>")
    return raw.select(**columns), declared


def typed_null(value: ir.Value) -> ir.Value:
    """Give null in the type of that value."""
    return ibis.null(value.type())


def _all_known(raw: ir.Table, declared: Table, has_person: bool) -> None:
    known = {"resident_id", "other_refs", *PLAIN, *declared.by_name}
    extra = sorted(set(raw.columns) - known)
    if extra:
        raise ColumnWithoutClass(
            f"columns arrived that no one declared: {', '.join(extra)}.", where=f"Table: {declared.name}.",
            do="Declare each in vocabulary/tables.py with its kind; free text has no kind and stays in the bridge.",
        )  # fmt: skip
    needed = {*PLAIN} if declared.name in ABOUT_NO_ONE or has_person else {"resident_id", *PLAIN}
    missing = sorted(needed - set(raw.columns))
    if missing:
        raise ColumnWithoutClass(
            f"provenance is missing: {', '.join(missing)}.", where=f"Table: {declared.name}.",
            do="Every row says whom it is about, its source, record, agreement and rule, and when it was known.",
        )  # fmt: skip


def _cast(value: ir.Value, wanted: dt.DataType, table: str, column: str) -> ir.Value:
    given = value.type()
    fits = (
        given.is_null()
        or (given.is_date() and wanted.is_date())
        or (given.is_timestamp() and wanted.is_date())
        or (given.is_string() and wanted.is_string())
        or (given.is_integer() and wanted.is_integer())
        or (given.is_boolean() and wanted.is_boolean())
    )  # fmt: skip
    if not fits:
        raise _wrong(table, column, str(wanted), str(given))
    return value.cast(wanted.copy(nullable=True))


def _number(value: ir.Value, table: str, column: str) -> ir.Value:
    given = value.type()
    if given.is_null() or given.is_integer() or given.is_floating() or given.is_decimal():
        return value.cast(dt.int64 if given.is_integer() else dt.float64)
    raise _wrong(table, column, "number", str(given))


def _wrong(table: str, column: str, wanted: str, given: str) -> ColumnOfWrongKind:
    return ColumnOfWrongKind(
        f"'{column}' is declared as {wanted} and arrived as {given}.", where=f"Table: {table}.",
        do="Correct the step that made the column, or its kind in vocabulary/tables.py.",
    )  # fmt: skip

"""Reading the store: no read without a purpose, and nothing of an agreement that has ended."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from plainview.store.engines.duckdb import Engine, open_engine, read_parquet
from plainview.store.typed import typed_null
from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.purposes import STORE_PURPOSES, Purpose
from plainview.vocabulary.tables import TABLES

InForce = Callable[[str, date], bool]
Shared = Callable[[str, str, Purpose, date], bool]


class CouldNotRead(PlainviewError):
    """The store could not be read."""

    slug = "could-not-read-store"


class TableNotPublished(CouldNotRead):
    """The table is not in the store for that purpose."""

    slug = "table-not-published"


class PurposeNotForThisDoor(CouldNotRead):
    """What is shared for monitoring alone, or for matching, was asked for by the common door."""

    slug = "purpose-not-for-this-door"


class Store:
    """One refresh's tables. Immutable; several readers may hold it at once."""

    def __init__(
        self, folder: Path, *, in_force: InForce, shared: Shared | None = None, engine: Engine | None = None
    ) -> None:
        """
        Open a refresh's folder.

        In: `in_force` says of an agreement and a day whether it holds; `shared` of rule, column, purpose and
            day whether the column may be used (elements may end before their agreement).
        """
        self.folder = folder
        self.engine = engine or open_engine()
        self._in_force, self._shared = in_force, shared

    def names(self, *, purpose: Purpose) -> list[str]:
        """Give the tables published for that purpose."""
        folder = self.folder / _store_purpose(purpose).value
        return sorted(f.stem for f in folder.glob("*.parquet") if f.stem in TABLES)

    def table(self, name: str, *, purpose: Purpose, on: date) -> ir.Table:
        """
        Give a table as that purpose may see it on that day.

        Out:    rows by that purpose's `person_id`, without those of agreements that ended.
        Raises: TableNotPublished, PurposeNotForThisDoor.
        """
        if purpose is Purpose.MONITORING:
            raise PurposeNotForThisDoor(
                f"'{name}' was asked for monitoring, which the common door does not read.",
                do="Read it in plainview.monitoring, through store.protected.",
            )
        return read(self, name, purpose=purpose, on=on)

    def staff(self) -> ir.Table:
        """Give the members of staff: for display alone."""
        file = self.folder / Purpose.DISPLAY.value / "staff.parquet"
        if not file.is_file():
            raise TableNotPublished("the store has no table of staff.", where=f"Folder: {self.folder.name}.")
        return read_parquet(self.engine, file=file)

    def lineage(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Give the elements that each rule's columns stand on."""
        raw = json.loads((self.folder / "lineage.json").read_text(encoding="utf-8"))
        return {rule: {c: tuple(e) for c, e in columns.items()} for rule, columns in raw.items()}


def read(store: Store, name: str, *, purpose: Purpose, on: date) -> ir.Table:
    """Give a table for any purpose: for `Store.table`, and for `protected`, which `monitoring` alone may import."""
    file = store.folder / _store_purpose(purpose).value / f"{name}.parquet"
    if name not in TABLES or not file.is_file():
        raise TableNotPublished(
            f"'{name}' is not in the store for {purpose.value}.", where=f"Folder: {store.folder.name}.",
            do="Ask for one of the published tables; `plainview status` lists them.",
        )  # fmt: skip
    table = read_parquet(store.engine, file=file)
    made_by = table.select("agreement", "rule").distinct().to_pyarrow().to_pylist()
    in_force = [row["rule"] for row in made_by if store._in_force(row["agreement"], on)]
    if len(in_force) < len(made_by):
        table = table.filter(table.rule.isin(in_force) if in_force else ibis.literal(False))
    return _without_ended_columns(store, table, name, in_force, purpose, on)


def _without_ended_columns(
    store: Store, table: ir.Table, name: str, rules: list[str], purpose: Purpose, on: date
) -> ir.Table:
    if store._shared is None:
        return table
    declared = TABLES[name]
    masks: dict[str, Any] = {}
    for column in declared.by_name:
        ended = [r for r in rules if not store._shared(r, column, purpose, on)]
        if ended:
            masks[column] = ibis.ifelse(table.rule.isin(ended), typed_null(table[column]), table[column])
            for clock, of in (("valid_from", declared.starts), ("valid_until", declared.ends)):
                if of == column:
                    masks[clock] = ibis.ifelse(table.rule.isin(ended), typed_null(table[clock]), table[clock])
    if not masks:
        return table
    masked = table.mutate(**masks)
    return masked.filter(ibis.or_(*(masked[c].notnull() for c in declared.by_name)))


def _store_purpose(purpose: Purpose) -> Purpose:
    if purpose not in STORE_PURPOSES:
        raise PurposeNotForThisDoor(
            f"the store holds nothing for {purpose.value}.", do="Matching happens in the bridge alone."
        )
    return purpose

"""The groups that equality monitoring looks at: each protected characteristic as it is recorded, and age by band."""

from datetime import date

import ibis
import ibis.expr.types as ir

from plainview.store.protected import for_monitoring
from plainview.store.read import Store, TableNotPublished
from plainview.vocabulary.purposes import Purpose

# The Office for National Statistics' usual bands, with childhood parted where services and schools part it.
_BANDS = ((5, "0_to_4"), (11, "5_to_10"), (16, "11_to_15"), (18, "16_to_17"), (25, "18_to_24"), (45, "25_to_44"),
          (65, "45_to_64"), (85, "65_to_84"))  # fmt: skip


def groups(store: Store, *, on: date) -> ir.Table | None:
    """
    Give the groups that each resident is recorded in on that day.

    Nothing is inferred: a resident for whom nothing is recorded is in no group of that characteristic, and one whom
    two sources record otherwise is in both.
    Out: person_id (for monitoring), characteristic, value; each once. None, if nothing is shared for monitoring.
    """
    found = [t for t in (_recorded(store, on), _ages(store, on)) if t is not None]
    return ibis.union(*found, distinct=True) if len(found) > 1 else (found[0].distinct() if found else None)


def known_to(store: Store, *, on: date) -> ir.Table:
    """Give which source has told anything of each resident, among what is shared for monitoring: person_id, source."""
    names = [n for n in store.names(purpose=Purpose.MONITORING) if n != "households"]
    told = [for_monitoring(store, name, on=on).select("person_id", "source") for name in names]
    return ibis.union(*told, distinct=True) if len(told) > 1 else told[0].distinct()


def _recorded(store: Store, on: date) -> ir.Table | None:
    table = _table(store, "characteristics", on)
    if table is None:
        return None
    now = table.filter(table.valid_until.isnull() | (table.valid_until > on))
    return now.select("person_id", "characteristic", value=now.value.cast("string"))


def _ages(store: Store, on: date) -> ir.Table | None:
    residents = _table(store, "residents", on)
    if residents is None:
        return None
    born, day = residents.born_month.cast("date"), ibis.date(on.isoformat())
    age = day.year() - born.year() - (day.month() < born.month()).ifelse(1, 0)
    alive = residents.filter(residents.born_month.notnull(), residents.died_on.isnull())
    band = ibis.cases(*((age < until, name) for until, name in _BANDS), else_="85_and_over")
    return alive.select("person_id", characteristic=ibis.literal("age"), value=band)


def _table(store: Store, name: str, on: date) -> ir.Table | None:
    try:
        return for_monitoring(store, name, on=on)
    except TableNotPublished:
        return None

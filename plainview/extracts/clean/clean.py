"""Cleans all mentions at once, column by column, and counts what was blanked for the owning departments."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from plainview.extracts.clean import contacts, names, numbers, places
from plainview.extracts.clean.born import born
from plainview.extracts.clean.judged import Rule, as_text, over_distinct


@dataclass(frozen=True, slots=True)
class CleanCount:
    """For one source and column: mentions, those filled after cleaning, and why others were blanked."""

    source: str
    column: str
    rows: int
    filled: int
    placeholder: int
    not_valid: int
    shared: int  # of an office or of many people, so nobody's own


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning did. Counts only, never values."""

    counts: tuple[CleanCount, ...]

    def of(self, source: str) -> tuple[CleanCount, ...]:
        """Give the counts of one source."""
        return tuple(c for c in self.counts if c.source == source)


def clean(mentions: pa.Table, *, test_numbers: bool = True) -> tuple[pa.Table, Cleaned]:
    """
    Make the mentions comparable.

    In:     `structured.MENTION_COLUMNS`. With `test_numbers`, numbers that can belong to no one are good as well (NINO
            from QQ, UPN of an authority that doesn't exist, postcodes from Q, V, X, phones of drama): for a borough
            that is made up.
    Out:    the same rows, in the same order, with `born_on_kind` added; and the counts. Cleaning twice changes nothing.
    """
    columns = {n: mentions.column(n) for n in mentions.column_names}
    reasons: dict[str, pa.Array] = {}
    if "born_on_kind" not in columns:  # else they were cleaned, and a name that is blank was blanked for a reason
        _take_names_apart(columns, reasons)
    for name, rule in _rules(test_numbers).items():
        columns[name], why = over_distinct(columns[name], rule)
        # A full name that was a placeholder blanked its parts before they were looked at.
        reasons[name] = pc.coalesce(reasons[name], why) if name in reasons else why
    for name in ("phone", "email"):
        columns[name], reasons[name] = _without_shared(columns[name], reasons[name], columns["person_key"])
    born_on, received = (_one(columns[n]).cast(pa.date32()) for n in ("born_on", "received_on"))
    columns["born_on"], reasons["born_on"], columns["born_on_kind"] = born(born_on, received)
    return pa.table(columns), Cleaned(_counts(columns, reasons))


def _rules(test_numbers: bool) -> Mapping[str, Rule]:
    pupil = partial(numbers.pupil_number, test_numbers=test_numbers)
    return {
        "title": names.title,
        "forename": names.forename,
        "middle_names": names.forename,
        "surname": names.surname,
        "former_surname": names.surname,
        "full_name": names.whole,
        "nhs_number": numbers.nhs_number,
        "nino": partial(numbers.nino, test_numbers=test_numbers),
        "upn": pupil,
        "former_upn": pupil,
        "uln": numbers.learner_number,
        "uprn": numbers.property_number,
        "address": places.address,
        "postcode": partial(places.postcode, test_numbers=test_numbers),
        "phone": partial(contacts.phone, test_numbers=test_numbers),
        "email": partial(contacts.email, test_numbers=test_numbers),
    }


def _take_names_apart(columns: dict[str, pa.ChunkedArray], reasons: dict[str, pa.Array]) -> None:
    """Fill title, forename, middle names and surname from the full name where neither name was given."""
    full, order = as_text(columns["full_name"]), as_text(columns["name_order"])
    surname_first = pc.fill_null(pc.equal(order, "surname_first"), False)
    both = pc.and_(_blank(columns["forename"]), _blank(columns["surname"]))
    coded = pc.dictionary_encode(pc.if_else(both, full, pa.scalar(None, pa.string())))
    given = [v or "" for v in coded.dictionary.to_pylist()]
    parts = ("title", "forename", "middle_names", "surname", "why")
    taken = {}
    for is_first, order_ in ((False, "forename_first"), (True, "surname_first")):
        told = [names.take_apart(v, order_) if v.strip() else names.Name() for v in given]
        for part in parts:
            taken[is_first, part] = pa.array([getattr(n, part) for n in told], pa.string()).take(coded.indices)
    for part in parts:
        chosen = pc.if_else(surname_first, taken[True, part], taken[False, part])
        if part == "why":
            reasons["surname"] = chosen
        else:
            columns[part] = pc.coalesce(pc.if_else(_blank(columns[part]), None, as_text(columns[part])), chosen)


def _without_shared(values: pa.Array, reasons: pa.Array, person_keys: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Blank what more people have than can live together."""
    pairs = pa.table({"value": values, "person": as_text(person_keys)})
    counted = pairs.group_by("value").aggregate([("person", "count_distinct")])
    many = counted.filter(pc.greater(counted["person_count_distinct"], contacts.SHARED_BY_MORE_THAN))["value"]
    shared = pc.is_in(values, many.combine_chunks().drop_null())
    return (
        pc.if_else(shared, pa.scalar(None, pa.string()), values),
        pc.if_else(shared, pa.scalar("shared"), reasons),
    )


def _counts(columns: Mapping[str, pa.Array], reasons: Mapping[str, pa.Array]) -> tuple[CleanCount, ...]:
    sources = as_text(columns["source"])
    counts = []
    for name, why in reasons.items():
        counted = pa.table(
            {
                "source": sources,
                "filled": pc.is_valid(columns[name]).cast(pa.int64()),
                **{w: pc.fill_null(pc.equal(why, w), False).cast(pa.int64())
                   for w in ("placeholder", "not_valid", "shared")},
            }
        )  # fmt: skip
        kinds = ("filled", "placeholder", "not_valid", "shared")
        told = counted.group_by("source").aggregate([*((k, "sum") for k in kinds), ([], "count_all")])
        for row in told.to_pylist():
            counts.append(CleanCount(row["source"], name, row["count_all"], *(row[f"{k}_sum"] for k in kinds)))
    return tuple(sorted(counts, key=lambda c: (c.source, c.column)))


def _blank(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return pc.fill_null(pc.equal(pc.utf8_trim_whitespace(as_text(column)), ""), True)


def _one(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column

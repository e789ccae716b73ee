"""Reads RECORDS by what SPEC says, and makes each cell comparable. Nothing of a record is ever put into an error."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq

from plainview.bridge.linkage.spec import Spec, identifier_key
from plainview.bridge.names import full_form, sound
from plainview.extracts.clean import contacts, names, numbers, places
from plainview.extracts.clean.judged import Judged, Rule, as_text, over_distinct
from plainview.extracts.clean.placeholders import BIRTH_DATES
from plainview.vocabulary.errors import PlainviewError

SHARED_BY = 40  # records from which a number or a contact may be nobody's own …
_OTHERS = 10  # … if so many different people seem to have it
_CHECKED: dict[str, Rule] = {  # identifiers whose form says whether they are valid
    "nhs_number": numbers.nhs_number,
    "nino": partial(numbers.nino, test_numbers=True),
    "upn": partial(numbers.pupil_number, test_numbers=True),
    "uln": numbers.learner_number,
}
_KNOWN_AS = {
    "nhs": "nhs_number", "nhsno": "nhs_number", "nhsnumber": "nhs_number", "nino": "nino", "ninumber": "nino",
    "nationalinsurancenumber": "nino", "nationalinsurance": "nino", "upn": "upn", "uniquepupilnumber": "upn",
    "uln": "uln", "uniquelearnernumber": "uln",
}  # fmt: skip
_SEXES = {"m": "male", "male": "male", "man": "male", "boy": "male", "1": "male", "f": "female", "female": "female",
          "woman": "female", "girl": "female", "2": "female"}  # fmt: skip
_NOTHING = {"", "NULL", "NONE", "NAN", "NA", "N/A", "UNKNOWN", "NOT KNOWN", "NK", "N/K", "TBC", "-", "?"}


class RecordsNotReadable(PlainviewError):
    """RECORDS can't be read as SPEC says."""

    slug = "records-not-readable"
    exit_code = 2


@dataclass(slots=True)
class Read:
    """
    Records made comparable.

    table        a row a record, in order of `unique_id`: see `comparable_records`
    identifiers  column `id_…` by identifier, and whether a person has one
    blanked      by column: cells that held something and are not compared, with the reason
    """

    table: pa.Table
    identifiers: dict[str, bool]
    blanked: dict[str, int] = field(default_factory=dict)


def read_records(path: Path, spec: Spec) -> Read:
    """
    Read a Parquet or CSV file of records.

    Out:    columns unique_id, source, forename, forename_full, forename_sound, forenames (list), middle_names,
            surname, surname_sound, surnames (list), born_on, born_on_kind, birth_year, sex, address_text, dwelling,
            postcode, place, contacts (list), and for each identifier `id_<n>` and `id_<n>_good` (its form is valid).
    Raises: RecordsNotReadable: no such column, two records of one id, not a table.
    """
    cells = _in(path, spec)
    ids = as_text(cells[spec.id])
    if ids.null_count or len(pc.unique(ids)) != len(ids):
        raise RecordsNotReadable(
            f"{spec.id!r} does not name each record: it is blank or stands twice.",
            where=f"File: {path.name}.", do="Give the column that has another value in each record.",
        )  # fmt: skip
    read = Read(pa.table({}), {})
    told: dict[str, pa.Array] = {"unique_id": ids}
    told["source"] = as_text(cells[spec.source]) if spec.source else pa.nulls(len(ids), pa.string())
    told |= _names(cells, spec, read)
    told |= _born(cells, spec, told["source"], read)
    told |= _places(cells, spec, read)
    told["sex"] = _first(cells, spec.of("sex"), _sex, read)
    told |= _contacts(cells, spec, read)
    told |= _identifiers(cells, spec, told, read)
    read.table = pa.table(told).sort_by("unique_id").combine_chunks()
    return read


def _in(path: Path, spec: Spec) -> dict[str, pa.Array]:
    wanted = [spec.id, *([spec.source] if spec.source else []), *spec.columns]
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            there = pq.read_schema(path).names
            table = None if set(wanted) - set(there) else pq.read_table(path, columns=list(dict.fromkeys(wanted)))
        else:
            reading = pv.ReadOptions(encoding=spec.encoding)
            parsing = pv.ParseOptions(delimiter=spec.delimiter, newlines_in_values=True)
            with pv.open_csv(path, read_options=reading, parse_options=parsing) as opened:
                there = opened.schema.names
            as_texts = pv.ConvertOptions(
                column_types=dict.fromkeys(there, pa.string()), strings_can_be_null=True, null_values=[""]
            )
            table = pv.read_csv(path, read_options=reading, parse_options=parsing, convert_options=as_texts)
        missing = [c for c in wanted if c not in there]
        cells = {c: _text(table.column(c)) for c in dict.fromkeys(wanted)} if table is not None and not missing else {}
    except (OSError, pa.ArrowException, UnicodeError, LookupError) as error:
        raise RecordsNotReadable(
            f"the file can't be read as a table ({type(error).__name__}).",
            where=f"File: {path.name}.", do="Give Parquet, or CSV with `delimiter` and `encoding` in SPEC.",
        ) from None  # fmt: skip
    if missing:
        raise RecordsNotReadable(
            f"SPEC names columns that the file does not have: {', '.join(missing)}.",
            where=f"File: {path.name}; its columns: {', '.join(there)}.", do="Correct the names in SPEC.",
        )  # fmt: skip
    return cells


def _text(column: pa.ChunkedArray) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.date32())
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type):  # whole numbers with blanks among them
        whole = column.cast(pa.int64(), safe=False)
        column = whole if pc.all(pc.equal(whole.cast(column.type), column)).as_py() else column
    trimmed = pc.utf8_trim_whitespace(as_text(column))
    return pc.if_else(pc.is_in(pc.utf8_upper(trimmed), pa.array(sorted(_NOTHING))), None, trimmed)


def _first(cells: dict[str, pa.Array], columns: list[str], rule: Rule, read: Read) -> pa.Array:
    """Give the first value of the columns that is good."""
    found: pa.Array | None = None
    for name in columns:
        value = _judged(cells[name], rule, name, read)
        found = value if found is None else pc.coalesce(found, value)
    return found if found is not None else pa.nulls(len(next(iter(cells.values()))), pa.string())


def _judged(column: pa.Array, rule: Rule, name: str, read: Read) -> pa.Array:
    value, why = over_distinct(column, rule)
    if lost := len(why) - why.null_count:
        read.blanked[name] = read.blanked.get(name, 0) + lost
    return value


def _names(cells: dict[str, pa.Array], spec: Spec, read: Read) -> dict[str, pa.Array]:
    forename = _first(cells, spec.of("first_name"), names.forename, read)
    middle = _joined([_judged(cells[c], names.forename, c, read) for c in spec.of("middle_names")], len(forename))
    surname = _first(cells, spec.of("last_name"), names.surname, read)
    former = _first(cells, spec.of("former_last_name"), names.surname, read)
    for column in spec.of("full_name"):
        order = spec.columns[column].name_order
        parts = {p: _judged(cells[column], _part_of(p, order), column, read)
                 for p in ("forename", "middle_names", "surname")}  # fmt: skip
        no_name = pc.and_(pc.is_null(forename), pc.is_null(surname))
        forename = pc.if_else(no_name, parts["forename"], forename)
        surname = pc.if_else(no_name, parts["surname"], surname)
        middle = pc.coalesce(middle, parts["middle_names"])
    # "MARY ANN" in the first-name cell: the first word is what the others are told by.
    first = _mapped(forename, lambda n: n.split()[0])
    rest = _mapped(forename, lambda n: " ".join(n.split()[1:]) or None)
    return {
        "forename": first,
        "forename_full": _mapped(first, full_form),
        "forename_sound": _mapped(first, lambda n: sound(n) or n),
        "forenames": _sets([first]),
        "middle_names": pc.coalesce(middle, rest),
        "surname": surname,
        "surname_sound": _mapped(surname, lambda n: sound(n) or n),
        "surnames": _sets([surname, former]),
    }


def _part_of(part: str, order: str) -> Rule:
    def rule(text: str) -> Judged:
        name = names.take_apart(text, order)
        if name.why:
            return Judged(None, name.why)
        said = getattr(name, part)
        if not said:
            return Judged(None)
        return names.surname(said) if part == "surname" else names.forename(said)

    return rule


def _mapped(column: pa.Array, made: Callable[[str], str | None]) -> pa.Array:
    coded = pc.dictionary_encode(column)
    values = pa.array([made(v) for v in coded.dictionary.to_pylist()], pa.string())
    return values.take(coded.indices)


def _joined(columns: list[pa.Array], count: int) -> pa.Array:
    """Give the cells of a record as one text, those that hold something with a blank between them."""
    if not columns:
        return pa.nulls(count, pa.string())
    told = pc.binary_join_element_wise(*columns, " ", null_handling="replace", null_replacement="")
    told = pc.utf8_trim_whitespace(pc.replace_substring_regex(told, r"\s+", " "))
    return pc.if_else(pc.equal(told, ""), None, told)


def _sets(columns: list[pa.Array]) -> pa.Array:
    """Give, for each record, the list of its different values, in order."""
    count = len(columns[0])
    row = pa.array(range(count), pa.int32())
    flat = pa.concat_tables(pa.table({"row": row, "value": c}) for c in columns)
    flat = flat.filter(pc.is_valid(flat.column("value"))).group_by(["row", "value"]).aggregate([])
    flat = flat.sort_by([("row", "ascending"), ("value", "ascending")])
    counts = flat.group_by("row").aggregate([("value", "count")])
    lengths = pc.fill_null(counts.column("value_count").take(pc.index_in(row, counts.column("row").combine_chunks())),
                           0)  # fmt: skip
    ends = pc.cumulative_sum(lengths).cast(pa.int32())
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), _one(ends)])
    return pa.ListArray.from_arrays(offsets, _one(flat.column("value")))


def _one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _born(cells: dict[str, pa.Array], spec: Spec, source: pa.Array, read: Read) -> dict[str, pa.Array]:
    count = len(source)
    day, year = pa.nulls(count, pa.date32()), pa.nulls(count, pa.int32())
    for column in spec.of("date_of_birth"):
        day, year = _dates(cells[column], spec, source, column, read)
    for column in spec.of("birth_year"):
        said = _judged(cells[column], _year, column, read).cast(pa.int32())
        year = pc.coalesce(year, said)
    is_first = pc.fill_null(pc.and_(pc.equal(pc.month(day), 1), pc.equal(pc.day(day), 1)), False)
    kind = pc.if_else(pc.is_null(day), "not_known", pc.if_else(is_first, "first_of_january", "exact"))
    return {
        "born_on": day,
        "born_on_kind": kind,
        "birth_year": pc.coalesce(pc.year(day).cast(pa.int32()), year),
    }


def _dates(
    column: pa.Array, spec: Spec, source: pa.Array, name: str, read: Read
) -> tuple[pa.Array, pa.Array]:  # fmt: skip
    """Read dates, each source by its own formats; where the day is not given, the year."""
    pairs = pc.dictionary_encode(pc.binary_join_element_wise(pc.fill_null(source, ""), column, "\x1f"))
    days: list[date | None] = []
    years: list[int | None] = []
    wrong = []
    for pair in pairs.dictionary.to_pylist():
        where, _, said = pair.partition("\x1f")
        day = _day(said, spec.dates.by_source.get(where, spec.dates.default))
        is_none = day in BIRTH_DATES
        found = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", said)
        days.append(None if is_none else day)
        years.append(int(found[1]) if day is None and found else None)
        wrong.append(is_none or (day is None and not found))
    if lost := pc.sum(pa.array(wrong, pa.bool_()).take(pairs.indices).cast(pa.int64())).as_py():
        read.blanked[name] = read.blanked.get(name, 0) + lost
    return pa.array(days, pa.date32()).take(pairs.indices), pa.array(years, pa.int32()).take(pairs.indices)


def _day(said: str, formats: tuple[str, ...]) -> date | None:
    said = re.sub(r"[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$", "", said)
    for form in formats:
        try:
            return datetime.strptime(said, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _year(text: str) -> Judged:
    found = re.fullmatch(r"(\d{4})(\.0)?", text)
    return Judged(found[1]) if found and 1500 <= int(found[1]) <= 2100 else Judged(None, "not_valid")


def _sex(text: str) -> Judged:
    said = text.lower()
    return Judged(_SEXES.get(said, said if said.isalpha() and len(said) < 20 else None))


def _places(cells: dict[str, pa.Array], spec: Spec, read: Read) -> dict[str, pa.Array]:
    count = len(next(iter(cells.values())))
    uprn = _first(cells, spec.of("uprn"), numbers.property_number, read)
    postcode = _first(cells, spec.of("postcode"), _postcode, read)
    lines = [cells[c] for c in spec.of("address")]
    address = _judged(_joined(lines, count), places.address, "address", read) if lines else pa.nulls(count, pa.string())
    text = _mapped(address, lambda a: a or None)
    bare = _mapped(address, lambda a: re.sub("[^A-Z0-9]", "", a) or None)
    # One line of an address ("FLAT 2") with no postcode is no home; a whole one is.
    whole = pc.binary_join_element_wise(bare, pc.fill_null(postcode, ""), "")
    is_whole = pc.or_(pc.is_valid(postcode), pc.greater_equal(pc.utf8_length(pc.fill_null(bare, "")), 8))
    home = pc.if_else(pc.and_(pc.is_valid(bare), is_whole), whole, None)
    place = _joined([_judged(cells[c], _place, c, read) for c in spec.of("place")], count)
    dwelling = pc.coalesce(uprn, home)
    return {
        "dwelling": dwelling,
        "dwellings": _sets([dwelling]),
        "postcodes": _sets([postcode]),
        "address_text": text,
        "postcode": postcode,
        "place": _mapped(place, lambda p: p or None),
    }


def _postcode(text: str) -> Judged:
    found = places.postcode(text, test_numbers=True)
    if found.value or found.why == "placeholder":
        return found
    bare = re.sub("[^A-Z0-9]", "", names.plain(text))  # of another country, or mistyped
    return Judged(bare) if 3 <= len(bare) <= 10 and any(c.isdigit() for c in bare) else found


def _place(text: str) -> Judged:
    said = " ".join(re.sub(r"[^\w ]", " ", names.plain(text)).split())
    return Judged(said or None)


def _contacts(cells: dict[str, pa.Array], spec: Spec, read: Read) -> dict[str, pa.Array]:
    """Give all phones and e-mails of a record as a list, and the first e-mail; an office's own is nobody's."""
    count = len(next(iter(cells.values())))
    phones = [_judged(cells[c], _phone, c, read) for c in spec.of("phone")]
    mails = [_judged(cells[c], _mail, c, read) for c in spec.of("email")]
    kept = [_own(values) for values in (*phones, *mails)]
    none = pa.nulls(count, pa.string())
    return {
        "contacts": _sets(kept or [none]),
        "email": pc.coalesce(*kept[len(phones) :]) if mails else none,
    }


def _own(values: pa.Array) -> pa.Array:
    counted = values.value_counts()
    many = counted.filter(pc.greater(counted.field("counts"), SHARED_BY)).field("values")
    return pc.if_else(pc.is_in(values, many.drop_null()), None, values)


def _mail(text: str) -> Judged:
    found = contacts.email(text, test_numbers=True)
    if found.value or found.why != "not_valid":
        return found
    bare = re.sub(r"\s", "", text).lower()  # mistyped, and still like the right one
    return Judged(bare) if len(bare) >= 6 and re.search("[a-z]", bare) else found


def _phone(text: str) -> Judged:
    found = contacts.phone(text, test_numbers=True)
    if found.value or found.why == "placeholder":
        return found
    digits = re.sub(r"\D", "", text)
    return Judged(digits) if 7 <= len(digits) <= 15 and len(set(digits)) > 2 else found


def _identifiers(
    cells: dict[str, pa.Array], spec: Spec, told: dict[str, pa.Array], read: Read
) -> dict[str, pa.Array]:  # fmt: skip
    found: dict[str, pa.Array] = {}
    for name, (columns, is_unique) in spec.identifiers().items():
        kind = _KNOWN_AS.get(re.sub("[^a-z]", "", name.lower()), "")
        bare = _first(cells, columns, _bare, read)
        good = _judged(bare, _CHECKED[kind], name, Read(pa.table({}), {})) if kind else bare
        # A number that everyone has is nobody's: an office's own, a test value, or a column that was filled down.
        shared = _shared(bare, told)
        read.blanked[name] = read.blanked.get(name, 0) + pc.sum(shared.cast(pa.int64())).as_py() if len(bare) else 0
        key = identifier_key(name)
        found[key] = pc.if_else(shared, None, pc.coalesce(good, bare))
        found[f"{key}_good"] = pc.fill_null(pc.is_valid(good), False)
        read.identifiers[key] = is_unique
    read.blanked = {c: n for c, n in read.blanked.items() if n}
    return found


def _bare(text: str) -> Judged:
    said = re.sub(r"[\s\-./]", "", text).upper()
    said = re.sub(r"^(\d+)\.0$", r"\1", said)
    digits = re.sub(r"\D", "", said)
    if len(said) < 2 or (len(digits) >= 5 and len(set(digits)) == 1 and digits == said):
        return Judged(None, "placeholder")
    return Judged(said)


def _shared(values: pa.Array, told: dict[str, pa.Array]) -> pa.Array:
    """Say in which records a number stands that many records of different people have."""
    born = pc.fill_null(told["born_on"].cast(pa.string()), "")
    who = pc.binary_join_element_wise(pc.fill_null(told["surname_sound"], ""), born, "|")
    seen = pa.table({"value": values, "who": who})
    counted = seen.group_by("value").aggregate([("who", "count_distinct"), ("who", "count")])
    many = pc.and_(
        pc.greater(counted.column("who_count"), SHARED_BY),
        pc.greater(counted.column("who_count_distinct"), _OTHERS),
    )
    bad = _one(counted.filter(many).column("value")).drop_null()
    return pc.and_(pc.is_valid(values), pc.is_in(values, bad))

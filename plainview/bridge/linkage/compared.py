"""What is compared in a file of records, and which records are compared at all: by the parts that it has."""

from collections.abc import Mapping
from dataclasses import replace

import ibis
import ibis.expr.types as ir

from plainview.bridge.comparisons import COMPARISONS, FIXED, Comparison, Level
from plainview.bridge.engines import Engine
from plainview.bridge.mentions import born_key

_WHO = {c.name: c for c in COMPARISONS}
TRUSTED = -5.0  # bits: where another value speaks so much against, it is never joined over
_LIKE = "jaro_winkler_similarity"

_HOME = Comparison(
    "home",
    "(dwelling_l IS NULL AND postcode_l IS NULL AND address_text_l IS NULL) OR "
    "(dwelling_r IS NULL AND postcode_r IS NULL AND address_text_r IS NULL)",
    (
        Level("dwelling_l = dwelling_r", 0.45, 0.002, "Same address."),
        Level(f"{_LIKE}(address_text_l, address_text_r) >= 0.92 AND (postcode_l = postcode_r OR postcode_l IS NULL "
              "OR postcode_r IS NULL OR damerau_levenshtein(postcode_l, postcode_r) <= 1)", 0.15, 0.002,
              "Address is written a little differently."),
        Level("postcode_l = postcode_r", 0.10, 0.004, "Same postcode."),
        Level("damerau_levenshtein(postcode_l, postcode_r) <= 1", 0.04, 0.004,
              "The postcode differs by one typing error."),
        Level(f"{_LIKE}(address_text_l, address_text_r) >= 0.92", 0.02, 0.003, "Address reads alike."),
        Level("ELSE", 0.24, 0.985, "No address in common."),
    ),
)  # fmt: skip
_CONTACT = Comparison(
    "contact",
    "len(contacts_l) = 0 OR len(contacts_r) = 0",
    (
        Level("len(list_intersect(contacts_l, contacts_r)) > 0", 0.55, 0.002, "Same phone number or e-mail."),
        Level("split_part(email_l, '@', 1) = split_part(email_r, '@', 1)", 0.05, 0.0005,
              "The e-mail differs after the @ alone."),
        # Two e-mails made of one name are alike, whoever has it.
        Level(f"{_LIKE}(email_l, email_r) >= 0.93 AND forename_l = forename_r AND surname_l = surname_r", 0.05, 0.05,
              "", FIXED),
        Level(f"{_LIKE}(email_l, email_r) >= 0.93", 0.05, 0.001, "E-mail is written a little differently."),
        Level("ELSE", 0.30, 0.9465, ""),
    ),
)  # fmt: skip
_PLACE = Comparison(
    "place",
    # Who shares an address or a postcode shares the place: it says nothing more.
    "place_l IS NULL OR place_r IS NULL OR coalesce(dwelling_l = dwelling_r, FALSE) "
    "OR coalesce(postcode_l = postcode_r, FALSE)",
    (
        Level("place_l = place_r", 0.60, 0.02, "Same place.", term="place"),
        Level(f"{_LIKE}(place_l, place_r) >= 0.9 OR contains(place_l, place_r) OR contains(place_r, place_l)",
              0.12, 0.02, "Place is written a little differently."),
        Level("ELSE", 0.28, 0.96, "Another place."),
    ),
)  # fmt: skip
_YEAR = Comparison(
    "birth_year",
    "(born_on_l IS NOT NULL AND born_on_r IS NOT NULL) OR birth_year_l IS NULL OR birth_year_r IS NULL",
    (
        Level("birth_year_l = birth_year_r", 0.80, 0.013, "Same year of birth."),
        Level("abs(birth_year_l - birth_year_r) <= 1", 0.10, 0.025, "Year of birth differs by one."),
        Level("abs(birth_year_l - birth_year_r) <= 5", 0.05, 0.10, "Year of birth differs by a few."),
        Level("ELSE", 0.05, 0.862, "Year of birth differs."),
    ),
)  # fmt: skip
_OTHER_BIRTH = (
    "born_on_l <> born_on_r AND born_key_l <> born_key_r AND damerau_levenshtein(born_text_l, born_text_r) > 2"
)


def compared(identifiers: Mapping[str, bool]) -> tuple[Comparison, ...]:
    """
    Give the comparisons for records with these identifiers (see `Read.identifiers`).

    Out: names of comparisons are `forename`, `surname`, …, and `id_<name>` for an identifier.
    """
    people = tuple(_WHO[n] for n in ("forename", "surname", "middle_names", "born_on", "sex"))
    numbers = tuple(_number(key, is_unique) for key, is_unique in identifiers.items())
    return (*numbers, *people, _CONTACT, _HOME, _PLACE, _YEAR, _pattern(identifiers))


def _number(key: str, is_unique: bool) -> Comparison:
    called = key.removeprefix("id_").replace("_", " ")
    both = f"{key}_good_l AND {key}_good_r"
    typing = f"length({key}_l) >= 6 AND damerau_levenshtein({key}_l, {key}_r) <= 1"
    # A person may well have two of a number that isn't said to be unique: another one says little against.
    same, error, other = (0.95, 0.02, 0.01) if is_unique else (0.60, 0.02, 0.37)
    return Comparison(
        key,
        f"{key}_l IS NULL OR {key}_r IS NULL",
        (
            Level(f"{key}_l = {key}_r", same, 1e-6, f"Same {called}."),
            Level(typing, error, 3e-5, f"The {called} differs by one typing error."),
            Level(f"NOT ({both})", 0.02, 0.02, f"The {called} differs; one of them is not valid.", FIXED),
            Level("ELSE", other, 0.98, f"The {called} differs."),
        ),
    )


def _pattern(identifiers: Mapping[str, bool]) -> Comparison:
    """Add to the twins, and to a parent and child of one name, a number that a source gave to someone else later."""
    held = _WHO["pattern"]
    if not identifiers:
        return held
    reused = " OR ".join(f"coalesce({key}_l = {key}_r, FALSE)" for key in identifiers)
    other = Level(
        f"({reused}) AND forename_sound_l <> forename_sound_r AND {_LIKE}(forename_l, forename_r) < 0.8 "
        f"AND surname_sound_l <> surname_sound_r AND {_LIKE}(surname_l, surname_r) < 0.8 "
        "AND forename_l <> surname_r AND surname_l <> forename_r AND len(list_intersect(surnames_l, surnames_r)) = 0 "
        f"AND {_OTHER_BIRTH}",
        1e-9, 0.1, "Same number, but name and birth date are wholly another: the number was perhaps used again.", FIXED,
    )  # fmt: skip
    return replace(held, levels=(other, *held.levels))


# Lists of what two records must share to be compared, and which part of what is afforded each may cost. Records of
# which very many agree in a list are left out of it: they would cost a square of their number, and the list tells
# nobody apart. Where very many share so much that they may well be copies of one, each is compared with its
# neighbours in order instead, and the copies hang together as a chain.
_STRONG, _WEAK = 1.0, 0.25
_AFFORDED = 2_000_000  # pairs a list may cost in all, and per record at least and at most:
_LEAST, _MOST = 2.0, 40.0
_BLOCKS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (_STRONG, ("born_key", "forename_sound")), (_STRONG, ("born_key", "surname_sound")),
    (_STRONG, ("surname_sound", "forename_sound", "birth_year")), (_STRONG, ("names_either_way",)),
    (_STRONG, ("dwelling", "forename_sound")), (_STRONG, ("dwelling", "born_key")),
    (_STRONG, ("postcode", "forename_sound")), (_STRONG, ("postcode", "surname_sound")),
    (_STRONG, ("postcode", "born_key")),
    (_WEAK, ("surname_sound", "forename_full")), (_WEAK, ("surname_sound", "initial", "birth_year")),
    (_WEAK, ("surname_sound", "initial", "place")), (_WEAK, ("born_digits", "initial", "surname_initial")),
    (_WEAK, ("place", "born_key")), (_WEAK, ("place", "surname_sound")), (_WEAK, ("place", "forename_sound")),
    (_WEAK, ("postcode", "birth_year")), (_WEAK, ("postcode", "initial")),
    (_WEAK, ("dwelling",)), (_WEAK, ("born_on",)), (_WEAK, ("surname_sound",)), (_WEAK, ("forename_sound",)),
)  # fmt: skip


_CHAINED = (("born_key", "forename_sound"), ("dwelling", "forename_sound"))
_WINDOW = 6  # records of a chain that are compared with one another


def ready(
    records: ir.Table, *, identifiers: Mapping[str, bool], blocking: tuple[tuple[str, ...], ...], engine: Engine
) -> tuple[list[str], int]:
    """
    Keep the records with what blocks them as the table `link_records`.

    In:     `records` of `read_records`; `blocking`: further lists of columns of `records`.
    Out:    its columns `block_<n>`; how many cells of blocks were left out, too many records sharing them.
    """
    one, other = records.forename_sound, records.surname_sound
    either = ibis.ifelse(one <= other, one + "|" + other, other + "|" + one)
    records = records.mutate(
        born_key=born_key(records.born_on),
        born_text=records.born_on.strftime("%Y%m%d"),
        initial=records.forename.substr(0, 1),
        surname_initial=records.surname.substr(0, 1),
        names_either_way=either + "|" + records.birth_year.cast("string"),
        born_digits=records.born_on.strftime("%m%d"),
    )
    chained = {*_CHAINED, *((key,) for key in identifiers)}
    lists = [(_STRONG, (key,)) for key in identifiers] + list(_BLOCKS) + [(_STRONG, rule) for rule in blocking]
    blocks = {f"block_{n}": _joined(records, columns) for n, (_, columns) in enumerate(lists)}
    made = engine.keep("link_blocks", records.mutate(**blocks))
    count = made.count().to_pyarrow().as_py()
    afforded = count * min(max(_AFFORDED / max(count, 1), _LEAST), _MOST)
    used, left_out = [], 0
    kept = made
    for name, (worth, columns) in zip(blocks, lists, strict=True):
        sizes = engine.keep(
            f"link_sizes_{name}",
            made.filter(made[name].notnull()).group_by(name).aggregate(size=lambda t: t.count()),
        )
        most, out = _largest(sizes, worth * afforded)
        is_chained = columns in chained
        left_out += 0 if is_chained else out
        if most > 1:
            used.append(name)
        if out and (most > 1 or is_chained):
            large = sizes.filter(sizes.size > most).select(large=name)
            kept = kept.left_join(large, kept[name] == large.large)
            if is_chained:
                links = _chain(kept, name)
                kept = kept.mutate(**links)
                used += links
            kept = kept.mutate(**{name: ibis.ifelse(kept.large.isnull(), kept[name], ibis.null("int64"))}).drop("large")
    engine.keep("link_records", kept.drop(*(n for n in blocks if n not in used)))
    engine.drop("link_blocks")
    for name in blocks:
        engine.drop(f"link_sizes_{name}")
    return used, left_out


def _chain(kept: ir.Table, name: str) -> dict[str, ir.IntegerValue]:
    """Give two blocks for the records of large groups: neighbours in order, by windows that overlap by half."""
    order = [kept.surname, kept.forename, kept.born_text, kept.dwelling, kept.unique_id]
    place = ibis.row_number().over(ibis.window(group_by=name, order_by=order))
    told = {}
    for half, start in (("a", 0), ("b", _WINDOW // 2)):
        window = ((place + start) / _WINDOW).floor().cast("int64").cast("string")
        block = (kept[name].cast("string") + ibis.literal(f"|{half}|") + window).hash()
        told[f"{name}_{half}"] = ibis.ifelse(kept.large.notnull(), block, ibis.null("int64"))
    return told


def _largest(sizes: ir.Table, pairs: float) -> tuple[int, int]:
    """Say up to which size the groups of a block cost no more than so many pairs; and how many are in larger ones."""
    rows = sizes.group_by("size").aggregate(many=lambda t: t.count()).order_by("size").to_pyarrow().to_pylist()
    most, cost, out = 0, 0.0, 0
    for row in rows:
        cost += row["many"] * row["size"] * (row["size"] - 1) / 2
        if cost <= pairs:
            most = row["size"]
        else:
            out += row["many"] * row["size"]
    return most, out


def _joined(records: ir.Table, columns: tuple[str, ...]) -> ir.IntegerValue:
    """Give one number for what a list of columns holds; nothing where one of them is blank."""
    text: ir.StringValue | None = None
    for name in columns:
        cell = records[name].cast("string")
        text = cell if text is None else text + ibis.literal("|") + cell
    assert text is not None
    return ibis.ifelse(text.notnull(), text.hash(), ibis.null("int64"))

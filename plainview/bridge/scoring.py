"""Pairs of person records scored by Splink; what did not change since the refresh before is not scored again."""

import json
import logging
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
from splink import Linker, SettingsCreator, block_on

from plainview.bridge.comparisons import COMPARISONS, TERMS, as_splink
from plainview.bridge.engines import Engine
from plainview.bridge.remembered import Remembered

SEEN = -10.0  # pairs below (bits) are not even kept
TRAINING_NEEDS = 150_000  # person records: with fewer, the starting model is better than what EM would find
SAMPLED_PAIRS = 1e6
_MOST_NEW = 0.4  # share of records from which scoring all anew is no dearer
_GROWN = 2.0  # a model of a council half or twice as large is made anew
_BLOCKS = (
    ("nhs_number",), ("nino",), ("upn",), ("uln",),
    ("born_key", "forename_sound"), ("born_key", "surname_sound"), ("born_on", "forename_full"),
    ("surname_sound", "forename_sound", "substr(born_text, 1, 4)"),
    ("born_key", "surname_sound", "sex"),
)  # fmt: skip
_EXPLODED = (("dwellings", "forename_sound"), ("dwellings", "born_key"), ("contacts", "forename_sound"),
             ("postcodes", "surname_sound", "substr(forename, 1, 1)"))  # fmt: skip
GAMMAS = tuple(f"gamma_{c.name}" for c in COMPARISONS)
Keyed = Callable[[Sequence[str]], list[bytes]]


@dataclass(frozen=True, slots=True)
class Scored:
    """
    What Splink said.

    pairs   left, right (places in the order of unique ids, left the smaller), match_weight, gamma_…; in order
    kept    what the next refresh needs to go on from here
    """

    pairs: pa.Table
    kept: Remembered
    report: dict[str, Any]


def score(
    *, engine: Engine, records: ir.Table, ids: pa.Array, before: Remembered | None, seed: int, keyed: Keyed
) -> Scored:
    """
    Score pairs of records under the model of the refresh before, or under a new one where there is none.

    In:     `ids`: the unique ids of `records`, in order; `keyed`: gives the keyed hash of texts.
    Out:    the same whether everything was scored now or all but what changed came from before.
    """
    count = len(ids)
    if before is not None and not count / _GROWN <= before.count <= count * _GROWN:
        before = None
    prints = _fingerprints(records, engine, ids, keyed)
    api = engine.splink_api()
    logging.getLogger("splink").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        settings = before.model if before else _starting_model(count)
        linker = Linker(api.register(_name(records)), settings, log_level=logging.ERROR)
        how = "kept" if before else "starting model"
        if before is None and count >= TRAINING_NEEDS:
            _train(linker, seed)
            how = "trained"
        terms = _terms(linker, api, engine, records, before, keyed)
        reused, is_new = _unchanged(before, prints, ids)
        fresh = is_new.true_count if reused is not None else count
        if reused is None or fresh > count * _MOST_NEW:
            found = [linker.inference.predict(threshold_match_weight=SEEN, warning_mode="never")]
            reused, fresh = no_pairs(), count
        else:
            found = _predict_new(linker, api, engine, records, ids, is_new)
        scored = [_placed(engine.tables.table(f.physical_name), engine, ids) for f in found]
        model = linker.misc.save_model_to_json(out_path=None)
        api.delete_tables_created_by_splink_from_db()
        for served in ("changed", "new", "old"):
            engine.drop(f"bridge_records_{served}")
    pairs = pa.concat_tables([reused, *scored]).sort_by([("left", "ascending"), ("right", "ascending")])
    pairs = _with_evidence(pairs)
    made_of = before.count if before else count
    kept = Remembered(json.loads(json.dumps(model)), made_of, terms, prints, pairs)
    report = {"how": how, "records": count, "scored_anew": fresh, "pairs": pairs.num_rows}
    return Scored(pairs, kept, report)


def _name(table: ir.Table) -> str:
    return str(table.get_name()).rpartition(".")[2]


def _starting_model(count: int) -> dict[str, Any]:
    # A borough's records: the chance that two taken at random are one person. Small sets get no better chance
    # than two thousand people would, or a few shared facts would weigh too much.
    chance = 1 / max(count / 3, 2000)
    # How often a name occurs tells little in a small set; it counts fully from five thousand records on.
    term_weight = min(max((count - 500) / 4500, 0.0), 1.0)
    blocks = [block_on(*columns) for columns in _BLOCKS]
    blocks += [block_on(*columns, arrays_to_explode=[columns[0]]) for columns in _EXPLODED]
    creator = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[as_splink(c, term_weight=term_weight) for c in COMPARISONS],
        blocking_rules_to_generate_predictions=blocks,  # type: ignore[arg-type]
        probability_two_random_records_match=chance,
        retain_matching_columns=True,  # Splink keeps the levels of each comparison only with them
        retain_intermediate_calculation_columns=False,
        unique_id_column_name="unique_id",
    )
    return creator.create_settings_dict(sql_dialect_str="duckdb")


def _train(linker: Any, seed: int) -> None:
    """Train what can be trained on many records: u by sampling, m of names and dates by EM on two blockings."""
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=seed)
    for rule in (block_on("nhs_number"), block_on("born_on", "surname_sound")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, fix_probability_two_random_records_match=True, fix_u_probabilities=True, max_pairs=SAMPLED_PAIRS
        )


def _fingerprints(records: ir.Table, engine: Engine, ids: pa.Array, keyed: Keyed) -> pa.Array:
    """Give a keyed hash of each record: of its key and all that is compared."""
    if not len(ids):
        return pa.array([], pa.binary())
    parts = [_as_text(records[c]).fill_null("\x00") for c in sorted(records.columns) if c != "sources"]
    text = ibis.literal("\x1f").join(parts)
    told = records.select("unique_id", told=text.hexdigest("md5")).order_by("unique_id").to_pyarrow()
    return pa.array(keyed(told.column("told").to_pylist()), pa.binary())


def _as_text(value: ir.Value) -> ir.StringValue:
    return value.join("\x1e") if value.type().is_array() else value.cast("string")


def _terms(
    linker: Any, api: Any, engine: Engine, records: ir.Table, before: Remembered | None, keyed: Keyed
) -> pa.Table:
    """Register how often names occur: as it was when the model was made; a name that is new since is a rare one."""
    kept = []
    used = set(TERMS) if before is None else set(before.terms.column("term").to_pylist())
    for term in TERMS:
        said = records.filter(records[term].notnull()).group_by(term).aggregate(n=lambda t: t.count())
        names = said.order_by(term).to_pyarrow()
        held = pa.array(keyed([f"{term}|{n}" for n in names.column(term).to_pylist()]), pa.binary())
        if before is None:
            total = pc.sum(names.column("n")).as_py() or 1
            share = pc.divide(names.column("n").cast(pa.float64()), float(total))
        elif term in used:
            old = before.terms.filter(pc.equal(before.terms.column("term"), term))
            found = old.column("share").take(pc.index_in(held, old.column("name").combine_chunks()))
            share = pc.fill_null(found, pc.min(old.column("share")))
        else:
            share = pa.nulls(len(held), pa.float64())
        kept.append(pa.table({"term": pa.array([term] * len(held), pa.string()), "name": held, "share": share}))
        table = pa.table({term: names.column(term), f"tf_{term}": share})
        engine.take(f"bridge_terms_{term}", table)
        linker.table_management.register_term_frequency_lookup(api.register(f"bridge_terms_{term}"), term)
    return pa.concat_tables(kept) if before is None else before.terms


def _unchanged(before: Remembered | None, prints: pa.Array, ids: pa.Array) -> tuple[pa.Table | None, pa.BooleanArray]:
    """Give the pairs of before of which neither record changed, by their places now; and which records are new."""
    everything = pa.array([True] * len(ids), pa.bool_())
    if before is None:
        return None, everything
    is_new = pc.invert(pc.is_in(prints, before.prints))
    now = pc.index_in(before.prints, prints)  # where each record of before stands now, or null
    left, right = now.take(before.pairs.column("left")), now.take(before.pairs.column("right"))
    pairs = before.pairs.set_column(0, "left", left).set_column(1, "right", right)
    pairs = pairs.filter(pc.and_(pc.is_valid(left), pc.is_valid(right)))
    return _in_order(pairs), is_new


def _predict_new(
    linker: Any, api: Any, engine: Engine, records: ir.Table, ids: pa.Array, is_new: pa.BooleanArray
) -> list[Any]:
    """Score the pairs in which a record is new or changed."""
    fresh = engine.take("bridge_records_changed", pa.table({"unique_id": ids.filter(is_new)}))
    if not is_new.true_count:
        return []
    new = engine.keep("bridge_records_new", records.semi_join(fresh, "unique_id"))
    old = engine.keep("bridge_records_old", records.anti_join(fresh, "unique_id"))
    one, other = api.register(_name(new)), api.register(_name(old))
    told = {"threshold_match_weight": SEEN, "warning_mode": "never"}
    return [linker.inference.predict_within(one, **told), linker.inference.predict_between(other, one, **told)]


def _placed(predicted: ir.Table, engine: Engine, ids: pa.Array) -> pa.Table:
    """Give Splink's pairs by the places of their records."""
    found = predicted.select("unique_id_l", "unique_id_r", "match_weight", *GAMMAS).to_pyarrow()
    told = {
        "left": pc.index_in(found.column("unique_id_l"), ids),
        "right": pc.index_in(found.column("unique_id_r"), ids),
        "match_weight": pc.round(found.column("match_weight").cast(pa.float64()), ndigits=4),
        **{g: found.column(g).cast(pa.int8()) for g in GAMMAS},
    }
    return _in_order(pa.table(told))


def _in_order(pairs: pa.Table) -> pa.Table:
    """Put the smaller place left, so that nothing depends on how the engine ran."""
    left, right = pairs.column("left"), pairs.column("right")
    pairs = pairs.set_column(0, "left", pc.min_element_wise(left, right))
    return pairs.set_column(1, "right", pc.max_element_wise(left, right))


def _with_evidence(pairs: pa.Table) -> pa.Table:
    """Keep the pairs that a name or a number speaks for: a birth date, a sex and a home alone join nobody."""
    speaks = None
    for name in ("nhs_number", "nino", "upn", "uln", "forename", "surname"):
        level = pc.greater(pairs.column(f"gamma_{name}"), 0)
        speaks = level if speaks is None else pc.or_(speaks, level)
    return pairs.filter(speaks)


def no_pairs() -> pa.Table:
    """Give a table of pairs that holds none."""
    columns: dict[str, pa.DataType] = {"left": pa.int32(), "right": pa.int32(), "match_weight": pa.float64()}
    columns |= {g: pa.int8() for g in GAMMAS}
    return pa.table({name: pa.array([], kind) for name, kind in columns.items()})


assert set(TERMS) <= {c.name for c in COMPARISONS}

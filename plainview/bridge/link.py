"""Which person records are one resident: pairs scored by Splink, joined under constraints."""

import json
import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
from splink import Linker, SettingsCreator, block_on

from plainview.bridge.cluster import Edge, Refused, cluster
from plainview.bridge.comparisons import COMPARISONS, TERMS, as_splink
from plainview.bridge.engines import Engine
from plainview.vocabulary.errors import PlainviewError

ACT = 5.0  # match weight (bits) from which two records are joined
REVIEW = 0.0  # between the two a data steward is asked
SEEN = -10.0  # pairs below are not even kept
MODEL_VERSION = "1"
_TRAINING_NEEDS = 150_000  # person records: with fewer, the starting model is better than what EM would find
_SAMPLED_PAIRS = 1e6
_BLOCKS = (
    ("nhs_number",), ("nino",), ("upn",), ("uln",),
    ("born_key", "forename_sound"), ("born_key", "surname_sound"), ("born_on", "forename_full"),
    ("surname_sound", "forename_sound", "substr(born_text, 1, 4)"),
    ("born_key", "surname_sound", "sex"),
)  # fmt: skip
_EXPLODED = (("dwellings", "forename_sound"), ("dwellings", "born_key"), ("contacts", "forename_sound"),
             ("postcodes", "surname_sound", "substr(forename, 1, 1)"))  # fmt: skip


class CouldNotLink(PlainviewError):
    """The person records could not be matched."""

    slug = "could-not-link"


@dataclass(frozen=True, slots=True)
class Linked:
    """
    What the match found.

    pairs     Arrow: unique_id_l, unique_id_r, match_weight, gamma_<comparison> …, in order
    clusters  person keys that are one resident each; every record stands in exactly one
    refused   pairs that scored enough and were still not joined, and why
    joined    the pairs that hold the clusters together
    model     Splink's model (JSON), to be given as `previous_model` next time
    report    how the model came about
    """

    pairs: pa.Table
    clusters: list[list[str]]
    refused: list[Refused]
    joined: list[Edge]
    model: dict[str, Any]
    report: dict[str, Any]


def link(
    *,
    engine: Engine,
    records: ir.Table,
    previous_model: dict[str, Any] | None,
    seed: int,
    same_record: Sequence[tuple[str, str]] = (),
    must_link: Sequence[tuple[str, str]] = (),
    cannot_link: Sequence[tuple[str, str]] = (),
) -> Linked:
    """
    Match person records.

    In:     `records` of `person_records`; `same_record`: pairs of person keys that their source says are one
            (a legacy id); stewards' decisions, which outrank every score.
    Raises: CouldNotLink.
    """
    columns = ("unique_id", "nhs_number", "nino", "born_on", "born_on_kind", "forename", "surname")
    people = records.select(*columns).order_by("unique_id").to_pyarrow()
    if people.num_rows > 1:
        try:
            pairs, model, report = _scored(engine, records, people.num_rows, previous_model, seed)
        except Exception as error:  # noqa: BLE001  # Splink's and the engine's own errors may quote a cell
            raise CouldNotLink(
                f"the person records could not be compared ({type(error).__name__}).",
                where=f"Person records: {people.num_rows}.",
                do="Nothing was published. Try again; if it stays so, leave out the newest extract and tell us.",
            ) from None
    else:
        pairs, model, report = _no_pairs(), previous_model or {}, {"records": people.num_rows, "pairs": 0}
    edges = [
        Edge(left, right, weight)
        for left, right, weight in zip(
            pairs.column("unique_id_l").to_pylist(),
            pairs.column("unique_id_r").to_pylist(),
            pairs.column("match_weight").to_pylist(),
            strict=True,
        )
    ]
    clusters, joined, refused = cluster(
        people.to_pylist(), edges, act=ACT, same_record=same_record, must_link=must_link, cannot_link=cannot_link
    )
    report |= {"residents": len(clusters), "refused": len(refused), "act_at": ACT, "review_from": REVIEW, "seed": seed}
    return Linked(pairs, clusters, refused, joined, model, report)


def _scored(
    engine: Engine, records: ir.Table, count: int, previous_model: dict[str, Any] | None, seed: int
) -> tuple[pa.Table, dict[str, Any], dict[str, Any]]:
    settings = previous_model or _starting_model(count)
    api = engine.splink_api()
    logging.getLogger("splink").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linker = Linker(api.register(records.get_name().rpartition(".")[2]), settings, log_level=logging.ERROR)
        how = "kept" if previous_model else "starting model"
        if previous_model is None and count >= _TRAINING_NEEDS:
            _train(linker, seed)
            how = "trained"
        predicted = linker.inference.predict(threshold_match_weight=SEEN, warning_mode="never")
        found = engine.tables.table(predicted.physical_name).to_pyarrow()
        model = linker.misc.save_model_to_json(out_path=None)
        api.delete_tables_created_by_splink_from_db()
    gammas = [f"gamma_{c.name}" for c in COMPARISONS]
    pairs = _ordered(found.select(["unique_id_l", "unique_id_r", "match_weight", *gammas]))
    pairs = _with_evidence(pairs)
    report = {"model_version": MODEL_VERSION, "how": how, "records": count, "pairs": pairs.num_rows}
    return pairs, json.loads(json.dumps(model)), report


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
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=False,
        unique_id_column_name="unique_id",
    )
    return creator.create_settings_dict(sql_dialect_str="duckdb")


def _train(linker: Any, seed: int) -> None:
    """Train what can be trained on many records: u by sampling, m of names and dates by EM on two blockings."""
    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED_PAIRS, seed=seed)
    for rule in (block_on("nhs_number"), block_on("born_on", "surname_sound")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, fix_probability_two_random_records_match=True, fix_u_probabilities=True, max_pairs=_SAMPLED_PAIRS
        )


def _ordered(pairs: pa.Table) -> pa.Table:
    """Put the smaller key left and the pairs in order, so that nothing depends on how the engine ran."""
    left, right = pairs.column("unique_id_l"), pairs.column("unique_id_r")
    swap = pc.greater(left, right)
    pairs = pairs.set_column(0, "unique_id_l", pc.if_else(swap, right, left))
    pairs = pairs.set_column(1, "unique_id_r", pc.if_else(swap, left, right))
    weight = pc.round(pairs.column("match_weight"), ndigits=4)
    pairs = pairs.set_column(2, "match_weight", weight)
    return pairs.sort_by([("unique_id_l", "ascending"), ("unique_id_r", "ascending")])


def _with_evidence(pairs: pa.Table) -> pa.Table:
    """Keep the pairs that a name or a number speaks for: a birth date, a sex and a home alone join nobody."""
    speaks = None
    for comparison in COMPARISONS:
        if comparison.name in ("nhs_number", "nino", "upn", "uln", "forename", "surname"):
            level = pc.greater(pairs.column(f"gamma_{comparison.name}"), 0)
            speaks = level if speaks is None else pc.or_(speaks, level)
    return pairs.filter(speaks)


def _no_pairs() -> pa.Table:
    columns: dict[str, Any] = {
        "unique_id_l": pa.array([], pa.string()),
        "unique_id_r": pa.array([], pa.string()),
        "match_weight": pa.array([], pa.float64()),
    }
    return pa.table(columns | {f"gamma_{c.name}": pa.array([], pa.int32()) for c in COMPARISONS})


assert set(TERMS) <= {c.name for c in COMPARISONS}

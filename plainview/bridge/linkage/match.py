"""Links a file of person records: candidate pairs by Splink, their weights learnt here, clusters under constraints."""

import logging
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from splink import Linker, SettingsCreator, block_on

from plainview.bridge.cluster import Held, Refused
from plainview.bridge.comparisons import Comparison, as_splink
from plainview.bridge.components import join
from plainview.bridge.engines import Engine
from plainview.bridge.linkage.compared import TRUSTED, compared, ready
from plainview.bridge.linkage.records import Read, read_records
from plainview.bridge.linkage.spec import Spec, identifier_key
from plainview.bridge.linkage.train import AT_LARGE, NAMESAKES, RELATED, Model, Patterns, starting, train
from plainview.vocabulary.errors import PlainviewError

ACT = 2.0  # bits from which two records are joined: four to one that they are one person
FIT = 0.0  # bits that the pairs between two groups must have on average
LEAST = -5.0  # bits below which a pair is not told
SAMPLE = 1_450  # records whose pairs, a million, are what pairs taken at random look like
TERMS = ("forename", "surname", "place")  # how rare a shared value is, counts
_RAREST = 0.0002


class CouldNotLinkRecords(PlainviewError):
    """The records could not be compared."""

    slug = "could-not-link-records"


@dataclass(slots=True)
class LinkedRecords:
    """
    What was found.

    clusters  record_id, cluster_id (the smallest record id in it), confidence (0 to 1): in order of record_id
    pairs     left, right, match_weight (bits), probability, joined, gamma_<comparison>…: the strongest first
    refused   pairs that were strong enough and were not joined, and why
    """

    clusters: pa.Table
    pairs: pa.Table
    refused: list[Refused]
    comparisons: tuple[Comparison, ...]
    model: Model
    read: Read
    report: dict[str, Any] = field(default_factory=dict)


def link_records(
    path: Path, spec: Spec, *, engine: Engine, tell: Callable[[str], None], seed: int = 1
) -> LinkedRecords:  # fmt: skip
    """
    Link the records of a file.

    In:     `path`: Parquet or CSV; `seed`: of the sample from which is learnt what chance agreement looks like.
    Out:    the same for the same records in whatever order.
    Raises: RecordsNotReadable, CouldNotLinkRecords.
    """
    tell("Reading the records")
    read = read_records(path, spec)
    comparisons = compared(read.identifiers)
    tell("Making records comparable")
    served = engine.take("link_read", read.table)
    ids = read.table.column("unique_id").combine_chunks()
    start = starting(comparisons, len(ids))
    try:
        blocks, left_out = ready(
            served, identifiers=read.identifiers, blocking=_blocking(spec), engine=engine
        )  # fmt: skip
        engine.drop("link_read")
        tell("Comparing records")
        places, gammas = _compare(engine, "link_records", comparisons, start, blocks, ids)
        tell("Comparing records taken at random")
        at_random = _sampled(engine, comparisons, start, ids, seed)
    except Exception as error:  # noqa: BLE001  # Splink's and the engine's own errors may quote a cell
        raise CouldNotLinkRecords(
            f"the records could not be compared ({type(error).__name__}).",
            where=f"Records: {len(ids)}.", do="Try with fewer parts in SPEC; if it stays so, tell us.",
        ) from None  # fmt: skip
    finally:
        engine.drop("link_records")
    tell("Finding out what each likeness tells")
    patterns = Patterns.of(gammas)
    model = train(comparisons, start, compared=patterns, at_random=at_random, records=len(ids))
    weights = _weights(model, comparisons, places, gammas, read.table)
    tell("Joining records")
    return _joined(spec, read, comparisons, model, ids, places, gammas, weights, {
        "records": len(ids), "compared": len(gammas), "blocks_left_out": left_out, "seed": seed,
    })  # fmt: skip


_COLUMNS = {
    "first_name": ("forename",), "middle_names": ("middle_names",), "last_name": ("surname",), "full_name":
    ("forename", "surname"), "date_of_birth": ("born_on",), "birth_year": ("birth_year",), "sex": ("sex",),
    "address": ("dwelling",), "postcode": ("postcode",), "place": ("place",), "uprn": ("dwelling",),
    "email": ("email",),
}  # fmt: skip


def _blocking(spec: Spec) -> tuple[tuple[str, ...], ...]:
    rules = []
    for rule in spec.blocking:
        columns: list[str] = []
        for said in rule:
            part = spec.columns[said].part if said in spec.columns else said
            if part == "identifier":
                held = spec.identifiers().items()
                columns += [identifier_key(n) for n, (of, _) in held if said == "identifier" or said in of]
            else:
                columns += _COLUMNS[part]
        rules.append(tuple(columns))
    return tuple(rules)


def _settings(comparisons: Sequence[Comparison], start: Model, rules: list[Any]) -> dict[str, Any]:
    creator = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[as_splink(c, term_weight=0.0) for c in comparisons],
        blocking_rules_to_generate_predictions=rules,
        probability_two_random_records_match=start.chances[0],
        retain_matching_columns=True,  # Splink keeps the levels of each comparison only with them
        retain_intermediate_calculation_columns=False,
        unique_id_column_name="unique_id",
    )
    return creator.create_settings_dict(sql_dialect_str="duckdb")


def _compare(
    engine: Engine, table: str, comparisons: Sequence[Comparison], start: Model, blocks: list[str], ids: pa.Array,
) -> tuple[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]], npt.NDArray[np.int8]]:  # fmt: skip
    """Give the pairs that share a block, by the places of their records, in order; and how each compares."""
    rules: list[Any] = [block_on(b) for b in blocks] + [block_on("contacts", arrays_to_explode=["contacts"])]
    return _predicted(engine, table, _settings(comparisons, start, rules), comparisons, ids)


def _predicted(
    engine: Engine, table: str, settings: dict[str, Any], comparisons: Sequence[Comparison], ids: pa.Array
) -> tuple[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]], npt.NDArray[np.int8]]:  # fmt: skip
    api = engine.splink_api()
    logging.getLogger("splink").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linker = Linker(api.register(table), settings, log_level=logging.ERROR)
        found = engine.tables.table(linker.inference.predict(warning_mode="never").physical_name)
        names = [f"gamma_{c.name}" for c in comparisons]
        told = found.select("unique_id_l", "unique_id_r", **{n: found[n].cast("int8") for n in names}).to_pyarrow()
        api.delete_tables_created_by_splink_from_db()
    one, other = (pc.index_in(told.column(f"unique_id_{s}"), ids).to_numpy().astype(np.int32) for s in "lr")
    left, right = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((right, left))
    gammas = np.empty((told.num_rows, len(names)), dtype=np.int8)
    for n, name in enumerate(names):
        gammas[:, n] = told.column(name).to_numpy()[order]
    return (left[order], right[order]), gammas


def _sampled(
    engine: Engine, comparisons: Sequence[Comparison], start: Model, ids: pa.Array, seed: int
) -> Patterns:  # fmt: skip
    """Count how pairs of records taken at random compare."""
    chosen = np.sort(np.random.default_rng(seed).permutation(len(ids))[:SAMPLE])
    sample = engine.take("link_chosen", pa.table({"unique_id": ids.take(pa.array(chosen))}))
    engine.keep("link_sample", engine.tables.table("link_records").semi_join(sample, "unique_id"))
    _, gammas = _predicted(engine, "link_sample", _settings(comparisons, start, ["1=1"]), comparisons, ids)
    for name in ("link_chosen", "link_sample"):
        engine.drop(name)
    return Patterns.of(gammas)


def _weights(
    model: Model, comparisons: Sequence[Comparison], places: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]],
    gammas: npt.NDArray[np.int8], records: pa.Table,
) -> npt.NDArray[np.float64]:  # fmt: skip
    """
    Give the weight of each pair in bits: of one person against all three other kinds together.

    Where two share a name or a place, it counts by how rare it is, instead of how rare most are.
    """
    against = {kind: np.full(len(gammas), model.prior(kind)) for kind in (RELATED, NAMESAKES, AT_LARGE)}
    for kind, total in against.items():
        for n, of_levels in enumerate(model.weights(kind)):
            total += of_levels[gammas[:, n]]
    for n, comparison in enumerate(comparisons):
        for level, told in enumerate(reversed(comparison.levels)):
            if told.term in TERMS:
                at = gammas[:, n] == level
                share = _shares(records.column(told.term))[places[0][at]]
                rare = np.log2(model.shares[AT_LARGE][n][level] / np.maximum(share, _RAREST))
                against[AT_LARGE][at] += rare
                if comparison.name == "forename":  # relatives share a surname, however rare it is
                    against[RELATED][at] += rare
    names = [[c.name for c in comparisons].index(n) for n in ("forename", "surname")]
    at = np.all([gammas[:, n] == len(comparisons[n].levels) - 1 for n in names], axis=0)
    if at.any():  # the rarer a whole name, the fewer people share it
        whole = pc.binary_join_element_wise(records.column("forename"), records.column("surname"), " ")
        share = _shares(whole)[places[0][at]]
        against[NAMESAKES][at] += np.log2(share.mean() / share)
    return np.round(-np.logaddexp2.reduce([-total for total in against.values()]), 4)


def _shares(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """Give, for each record, which share of the records has its value; small files count some more beside."""
    coded = pc.dictionary_encode(column.combine_chunks())
    counts = np.bincount(coded.indices.drop_null().to_numpy(), minlength=len(coded.dictionary) or 1)
    share = (counts + 1) / (counts.sum() + 200)
    return share[pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False)]


def _joined(
    spec: Spec, read: Read, comparisons: tuple[Comparison, ...], model: Model, ids: pa.Array,
    places: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]], gammas: npt.NDArray[np.int8],
    weights: npt.NDArray[np.float64], report: dict[str, Any],
) -> LinkedRecords:  # fmt: skip
    kept = weights >= LEAST
    left, right, weight = places[0][kept], places[1][kept], weights[kept]
    pairs = pa.table({"left": left, "right": right, "match_weight": weight})
    people, numbers = _people(spec, read, _trusted(comparisons, model))
    found = join(people, pairs, act=ACT, same_record=(), must_link=(), cannot_link=(), numbers=numbers, fit=FIT)
    place = {key: n for n, key in enumerate(ids.to_pylist())}
    of = np.empty(len(ids), dtype=np.int64)
    for n, members in enumerate(found.clusters):
        of[[place[m] for m in members]] = n
    together = of[left] == of[right]
    names = pa.array([c[0] for c in found.clusters], pa.string())
    clusters = pa.table(
        {"record_id": ids, "cluster_id": names.take(pa.array(of)),
         "confidence": _confidence(len(ids), left, right, weight, together)}
    )  # fmt: skip
    told = {
        "left": ids.take(pa.array(left)), "right": ids.take(pa.array(right)), "match_weight": weight,
        "probability": np.round(1 / (1 + np.exp2(-weight)), 6), "joined": together,
        **{f"gamma_{c.name}": gammas[kept][:, n] for n, c in enumerate(comparisons)},
    }  # fmt: skip
    pairs = pa.table(told).sort_by([("match_weight", "descending"), ("left", "ascending"), ("right", "ascending")])
    report |= {"clusters": len(found.clusters), "pairs": pairs.num_rows, "refused": len(found.refused)}
    return LinkedRecords(clusters, pairs, found.refused, comparisons, model, read, report)


def _trusted(comparisons: Sequence[Comparison], model: Model) -> set[str]:
    """Give the comparisons of which these records show that one person hardly ever has two values."""
    last = {c.name: w[0] for c, w in zip(comparisons, model.weights(), strict=True)}
    return {name for name, weight in last.items() if weight <= TRUSTED}


def _people(spec: Spec, read: Read, trusted: set[str]) -> tuple[pa.Table, dict[str, Held]]:
    """Give what joining asks of the records: their birth dates, numbers that a person has one of, sources."""
    table = read.table
    kind = table.column("born_on_kind")
    columns = {"unique_id": table.column("unique_id"), "born_on": table.column("born_on")}
    columns["born_on_kind"] = kind if "born_on" in trusted else pc.if_else(pc.is_valid(kind), "not_trusted", kind)
    numbers = {}
    for key, is_unique in read.identifiers.items():
        if is_unique and key in trusted:
            columns[key] = pc.if_else(table.column(f"{key}_good"), table.column(key), None)
            numbers[key] = Held(f"two different numbers ({key.removeprefix('id_').replace('_', ' ')})")
    if spec.held_once:
        once = pc.is_in(table.column("source"), pa.array(spec.held_once))
        columns["held_once"] = pc.if_else(once, table.column("source"), None)
        numbers["held_once"] = Held("two records of a source that holds each person once", is_once=True)
    return pa.table(columns), numbers


def _confidence(
    count: int, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32], weight: npt.NDArray[np.float64],
    together: npt.NDArray[np.bool_],
) -> npt.NDArray[np.float64]:  # fmt: skip
    """
    Say how sure it is, for each record, that it stands where it should.

    In a cluster: the probability of its strongest pair inside. Alone: that none of its pairs is right.
    """
    inside, outside = np.full(count, -np.inf), np.full(count, -np.inf)
    for side in (left, right):
        np.maximum.at(inside, side[together], weight[together])
        np.maximum.at(outside, side[~together], weight[~together])
    sure = 1 / (1 + np.exp2(-np.clip(inside, -60, 60)))
    alone = 1 - 1 / (1 + np.exp2(-np.clip(outside, -60, 60)))
    return np.round(np.where(np.isinf(inside), alone, sure), 4)

"""Plain Splink: the library's recommended set-up on person records as the systems hold them, and nothing of ours."""

import logging
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

JOINED_AT = 0.95  # connected components of pairs with this probability or more
COLUMNS = ("forename", "surname", "born_on", "sex", "postcode", "email", "nhs_number", "nino", "upn")
_SEED = 11
_SAMPLED_PAIRS = 1e6


@dataclass(frozen=True, slots=True)
class PlainSplink:
    """
    What plain Splink made of the records.

    seconds   of the wall clock, by step: register, train, predict, cluster
    clusters  Arrow: unique_id, cluster_id; a row for each record
    """

    seconds: dict[str, float]
    clusters: pa.Table


def plain_splink(
    records: pa.Table, *, spill: str | None = None, tell: Callable[[str], None] = lambda _: None
) -> PlainSplink:
    """
    Link records as Splink's own guide does: its comparisons for names, birth dates, postcodes and e-mail, exact
    numbers, its blocking on two facts at a time, u by sampling and m by EM on two blockings, connected components.

    In: `unique_id` and COLUMNS as text, one row a record; `spill` is a folder for pages that do not fit in memory;
    `tell` is told each step as it begins: register, train, predict, cluster.
    """
    seconds: dict[str, float] = {}

    def timed(step: str, act: Callable[[], Any]) -> Any:
        tell(step)
        starts = time.perf_counter()
        made = act()
        seconds[step] = time.perf_counter() - starts
        return made

    logging.getLogger("splink").setLevel(logging.ERROR)
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(dir=spill) as folder, chdir(folder):
        warnings.simplefilter("ignore")
        api = DuckDBAPI()
        linker = timed("register", lambda: _linker(api, records))
        timed("train", lambda: _train(linker))
        pairs = timed("predict", lambda: linker.inference.predict(0.2, warning_mode="never"))
        found = timed("cluster", lambda: linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, JOINED_AT))
        clusters = found.as_pyarrow_table().select(["unique_id", "cluster_id"])
        api.delete_tables_created_by_splink_from_db()
    return PlainSplink(seconds, clusters)


def _linker(api: DuckDBAPI, records: pa.Table) -> Linker:
    return Linker(api.register(_standardised(records)), _settings(), log_level=logging.ERROR)


def _standardised(records: pa.Table) -> pa.Table:
    """Write all in capitals and postcodes without blanks, as the guide advises."""
    made: dict[str, Any] = {"unique_id": records.column("unique_id")}
    for name in COLUMNS:
        text = pc.utf8_upper(pc.utf8_trim_whitespace(records.column(name)))
        made[name] = pc.replace_substring(text, " ", "") if name == "postcode" else text
    return pa.table(made)


def _settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ForenameSurnameComparison("forename", "surname"),
            cl.DateOfBirthComparison("born_on", input_is_string=True),
            cl.PostcodeComparison("postcode"),
            cl.EmailComparison("email"),
            cl.ExactMatch("sex"),
            cl.ExactMatch("nhs_number"),
            cl.ExactMatch("nino"),
            cl.ExactMatch("upn"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("nhs_number"),
            block_on("nino"),
            block_on("upn"),
            block_on("forename", "surname"),
            block_on("surname", "born_on"),
            block_on("forename", "born_on"),
            block_on("postcode", "forename"),
            block_on("postcode", "surname", "substr(born_on, 1, 4)"),
            block_on("postcode", "born_on"),
        ],
        unique_id_column_name="unique_id",
    )


def _train(linker: Linker) -> None:
    surely: list[Any] = [
        block_on("forename", "surname", "born_on"),
        block_on("nhs_number"),
        block_on("surname", "born_on", "postcode"),
    ]
    linker.training.estimate_probability_two_random_records_match(surely, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED_PAIRS, seed=_SEED)
    for rule in (block_on("forename", "surname"), block_on("born_on")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=_SAMPLED_PAIRS)

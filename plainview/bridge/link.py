"""Which person records are one resident: pairs scored by Splink, joined under constraints."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from plainview.bridge.cluster import Edge, Refused
from plainview.bridge.components import join
from plainview.bridge.engines import Engine
from plainview.bridge.pseudonymise import hashes
from plainview.bridge.remembered import MODEL_VERSION, Remembered
from plainview.bridge.scoring import no_pairs, score
from plainview.vocabulary.errors import PlainviewError

ACT = 5.0  # match weight (bits) from which two records are joined
REVIEW = 0.0  # between the two a data steward is asked
_NO_KEY = b"\x00" * 32


class CouldNotLink(PlainviewError):
    """The person records could not be matched."""

    slug = "could-not-link"


@dataclass(frozen=True, slots=True)
class Linked:
    """
    What the match found.

    ids       unique ids of the records, in order
    pairs     Arrow: left, right (places in `ids`), match_weight, gamma_<comparison> …, in order
    clusters  person keys that are one resident each; every record stands in exactly one
    refused   pairs that scored enough and were still not joined, and why
    joined    the pairs that hold the clusters together
    kept      what is to be given as `before` next time; None where there was nothing to compare
    report    how the model came about
    """

    ids: pa.Array
    pairs: pa.Table
    clusters: list[list[str]]
    refused: list[Refused]
    joined: list[Edge]
    kept: Remembered | None
    report: dict[str, Any]


def link(
    *,
    engine: Engine,
    records: ir.Table,
    before: Remembered | None,
    seed: int,
    hash_key: bytes = _NO_KEY,
    same_record: Sequence[tuple[str, str]] = (),
    must_link: Sequence[tuple[str, str]] = (),
    cannot_link: Sequence[tuple[str, str]] = (),
) -> Linked:
    """
    Match person records.

    In:     `records` of `person_records`; `before`: what the refresh before kept of its match; `hash_key`: of the
            hashes that are kept; `same_record`: pairs of person keys that their source says are one (a legacy
            id); stewards' decisions, which outrank every score.
    Raises: CouldNotLink.
    """
    columns = ("unique_id", "nhs_number", "nino", "born_on", "born_on_kind")
    people = records.select(*columns).order_by("unique_id").to_pyarrow().combine_chunks()
    ids = people.column("unique_id").combine_chunks()
    kept, pairs = None, no_pairs()
    report: dict[str, Any] = {"records": people.num_rows, "pairs": 0}
    if people.num_rows > 1:
        try:
            scored = score(
                engine=engine, records=records, ids=ids, before=before, seed=seed,
                keyed=lambda texts: hashes(hash_key, texts),
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001  # Splink's and the engine's own errors may quote a cell
            raise CouldNotLink(
                f"the person records could not be compared ({type(error).__name__}).",
                where=f"Person records: {people.num_rows}.",
                do="Nothing was published. Try again; if it stays so, leave out the newest extract and tell us.",
            ) from None
        kept, pairs, report = scored.kept, scored.pairs, scored.report
    found = join(people, pairs, act=ACT, same_record=same_record, must_link=must_link, cannot_link=cannot_link)
    report |= {"model_version": MODEL_VERSION, "residents": len(found.clusters), "refused": len(found.refused),
               "act_at": ACT, "review_from": REVIEW, "seed": seed}  # fmt: skip
    return Linked(ids, pairs, found.clusters, found.refused, found.joined, kept, report)

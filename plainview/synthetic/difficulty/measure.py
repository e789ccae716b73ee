"""Measures how hard a borough is, and refuses one that is too easy."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainview.synthetic.difficulty.keywords import Told, judge
from plainview.synthetic.difficulty.plain_splink import COLUMNS, PlainSplink, plain_splink
from plainview.synthetic.difficulty.runs import Runs, common_runs
from plainview.vocabulary.errors import PlainviewError

PAIR_F1_AT_MOST = 0.96
TWINS_MIXED_AT_LEAST = 0.5
KEYWORD_PRECISION_AT_MOST = 0.55
_APART = ("covid", "list")  # held apart by law: no one matches them


class TooEasy(PlainviewError):
    """Tools that know nothing of this product do too well on the borough."""

    slug = "too-easy"


class NoTruth(PlainviewError):
    """The folder is not the truth of a borough."""

    slug = "no-truth"


@dataclass(frozen=True, slots=True)
class Linkage:
    """How well records were joined: pairs of records in one cluster, against pairs that are one person."""

    records: int
    people: int
    precision: float
    recall: float
    twins: int
    twins_mixed: int  # in a cluster with a record of someone else
    seconds: dict[str, float]

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def twins_mixed_share(self) -> float:
        """Give the share of twins who are mixed with someone else."""
        return self.twins_mixed / self.twins if self.twins else 0.0


@dataclass(frozen=True, slots=True)
class Difficulty:
    """What was measured."""

    linkage: Linkage
    notes: Told
    runs: Runs

    def too_easy(self) -> list[str]:
        """Say what is too easy, a sentence each; nothing if the borough is hard enough."""
        link, notes = self.linkage, self.notes
        found = []
        if link.f1 > PAIR_F1_AT_MOST:
            found.append(f"plain Splink has a pair F1 of {link.f1:.4f}, above {PAIR_F1_AT_MOST}")
        if link.twins_mixed_share < TWINS_MIXED_AT_LEAST:
            found.append(f"it mixes {link.twins_mixed_share:.0%} of twins, below {TWINS_MIXED_AT_LEAST:.0%}")
        if notes.precision > KEYWORD_PRECISION_AT_MOST:
            found.append(f"bare keywords have a precision of {notes.precision:.3f}, above {KEYWORD_PRECISION_AT_MOST}")
        return found


def measure(truth: Path, *, tell: Callable[[str], None] = lambda _: None) -> Difficulty:
    """
    Measure a borough by its truth.

    Raises: NoTruth, where the folder lacks what is measured.
    """
    for name in ("person_records.parquet", "residents.csv", "note_labels.jsonl", "events/notes.jsonl"):
        if not (truth / name).is_file():
            raise NoTruth(f"the truth has no {name}.", where="Folder given as --truth.",
                          do="Give the folder truth/ that `plainview synthetic larkmere` wrote.")  # fmt: skip
    tell("plain Splink on the person records")
    records = person_records(truth)
    linked = linkage(records, plain_splink(records), twins(truth))
    tell("bare keywords on the notes")
    told = judge(_notes(truth))
    tell("runs of eight words")
    return Difficulty(linked, told, common_runs(text for text, _ in _notes(truth)))


def refuse_if_too_easy(found: Difficulty) -> None:
    """Raise TooEasy unless the borough is hard enough."""
    if reasons := found.too_easy():
        raise TooEasy(
            "; ".join(reasons) + ".",
            where=f"Measured on {found.linkage.records} person records and {found.notes.notes} notes.",
            do="Bring fault rates and notes back to what real records are like; do not tune anything on this borough.",
        )


def person_records(truth: Path) -> pa.Table:
    """Give the records that plain Splink links: `unique_id`, its columns, and `person`, who it truly is."""
    table = pq.read_table(truth / "person_records.parquet", columns=["unique_id", "space", "person", *COLUMNS])
    return table.filter(pc.invert(pc.is_in(table.column("space"), pa.array(_APART))))


def twins(truth: Path) -> set[int]:
    """Give everyone who has a twin."""
    with (truth / "residents.csv").open(encoding="utf-8") as file:
        pairs = [(int(r["person"]), int(r["twin_of"])) for r in csv.DictReader(file) if r["twin_of"]]
    return {person for pair in pairs for person in pair}


def linkage(records: pa.Table, made: PlainSplink, all_twins: set[int]) -> Linkage:
    """Compare clusters with who the records truly are."""
    who = records.select(["unique_id", "person"]).join(made.clusters, "unique_id", join_type="left outer")
    cells = who.group_by(["cluster_id", "person"]).aggregate([("unique_id", "count")])

    def pairs(sizes: Any) -> int:
        return int(pc.sum(pc.divide(pc.multiply(sizes, pc.subtract(sizes, 1)), 2)).as_py() or 0)

    right = pairs(cells.column("unique_id_count"))
    joined = pairs(who.group_by("cluster_id").aggregate([("unique_id", "count")]).column("unique_id_count"))
    true = pairs(who.group_by("person").aggregate([("unique_id", "count")]).column("unique_id_count"))
    of_cluster: dict[Any, set[int]] = {}
    for cluster, person in zip(cells.column("cluster_id").to_pylist(), cells.column("person").to_pylist(), strict=True):
        of_cluster.setdefault(cluster, set()).add(person)
    mixed = {p for people in of_cluster.values() if len(people) > 1 for p in people}
    recorded = set(cells.column("person").to_pylist())
    return Linkage(
        records=who.num_rows, people=len(recorded), precision=right / joined if joined else 0.0,
        recall=right / true if true else 0.0, twins=len(all_twins & recorded), twins_mixed=len(all_twins & mixed),
        seconds=made.seconds,
    )  # fmt: skip


def _notes(truth: Path) -> Iterator[tuple[str, list[str]]]:
    with (
        (truth / "events" / "notes.jsonl").open(encoding="utf-8") as texts,
        (truth / "note_labels.jsonl").open(encoding="utf-8") as labels,
    ):
        for text, label in zip(texts, labels, strict=True):
            yield json.loads(text)["text"], json.loads(label)["present_factors"]

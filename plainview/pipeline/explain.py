"""Why two records are one person, or are not; what stands on a record; what a factor means and who can show it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

from plainview.audit.sinks import FileSink
from plainview.bridge.answers import Answers
from plainview.bridge.vault import open_keys
from plainview.pipeline import policy
from plainview.store.engines.duckdb import open_engine, read_parquet
from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.home import Home
from plainview.vocabulary.purposes import Purpose
from plainview.vocabulary.tables import TABLES

_ROLE = "command_line"


class NothingToExplain(PlainviewError):
    """No such person, record or factor, or none that may be told."""

    slug = "nothing-to-explain"


def person(home: Home, *, system: str, case_id: str, officer: str, reason: str) -> Iterator[str]:
    """Say which records are taken for one person, and why: by the bridge, audited as every look is."""
    bridge = _Bridge(home, officer=officer, reason=reason)
    for one in bridge.found(system, case_id):
        yield from _held_together(bridge, one)


def apart(
    home: Home, *, one: tuple[str, str], other: tuple[str, str], officer: str, reason: str
) -> Iterator[str]:  # fmt: skip
    """
    Say why two case references are not one person: what speaks against it, at the pair of records that came nearest.

    In:     `one`, `other`: system and reference of each.
    Raises: NothingToExplain.
    """
    bridge = _Bridge(home, officer=officer, reason=reason)
    for first, second in product(bridge.found(*one), bridge.found(*other)):
        if first == second:
            yield "Both references are one person's today."
            yield from _held_together(bridge, first)
            continue
        told = bridge.ask("reveal", apart=[first, second])["apart"]
        yield f"Display pseudonyms {first} and {second} are two people."
        yield from (f"  {because}" for because in told["because"])
        if told["weight"] is None:
            continue
        yield f"  The two records that came nearest: what agrees weighs {told['weight']:g} bits."
        for heading, sentences in (("Agrees", told["agrees"]), ("Differs", told["differs"])):
            yield f"    {heading}: {' '.join(sentences) or 'nothing that was compared.'}"
        if told["not_known"]:
            yield f"    One of the two has no: {', '.join(told['not_known'])}."


class _Bridge:
    """The bridge, asked from the command line: each act is audited, as every look is."""

    def __init__(self, home: Home, *, officer: str, reason: str) -> None:
        self._answers = Answers(
            home=home, keys=open_keys(key_file=home.key_file), sink=FileSink(home.bridge_audit),
            roles={_ROLE: ("find", "reveal")}, clock=lambda: datetime.now(UTC),
        )  # fmt: skip
        self._asked = {"officer": officer, "role": _ROLE, "purpose": "data quality", "reason": reason}

    def ask(self, act: str, **what: Any) -> dict[str, Any]:
        return self._answers.answer({"act": act, **what, **self._asked})

    def found(self, system: str, case_id: str) -> list[str]:
        """Give the display pseudonyms of whoever carries a reference. Raises: NothingToExplain."""
        found = self.ask("find", by={"case": {"space": system, "id": case_id}})["people"]
        if not found:
            raise NothingToExplain(
                "no one can be told of for that reference.", where=f"System: {system}.",
                do="Check the system's name and the reference; withheld people are told of to no one here.",
            )  # fmt: skip
        return [one["person_id"] for one in found]


def _held_together(bridge: _Bridge, person_id: str) -> Iterator[str]:
    links: list[dict[str, Any]] = bridge.ask("reveal", links=person_id)["links"]
    yield f"Display pseudonym {person_id}: {len(links)} links hold its records together, the weakest first."
    if not links:
        yield "  All its records carry the same reference, or there is one alone."
    for link in links:
        yield f"  {' and '.join(str(r) for r in link['records'])}"
        for because in link["because"]:
            yield f"    {because}"


def record(home: Home, *, record_ref: str) -> Iterator[str]:
    """Say which facts stand on a record: from the store, without a name."""
    display = home.store(home.current()) / Purpose.DISPLAY.value
    engine = open_engine()
    told = 0
    for file in sorted(display.glob("*.parquet")):
        if file.stem not in TABLES:
            continue
        table = read_parquet(engine, file=file)
        for row in table.filter(table.record_ref == record_ref).to_pyarrow().to_pylist():
            told += 1
            columns = {c: row[c] for c in TABLES[file.stem].by_name if row[c] is not None}
            yield f"{file.stem}: about {row['person_id']}, by rule {row['rule']}, known from {row['known_from']}"
            yield "  " + ", ".join(f"{c}={v}" for c, v in columns.items())
    engine.disconnect()
    if not told:
        raise NothingToExplain("no fact of this refresh stands on that record.", do="Check the reference.")


def factor(council: Path, factor_id: str) -> Iterator[str]:
    """Say what a factor means, when it counts, and which sources fill what its rules read."""
    rules = policy.read(council, on=None)
    if factor_id not in rules.factors:
        raise NothingToExplain("there is no such factor.", do=f"One of: {', '.join(rules.factors)}.")
    definition = rules.factors[factor_id]
    yield f"{definition.label} ({definition.kind}): {definition.definition}"
    yield f"Counts when: {definition.counts_when}"
    for rule in definition.rules:
        filling = sorted({r.agreement for r in rules.lineage.values() if r.table == rule.table})
        yield f"  rule {rule.id} reads {rule.table}, which is filled by: {', '.join(filling) or 'no source yet'}"

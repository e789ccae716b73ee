"""
The system, read top to bottom: each stage of a refresh as one call. Read this first.

    agreements → extracts → bridge ┊ store → factors → read model → publish
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plainview.bridge.build import Built
from plainview.bridge.build import build as build_bridge
from plainview.bridge.engines.duckdb import open_engine as open_names
from plainview.bridge.vault import Keys
from plainview.pipeline import carry, intake, policy, quality, shelf, snapshot
from plainview.pipeline.accept import Accept

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh made, in numbers."""

    refresh: str
    residents: int
    records: int
    facts: int
    quality_issues: int
    warnings: tuple[str, ...]
    not_read: tuple[str, ...]  # files that no agreement in force covers, and why


def run(*, council: Path, extracts: Path, built_in: snapshot.Building, keys: Keys, as_of: date, accept: Accept,
        tell: Tell) -> tuple[Refreshed, dict[str, object]]:  # fmt: skip
    """
    Build a new snapshot beside the one that serves, and give what it is, with its manifest.

    Raises: the PlainviewError of the stage that failed. Nothing is published here.
    """
    tell("Checking the council's policy")
    rules = policy.read(council, on=as_of)

    tell("Matching files to agreements")
    arrived = intake.arrive(rules, extracts, as_of=as_of, without=frozenset(accept.sources))

    # ---- the bridge's side: names and keys ----
    with closing(open_names(temp_dir=built_in.scratch)) as names:
        sign = carry.signer(keys)
        taken = intake.structure(rules, arrived, engine=names, sign=sign, tell=tell)

        built: Built = build_bridge(
            engine=names, structured=taken.structured, into=built_in.bridge, previous=built_in.previous_bridge,
            keys=keys, as_of=as_of, refresh_id=built_in.refresh, progress=tell,
            received_on=taken.received_on, rhythm_days={i: a.refresh.days for i, a in rules.council.agreements.items()},
        )  # fmt: skip

        tell("Data-quality report for the departments")
        findings = quality.write(taken, into=built_in.bridge / "quality", as_of=as_of)

        tell("Carrying facts across, without names")
        facts = carry.resident_facts(
            facts=taken.structured.facts, built=built, rows=taken.rows, council=rules.council,
            received_on=taken.received_on, sign=sign, engine=names,
        )  # fmt: skip
        handed = carry.hand_over(facts, built, taken.structured.staff, keys)

    # ---- the store's side: pseudonyms ----
    tell("Writing the store, a folder for each purpose")
    published = shelf.publish(rules, handed, into=built_in.store, as_of=as_of)

    tell("Factors and the read model")
    residents = shelf.read_model(rules, handed, taken.received_on, into=built_in.store)

    made = Refreshed(
        refresh=built_in.refresh,
        residents=residents,
        records=taken.records,
        facts=sum(published.rows["display"].values()),
        quality_issues=findings,
        warnings=tuple(p.told() for p in rules.problems),
        not_read=taken.not_read,
    )
    manifest: dict[str, object] = {
        "refresh": built_in.refresh,
        "as_of": as_of.isoformat(),
        "policy": rules.council.digest,
        "council": rules.council.settings.name,
        "received_on": {s: d.isoformat() for s, d in taken.received_on.items()},
        "files": {a.agreement_id: dict(a.file_sha256 or {}) for a in arrived},
        "accepted": {"without": list(accept.sources), "reason": accept.reason},
        "rows_read": {s: n for s, n in taken.rows_by_source.items() if s in taken.received_on},
        "published": published.as_dict(),
        "residents": residents,
    }
    return made, manifest

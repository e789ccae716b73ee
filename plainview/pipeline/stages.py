"""
The system, read top to bottom: each stage of a refresh as one call. Read this first.

    agreements → extracts → bridge ┊ store → factors → read model → publish
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from plainview.bridge.build import Built
from plainview.bridge.build import build as build_bridge
from plainview.bridge.engines.duckdb import open_engine as open_names
from plainview.bridge.kept_out import erased_sources, kept_out
from plainview.bridge.made_before import MadeBefore
from plainview.bridge.merged import Strength
from plainview.bridge.vault import Keys
from plainview.pipeline import carry, drift, intake, policy, quality, refusals, retention, shelf, snapshot
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
    let_through: Mapping[str, tuple[str, ...]]  # sources that failed their checks and were accepted: which checks
    gone: Mapping[str, Mapping[str, int]]  # rows that may not be kept, by source and why
    drift: tuple[str, ...] = ()  # how extracts came otherwise than in the last good refresh
    removed: tuple[str, ...] = ()  # older refreshes that went, and why
    afterwards: tuple[str, ...] = ()  # what went wrong after the publication, and takes nothing back


def run(*, council: Path, extracts: Path, built_in: snapshot.Building, keys: Keys, as_of: date, accept: Accept,
        tell: Tell, erasing: str | None = None) -> tuple[Refreshed, dict[str, object]]:  # fmt: skip
    """
    Build a new snapshot beside the one that serves, and give what it is, with its manifest.

    `erasing` is a source that is being erased: what it sent is not read.
    Raises: the PlainviewError of the stage that failed. Nothing is published here.
    """
    tell("Checking the council's policy")
    rules = policy.read(council, on=as_of)
    refusals.known(rules.council, accept)
    before = built_in.previous_manifest

    tell("Matching files to agreements")
    erased = erased_sources(built_in.previous_bridge) | ({erasing} if erasing else set())
    arrived = intake.arrive(rules, extracts, as_of=as_of, without=frozenset(accept.sources), erased=erased)

    # ---- the bridge's side: names and keys ----
    with closing(open_names(temp_dir=built_in.scratch)) as names:
        sign = carry.signer(keys)
        made_before = MadeBefore(keys=keys, previous=built_in.previous_bridge, into=built_in.bridge)
        taken = intake.structure(
            rules, arrived, engine=names, sign=sign, tell=tell, erased=erased, before=made_before
        )  # fmt: skip

        tell("Data-quality report for the departments")
        found = quality.write(taken, into=built_in.bridge / "quality", as_of=as_of)
        changed = drift.write(
            taken, found, council=rules.council, bridge=built_in.bridge, before=built_in.previous_bridge
        )
        looked = refusals.look(
            council=rules.council, rows=taken.rows_by_source, usual=refusals.rows_before(before), issues=taken.issues,
            found=taken.refused, accept=accept,
        )  # fmt: skip
        looked.stop()

        tell("Rows that may not be kept")
        kept = retention.keep(
            taken.structured, council=rules.council, sets=taken.sets, as_of=as_of, engine=names,
            erased=kept_out(built_in.previous_bridge, keys=keys, mentions=taken.structured.mentions),
        )  # fmt: skip
        for text in taken.sets.values():  # a gigabyte as text is several in memory, and no one reads it any more
            names.drop(text.get_name())
        taken = replace(taken, structured=kept.structured, sets={})
        # What may not be kept is not kept sealed either; and where an element says since when, it is read each day.
        by_element = {i for i, a in rules.council.agreements.items() if a.retention_from is not None}
        for source in {*kept.gone, *by_element}:
            made_before.drop(source)

        merging = rules.council.settings.merging
        built: Built = build_bridge(
            engine=names, structured=taken.structured, into=built_in.bridge, previous=built_in.previous_bridge,
            keys=keys, as_of=as_of, refresh_id=built_in.refresh, progress=tell,
            received_on=taken.received_on, rhythm_days={i: a.refresh.days for i, a in rules.council.agreements.items()},
            strength=Strength(merging.strongest_first, {str(f): order for f, order in merging.by_field.items()}),
        )  # fmt: skip

        tell("Carrying facts across, without names")
        handed = carry.hand_over(
            facts=taken.structured.facts, built=built, rows=taken.rows, staff=taken.structured.staff,
            council=rules.council, received_on=taken.received_on, keys=keys, engine=names,
            into=built_in.scratch / "handed",
        )  # fmt: skip

    # ---- the store's side: pseudonyms ----
    tell("Writing the store, a folder for each purpose")
    published, residents = shelf.publish(
        rules, handed, taken.received_on, into=built_in.store, spill=handed.folder, as_of=as_of, tell=tell,
        previous=built_in.previous_store,
    )  # fmt: skip

    tell("What stewards are told")
    gone_without = sorted(set(accept.sources) - taken.rows_by_source.keys() - erased)
    quality.for_stewards(
        found, store=built_in.store, before=built_in.previous_store, as_of=as_of,
        accepted=dict.fromkeys([*gone_without, *looked.let_through], accept.reason),
    )  # fmt: skip
    quality.who_is_covered(store=built_in.store, as_of=as_of)

    made = Refreshed(
        refresh=built_in.refresh,
        residents=residents,
        records=taken.records,
        facts=sum(published.rows["display"].values()),
        quality_issues=sum(len(q.issues) for q in found),
        warnings=tuple(p.told() for p in rules.problems),
        not_read=taken.not_read,
        let_through=looked.let_through,
        gone=kept.gone,
        drift=changed,
    )
    manifest: dict[str, object] = {
        "refresh": built_in.refresh,
        "as_of": as_of.isoformat(),
        "policy": rules.council.digest,
        "council": rules.council.settings.name,
        "received_on": {s: d.isoformat() for s, d in taken.received_on.items()},
        "files": {a.agreement_id: dict(a.file_sha256 or {}) for a in arrived},
        "accepted": {
            "without": gone_without,
            "let_through": {s: list(slugs) for s, slugs in looked.let_through.items()},
            "reason": accept.reason,
        },
        "rows_read": {s: n for s, n in taken.rows_by_source.items() if s in taken.received_on},
        "rows_usual": refusals.remembered(before, taken.rows_by_source),
        "gone": {s: dict(why) for s, why in kept.gone.items()},
        "keep_until": _iso(
            min(filter(None, (kept.next_runs_out, retention.first_end(rules.council, as_of))), default=None)
        ),
        "snapshots_kept": rules.council.settings.snapshots.model_dump(),
        "version": snapshot.VERSION,
        "published": published.as_dict(),
        "residents": residents,
    }
    return made, manifest


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

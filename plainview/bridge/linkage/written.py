"""Writes what linking found: clusters, pairs with reasons, a page to read. No value of a record stands in it."""

import html
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq

from plainview.bridge.comparisons import Comparison
from plainview.bridge.linkage.match import ACT, LinkedRecords
from plainview.bridge.linkage.train import AT_LARGE, ONE

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f23}"
    "table{border-collapse:collapse;margin:.5rem 0 1.5rem}th,td{text-align:left;padding:.25rem .75rem .25rem 0;"
    "border-bottom:1px solid #ccc;vertical-align:top}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}"
)


def write(table: pa.Table, path: Path) -> None:
    """Write a table as Parquet, or as CSV where the file is to be called so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".csv":
        pv.write_csv(table, path)
    else:
        pq.write_table(table, path)


def told_pairs(found: LinkedRecords) -> pa.Table:
    """Give the pairs with words: left, right, match_weight, probability, joined, refused, because (JSON list)."""
    because = sentences(found.pairs, found.comparisons)
    reasons = {(r.left, r.right): r.reason for r in found.refused}
    keys = zip(found.pairs.column("left").to_pylist(), found.pairs.column("right").to_pylist(), strict=True)
    refused = [reasons.get(k) or reasons.get((k[1], k[0])) for k in keys]
    plain = found.pairs.select(["left", "right", "match_weight", "probability", "joined"])
    return plain.append_column("refused", pa.array(refused, pa.string())).append_column("because", because)


def sentences(pairs: pa.Table, comparisons: Sequence[Comparison]) -> pa.Array:
    """Give, for each pair, what agrees and what differs: a JSON list of sentences."""
    coded = np.stack([pairs.column(f"gamma_{c.name}").to_numpy() for c in comparisons], axis=1)
    patterns, which = np.unique(coded, axis=0, return_inverse=True)
    told = []
    for pattern in patterns:
        words = [c.levels[len(c.levels) - 1 - g].plain for c, g in zip(comparisons, pattern, strict=True) if g >= 0]
        told.append(json.dumps([w for w in words if w], ensure_ascii=False))
    return pa.array(told, pa.string()).take(pa.array(which.reshape(-1)))


def report(found: LinkedRecords, *, name: str) -> str:
    """Write the page: how many clusters of which size, what each likeness tells, what was refused and left out."""
    sizes = pc.value_counts(found.clusters.group_by("cluster_id").aggregate([("record_id", "count")])
                            .column("record_id_count"))  # fmt: skip
    sized = sorted((s["values"], s["counts"]) for s in sizes.to_pylist())
    weights = found.pairs.column("match_weight").to_numpy()
    bands = [(-5, 0), (0, ACT), (ACT, 6), (6, 10), (10, 20), (20, 1000)]
    banded = [
        (
            f"{low:g} to {high:g}" if high < 1000 else f"{low:g} and more",
            int(((weights >= low) & (weights < high)).sum()),
        )
        for low, high in bands
    ]
    told = found.report
    parts = [
        f"<h1>Linking {html.escape(name)}</h1>",
        f"<p>{told['records']:,} records are {told['clusters']:,} people. {told['compared']:,} pairs were compared; "
        f"{told['pairs']:,} of them had some likeness, and {told['refused']:,} that were alike were not joined.</p>",
        "<h2>How many records a person has</h2>",
        _table(("records", "people"), sized, numbers=(0, 1)),
        "<h2>How alike the pairs are</h2>",
        f"<p>Weights in bits: each bit doubles the odds. From {ACT:g} on, records are joined.</p>",
        _table(("weight", "pairs"), banded, numbers=(1,)),
        "<h2>Pairs not joined although alike</h2>",
        _table(("why", "pairs"), Counter(r.reason for r in found.refused).most_common(), numbers=(1,)),
        "<h2>What each likeness tells</h2>",
        "<p>Of pairs of one person, and of two people, the share at each level; and the bits it adds.</p>",
        _table(("compared", "level", "one person", "two people", "bits"), _levels(found), numbers=(2, 3, 4)),
        "<h2>Cells that were not compared</h2>",
        "<p>Placeholders, dates in no known form, numbers that very many records share.</p>",
        _table(("column", "cells"), sorted(found.read.blanked.items()), numbers=(1,)),
    ]
    body = "\n".join(parts)
    title = html.escape(name)
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Linking {title}</title>'
            f"<style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n")  # fmt: skip


def _levels(found: LinkedRecords) -> list[tuple[str, str, str, str, str]]:
    rows = []
    used = [c for c in found.comparisons if pc.any(pc.greater_equal(found.pairs.column(f"gamma_{c.name}"), 0)).as_py()]
    for n, comparison in enumerate(found.comparisons):
        if comparison not in used:
            continue
        for at, level in enumerate(comparison.levels):
            m, u = (found.model.shares[k][n][len(comparison.levels) - 1 - at] for k in (ONE, AT_LARGE))
            what = comparison.name.removeprefix("id_").replace("_", " ") if at == 0 else ""
            rows.append((what, level.plain or "nothing to say", f"{m:.4g}", f"{u:.4g}", f"{np.log2(m / u):+.1f}"))
    return rows


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]], *, numbers: Sequence[int]) -> str:
    def cell(tag: str, n: int, said: object) -> str:
        text = f"{said:,}" if isinstance(said, int) else str(said)
        return f"<{tag}{' class=n' if n in numbers else ''}>{html.escape(text)}</{tag}>"

    if not rows:
        return "<p>None.</p>"
    head = "".join(cell("th", n, h) for n, h in enumerate(heads))
    body = "".join("<tr>" + "".join(cell("td", n, v) for n, v in enumerate(row)) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"

"""`link`: which records of a file are one person; `link-quality`: how well that went."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from plainview.cli.terminal import out, progress
from plainview.pipeline import link as linking


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("link")(link)
    group = typer.Typer(
        help="How well records were linked, by a sample of pairs that people judge.", no_args_is_help=True
    )
    group.command("sample")(draw)
    group.command("measure")(measure)
    app.add_typer(group, name="link-quality")


def link(
    records: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Parquet or CSV, a row a record.")],
    spec: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Which column plays which part (YAML).")],
    clusters: Annotated[Path, typer.Option("--out", help="Clusters: record_id, cluster_id, confidence.")],
    pairs: Annotated[Path | None, typer.Option(help="Also each pair, its weight, and why, in words.")] = None,
    report: Annotated[Path | None, typer.Option(help="Also a page to read (HTML).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, for scripts.")] = False,
) -> None:
    """
    Say which records of a file are one person.

    It needs no truth to learn from, and works on whatever parts the file has. Files whose name ends in .csv are
    written as CSV, others as Parquet. See docs/how-to/link-records.md.
    """
    with progress("Link") as tell:
        told = linking.link(records, spec=spec, clusters=clusters, pairs=pairs, page=report, tell=tell)
    if as_json:
        out.print_json(json.dumps(told))
        return
    out.print(f"{told['records']:,} records are {told['clusters']:,} people, in {clusters}.", markup=False)
    out.print(f"{told['compared']:,} pairs compared; {told['refused']:,} alike and not joined.", markup=False)
    for column, count in told["not_compared"].items():
        out.print(f"not compared  {column}: {count:,} cells", markup=False)
    if told["blocks_left_out"]:
        out.print(
            f"{told['blocks_left_out']:,} times a record was not compared by a list of facts that too many share.",
            markup=False,
        )


def draw(
    records: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The records that were linked.")],
    spec: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="The SPEC they were linked by.")],
    pairs: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="What `link --pairs` wrote.")],
    sample: Annotated[Path, typer.Option("--out", help="The sample to be judged (.csv).")],
    size: Annotated[int, typer.Option(min=20, help="About how many pairs.")] = 300,
) -> None:
    """
    Draw pairs side by side for people to judge: they write y or n into the column same_person.

    The sample holds the records as they are: keep it where they may be seen, and delete it afterwards.
    """
    count = linking.draw(records, spec=spec, pairs=pairs, out=sample, size=size)
    out.print(f"{count} pairs in {sample}. Fill 'same_person' with y or n; leave blank what can't be told.",
              markup=False)  # fmt: skip


def measure(
    judged: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The sample, judged.")],
    by: Annotated[list[str] | None, typer.Option(help="Also by this column of the sample. May be repeated.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, for scripts.")] = False,
) -> None:
    """Give precision and recall of pairs, with intervals of 95%. Recall is of pairs that were compared."""
    found = linking.measure(judged, groups=tuple(by or ()))
    rows = {"all": (found.precision, found.recall), **found.by_group}
    if as_json:
        told = {name: {"precision": _as_data(p), "recall": _as_data(r)} for name, (p, r) in rows.items()}
        out.print_json(json.dumps(told))
        return
    table = Table("", "precision", "between", "recall", "between", "pairs judged", box=None)
    for name, (p, r) in rows.items():
        table.add_row(escape(name), f"{p.value:.3f}", f"{p.low:.3f} and {p.high:.3f}", f"{r.value:.3f}",
                      f"{r.low:.3f} and {r.high:.3f}", str(p.pairs))  # fmt: skip
    out.print(table)


def _as_data(share: linking.Share) -> dict[str, Any]:
    # JSON knows no "not a number": of a group without a joined pair there is no precision.
    return {k: None if v != v else v for k, v in asdict(share).items()}

"""What an extract must pass before a refresh with it is published: its usual size, and readable cells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from plainview.agreements.agreement import Checks
from plainview.agreements.council import Council
from plainview.extracts.structure import Issue
from plainview.pipeline.accept import Accept
from plainview.vocabulary.errors import PlainviewError

# The last good refreshes that say what is usual.
REMEMBERED = 6
# A share of a few cells says nothing: a dozen people may well have four odd dates.
_CELLS_AT_LEAST = 20
_DO = 'Ask the department what happened; or let it go: --accept {source} --reason "…".'
# Codes that no list has are judged by the mapping, which has a limit for them.
_KINDS = {
    "date_unreadable": "no dates that can be read", "number_unreadable": "no numbers that can be read",
    "flag_unknown": "neither yes nor no",
}  # fmt: skip


class NotPublished(PlainviewError):
    """Several sources, or several things of one, keep a refresh from being published: all are told."""

    slug = "not-published"
    exit_code = 6


class SourceTooSmall(PlainviewError):
    """An extract has far fewer rows than the last good ones of the same source."""

    slug = "source-too-small"
    exit_code = 6


class SourceFailsChecks(PlainviewError):
    """Too many cells of an extract can't be read."""

    slug = "source-fails-checks"
    exit_code = 6


class SourceNotKnown(PlainviewError):
    """A source was accepted that no agreement knows."""

    slug = "source-not-known"


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found about the extracts of one refresh, by source."""

    refused: Mapping[str, tuple[PlainviewError, ...]] = field(default_factory=dict)
    let_through: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # accepted: the slugs

    def stop(self) -> None:
        """Refuse, if anything was found that nobody accepted. Raises: the one problem, or NotPublished with all."""
        problems = [p for found in self.refused.values() for p in found]
        if len(problems) == 1:
            raise problems[0]
        if problems:
            told = "\n".join(p.told() for p in problems)
            raise NotPublished(
                f"{len(problems)} checks of {len(self.refused)} sources failed. Nothing was published.",
                where=told, do="Mend them, or accept each source by name, with a reason.",
            )  # fmt: skip


def look(*, council: Council, rows: Mapping[str, int], usual: Mapping[str, Sequence[int]],
         issues: Iterable[Issue], found: Mapping[str, Sequence[PlainviewError]],
         accept: Accept) -> Looked:  # fmt: skip
    """
    Look at what came, source by source.

    In:     `rows`: of each extract that was read; `usual`: of the last good refreshes, newest first; `issues`: the
            cells that structuring could not read; `found`: what it has refused by itself.
    """
    unread: dict[str, list[Issue]] = {}
    for issue in issues:
        unread.setdefault(issue.source, []).append(issue)
    refused: dict[str, tuple[PlainviewError, ...]] = {}
    let_through: dict[str, tuple[str, ...]] = {}
    for source, count in sorted(rows.items()):
        checks = council.agreements[source].checks or council.settings.checks
        problems = (
            *_size(source, count, usual.get(source, ()), checks),
            *found.get(source, ()),
            *_cells(source, unread.get(source, ()), checks),
        )
        if problems and source in accept.sources:
            let_through[source] = tuple(dict.fromkeys(p.slug for p in problems))
        elif problems:
            refused[source] = problems
    return Looked(refused, let_through)


def remembered(before: Mapping[str, Any], rows: Mapping[str, int]) -> dict[str, list[int]]:
    """Give how many rows each source had in the last good refreshes, this one first: kept in the manifest."""
    told = rows_before(before)
    return {s: [*([rows[s]] if s in rows else []), *told.get(s, ())][:REMEMBERED] for s in sorted({*told, *rows})}


def rows_before(manifest: Mapping[str, Any]) -> dict[str, list[int]]:
    """Give what a manifest remembers; one of before it remembered says its own rows alone."""
    kept: dict[str, list[int]] = manifest.get("rows_usual") or {}
    return kept or {source: [rows] for source, rows in manifest.get("rows_read", {}).items()}


def known(council: Council, accept: Accept) -> None:
    """Refuse to accept what there is not. Raises: SourceNotKnown."""
    if unknown := sorted(set(accept.sources) - set(council.agreements)):
        raise SourceNotKnown(
            f"{len(unknown)} of the sources accepted are no agreement's id: {', '.join(unknown)}.",
            do="Give the id as it stands in agreements/.",
        )


def _size(source: str, rows: int, usual: Sequence[int], checks: Checks) -> Iterator[PlainviewError]:
    if not usual:
        return
    expected = median(usual)
    if rows < expected * checks.rows_share_at_least:
        yield SourceTooSmall(
            f"the extract has {rows:,} rows, and the last {len(usual)} good ones had {expected:,.0f}.",
            where=f"Source: {source}. Fewer than {checks.rows_share_at_least:.0%} of the usual are refused.",
            do=_DO.format(source=source),
        )


def _cells(source: str, issues: Sequence[Issue], checks: Checks) -> Iterator[PlainviewError]:
    for issue in issues:
        share = issue.rows / issue.said if issue.said else 0
        if issue.kind in _KINDS and issue.said >= _CELLS_AT_LEAST and share > checks.unreadable_share_at_most:
            yield SourceFailsChecks(
                f"{share:.0%} of the filled cells of '{issue.element}' are {_KINDS[issue.kind]}.",
                where=f"Source: {source}, {issue.said:,} filled cells. At most "
                f"{checks.unreadable_share_at_most:.0%} are let pass.",
                do=_DO.format(source=source),
            )

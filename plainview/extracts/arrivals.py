"""Finds the files of each extract among those that were sent, and says what is missing, twice or not expected."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from plainview.agreements.agreement import Agreement
from plainview.agreements.mapping import Mapping as ExtractMapping
from plainview.extracts.used import elements_used_in
from plainview.vocabulary.errors import PlainviewError

_DATES = (
    (re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)"), (1, 2, 3)),
    (re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)"), (1, 2, 3)),
    (re.compile(r"(?<!\d)(\d{2})(\d{2})((?:19|20)\d{2})(?!\d)"), (3, 2, 1)),
)
_CHUNK = 1 << 20


class ArrivalProblem(PlainviewError):
    """The base of what can be wrong with one extract before it is read."""

    slug = "arrival-problem"


class ExtractMissing(ArrivalProblem):
    """No file matches an agreement that is in force, or one of its record sets."""

    slug = "extract-missing"


class ExtractTwice(ArrivalProblem):
    """Several files match an agreement whose extract is one file."""

    slug = "extract-twice"


class ExtractHasNoBytes(ArrivalProblem):
    """A file of an extract is empty."""

    slug = "extract-empty"


class ExtractClaimedTwice(ArrivalProblem):
    """One file matches two agreements."""

    slug = "extract-claimed-twice"


class ExtractsNotUsable(PlainviewError):
    """All that is wrong with the files, told at once: `problems` has each."""

    slug = "extracts-not-usable"

    def __init__(self, problems: Sequence[ArrivalProblem]) -> None:
        self.problems = tuple(problems)
        told = "\n".join(p.told() for p in self.problems)
        super().__init__(f"{len(self.problems)} of the extracts can't be used. Nothing was changed.\n{told}")


@dataclass(frozen=True, slots=True)
class Arrival:
    """
    The files of one extract, as they were sent.

    `sha256` is of the file, or of the list of the files' own; `received_by` says where `received_on` stands:
    in the file's name; in the time of its last change; or told as the day of the refresh, for a database and for a
    file whose time can't be true.
    """

    agreement_id: str
    files: tuple[Path, ...]
    sha256: str
    received_on: date
    received_by: Literal["file_name", "file_time", "told"] = "file_name"
    file_sha256: Mapping[str, str] = None  # type: ignore[assignment]  # by file name


@dataclass(frozen=True, slots=True)
class Unexpected:
    """A file that no agreement covers: it is not read."""

    file: str
    slug: str = "extract-unexpected"


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What arrived, by agreement, and the files that no agreement covers (a warning)."""

    by_agreement: Mapping[str, Arrival]
    unexpected: tuple[Unexpected, ...] = ()

    def __getitem__(self, agreement_id: str) -> Arrival:
        return self.by_agreement[agreement_id]

    def __iter__(self) -> Iterator[Arrival]:
        return iter(self.by_agreement.values())


def arrivals(
    *, agreements: Mapping[str, Agreement], mappings: Mapping[str, ExtractMapping], folder: Path,
    as_of: date | None = None,
) -> Arrivals:  # fmt: skip
    """
    Match the files of a folder to agreements, and hash each.

    In:     a file of the folder, or all files of a folder in it that itself matches. With `as_of`, agreements that
            are not in force that day are left aside, and their files are not expected.
    Raises: ExtractsNotUsable, with every problem at once.
    """
    in_force = {i: a for i, a in sorted(agreements.items()) if as_of is None or a.is_in_force(as_of)}
    problems: list[ArrivalProblem] = []
    if not folder.is_dir():
        raise ExtractsNotUsable([ExtractMissing("There is no folder of extracts.", where=f"Folder: {folder}",
                                                do="Give the folder with the files as they were sent.")])  # fmt: skip
    files = _files(folder)
    claims: dict[Path, list[str]] = {path: [] for path in files}
    taken: dict[str, tuple[Path, ...]] = {}
    for agreement_id, agreement in in_force.items():
        mapping = mappings.get(agreement_id)
        if mapping is not None and _has_no_file(mapping):
            taken[agreement_id] = ()
            continue
        matching = [p for p in files if any(_matches(p, folder, glob) for glob in agreement.patterns)]
        for path in matching:
            claims[path].append(agreement_id)
        chosen, wrong = _choose(agreement, mapping, matching)
        problems += wrong
        taken[agreement_id] = chosen
    problems += [
        ExtractClaimedTwice(
            f"The file {path.name} matches several agreements: {', '.join(owners)}.",
            do="Make 'files' of the agreements stricter, so that it matches one.",
        ) for path, owners in claims.items() if len(owners) > 1
    ]  # fmt: skip
    if problems:
        raise ExtractsNotUsable(problems)
    kept = {path for chosen in taken.values() for path in chosen}
    return Arrivals(
        by_agreement={i: _arrival(in_force[i], chosen, as_of) for i, chosen in taken.items()},
        unexpected=tuple(Unexpected(str(p.relative_to(folder))) for p in files if p not in kept),
    )


def _files(folder: Path) -> list[Path]:
    """Give the files of the folder and of the folders right in it, but for what editors and systems leave behind."""
    found = []
    for path in sorted(folder.iterdir()):
        found += [path] if path.is_file() else sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else []
    return [
        p for p in found if not p.relative_to(folder).parts[0].startswith(".") and not p.name.startswith((".", "~$"))
    ]


def _matches(path: Path, folder: Path, glob: str) -> bool:
    relative = path.relative_to(folder)
    glob = glob.casefold()
    if "/" in glob:
        return fnmatchcase(relative.as_posix().casefold(), glob)
    return fnmatchcase(relative.parts[0].casefold(), glob)


def _has_no_file(mapping: ExtractMapping) -> bool:
    sets = mapping.reads.record_sets.values()
    return all((s.format or mapping.reads.format) == "database" for s in sets) if sets else (
        mapping.reads.format == "database"
    )  # fmt: skip


def _choose(
    agreement: Agreement, mapping: ExtractMapping | None, matching: list[Path]
) -> tuple[tuple[Path, ...], list[ArrivalProblem]]:
    """Give the files that make the extract, and what is wrong with them."""
    where = f"Agreement: {agreement.id}, files {', '.join(agreement.patterns)}."
    problems: list[ArrivalProblem] = []
    globs = {name: s.file for name, s in mapping.reads.record_sets.items() if s.file} if mapping else {}
    reads_all = mapping is None or not globs or len(globs) < len(mapping.reads.record_sets)
    if not matching:
        missing = ExtractMissing(
            "No file of this extract was sent.", where=where,
            do="Ask the sender for it; or end the agreement if it is no longer shared.",
        )  # fmt: skip
        return (), [missing]
    chosen: set[Path] = set(matching) if reads_all else set()
    for name, glob in globs.items():
        of_set = [p for p in matching if fnmatchcase(p.name.casefold(), glob.casefold())]
        chosen.update(of_set)
        if not of_set and not _may_be_absent(agreement, mapping, name):
            problems.append(ExtractMissing(f"No file of this extract is named like {glob}.", where=where,
                                           do="Ask the sender for it, or correct 'file' in the mapping."))  # fmt: skip
        if len(of_set) > 1 and not agreement.many_files:
            problems.append(_twice(where, of_set, f"files named like {glob}"))
    if not globs and len(matching) > 1 and not agreement.many_files:
        problems.append(_twice(where, matching, "files"))
    for path in sorted(chosen):
        if path.stat().st_size == 0:
            problems.append(ExtractHasNoBytes(f"The file {path.name} is empty.", where=where,
                                              do="Ask the sender for it again."))  # fmt: skip
    return tuple(sorted(chosen)), problems


def _may_be_absent(agreement: Agreement, mapping: ExtractMapping | None, record_set: str) -> bool:
    """Say whether all that a record set is read for is optional: then its file may be left out."""
    optional = {e.name for e in agreement.elements if e.optional}
    return mapping is not None and elements_used_in(mapping, record_set) <= optional


def _twice(where: str, paths: list[Path], what: str) -> ExtractTwice:
    return ExtractTwice(
        f"There are {len(paths)} {what}: {', '.join(p.name for p in paths)}.", where=where,
        do="Keep the one that is meant; or say 'many_files' in the agreement if together they make the extract.",
    )  # fmt: skip


def _arrival(agreement: Agreement, files: tuple[Path, ...], as_of: date | None) -> Arrival:
    agreement_id = agreement.id
    if not files:
        if as_of is None:
            raise ValueError("an extract from a database needs as_of: it has no file with a date")
        return Arrival(agreement_id, (), hashlib.sha256(b"").hexdigest(), as_of, "told", {})
    often = Counter(p.name for p in files)  # of a school or a month each, they may be named alike
    hashes = {p.name if often[p.name] == 1 else f"{p.parent.name}/{p.name}": _sha256(p) for p in files}
    together = next(iter(hashes.values())) if len(files) == 1 else hashlib.sha256(
        "\n".join(f"{h}  {n}" for n, h in sorted(hashes.items())).encode()
    ).hexdigest()  # fmt: skip
    named = [d for p in files if (d := _date_in(p.name)) or (d := _date_in(p.parent.name) if len(files) > 1 else None)]
    if named:
        return Arrival(agreement_id, files, together, max(named), "file_name", hashes)
    changed = max(datetime.fromtimestamp(p.stat().st_mtime, UTC).date() for p in files)
    # A copy may carry no true time (an archive's 1980), or one after the day that is asked about.
    if as_of is not None and not agreement.starts <= changed <= as_of:
        return Arrival(agreement_id, files, together, as_of, "told", hashes)
    return Arrival(agreement_id, files, together, changed, "file_time", hashes)


def _date_in(name: str) -> date | None:
    for pattern, (year, month, day) in _DATES:
        for found in pattern.finditer(name):
            try:
                return date(int(found[year]), int(found[month]), int(found[day]))
            except ValueError:
                continue
    return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

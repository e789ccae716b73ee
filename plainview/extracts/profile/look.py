"""The profile of files: each record set, each column, what identifies a record and which columns lead elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from plainview.extracts.profile.gather import Counts, Gathered, gather
from plainview.extracts.profile.keys import with_keys
from plainview.extracts.profile.layout import Layout, format_of
from plainview.extracts.profile.layout_nested import json_layouts, xml_layouts
from plainview.extracts.profile.layout_tables import sqlite_layouts, workbook_layouts
from plainview.extracts.profile.layout_text import text_layout
from plainview.extracts.profile.meaning import IDENTIFYING, PROTECTED, meaning
from plainview.extracts.profile.profiles import ColumnProfile, FileProfile, SetProfile
from plainview.extracts.profile.targets import targets
from plainview.extracts.profile.values import is_name_like, seen
from plainview.extracts.profile.words import without_common_start, words_of
from plainview.extracts.readers.problems import ExtractProblem
from plainview.extracts.readers.register import READERS

CODES_AT_MOST = 80
_SEEN_OFTEN = 3  # a longer text must be met so often before it counts as a code that may be shown


def look(paths: Sequence[Path], *, tell: Callable[[str], None]) -> list[FileProfile]:
    """
    Look into files that nobody has described.

    In:     files of any format that can be read; `tell` hears how far it is.
    Raises: CouldNotProfile. A file that its reader can't read to the end is profiled as far as it goes, and says so.
    """
    found = [_file(path, tell) for path in paths]
    with_keys(found)
    for one in found:
        for record_set in one.sets:
            record_set.targets = targets(one.path.stem, record_set)
    return found


def layouts(path: Path) -> list[Layout]:
    """
    Find out how a file is laid out.

    Raises: CouldNotProfile.
    """
    format_ = format_of(path)
    if format_ == "xml":
        return xml_layouts(path)
    if format_ == "json_lines":
        return json_layouts(path)
    if format_ == "sqlite":
        return sqlite_layouts(path)
    if format_ == "excel":
        return workbook_layouts(path)
    return [text_layout(path)]


def _file(path: Path, tell: Callable[[str], None]) -> FileProfile:
    tell(f"{path.name}: finding out how it is laid out")
    return FileProfile(path, [_set(path, layout, tell) for layout in layouts(path)])


def _set(path: Path, layout: Layout, tell: Callable[[str], None]) -> SetProfile:
    problem = ""
    gathered = Gathered(columns={c: Counts() for c in layout.columns})
    said = f"{path.name}: {layout.name}"
    try:
        opened = READERS[layout.format](layout.plan(path))
        gather(opened.batches, columns=layout.columns, into=gathered, tell=lambda n: tell(f"{said}, {n:,} records"))
    except ExtractProblem as found:
        problem = f"{found.slug}: {found.what} {found.do}"
    if not gathered.records and not problem:
        problem = "There is no record, so nothing but the names of the columns is known."
    tell(f"{said}: what the columns are")
    words = without_common_start(list(layout.columns))
    columns = []
    for name in layout.columns:
        counts = gathered.columns[name]
        values = seen(counts.sample)
        said_by_name = words[name] or words_of(name)
        column = ColumnProfile(name, said_by_name, counts, values, meaning(said_by_name, counts, values))
        columns.append(_with_codes(column))
    return SetProfile(layout, gathered.records, gathered.looked_at, columns, problem=problem)


def _with_codes(column: ColumnProfile) -> ColumnProfile:
    """Keep the codes of a column that has few, and names no one; rare and long texts may be what someone typed."""
    said = column.meaning
    if said.type not in ("code", "flag") or said.means in IDENTIFYING or not column.counts.is_few:
        return column
    is_spoken_of = said.means in PROTECTED or said.means == "first_language"
    if (not is_spoken_of and is_name_like(column.counts.sample)) or column.counts.distinct > CODES_AT_MOST:
        return replace(column, meaning=replace(said, type="text")) if said.type == "code" else column
    shown = {
        v: n
        for v, n in sorted(column.counts.sample.items())
        if n >= _SEEN_OFTEN or (len(v) <= 4 and " " not in v and not v.isalpha()) or len(v) == 1
    }
    return replace(column, codes=shown, rare=len(column.counts.sample) - len(shown))

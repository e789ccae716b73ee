"""What can be wrong with an extract that is there. A message names columns and counts, never what a cell holds."""

from plainview.vocabulary.errors import PlainviewError


class ExtractProblem(PlainviewError):
    """The base of what a reader finds: `source` is the agreement's id, `file` the file's name, `element` a column."""

    slug = "extract-problem"

    def __init__(self, what: str, *, source: str, file: str = "", where: str = "", do: str = "") -> None:
        self.source, self.file = source, file
        told = f"Extract: {source}" + (f", file {file}" if file else "") + (f", {where}" if where else "") + "."
        super().__init__(what, where=told, do=do)


class CouldNotReadExtract(ExtractProblem):
    """The file is not of the format that the mapping says."""

    slug = "extract-not-readable"


class ExtractIsEmpty(ExtractProblem):
    """The file has a header, or nothing, and no record."""

    slug = "extract-empty"


class ExtractIsTruncated(ExtractProblem):
    """Some rows have too few or too many cells, or the file stops in the middle of one."""

    slug = "extract-truncated"


class WrongEncoding(ExtractProblem):
    """The bytes are not text of the encoding that the mapping says."""

    slug = "extract-encoding"


class ExtractIsLocked(ExtractProblem):
    """Another program has the file open for writing."""

    slug = "extract-locked"


class ColumnMissing(ExtractProblem):
    """Elements of the agreement are not in the file."""

    slug = "column-missing"


class ColumnTwice(ExtractProblem):
    """Two columns of the file could be the same element."""

    slug = "column-twice"


class RecordSetMissing(ExtractProblem):
    """The sheet, table or path that the mapping names is not in the file."""

    slug = "record-set-missing"


class DatabaseNotReachable(ExtractProblem):
    """The database of an extract can't be asked: no URL in the environment, or no answer."""

    slug = "database-not-reachable"

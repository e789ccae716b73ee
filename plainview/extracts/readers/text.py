"""Text: whether bytes are of the encoding that was said, and how a typed value of a workbook or table is written."""

import codecs
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from plainview.extracts.readers.plan import Plan
from plainview.extracts.readers.problems import CouldNotReadExtract, WrongEncoding

_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CHUNK = 1 << 20


def codec(encoding: str) -> str:
    """Give Python's name of the encoding; a byte order mark before UTF-8 is always taken off."""
    name = codecs.lookup(encoding).name
    return "utf-8-sig" if name in ("utf-8", "utf-8-sig") else name


def check_encoding(plan: Plan) -> None:
    """
    Read the whole file once and make sure that it is text of the plan's encoding.

    Eight-bit encodings accept nearly any byte, so a file that is in truth UTF-8, or that has control codes where
    Windows has letters, is refused as well: names would be spoiled without a sign.
    Raises: WrongEncoding.
    """
    assert plan.path is not None
    try:
        name = codec(plan.encoding)
    except LookupError:
        raise CouldNotReadExtract(
            f"The mapping says encoding '{plan.encoding}', which does not exist.",
            source=plan.source, file=plan.file_name, do="Correct 'encoding' in the mapping.",
        ) from None  # fmt: skip
    start = _first_bytes(plan.path)
    by_mark = next((e for mark, e in _BOMS.items() if start.startswith(mark)), None)
    if by_mark and not name.startswith(by_mark):
        raise _wrong(plan, f"its first bytes say {by_mark}")
    if not by_mark and b"\x00" in start and not name.startswith(("utf-16", "utf-32")):
        raise _wrong(plan, "it looks like utf-16")
    if not _decodes(plan.path, name):
        raise _wrong(plan, "some of its bytes can't be read so")
    if name in ("cp1252", "iso8859-1") and _has_high_bytes(plan.path):
        if _decodes(plan.path, "utf-8"):
            raise _wrong(plan, "it looks like utf-8")
        if name == "iso8859-1" and _has_high_bytes(plan.path, until=0xA0):
            raise _wrong(plan, "it looks like cp1252")


def to_text(value: Any) -> str | None:
    """
    Write a typed value as text: days as 2024-03-09, whole numbers without a point, true and false in words.

    Raises: TypeError, when the value is of a kind that no extract should hold.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Decimal):
        return format(value.to_integral_value() if value == value.to_integral_value() else value, "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8")
    if isinstance(value, int | date | time | timedelta):
        return str(value)
    if type(value).__name__ == "UUID":
        return str(value)
    raise TypeError(f"a value of kind {type(value).__name__}")


def _wrong(plan: Plan, seems: str) -> WrongEncoding:
    return WrongEncoding(
        f"The file is not text in {plan.encoding}: {seems}.", source=plan.source, file=plan.file_name,
        do="Ask the sender how it was saved, and set 'encoding' in the mapping; or have it sent again.",
    )  # fmt: skip


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _has_high_bytes(path: Path, *, until: int = 0x100) -> bool:
    wanted = bytes(range(0x80, until))
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if len(chunk.translate(None, wanted)) < len(chunk):
                return True
    return False

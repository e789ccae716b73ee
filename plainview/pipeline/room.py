"""Tells a full disk from every other failure, whichever library met it."""

import errno
import sqlite3

from plainview.vocabulary.errors import PlainviewError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SQLITE_FULL = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC"}
# What engines say in words alone; none of it is of a resident.
_SAID = ("no space left", "disk is full", "file too large", "disk quota exceeded", "could not write file",
         "could not write all bytes", "disk i/o error", "io_enospc", "io_efbig")  # fmt: skip


class NoRoom(PlainviewError):
    """The disk is full, or a limit of this account is reached."""

    slug = "no-room-on-disk"


def is_full(error: BaseException | None) -> bool:
    """Say whether a failure, or one that it came of, is for want of room on the disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorname", "") in _SQLITE_FULL:
            return True
        if not isinstance(error, PlainviewError) and any(w in str(error).casefold() for w in _SAID):
            return True
        error = error.__cause__ or error.__context__
    return False


def no_room(where: str) -> NoRoom:
    """Make the error that says so."""
    return NoRoom(
        "there is no room left on the disk, so nothing was published; the last good refresh serves on.",
        where=where,
        do="Make room: a refresh needs as much again as the one that serves, and twice that while it works.",
    )

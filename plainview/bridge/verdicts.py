"""
What stewards answered about the matches of the review queue, and what follows from it.

Answers are only ever added, in the file of decisions: the standing of an item is worked out from all of them. One in
ten items is looked at by a second steward who does not see the first answer; until both say the same, or the
disagreement is settled, nothing is applied. A decision is added in the same transaction as the answer that makes it.
"""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from plainview.bridge.decisions import CANNOT, MUST, TAKEN_BACK, insert, open_decisions
from plainview.bridge.vault import Keys, nonces, seal, unlocked
from plainview.vocabulary.errors import PlainviewError

SAME, DIFFERENT, NOT_SURE = "same", "different", "not_sure"
SETTLES = {"settle_same": SAME, "settle_different": DIFFERENT}
TAKE_BACK = "take_back"
ANSWERS = (SAME, DIFFERENT, NOT_SURE, *SETTLES, TAKE_BACK)
OPEN, WAITING, DISAGREEMENT, DECIDED = "open", "waiting", "disagreement", "decided"
_DECISION = {SAME: MUST, DIFFERENT: CANNOT}
_USE = "answers"


class AlreadyDecided(PlainviewError):
    """Another steward decided this match meanwhile."""

    slug = "match-already-decided"


class AlreadyAnswered(PlainviewError):
    """This steward answered already, and someone else is asked now."""

    slug = "match-already-answered"


class NothingToTakeBack(PlainviewError):
    """There is no decision to take back, and no answer of this steward."""

    slug = "match-not-decided"


class NotInDisagreement(PlainviewError):
    """Two stewards do not disagree on this match, or they do and it was answered as if they did not."""

    slug = "match-not-to-settle"


@dataclass(frozen=True, slots=True)
class Given:
    """One answer, with the steward's words."""

    answer: str
    officer: str
    at: str  # ISO, UTC
    words: str = ""


@dataclass(slots=True)
class Standing:
    """How an item stands: its state, the answers that count, and the decision that holds."""

    state: str = OPEN
    answers: dict[str, Given] = field(default_factory=dict)  # by officer
    decided: Given | None = None
    decision: int = 0  # number of the decision that holds

    def for_(self, officer: str) -> str:
        """Give the state as one steward is told it: who is to look a second time is not told that anyone looked."""
        mine = self.answers.get(officer)
        if self.state in (DECIDED, DISAGREEMENT):
            return self.state
        if mine is None:
            return OPEN
        return WAITING if mine.answer != NOT_SURE else NOT_SURE


def give(
    *, path: Path, keys: Keys, item: str, pair: tuple[bytes, bytes], officer: str, answer: str, words: str,
    at: datetime, twice: bool, written: Callable[[], None],
) -> Standing:  # fmt: skip
    """
    Add a steward's answer, and the decision that follows from it, if one does: both or neither.

    In:     `pair`: keyed hashes of the two person keys, the smaller first; `twice`: whether the item gets a second
            look; `written`: writes the audit event, before anything is committed.
    Raises: AlreadyDecided, AlreadyAnswered, NotInDisagreement, NothingToTakeBack; whatever `written` raises.
    """
    with closing(open_decisions(path)) as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            before = _standing(_rows(db, item), twice=twice)
            _may(before, answer, officer)
            written()
            number = _add(db, keys, item, pair, officer, answer, words, at)
            after = _standing(_rows(db, item), twice=twice)
            kind = _follows(before, after)
            if kind:
                reason = f"answer {number} to the review queue"  # the words stand there, sealed
                decision = insert(db, kind, pair, officer=officer, reason=reason, decided_at=at)
                db.execute("UPDATE answers SET decision = ? WHERE number = ?", (decision, number))
                after.decision = decision
            db.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise
    return after


def standings(path: Path, *, twice: Callable[[str], bool]) -> dict[str, Standing]:
    """Give how every item stands about which anything was said; words are not opened."""
    if not path.exists():
        return {}
    with closing(open_decisions(path)) as db:
        rows = db.execute(_SELECT + " ORDER BY number").fetchall()
    by_item: dict[str, list[Any]] = {}
    for row in rows:
        by_item.setdefault(row[1], []).append(row)
    return {item: _standing(said, twice=twice(item)) for item, said in by_item.items()}


def standing(path: Path, *, keys: Keys, item: str, twice: bool) -> Standing:
    """Give how one item stands, with what stewards wrote. Raises: RecordGone, under another key."""
    if not path.exists():
        return Standing()
    with closing(open_decisions(path)) as db:
        rows = _rows(db, item)
    found = _standing(rows, twice=twice)
    words = {(r[3], r[6]): unlocked(keys.derived(_USE), r[5], bound_to=_place(r[1], r[3])).decode() for r in rows}

    def told(given: Given) -> Given:
        return Given(given.answer, given.officer, given.at, words.get((given.officer, given.at), ""))

    found.answers = {officer: told(given) for officer, given in found.answers.items()}
    found.decided = told(found.decided) if found.decided else None
    return found


def pair_of(path: Path, item: str) -> tuple[bytes, bytes] | None:
    """Give the two hashes that an item was about when it was answered; it may be gone from the queue since."""
    if not path.exists():
        return None
    with closing(open_decisions(path)) as db:
        found = db.execute("SELECT one, other FROM answers WHERE item = ? LIMIT 1", (item,)).fetchone()
    return (found[0], found[1]) if found else None


_SELECT = "SELECT number, item, answer, officer, decision, words, answered_at FROM answers"


def _rows(db: sqlite3.Connection, item: str) -> list[Any]:
    return db.execute(_SELECT + " WHERE item = ? ORDER BY number", (item,)).fetchall()


def _add(db: sqlite3.Connection, keys: Keys, item: str, pair: tuple[bytes, bytes], officer: str, answer: str,
         words: str, at: datetime) -> int:  # fmt: skip
    # What a steward types may name someone: it is not readable in the file.
    sealed = seal(keys.derived(_USE), words.encode(), bound_to=_place(item, officer), nonce=next(nonces(1)))
    added = db.execute(
        "INSERT INTO answers (item, one, other, answer, officer, words, answered_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (item, *pair, answer, officer, sealed, at.isoformat()),
    )
    return int(added.lastrowid or 0)


def _place(item: str, officer: str) -> str:
    return f"answer|{item}|{officer}"


def _standing(rows: list[Any], *, twice: bool) -> Standing:
    """Work out how an item stands, from all that was said of it in order."""
    found = Standing()
    for _number, _item, answer, officer, decision, _words, at in rows:
        if answer == TAKE_BACK:
            if found.state == DECIDED:
                found = Standing()
            else:
                found.answers.pop(officer, None)
        elif answer in SETTLES:
            found.decided = Given(SETTLES[answer], officer, at)
        else:
            found.answers[officer] = Given(answer, officer, at)
        _settle(found, twice=twice)
        found.decision = decision or (found.decision if found.state == DECIDED else 0)
    return found


def _settle(found: Standing, *, twice: bool) -> None:
    sure = [g for g in found.answers.values() if g.answer != NOT_SURE]
    if found.decided is not None:
        found.state = DECIDED
    elif len({g.answer for g in sure}) > 1:
        found.state = DISAGREEMENT
    elif len(sure) > twice:  # one is enough, or two are asked for
        found.decided, found.state = sure[-1], DECIDED
    else:
        found.state = WAITING if sure else OPEN


def _may(before: Standing, answer: str, officer: str) -> None:
    """Refuse an answer that would overwrite another's."""
    mine = before.answers.get(officer)
    if answer == TAKE_BACK:
        if before.state != DECIDED and mine is None:
            raise NothingToTakeBack(
                "there is nothing to take back: the match is not decided, and you did not answer it.",
                do="Open it from the list, and answer it.",
            )
        return
    if before.decided is not None:
        said, at = _WORDS[before.decided.answer], before.decided.at[:16].replace("T", " at ")
        raise AlreadyDecided(
            f"it was decided already, on {at} (UTC): {said}. Your answer was not kept.",
            do="If you think otherwise, take that decision back first, and say why.",
        )
    if (answer in SETTLES) != (before.state == DISAGREEMENT):
        what = "two stewards disagree on this match: whoever settles it has read both answers."
        if before.state != DISAGREEMENT:
            what = "no two stewards disagree on this match, so there is nothing to settle."
        raise NotInDisagreement(what, do="Open it again, and answer what it asks then.")
    if mine is not None and answer not in SETTLES and not (mine.answer == NOT_SURE and answer != NOT_SURE):
        raise AlreadyAnswered(
            "you answered this match already; someone else is asked now.",
            do="Take your answer back first, if you think otherwise today.",
        )


def _follows(before: Standing, after: Standing) -> str:
    """Give the kind of decision that an answer makes, or nothing."""
    if after.state == DECIDED and after.decided is not None and before.state != DECIDED:
        return _DECISION[after.decided.answer]
    return TAKEN_BACK if before.state == DECIDED and after.state != DECIDED else ""


_WORDS: Mapping[str, str] = {SAME: "the same person", DIFFERENT: "different people"}

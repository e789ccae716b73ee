"""The review queue at the bridge's door: listed without a name, a match shown, and decided; written down first."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from plainview.bridge import verdicts
from plainview.bridge.explain import why_one
from plainview.bridge.find import Finder
from plainview.bridge.link import ACT
from plainview.bridge.pseudonymise import hashes
from plainview.bridge.queue import (
    NAME,
    Entry,
    NoSuchMatch,
    is_looked_at_twice,
    no_such_match,
    read_item,
    read_list,
)
from plainview.bridge.vault import Keys, Vault
from plainview.bridge.verdicts import DECIDED, DISAGREEMENT, OPEN, TAKE_BACK, Standing
from plainview.vocabulary.errors import PlainviewError

_MOST_AT_ONCE, _MOST_DECIDED = 200, 100
_LONGEST_WORDS = 1000

# Writes events of this request, given as the fields that differ: for good, or raises CouldNotAudit.
Write = Callable[[Sequence[Mapping[str, Any]]], None]


class ReviewIncomplete(PlainviewError):
    """A request about the review queue does not say what it asks, or not in a way that is known."""

    slug = "review-request-incomplete"


class Reviewing:
    """Answers for one steward, from the queue of the refresh that serves."""

    def __init__(
        self, *, folder: Path, keys: Keys, vault: Vault, finder: Finder, officer: str, role: str, write: Write
    ) -> None:
        """`folder`: of the refresh; decisions stand beside it."""
        self._path, self._decisions = folder / NAME, folder.parent / "decisions.sqlite"
        self._keys, self._vault, self._finder = keys, vault, finder
        self._officer, self._write = officer, write
        only_for = finder.roles_of_withheld()
        self._listed = read_list(self._path, keys=keys)
        # Who is withheld from this role looks like nobody, here too.
        self._entries = {
            e.item: e for e in self._listed.entries if all(role in only_for.get(r, (role,)) for r in e.residents)
        }
        self._hidden = {e.item for e in self._listed.entries} - self._entries.keys()

    def listed(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """
        Give a part of the list: no name, no pseudonym.

        In:     `asked`: kind ("" for all), from (place, 0 or more), most (1 to 200).
        Out:    items {item, kind, level, unsure}; how many are open by kind and level; how many are not asked, by kind;
                items on which two stewards disagree; items decided lately; items that wait for someone else.
        """
        kind, first, most = asked.get("kind", ""), asked.get("from", 0), asked.get("most", 50)
        if not (isinstance(kind, str) and _is_place(first) and _is_place(most) and 0 < most <= _MOST_AT_ONCE):
            raise _incomplete("the request does not say which part of the list.")
        standings = verdicts.standings(self._decisions, twice=self._is_twice)
        states = {i: s.for_(self._officer) for i, s in standings.items()}
        open_ = [e for e in self._entries.values() if states.get(e.item, OPEN) == OPEN]
        told = [e for e in open_ if not kind or e.kind == kind]
        self._write([{"because": ("listed", f"{len(told)} items")}])
        return {
            "refresh_id": self._vault.refresh_id,
            "items": [self._line(e, standings.get(e.item)) for e in told[first : first + most]],
            "count": len(told),
            "open": _counted(e.kind for e in open_),
            "levels": _counted(str(e.level) for e in open_),
            "left_out": self._listed.left_out,
            "disagreements": self._in_state(states, DISAGREEMENT),
            "waiting": self._in_state(states, verdicts.WAITING, verdicts.NOT_SURE),
            "decided": self._lately(standings),
        }  # fmt: skip

    def show(self, item: Any, may_see: Any) -> dict[str, Any]:
        """
        Show one match: both records side by side, in the fields that may be seen of each source.

        In:     `may_see`: by source, names of fields (`review.FIELDS`).
        Out:    for each record, by field {values: [[value, source]], hidden: how many more there are}; and the same of
                all other records of each resident (`rest`).
        Raises: NoSuchMatch, CouldNotAudit.
        """
        if not isinstance(may_see, dict) or not all(isinstance(v, list) for v in may_see.values()):
            raise _incomplete("the request does not say which fields may be seen.")
        entry, content = self._opened(item)
        stands = self._standing(entry.item)
        self._write([
            {"subject": self._finder.display(r), "because": (f"item {entry.item}", entry.kind),
             "refresh_id": self._vault.refresh_id} for r in entry.residents
        ])  # fmt: skip
        shown = {k: content[k] for k in ("reason", "weight", "agrees", "differs", "not_known")}
        return {
            **self._outcome(entry.item, stands, entry), **shown,
            "needed": ACT,
            "sides": [_seen(side, may_see) for side in content["sides"]],
            "rest": [_seen(side, may_see) for side in content["rest"]],
            "holds": self._holds(entry, content),
        }  # fmt: skip

    def outcome(self, item: Any) -> dict[str, Any]:
        """Say how a match stands, whom it touches (pseudonyms), and if it counts yet: no name. Raises: as `show`."""
        entry = self._entries.get(item) if isinstance(item, str) else None
        stands = self._standing(item) if isinstance(item, str) and item not in self._hidden else Standing()
        if entry is None and not stands.answers and stands.decided is None:
            raise self._not_there(item)
        people = [self._finder.display(r) for r in entry.residents] if entry else [""]
        self._write([{"subject": p, "because": ("outcome", f"item {item}")} for p in people])
        return self._outcome(item, stands, entry)

    def decide(self, asked: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
        """
        Take a steward's answer.

        In:     item; answer, of `verdicts.ANSWERS`; words: why, up to 1,000 characters.
        Out:    as `outcome`, after it.
        Raises: NoSuchMatch, AlreadyDecided and its kin, CouldNotAudit: then nothing was written.
        """
        item, answer, words = str(asked.get("item")), asked.get("answer"), asked.get("words")
        if answer not in verdicts.ANSWERS:
            raise _incomplete("the request does not say how the steward answers.")
        if not isinstance(words, str) or not words.strip() or len(words) > _LONGEST_WORDS:
            raise _incomplete("the request does not say why the steward answers so, in up to 1,000 characters.")
        entry = self._entries.get(item)
        if entry is not None:
            left, right = sorted(hashes(self._keys.derived("ledger"), self._opened(item)[1]["keys"]))
            pair = (left, right)
        else:
            # What a refresh took up is no longer in the queue, and can be taken back all the same.
            held = verdicts.pair_of(self._decisions, item) if answer == TAKE_BACK and item not in self._hidden else None
            if held is None:
                raise self._not_there(item)
            pair = held
        people = [self._finder.display(r) for r in entry.residents] if entry else [""]
        stands = verdicts.give(
            path=self._decisions, keys=self._keys, item=item, pair=pair, officer=self._officer, answer=answer,
            words=words.strip(), at=at, twice=self._is_twice(item),
            written=lambda: self._write([
                {"subject": p, "because": (f"item {item}", answer), "refresh_id": self._vault.refresh_id}
                for p in people]),
        )  # fmt: skip
        return self._outcome(item, stands, entry)

    # ---- parts ----
    def _opened(self, item: Any) -> tuple[Entry, dict[str, Any]]:
        entry = self._entries.get(item) if isinstance(item, str) else None
        try:
            if entry is None:
                raise no_such_match()
            return entry, read_item(self._path, entry, keys=self._keys, vault=self._vault)
        except NoSuchMatch:
            raise self._not_there(item) from None

    def _not_there(self, item: Any) -> NoSuchMatch:
        self._write([{"decision": "refused", "because": ("match-not-there",)}])
        return no_such_match()

    def _is_twice(self, item: str) -> bool:
        return is_looked_at_twice(self._keys, item)

    def _standing(self, item: str) -> Standing:
        return verdicts.standing(self._decisions, keys=self._keys, item=item, twice=self._is_twice(item))

    def _in_state(self, states: Mapping[str, str], *wanted: str) -> list[dict[str, Any]]:
        return [self._line(e, None) for e in self._entries.values() if states.get(e.item) in wanted]

    def _line(self, entry: Entry, stands: Standing | None) -> dict[str, Any]:
        unsure = [g for g in stands.answers.values() if g.answer == verdicts.NOT_SURE] if stands else []
        return {"item": entry.item, "kind": entry.kind, "level": entry.level, "unsure": len(unsure)}

    def _lately(self, standings: Mapping[str, Standing]) -> list[dict[str, Any]]:
        """Give what was decided lately, the newest first."""
        done = [(s.decided.at, i, s) for i, s in standings.items() if s.decided and i not in self._hidden]
        newest = sorted(done, key=lambda d: (d[0], d[1]), reverse=True)[:_MOST_DECIDED]
        return [
            {"item": item, "kind": self._entries[item].kind if item in self._entries else "",
             "answer": s.decided.answer if s.decided else "", "officer": s.decided.officer if s.decided else "",
             "at": at, "in_effect": s.decision <= self._listed.read_up_to}
            for at, item, s in newest
        ]  # fmt: skip

    def _outcome(self, item: str, stands: Standing, entry: Entry | None) -> dict[str, Any]:
        state = stands.for_(self._officer)
        mine = stands.answers.get(self._officer)
        # Who is still to look must not read what the first one said.
        seen = list(stands.answers.values()) if state in (DECIDED, DISAGREEMENT) else [mine] if mine else []
        return {
            "item": item, "kind": entry.kind if entry else "", "state": state,
            "is_one": entry is not None and len(entry.residents) == 1,
            "people": [self._finder.display(r) for r in entry.residents] if entry else [],
            "answers": [{"answer": g.answer, "officer": g.officer, "at": g.at, "words": g.words} for g in seen],
            "decided": stands.decided.answer if stands.decided else "",
            "decided_by": stands.decided.officer if stands.decided else "",
            "decided_at": stands.decided.at if stands.decided else "",
            "in_effect": state == DECIDED and 0 < stands.decision <= self._listed.read_up_to,
        }  # fmt: skip

    def _holds(self, entry: Entry, content: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Give what holds two records of one resident together, the weakest link first."""
        if len(entry.residents) > 1:
            return []
        details = self._vault.reveal_people(entry.residents).get(entry.residents[0], {})
        left, right = content["keys"]
        way = why_one(details, records=(left, right))
        return [{"sources": [r["source"] for r in link["records"]], "because": link["because"]} for link in way]


def _seen(side: Mapping[str, Any], may_see: Mapping[str, Any]) -> dict[str, Any]:
    told = {}
    for field, values in side.items():
        shown = [[value, source] for value, source in values if field in may_see.get(source, ())]
        told[field] = {"values": shown, "hidden": len(values) - len(shown)}
    return told


def _counted(values: Any) -> dict[str, int]:
    return dict(Counter(values))


def _is_place(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _incomplete(what: str) -> ReviewIncomplete:
    return ReviewIncomplete(what, do='Send a request as ARCHITECTURE.md says under "The bridge\'s door".')

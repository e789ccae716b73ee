"""What the bridge answers: find, reveal, review; for one officer, written to the audit before anything is told."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import date, datetime
from typing import Any

from plainview.audit.event import Event
from plainview.audit.sinks import Sink
from plainview.bridge.apart import why_apart
from plainview.bridge.explain import why_one
from plainview.bridge.find import Finder, Found
from plainview.bridge.reviewing import Reviewing
from plainview.bridge.vault import Keys, RecordGone, Vault
from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.home import Home

FIELDS = ("name", "born_on", "died_on", "home", "phone", "email", "first_language", "needs_interpreter", "other_names")
_SHOWN_WHEN_FOUND = ("name", "born_on", "home")
_MOST_PEOPLE = 500  # at once: a page needs a household, not a borough
_SAID = ("officer", "role", "purpose", "reason")
# What a role must be allowed at the door, for each act that can be asked.
_NEEDS = {"find": "find", "reveal": "reveal", "review": "review", "decide": "review"}
_CALLED = {"find": "find residents", "reveal": "reveal residents", "review": "review matches"}


class RequestRefused(PlainviewError):
    """A request at the bridge's door that is not answered."""

    slug = "request-refused"


class RequestIncomplete(RequestRefused):
    """A request does not say who asks, for what purpose and why, or not what."""

    slug = "request-incomplete"


class NotPermitted(RequestRefused):
    """The role may not do this at the bridge's door."""

    slug = "role-not-permitted"


def _incomplete(what: str) -> RequestIncomplete:
    return RequestIncomplete(what, do='Send a request as ARCHITECTURE.md says under "The bridge\'s door".')


class Answers:
    """Answers requests from the refresh that serves; it looks anew each time which one that is."""

    def __init__(
        self,
        *,
        home: Home,
        keys: Keys,
        sink: Sink,
        roles: Mapping[str, Collection[str]],
        clock: Callable[[], datetime],
        systems: Mapping[str, str] | None = None,
    ) -> None:
        """`roles`: the acts (find, reveal, review) a role may ask for; `systems`: name of the system by source."""
        self._home, self._keys, self._sink = home, keys, sink
        self._roles, self._clock, self._systems = roles, clock, systems or {}

    def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """
        Answer one request.

        Raises: RequestRefused and its kinds, RecordGone, what `Reviewing` raises, CouldNotAudit, NothingPublished,
                WrongKey.
        """
        act = request.get("act")
        if act not in _NEEDS:
            raise _incomplete("the request does not say what to do: find, reveal, review or decide.")
        for name in _SAID:
            if not isinstance(request.get(name), str) or not request[name].strip():
                self._write(request, decision="refused", because=("request-incomplete",))
                raise _incomplete(f"the request does not say its {name}.")
        if _NEEDS[act] not in self._roles.get(request["role"], ()):
            self._write(request, decision="refused", because=("role-not-permitted",))
            raise NotPermitted(
                f"this role may not {_CALLED[_NEEDS[act]]}.", do="Ask a team manager who may, or to be given the role."
            )
        with ExitStack() as stack:
            folder = self._home.bridge(self._home.current())
            vault = stack.enter_context(closing(Vault(folder, keys=self._keys)))
            finder = stack.enter_context(closing(Finder(folder / "find.sqlite", index_key=self._keys.derived("index"))))
            if act == "find":
                return self._find(request, vault, finder)
            if _NEEDS[act] == "review":
                return self._review(request, vault, finder)
            if "apart" in request:
                return self._apart(request, vault, finder)
            if "record" in request:
                return self._record(request, vault, finder)
            if "links" in request:
                return self._links(request, vault, finder)
            return self._people(request, vault, finder)

    # ---- find ----
    def _find(self, request: Mapping[str, Any], vault: Vault, finder: Finder) -> dict[str, Any]:
        found = _looked_up(request.get("by"), finder)
        seen = [f for f in found if _may_see(f, request["role"])]
        hidden = [f for f in found if not _may_see(f, request["role"])]
        for one in hidden:
            self._write(request, subject=finder.display(one.resident_id), decision="refused",
                        because=("withheld",), refresh_id=vault.refresh_id)  # fmt: skip
        for one in seen:
            self._write(request, subject=finder.display(one.resident_id), decision="granted",
                        refresh_id=vault.refresh_id)  # fmt: skip
        if not found:
            self._write(request, decision="granted", because=("nothing-found",), refresh_id=vault.refresh_id)
        details = vault.reveal_people([f.resident_id for f in seen])
        people = []
        for one in seen:
            told = details.get(one.resident_id, {})
            values = {name: (told.get(name) or {}).get("value") for name in _SHOWN_WHEN_FOUND}
            people.append({"person_id": finder.display(one.resident_id), **values})
        return {"people": people}

    # ---- reveal ----
    def _people(self, request: Mapping[str, Any], vault: Vault, finder: Finder) -> dict[str, Any]:
        asked, fields = _texts(request, "people"), _texts(request, "fields")
        if unknown := set(fields) - set(FIELDS):
            raise _incomplete(f"{len(unknown)} of the fields asked for are none that can be revealed.")
        if len(asked) > _MOST_PEOPLE:
            raise _incomplete(f"more than {_MOST_PEOPLE} people were asked for at once.")
        found = {a: finder.by_pseudonym(a) for a in dict.fromkeys(asked)}
        seen = {a: f for a, f in found.items() if f is not None and _may_see(f, request["role"])}
        details = vault.reveal_people([f.resident_id for f in seen.values()])
        looks = []
        for person_id, one in found.items():
            granted = person_id in seen and seen[person_id].resident_id in details
            why = () if granted else ("withheld",) if one and person_id not in seen else ("not-found",)
            looks.append(self._event(request, subject=person_id if one else "",
                                     decision="granted" if granted else "refused", because=(*why, *fields),
                                     refresh_id=vault.refresh_id))  # fmt: skip
        self._sink.write_all(looks)
        if not found:
            self._write(request, decision="refused", because=("nobody-asked-for",), refresh_id=vault.refresh_id)
        return {
            "people": {
                person_id: {f: details[one.resident_id][f] for f in fields if f in details[one.resident_id]}
                for person_id, one in seen.items()
                if one.resident_id in details
            }
        }

    def _record(self, request: Mapping[str, Any], vault: Vault, finder: Finder) -> dict[str, Any]:
        record_ref, elements = request["record"], set(_texts(request, "elements"))
        if not isinstance(record_ref, str):
            raise _incomplete("the request does not say which record.")
        try:
            owners = vault.owners(record_ref)
            hidden = [o for o in owners if not _may_see(Found(o, finder.roles(o)), request["role"])]
            if hidden:
                self._write(request, subject=finder.display(hidden[0]), decision="refused", because=("withheld",),
                            refresh_id=vault.refresh_id)  # fmt: skip
                raise _not_there()
            record = vault.reveal_record(record_ref)
        except RecordGone:
            self._write(request, decision="refused", because=("record-gone",), refresh_id=vault.refresh_id)
            raise _not_there() from None
        for owner in owners or ("",):
            self._write(request, subject=finder.display(owner) if owner else "", decision="granted",
                        because=(f"record {record_ref}",), refresh_id=vault.refresh_id)  # fmt: skip
        received = vault.received_on(record.source)
        return {
            "record": {
                "source": record.source,
                "system": self._systems.get(record.source, ""),
                "file": record.file,
                "record_set": record.record_set,
                "row": record.row,
                "received_on": received.isoformat() if received else None,
                "fields": {k: v for k, v in record.fields.items() if k in elements},
                "hidden": sorted(k for k in record.fields if k not in elements),
            }
        }

    def _links(self, request: Mapping[str, Any], vault: Vault, finder: Finder) -> dict[str, Any]:
        person_id = request["links"]
        found = finder.by_pseudonym(person_id) if isinstance(person_id, str) else None
        if found is None or not _may_see(found, request["role"]):
            self._write(request, subject=person_id if found else "", decision="refused",
                        because=("withheld" if found else "not-found",), refresh_id=vault.refresh_id)  # fmt: skip
            return {"links": []}
        self._write(request, subject=person_id, decision="granted", because=("links",), refresh_id=vault.refresh_id)
        details = vault.reveal_people([found.resident_id]).get(found.resident_id, {})
        return {"links": [{"records": w["records"], "because": w["because"]} for w in why_one(details)]}

    def _apart(self, request: Mapping[str, Any], vault: Vault, finder: Finder) -> dict[str, Any]:
        asked = _texts(request, "apart")
        found = [finder.by_pseudonym(a) for a in asked]
        if len(asked) != 2 or not all(f is not None and _may_see(f, request["role"]) for f in found):
            self._write(request, decision="refused", because=("not-found",), refresh_id=vault.refresh_id)
            raise _not_there()
        self._sink.write_all([
            self._event(request, subject=a, decision="granted", because=("apart",), refresh_id=vault.refresh_id)
            for a in asked
        ])  # fmt: skip
        one, other = (f.resident_id for f in found if f is not None)
        told = why_apart(self._home.bridge(self._home.current()), one=one, other=other)
        return {"apart": {"weight": told.weight, "because": told.because, "agrees": told.said.agrees,
                          "differs": told.said.differs, "not_known": told.said.not_known}}  # fmt: skip

    # ---- review ----
    def _review(self, request: Mapping[str, Any], vault: Vault, finder: Finder) -> dict[str, Any]:
        def write(events: Sequence[Mapping[str, Any]]) -> None:
            self._sink.write_all([self._event(request, **{"decision": "granted", **told}) for told in events])

        reviewing = Reviewing(
            folder=self._home.bridge(self._home.current()), keys=self._keys, vault=vault, finder=finder,
            officer=request["officer"].strip(), role=request["role"], write=write,
        )  # fmt: skip
        if request["act"] == "decide":
            return {"match": reviewing.decide(request, at=self._clock())}
        if "item" in request:
            return {"match": reviewing.show(request["item"], request.get("may_see"))}
        if "outcome" in request:
            return {"match": reviewing.outcome(request["outcome"])}
        if isinstance(request.get("list"), dict):
            return {"queue": reviewing.listed(request["list"])}
        raise _incomplete("the request does not say what of the review queue: list, item or outcome.")

    def _write(self, request: Mapping[str, Any], **what: Any) -> None:
        self._sink.write(self._event(request, **what))

    def _event(
        self,
        request: Mapping[str, Any],
        *,
        decision: Any,
        subject: str = "",
        because: Sequence[str] = (),
        refresh_id: str = "",
    ) -> Event:
        def said(name: str) -> str:
            value = request.get(name)
            return value.strip() if isinstance(value, str) else ""

        return Event(
            at=self._clock(), actor=said("officer") or "not said", role=said("role"), act=said("act"),
            subject=subject, purpose=said("purpose"), reason=said("reason"), decision=decision,
            because=tuple(because), refresh_id=refresh_id, zone="bridge",
        )  # fmt: skip


def _not_there() -> RecordGone:
    return RecordGone(
        "there is no such record that can be shown.",
        do="Go back to the summary; if a sentence there stands on it, report the sentence as wrong.",
    )


def _may_see(found: Found, role: str) -> bool:
    return found.roles is None or role in found.roles


def _texts(request: Mapping[str, Any], name: str) -> list[str]:
    values = request.get(name)
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise _incomplete(f"the request's '{name}' is not a list of texts.")
    return values


def _looked_up(by: Any, finder: Finder) -> list[Found]:
    if isinstance(by, dict) and isinstance(by.get("case"), dict):
        space, id_ = by["case"].get("space"), by["case"].get("id")
        if isinstance(space, str) and isinstance(id_, str) and id_.strip():
            return finder.by_case(space=space, id=id_)
    if isinstance(by, dict) and isinstance(by.get("name"), str) and isinstance(by.get("born_on"), str):
        try:
            born_on = date.fromisoformat(by["born_on"])
        except ValueError:
            raise _incomplete("the birth date of the request is not written as YYYY-MM-DD.") from None
        return finder.by_name(name=by["name"], born_on=born_on)
    raise _incomplete("the request does not say by what to find: a case, or a name and a birth date.")

"""
Erasing a person or a source: keys destroyed, what serves rewritten, all older refreshes dropped, a certificate left.

The rewritten snapshot is built beside the one that serves and published in one step, as a refresh is. Killed at any
moment, an erasure has either not happened, or is finished by whatever works in this home next.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainview.audit.event import Event
from plainview.audit.sinks import FileSink
from plainview.bridge.decisions import forget as forget_decisions
from plainview.bridge.files import write_private
from plainview.bridge.find import Finder, forget_in_index
from plainview.bridge.ledger import Ledger
from plainview.bridge.made_before import FOLDER as MADE_BEFORE
from plainview.bridge.pseudonymise import pseudonym
from plainview.bridge.queue import NAME as QUEUE
from plainview.bridge.queue import forget_in_queue
from plainview.bridge.remembered import forget as forget_records
from plainview.bridge.vault import Keys, Vault, check_key, forget_in_vault, open_keys
from plainview.pipeline import backups_known, carry, policy, scan, shelf, snapshot, snapshots_kept, web_records
from plainview.pipeline.accept import Accept
from plainview.pipeline.stages import run as run_stages
from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.home import Home
from plainview.vocabulary.purposes import STORE_PURPOSES, Purpose

Tell = Callable[[str], None]
# Values shorter than this stand in too many files to say anything.
_SHORTEST = 6
# Of the bridge's folder: what is of no one refresh. Anything else there is made anew by the next refresh.
_STAYS = {"audit.jsonl", "audit.jsonl.torn", "decisions.sqlite", "backups.jsonl", "certificates"}
_ROLE = "command_line"
# Of a source: so many parcels of the vault are opened, and so many texts and record references of them looked for.
_PARCELS, _SAMPLED = 400, 100


class NobodyToErase(PlainviewError):
    """No one carries that reference, or no source has that id."""

    slug = "nobody-to-erase"


class ReferenceOfSeveral(PlainviewError):
    """A reference that several people carry says of none whom to erase."""

    slug = "reference-of-several"


class ErasureNotClean(PlainviewError):
    """After an erasure, a file still holds something of what was erased."""

    slug = "erasure-not-clean"
    exit_code = 7


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was erased, and what is known about it since; no value of a resident stands in it."""

    id: str
    what: str  # "person" or the source's id
    at: str  # ISO, UTC
    officer: str
    reason: str
    refresh: str  # published by the erasure
    destroyed: Mapping[str, int | str]
    files_rewritten: Sequence[str]
    refreshes_removed: Sequence[str]
    kept: Sequence[str]
    backups_that_hold_it: Sequence[str]
    files_scanned: int
    texts_looked_for: int
    files_with_hits: Sequence[str]

    @property
    def is_clean(self) -> bool:
        """Say whether the scan found nothing."""
        return not self.files_with_hits

    def told(self) -> str:
        """Give it as plain lines, to print and to sign."""
        lines = [
            f"Certificate of erasure {self.id}", "",
            f"Erased:    {'a person' if self.what == 'person' else f'the source {self.what}'}",
            f"When:      {self.at}", f"By:        {self.officer}", f"Reason:    {self.reason}",
            f"Published: refresh {self.refresh}, without what was erased", "", "Destroyed:",
            *(f"  {name}: {number}" for name, number in self.destroyed.items()), "",
            "Files written anew without it:", *(f"  {f}" for f in self.files_rewritten or ["all, by a refresh"]), "",
            "Older refreshes removed:", *(f"  {r}" for r in self.refreshes_removed or ["none"]), "",
            "What stays, and why:", *(f"  {k}" for k in self.kept), "",
            "Backups that still hold it; destroy each, then say so with `plainview backup destroyed`:",
            *(f"  {b}" for b in self.backups_that_hold_it or ["none is registered"]), "",
            f"Scan of every byte: {self.files_scanned} files, {self.texts_looked_for} texts looked for, "
            + (
                "NOT FINISHED." if not self.files_scanned else
                "nothing found." if self.is_clean else f"FOUND in {len(self.files_with_hits)} files:"
            ),
            *(f"  {f}" for f in self.files_with_hits),
        ]  # fmt: skip
        return "\n".join(lines) + "\n"


def erase_person(home: Home, *, council: Path, space: str, case: str, officer: str, reason: str, at: datetime,
                 tell: Tell) -> Certificate:  # fmt: skip
    """
    Erase the person who carries a reference, and keep them out of every refresh to come.

    In:     `space` and `case`: a reference as officers know it; `at`: now, in UTC.
    Raises: RefreshRunning, NobodyToErase, CouldNotAudit, PolicyNotValid, WrongKey; then nothing is erased.
    """
    serves = home.current()
    as_of = date.fromisoformat(snapshot.manifest(home, serves)["as_of"])
    rules = policy.read(council, on=as_of)
    keys = open_keys(key_file=home.key_file)
    number = f"{at:%Y%m%d%H%M%S}-{hashlib.sha256(f'{at.isoformat()}{space}'.encode()).hexdigest()[:6]}"
    with snapshot.building(home, as_of) as built_in:
        old = home.bridge(serves)
        tell("Finding the person, and all that is about them")
        with (
            closing(Vault(old, keys=keys)) as vault,
            closing(Finder(old / "find.sqlite", index_key=keys.derived("index"))) as finder,
        ):
            residents = [f.resident_id for f in finder.by_case(space=space, id=case)]
            _note(home, at, officer, reason, "granted" if residents else "refused", (f"certificate {number}",), serves)
            if not residents:
                raise NobodyToErase(
                    "no one carries that reference.", where=f"Space: {space}.",
                    do="Check both: `plainview explain person` takes the same.",
                )  # fmt: skip
            if len(residents) > 1:
                raise ReferenceOfSeveral(
                    f"{len(residents)} people carry that reference: it is a household's, an account's or a case's.",
                    where=f"Space: {space}.", do="Give a reference that is the person's own.",
                )  # fmt: skip
            display = sorted({d for r in residents for d in finder.pseudonyms(r)})
            belongings = vault.belongings(residents)
            withheld = {d: roles for d, roles in finder.withheld().items() if d not in display}
        texts = _texts(belongings.details, belongings.rows) | set(display) | {case if len(case) >= _SHORTEST else ""}
        others = {pseudonym(keys.derived(p.value), r) for p in STORE_PURPOSES for r in residents}
        texts = {t for t in texts | others if t}

        tell("Writing the snapshot anew, without them")
        # What was structured of each source is not carried on: the next refresh reads every file again.
        shutil.copytree(old, built_in.bridge, dirs_exist_ok=True, ignore=shutil.ignore_patterns(MADE_BEFORE))
        shutil.copytree(home.store(serves), built_in.store, dirs_exist_ok=True)
        rewritten = list(_without_them(built_in.store, residents, belongings.record_refs, keys))
        rows = forget_in_vault(built_in.bridge / "vault.sqlite", residents)
        forget_in_index(built_in.bridge / "find.sqlite", residents)
        forget_in_queue(built_in.bridge / QUEUE, residents, keys=keys)
        _without_refs(built_in.bridge / "first_seen.parquet", belongings.record_refs)
        with closing(Ledger(built_in.bridge / "ledger.sqlite")) as ledger:
            ledger.forget_person(residents, certificate=number)
            hashes = ledger.kept_out_by(number)
        forget_records(built_in.bridge, people=set(hashes))
        received = {s: date.fromisoformat(d) for s, d in snapshot.manifest(home, serves)["received_on"].items()}
        there = shelf.read_model_again(rules, withheld, received, into=built_in.store, spill=built_in.scratch)
        manifest = {
            **snapshot.manifest(home, serves), "refresh": built_in.refresh, "version": snapshot.VERSION,
            "residents": there, "drops_older": f"erased by certificate {number}", "erasure": number,
        }  # fmt: skip
        forgotten = web_records.forget(home, display)
        decided = forget_decisions(path=home.path / "bridge" / "decisions.sqlite", hashes_of_one=hashes)
        tell("Publishing, and removing every older refresh")
        _begun(home, number, "person", at, officer, reason, built_in.refresh)
        snapshot.publish(home, built_in, manifest)
        removed = _clear_up(home, as_of)

        tell("Looking for them in every byte")
        certificate = _certified(
            home, number=number, what="person", at=at, officer=officer, reason=reason,
            destroyed={
                "secrets of the person": len(residents), "rows and notes in the vault": rows,
                "reasons typed about them": forgotten.reasons, "web sessions ended": forgotten.sessions,
                "stewards' decisions": decided,
            },
            rewritten=[*rewritten, "bridge: vault, ledger, find, review (.sqlite), first_seen.parquet"],
            removed=removed,
            kept=(
                f"{len(hashes)} keyed hashes of the keys under which sources send them: by these alone they stay out.",
                f"{forgotten.audit_events} events of the web's audit, and the bridge's: who looked, when and why, by a "
                "pseudonym that leads to no one any more. An audit from which events are taken proves nothing.",
                "Rows about other people that name them in free text: encrypted under those people's own keys.",
                "The extracts as they were sent: they lie outside of this home.",
            ),
            texts=texts, pseudonyms=display,
        )  # fmt: skip
        _note(home, at, officer, reason, "done", (f"certificate {number}",), built_in.refresh)
    return _or_not_clean(certificate)


def erase_source(home: Home, *, council: Path, extracts: Path, source: str, officer: str, reason: str, at: datetime,
                 as_of: date, tell: Tell) -> Certificate:  # fmt: skip
    """
    Erase all that a source ever sent: its key goes, and a refresh without it takes the place of every other.

    In:     `extracts`: of the other sources; what they sent is read anew, since what was made of all together (who is
            one person, who lives with whom) must stand without this one.
    Raises: RefreshRunning, NobodyToErase, CouldNotAudit, and whatever a refresh raises; then nothing is erased.
    """
    number = f"{at:%Y%m%d%H%M%S}-{hashlib.sha256(f'{at.isoformat()}{source}'.encode()).hexdigest()[:6]}"
    with snapshot.building(home, as_of) as built_in:
        keys = open_keys(key_file=home.key_file)
        if built_in.previous is None or built_in.previous_bridge is None:
            home.current()
            raise AssertionError
        check_key(built_in.previous_bridge / "vault.sqlite", keys)
        if source not in policy.read(council, on=None).council.agreements:
            raise NobodyToErase("there is no agreement of that id.", where=f"Source: {source}.",
                                do="Give the id as it stands in agreements/.")  # fmt: skip
        _note(home, at, officer, reason, "granted", (f"certificate {number}", f"source {source}"), built_in.previous)
        tell("Taking a sample of what it sent, to look for after")
        with closing(Vault(built_in.previous_bridge, keys=keys)) as vault:
            sample, refs = vault.sample(source, at_most=_PARCELS), vault.references(source)
        texts = set(sorted(_texts((), sample.rows))[:_SAMPLED]) | set(sorted(sample.record_refs)[:_SAMPLED])
        made, manifest = run_stages(
            council=council, extracts=extracts, built_in=built_in, keys=keys, as_of=as_of, accept=Accept(), tell=tell,
            erasing=source,
        )  # fmt: skip
        with closing(Ledger(built_in.bridge / "ledger.sqlite")) as ledger:
            ledger.forget_source(source, certificate=number)
            people = ledger.forget_unseen(now=built_in.refresh)
        _without_refs(built_in.bridge / "first_seen.parquet", refs)
        manifest |= {"drops_older": f"erased by certificate {number}", "erasure": number}
        tell("Publishing, and removing every older refresh")
        _begun(home, number, source, at, officer, reason, built_in.refresh)
        snapshot.publish(home, built_in, manifest)
        removed = _clear_up(home, as_of)
        web_records.forget_those_gone(home)
        certificate = _certified(
            home, number=number, what=source, at=at, officer=officer, reason=reason,
            destroyed={"keys of the source": 1, "residents whom no other source knows": people}, rewritten=[],
            removed=removed,
            kept=(
                "The source's id, by which its files are read no more; under another agreement id it may come again.",
                "The audit's events.", "The extracts as they were sent: they lie outside of this home.",
            ),
            texts=texts - _of_workers(built_in.store), pseudonyms=(), of_source=source,
        )  # fmt: skip
        _note(home, at, officer, reason, "done", (f"certificate {number}", f"source {source}"), made.refresh)
    return _or_not_clean(certificate)


def certificates(home: Home) -> list[dict[str, Any]]:
    """Give every certificate, oldest first."""
    return [json.loads(p.read_text(encoding="utf-8")) for p in sorted(home.certificates.glob("*.json"))]


def _clear_up(home: Home, as_of: date) -> list[str]:
    """Remove what is of no use any more; `drops_older` in what serves now has everything older go, now or later."""
    removed = snapshots_kept.told(snapshots_kept.remove_old(home, count=1, days=1, as_of=as_of))
    serves = home.current()
    for path in (home.path / "bridge").iterdir():
        if path.name not in _STAYS and path.name != serves and not path.name.startswith(".building-"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return removed


def _without_them(store: Path, residents: Sequence[str], refs: Collection[str], keys: Keys) -> Iterator[str]:
    """Take people, and the facts that stand on rows about them, out of every table of every purpose."""
    for purpose in STORE_PURPOSES:
        who = pa.array([pseudonym(keys.derived(purpose.value), r) for r in residents], pa.string())
        salt = "" if purpose is Purpose.DISPLAY else carry.reference_salt(keys, purpose)
        stood_on = pa.array([_reference(salt, r) for r in sorted(refs)], pa.string())
        for file in sorted((store / purpose.value).glob("*.parquet")):
            table = pq.read_table(file)
            out = pa.repeat(pa.scalar(False), table.num_rows)
            for column, values in (("person_id", who), ("other_person_id", who), ("record_ref", stood_on)):
                if column in table.column_names:
                    out = pc.or_(out, pc.is_in(table[column].cast(pa.string()).combine_chunks(), values))
            if pc.any(out).as_py():
                pq.write_table(table.filter(pc.invert(out)), file)
                yield f"store: {purpose.value}/{file.name}"
    yield f"store: {shelf.READ_MODEL}"


def _reference(salt: str, ref: str) -> str:
    return hashlib.sha256((salt + ref).encode()).hexdigest()[:20] if salt else ref


def _without_refs(file: Path, refs: Collection[str]) -> None:
    if file.exists():
        table = pq.read_table(file)
        theirs = pc.is_in(table["record_ref"], pa.array(sorted(refs), pa.string()))
        pq.write_table(table.filter(pc.invert(theirs)), file)


def _texts(details: Sequence[Mapping[str, Any]], rows: Sequence[Any]) -> set[str]:
    """
    Give what can be told of a person and of no one else: names in full, contacts, numbers, addresses, notes.

    Words that a row shares with any other (a status, a code, a date) say nothing, and are not looked for.
    """
    texts: set[str] = set()
    for told in details:
        for name in ("name", "other_names", "home", "phone", "email", "nhs_number", "nino", "upn", "uln"):
            entry = told.get(name)
            if isinstance(entry, dict):
                values = [entry.get("value"), *(s.get("value") for s in entry.get("said_by", ()))]
                texts |= {v.strip() for v in values if isinstance(v, str) and (" " in v.strip() or _is_number(v))}
    for row in rows:
        for name, value in row.items() if isinstance(row, dict) else ():
            if isinstance(value, str) and (name == "text" or _is_own(value)):
                texts.add(value.strip())
    return {t for t in texts if len(t) >= _SHORTEST}


def _is_number(value: str) -> bool:
    return sum(c.isdigit() for c in value) >= _SHORTEST or "@" in value


def _is_own(value: str) -> bool:
    """Say whether a cell is a number of a person or of a home, or an e-mail: dates and sums are not."""
    bare = value.strip()
    digits = sum(c.isdigit() for c in bare)
    return ("@" in bare and "." in bare) or (digits >= 9 and not any(c in bare for c in "-/:.T"))


def _certified(home: Home, *, number: str, what: str, at: datetime, officer: str, reason: str,
               destroyed: Mapping[str, int | str], rewritten: Sequence[str], removed: Sequence[str],
               kept: Sequence[str], texts: set[str], pseudonyms: Collection[str],
               of_source: str = "") -> Certificate:  # fmt: skip
    """Scan every file of the home, and write the certificate in both forms."""
    audits = {home.bridge_audit, home.bridge_audit.with_name("audit.jsonl.torn")}
    web = {p for p in home.web.glob("web.sqlite*")} if home.web.exists() else set()
    files = [p for p in sorted(home.path.rglob("*")) if p.is_file()]
    # The audit keeps pseudonyms, and nothing else of a resident.
    own = texts - set(pseudonyms)
    hits = scan.scan([f for f in files if f not in audits | web], texts)
    hits |= scan.scan([f for f in files if f in audits | web], own)
    if of_source:
        hits |= {f: n for f, n in _of_source(home, of_source)}
    certificate = Certificate(
        number, what, at.isoformat(), officer, reason, home.current(), destroyed, rewritten, removed, kept,
        [f"{b.id} of {b.made_at}: {b.path}" for b in backups_known.known(home)], len(files), len(texts),
        sorted(p.relative_to(home.path).as_posix() for p in hits),
    )  # fmt: skip
    _write(home, certificate)
    return certificate


def _begun(home: Home, number: str, what: str, at: datetime, officer: str, reason: str, refresh: str) -> None:
    """Leave a certificate that says it is not finished: if the erasure is cut off, this one stays."""
    backups = [f"{b.id} of {b.made_at}: {b.path}" for b in backups_known.known(home)]
    kept = ("Not finished.",)
    when = at.isoformat()
    _write(home, Certificate(number, what, when, officer, reason, refresh, {}, (), (), kept, backups, 0, 0, ()))


def _write(home: Home, certificate: Certificate) -> None:
    home.certificates.mkdir(mode=0o700, exist_ok=True)
    told = {f: getattr(certificate, f) for f in Certificate.__slots__}
    write_private(home.certificates / f"{certificate.id}.json", json.dumps(told, indent=1, default=list))
    write_private(home.certificates / f"{certificate.id}.txt", certificate.told())


def _of_source(home: Home, source: str) -> Iterator[tuple[Path, int]]:
    """Give the tables of what serves in which a row still says that it came from that source."""
    for file in sorted(home.store(home.current()).rglob("*.parquet")):
        table = pq.read_table(file)
        rows = sum(pc.sum(pc.equal(table[c], source)).as_py() or 0 for c in ("source", "agreement")
                   if c in table.column_names)  # fmt: skip
        if rows:
            yield file, rows


def _of_workers(store: Path) -> set[str]:
    """Give names and contacts of workers, which the store may show, and which rows of several sources tell."""
    file = store / Purpose.DISPLAY.value / "staff.parquet"
    if not file.exists():
        return set()
    return {v for column in pq.read_table(file).columns for v in column.to_pylist() if isinstance(v, str)}


def _or_not_clean(certificate: Certificate) -> Certificate:
    if certificate.is_clean:
        return certificate
    raise ErasureNotClean(
        f"keys and rows are destroyed, and {len(certificate.files_with_hits)} files still hold something of it.",
        where=f"Certificate {certificate.id} lists them.",
        do="Look at each with information governance, and take out by hand what is left.",
    )


def _note(home: Home, at: datetime, officer: str, reason: str, decision: Any, because: tuple[str, ...],
          refresh: str) -> None:  # fmt: skip
    FileSink(home.bridge_audit).write(
        Event(at=at, actor=officer, role=_ROLE, act="erase", decision=decision, zone="bridge", reason=reason,
              purpose="erasure", because=because, refresh_id=refresh)
    )  # fmt: skip

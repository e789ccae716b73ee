"""
The ledger of residents: random ids, kept from refresh to refresh, and every change of them.

It holds keyed hashes of person keys, never the keys of the sources themselves. Each refresh works on its own
copy: the ledger of the last good refresh is never changed.
"""

import secrets
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainview.bridge.files import open_sqlite, read_sqlite
from plainview.bridge.versions import bring_up, refuse_newer

VERSION = 2
# What leads from each version to the next. Tables that are only added stand in the schema.
_STEPS: dict[int, str] = {}

_SCHEMA = """
CREATE TABLE IF NOT EXISTS residents (
    resident_id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, minted_in TEXT NOT NULL, secret BLOB
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS person_keys (
    hash BLOB PRIMARY KEY, resident_id TEXT NOT NULL, last_seen_in TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS person_keys_resident ON person_keys (resident_id);
CREATE TABLE IF NOT EXISTS redirects (
    old_id TEXT PRIMARY KEY, new_id TEXT NOT NULL, refresh_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY, refresh_id TEXT NOT NULL, kind TEXT NOT NULL, resident_id TEXT NOT NULL,
    old_ids TEXT NOT NULL, records INTEGER NOT NULL, reason TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS source_keys (source TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS households (
    household_id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, minted_in TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS household_places (
    resident_id TEXT NOT NULL, home TEXT NOT NULL, household_id TEXT NOT NULL, PRIMARY KEY (resident_id, home)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept_out (hash BLOB PRIMARY KEY, certificate TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erased_sources (source TEXT PRIMARY KEY, certificate TEXT NOT NULL) WITHOUT ROWID;
"""

Event = tuple[str, str, str, int, str]  # kind, resident id, old ids, records, reason


@dataclass(frozen=True, slots=True)
class Assigned:
    """Which resident each cluster is, and how many events that made."""

    residents: list[str]  # by cluster, in the order given
    events: int


class Ledger:
    """One refresh's copy of the ledger."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = open_sqlite(path, schema=_SCHEMA)
        bring_up(self._db, name=path.name, version=VERSION, steps=_STEPS)

    @classmethod
    def copied(cls, *, previous: Path | None, to: Path) -> "Ledger":
        """Copy the ledger of the refresh before, or begin an empty one."""
        to.unlink(missing_ok=True)
        if previous is not None and previous.exists():
            shutil.copyfile(previous, to)
        ledger = cls(to)
        # Until the refresh is published nothing points to this copy: the folder is synced as a whole before that.
        for setting in ("synchronous=OFF", "journal_mode=MEMORY", "cache_size=-131072"):
            ledger._db.execute(f"PRAGMA {setting}")
        return ledger

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # ---- residents ----
    def assign(self, clusters: Sequence[Sequence[bytes]], *, refresh_id: str) -> Assigned:
        """
        Give each cluster of person keys its resident: the one that most of its records had, else a new one.

        In:     clusters of hashes that share none. Their order, and the order in them, changes nothing.
        """
        before = dict(self._db.execute("SELECT hash, resident_id FROM person_keys"))
        ages = dict(self._db.execute("SELECT resident_id, number FROM residents"))
        none: Counter[str] = Counter()
        overlaps = [Counter(before[h] for h in cluster if h in before) if before else none for cluster in clusters]
        kept = _keep(overlaps, ages, [min(c, default=b"") for c in clusters])
        minted = self._mint("residents", sum(1 for c in range(len(clusters)) if c not in kept), refresh_id)
        residents = self._name_all(clusters, kept, minted)
        events = _what_happened(clusters, residents, overlaps, kept)
        gone = self._redirects(overlaps, residents, set(kept.values()), before, clusters)
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT INTO person_keys VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE SET "
            "resident_id = excluded.resident_id, last_seen_in = excluded.last_seen_in",
            # In order of the hash: each goes beside the one before.
            sorted((h, residents[c], refresh_id) for c, cluster in enumerate(clusters) for h in cluster),
        )
        for old, new in gone.items():
            # Records of the old id that no source sent today follow it too, so that they find their way back.
            self._db.execute("UPDATE person_keys SET resident_id = ? WHERE resident_id = ?", (new, old))
            self._db.execute("UPDATE redirects SET new_id = ? WHERE new_id = ?", (new, old))
            self._db.execute("INSERT OR REPLACE INTO redirects VALUES (?, ?, ?)", (old, new, refresh_id))
        self._log(events, refresh_id)
        self._db.execute("COMMIT")
        return Assigned(residents, len(events))

    def redirects(self) -> dict[str, str]:
        """Give the ids that were merged into others, and into which."""
        return dict(self._db.execute("SELECT old_id, new_id FROM redirects"))

    def events(self, *, refresh_id: str | None = None) -> list[tuple[str, str, str, str, int, str]]:
        """Give events in order: refresh, kind, resident, old ids, records, reason."""
        where, values = ("WHERE refresh_id = ?", (refresh_id,)) if refresh_id else ("", ())
        query = f"SELECT refresh_id, kind, resident_id, old_ids, records, reason FROM events {where} ORDER BY number"  # noqa: S608
        return list(self._db.execute(query, values))

    def _name_all(
        self, clusters: Sequence[Sequence[bytes]], kept: Mapping[int, str], minted: Sequence[str]
    ) -> list[str]:
        fresh = iter(minted)
        return [kept[c] if c in kept else next(fresh) for c in range(len(clusters))]

    def _mint(self, table: str, count: int, refresh_id: str) -> list[str]:
        first = (self._db.execute(f"SELECT max(number) FROM {table}").fetchone()[0] or 0) + 1  # noqa: S608
        ids = [secrets.token_hex(16) for _ in range(count)]
        column = "resident_id" if table == "residents" else "household_id"
        self._db.execute("BEGIN")
        self._db.executemany(
            f"INSERT INTO {table} ({column}, number, minted_in) VALUES (?, ?, ?)",  # noqa: S608
            ((id_, first + n, refresh_id) for n, id_ in enumerate(ids)),
        )
        self._db.execute("COMMIT")
        return ids

    def _redirects(
        self,
        overlaps: Sequence[Counter[str]],
        residents: Sequence[str],
        kept: set[str],
        before: Mapping[bytes, str],
        clusters: Sequence[Sequence[bytes]],
    ) -> dict[str, str]:
        """Give the old ids that no cluster kept: each leads where most of its records went."""
        went: dict[str, Counter[str]] = defaultdict(Counter)
        for resident, overlap in zip(residents, overlaps, strict=True):
            for old, records in overlap.items():
                if old not in kept:
                    went[old][resident] += records
        return {old: min(to, key=lambda r: (-to[r], r)) for old, to in went.items()}

    def _log(self, events: Iterable[Event], refresh_id: str) -> None:
        self._db.executemany(
            "INSERT INTO events (refresh_id, kind, resident_id, old_ids, records, reason) VALUES (?, ?, ?, ?, ?, ?)",
            ((refresh_id, *event) for event in events),
        )

    # ---- households ----
    def assign_households(self, groups: Sequence[tuple[str, Sequence[str]]], *, refresh_id: str) -> list[str]:
        """
        Give each household its id: the one that most of its members had at that home, else a new one.

        In:     (home, members) of each group; a resident may stand in several groups of several homes.
        """
        before = {
            (resident, home): household
            for resident, home, household in self._db.execute("SELECT * FROM household_places")
        }
        ages = dict(self._db.execute("SELECT household_id, number FROM households"))
        overlaps = [Counter(before[(m, home)] for m in members if (m, home) in before) for home, members in groups]
        kept = _keep(overlaps, ages, [f"{home}|{min(members, default='')}".encode() for home, members in groups])
        minted = self._mint("households", sum(1 for g in range(len(groups)) if g not in kept), refresh_id)
        fresh = iter(minted)
        ids = [kept[g] if g in kept else next(fresh) for g in range(len(groups))]
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT OR REPLACE INTO household_places VALUES (?, ?, ?)",
            ((m, home, ids[g]) for g, (home, members) in enumerate(groups) for m in members),
        )
        self._db.execute("COMMIT")
        return ids

    # ---- wrapped keys ----
    def person_secrets(self) -> dict[str, bytes | None]:
        """Give the wrapped secret of each resident; None where it was destroyed or not yet made."""
        return dict(self._db.execute("SELECT resident_id, secret FROM residents"))

    def keep_person_secrets(self, wrapped: Mapping[str, bytes]) -> None:
        """Keep the wrapped secrets of residents who have none."""
        self._db.execute("BEGIN")
        self._db.executemany(
            "UPDATE residents SET secret = ? WHERE resident_id = ? AND secret IS NULL",
            ((secret, resident) for resident, secret in wrapped.items()),
        )
        self._db.execute("COMMIT")

    def source_keys(self) -> dict[str, bytes | None]:
        """Give the wrapped key of each source; None where it was destroyed."""
        return dict(self._db.execute("SELECT source, wrapped FROM source_keys"))

    def keep_source_key(self, source: str, wrapped: bytes) -> None:
        """Keep the wrapped key of a source that has none."""
        self._db.execute("INSERT OR IGNORE INTO source_keys VALUES (?, ?)", (source, wrapped))

    def erase_person(self, resident_id: str, *, refresh_id: str, reason: str) -> None:
        """Destroy a person's secret: what is locked with it can't be read again, in this refresh."""
        self._erase("UPDATE residents SET secret = NULL WHERE resident_id = ?", resident_id)
        self._log([("erased", resident_id, "", 0, reason)], refresh_id)

    def erase_source(self, source: str, *, refresh_id: str, reason: str) -> None:
        """Destroy a source's key: no row it sent can be read again, in this refresh."""
        self._erase("UPDATE source_keys SET wrapped = NULL WHERE source = ?", source)
        self._log([("source_erased", "", source, 0, reason)], refresh_id)

    def forget_person(self, resident_ids: Sequence[str], *, certificate: str) -> int:
        """
        Forget all of a resident but what keeps them out: the keyed hash of each of their person keys.

        Gives the number of hashes kept. Secrets, ids, events, households and merges of them are gone afterwards.
        """
        ids = list(resident_ids)
        marks = ",".join("?" * len(ids))
        self._db.execute("BEGIN")
        kept = self._db.execute(
            f"INSERT OR REPLACE INTO kept_out SELECT hash, ? FROM person_keys WHERE resident_id IN ({marks})",  # noqa: S608
            (certificate, *ids),
        ).rowcount
        for table in ("person_keys", "household_places", "events", "residents"):
            self._db.execute(f"DELETE FROM {table} WHERE resident_id IN ({marks})", ids)  # noqa: S608
        self._db.execute(f"DELETE FROM redirects WHERE old_id IN ({marks}) OR new_id IN ({marks})", ids * 2)  # noqa: S608
        for id_ in ids:
            self._db.execute("UPDATE events SET old_ids = '' WHERE instr(old_ids, ?)", (id_,))
        self._db.execute("COMMIT")
        self._db.execute("VACUUM")
        return kept

    def forget_source(self, source: str, *, certificate: str) -> None:
        """Destroy a source's key for good, and remember that it was erased: its files are read no more."""
        self._db.execute("BEGIN")
        self._db.execute("UPDATE source_keys SET wrapped = NULL WHERE source = ?", (source,))
        self._db.execute("INSERT OR REPLACE INTO erased_sources VALUES (?, ?)", (source, certificate))
        self._db.execute("COMMIT")
        self._db.execute("VACUUM")

    def kept_out_by(self, certificate: str) -> list[bytes]:
        """Give the keyed hashes that one certificate keeps out."""
        return [h for (h,) in self._db.execute("SELECT hash FROM kept_out WHERE certificate = ?", (certificate,))]

    def forget_unseen(self, *, now: str) -> int:
        """Forget the records that came when any last came, and not in the refresh `now`; and whoever has no other."""
        self._db.execute("BEGIN")
        self._db.execute(
            "DELETE FROM person_keys WHERE last_seen_in = "
            "(SELECT max(last_seen_in) FROM person_keys WHERE last_seen_in != ?)", (now,)
        )  # fmt: skip
        self._db.execute(
            "CREATE TEMP TABLE unseen AS "
            "SELECT resident_id FROM residents WHERE resident_id NOT IN (SELECT resident_id FROM person_keys)"
        )
        unseen = int(self._db.execute("SELECT count(*) FROM unseen").fetchone()[0])
        for table in ("household_places", "events", "residents"):
            self._db.execute(f"DELETE FROM {table} WHERE resident_id IN (SELECT resident_id FROM unseen)")  # noqa: S608
        for end in ("old_id", "new_id"):
            self._db.execute(f"DELETE FROM redirects WHERE {end} IN (SELECT resident_id FROM unseen)")  # noqa: S608
        self._db.execute("DROP TABLE unseen")
        self._db.execute("COMMIT")
        self._db.execute("VACUUM")
        return unseen

    def _erase(self, act: str, value: str) -> None:
        self._db.execute(act, (value,))
        # secure_delete zeroes what it can; VACUUM writes the whole file anew without the old bytes.
        self._db.execute("VACUUM")


def _keep(overlaps: Sequence[Counter[str]], ages: Mapping[str, int], names: Sequence[bytes]) -> dict[int, str]:
    """Match clusters to old ids, most records first; ties go to the oldest id, then to the smallest record."""
    claims = sorted(
        (-records, ages.get(old, 0), names[c], c, old)
        for c, overlap in enumerate(overlaps)
        for old, records in overlap.items()
    )
    kept: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, _, cluster, old in claims:
        if cluster not in kept and old not in taken:
            kept[cluster] = old
            taken.add(old)
    return kept


def _what_happened(
    clusters: Sequence[Sequence[bytes]],
    residents: Sequence[str],
    overlaps: Sequence[Counter[str]],
    kept: Mapping[int, str],
) -> list[Event]:
    """Tell what became of each resident, in the order of their ids."""
    kept_ids = set(kept.values())
    events: list[Event] = []
    for c, (cluster, resident, overlap) in enumerate(zip(clusters, residents, overlaps, strict=True)):
        fresh = len(cluster) - sum(overlap.values())
        others = sorted(old for old in overlap if old != resident)
        if c not in kept and not overlap:
            events.append(("created", resident, "", len(cluster), "no record of it was known before"))
            continue
        if c not in kept:
            events.append(("split", resident, ",".join(others), len(cluster), "its records left a larger group"))
        elif fresh:
            events.append(("joined", resident, "", fresh, "new records were matched to it"))
        for old in others:
            if old not in kept_ids:
                events.append(("merged", resident, old, overlap[old], "its records were matched to this resident"))
            elif c in kept:
                events.append(("moved", resident, old, overlap[old], "records fit this resident better"))
    return sorted(events, key=lambda e: (e[1], e[0], e[2]))


def read_kept_out(path: Path) -> set[bytes]:
    """Give the keyed hashes of person keys that are kept out. Raises: FileIsNewer."""
    return {hash_ for (hash_,) in _added(path, "kept_out", "hash")}


def read_erased_sources(path: Path) -> set[str]:
    """Give the sources that were erased. Raises: FileIsNewer."""
    return {source for (source,) in _added(path, "erased_sources", "source")}


def _added(path: Path, table: str, column: str) -> list[tuple[Any]]:
    db = read_sqlite(path)
    try:
        refuse_newer(path.name, db.execute("PRAGMA user_version").fetchone()[0], VERSION)
        there = db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        return db.execute(f"SELECT {column} FROM {table}").fetchall() if there else []  # noqa: S608
    finally:
        db.close()

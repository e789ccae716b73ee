"""Small made-up people, and the tables that a refresh would hold of them."""

import json
from datetime import date

import ibis
import pyarrow as pa
import pytest

from plainview.bridge.engines.duckdb import open_engine
from plainview.bridge.vault import new_key_file, open_keys
from plainview.extracts.structured import MENTION_COLUMNS, Structured

MENTIONS = {**MENTION_COLUMNS, "born_on_kind": "string"}
KEYS = {"space": "string", "id": "string", "person_key": "string", "is_responsible": "boolean", "is_group": "boolean"}
PAIRS = {"space": "string", "id": "string", "other_space": "string", "other_id": "string"}
RELATIONS = {"of_key": "string", "to_key": "string", "kind": "string", "started_on": "date", "ended_on": "date",
             "source": "string", "record_ref": "string"}  # fmt: skip
ROWS = {"record_ref": "string", "source": "string", "file": "string", "record_set": "string", "row": "int64",
        "fields": "string"}  # fmt: skip
PROPERTIES = {"uprn": "string", "parent_uprn": "string", "kind": "string", "property_kind": "string",
              "ward": "string", "address": "string", "postcode": "string", "source": "string",
              "record_ref": "string"}  # fmt: skip
RESTRICTED = {"person_key": "string", "source": "string", "rule": "string", "roles": "array<string>"}
NOTES = {"person_key": "string", "source": "string", "record_ref": "string", "rule": "string", "written_on": "date",
         "text": "string"}  # fmt: skip


def mention(key: str, forename: str | None = None, surname: str | None = None, born: str | None = None, **other):
    """Give one mention. `key` is "space|id"; the source is named after the space unless said."""
    space, local_id = key.split("|")
    born_on = date.fromisoformat(born) if born else None
    kind = "not_known" if born_on is None else "first_of_january" if born_on.month == born_on.day == 1 else "exact"
    row = dict.fromkeys(MENTIONS)
    row |= {
        "person_key": key, "source": f"{space}-list", "record_ref": f"ref-{key}", "mention": "person", "part": 1,
        "space": space, "local_id": local_id, "forename": forename, "surname": surname, "born_on": born_on,
        "born_on_kind": kind, "is_home": True, "received_on": date(2026, 1, 5),
    }  # fmt: skip
    row |= {k: date.fromisoformat(v) if k.startswith("lives_") and v else v for k, v in other.items()}
    assert set(row) == set(MENTIONS), set(row) - set(MENTIONS)
    return row


class Council:
    """Puts rows into the tables of one engine."""

    def __init__(self, engine):
        self.engine = engine
        self._made = 0

    def table(self, rows, columns):
        self._made += 1
        arrow = pa.Table.from_pylist(list(rows), schema=ibis.schema(columns).to_pyarrow())
        return self.engine.tables.create_table(f"council_{self._made}", arrow, overwrite=True)

    def mentions(self, rows):
        return self.table(rows, MENTIONS)

    def properties(self, rows):
        return self.table(rows, PROPERTIES)

    def restricted(self, rows):
        return self.table(rows, RESTRICTED)

    def structured(self, rows, *, keys=(), relations=(), properties=None, restricted=(), listed=None, notes=()):
        """Give all tables; each mention has its own row in a file, whose one field says who it is."""
        rows = list(rows)
        files = [
            {"record_ref": r["record_ref"], "source": r["source"], "file": "file.csv", "record_set": "rows", "row": n,
             "fields": json.dumps({"NAME": f"{r['forename']} {r['surname']}", "NOTE": "as received"})}
            for n, r in enumerate(rows, start=2)
        ]  # fmt: skip
        return Structured(
            mentions=self.mentions(rows),
            keys=self.table(keys, KEYS),
            key_pairs=self.table([], PAIRS),
            relations=self.table(relations, RELATIONS),
            rows=self.table({f["record_ref"]: f for f in files}.values(), ROWS),
            row_people=self.table(
                [{"record_ref": r["record_ref"], "person_key": r["person_key"]} for r in rows],
                {"record_ref": "string", "person_key": "string"},
            ),
            properties=self.table(properties, PROPERTIES) if properties is not None else None,
            restricted=self.table(restricted, RESTRICTED),
            listed=self.mentions(listed) if listed is not None else None,
            note_texts=self.table(notes, NOTES),
        )


@pytest.fixture(scope="session")
def engine(tmp_path_factory):
    made = open_engine(temp_dir=tmp_path_factory.mktemp("engine"), memory_gib=1, threads=2)
    yield made
    made.close()


@pytest.fixture(scope="session")
def council(engine):
    return Council(engine)


@pytest.fixture(scope="session")
def said():
    return mention


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "home.key"
    new_key_file(path)
    return open_keys(key_file=path, environ={})

"""What is unchanged since the last refresh is taken as it was; the tables are those of a full reading."""

from datetime import date
from types import SimpleNamespace

import pyarrow as pa
import pytest

from plainview.agreements.agreement import Agreement
from plainview.agreements.mapping import Mapping
from plainview.bridge.engines.duckdb import open_engine
from plainview.bridge.made_before import MadeBefore
from plainview.bridge.vault import Keys
from plainview.pipeline import intake

DAY = date(2026, 11, 1)
KEYS = Keys(b"k" * 32)
FILES = {
    "people_20261031.csv": "ID,NAME,BORN\n1,Zebedee,2015-02-01\n2,Quill,1980-13-01\n",
    "visits_20261031.csv": "PERSON,ON,WORKER\n1,2026-03-05,7\n1,2026-03-05,7\n2,2026-04-01,8\n",
    "workers_20261031.csv": "ID,TEAM\n7,North\n8,South\n",
}
CHANGED = {"workers_20261031.csv": "ID,TEAM\n7,East\n8,South\n"}


def _agreement(id_, elements):
    return Agreement.model_validate({
        "id": id_, "title": id_, "reference": "DSA-1", "controller": "Council", "department": "Housing",
        "system": "System", "owner": "Head", "lawful_basis": {"article_6": "6(1)(e)"}, "retention_months": 12,
        "starts": "2026-01-01", "ends": "2027-01-01", "refresh": "daily", "files": f"{id_}_*.csv",
        "elements": [{"name": e, "meaning": e, "legal_class": "personal", "purposes": ["matching", "display"]}
                     for e in elements],
    })  # fmt: skip


def _mapping(id_, **said):
    return Mapping.model_validate({"agreement": id_, "reads": {"format": "csv"}, **said})


@pytest.fixture
def rules():
    agreements = [_agreement("people", ["ID", "NAME", "BORN"]), _agreement("visits", ["PERSON", "ON", "WORKER"]),
                  _agreement("workers", ["ID", "TEAM"])]  # fmt: skip
    team = {"from": "WORKER", "lookup": {"in": "workers:rows", "on": "ID", "take": "TEAM"}}
    mappings = [
        _mapping("people", people=[
            {"mention": "person", "id": {"space": "sys", "id": "ID"}, "surname": "NAME", "born_on": "BORN"}
        ]),
        _mapping("visits", tables=[{"table": "service_involvements", "person": {"space": "sys", "id": "PERSON"},
                                    "columns": {"started_on": "ON", "team": team}}]),
        _mapping("workers"),
    ]  # fmt: skip
    council = SimpleNamespace(agreements={a.id: a for a in agreements}, mappings={m.agreement: m for m in mappings},
                              codes={})  # fmt: skip
    return SimpleNamespace(council=council)


@pytest.fixture
def taken(rules, tmp_path):
    """Take files in as the refresh of that number, after another; give its tables, told lines and folder."""

    def take(number, files, *, after=None):
        folder, home = tmp_path / f"in{number}", tmp_path / f"home{number}"
        for path in (folder, home):
            path.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)
        before = MadeBefore(keys=KEYS, previous=after, into=home)
        arrived = intake.arrive(rules, folder, as_of=DAY, without=frozenset())
        engine, told = open_engine(temp_dir=tmp_path / "scratch"), []
        sign = lambda said: pa.array([f"ref of {s}" for s in said.to_pylist()])  # noqa: E731
        found = intake.structure(rules, arrived, engine=engine, sign=sign, tell=told.append, before=before)
        tables = {n: getattr(found.structured, n) for n in ("mentions", "keys", "rows", "row_people")}
        tables |= found.structured.facts
        content = {n: sorted(map(repr, t.to_pyarrow().to_pylist())) for n, t in tables.items()}
        content["quality"] = found.quality.build()
        content["rows read"] = found.rows_by_source
        engine.close()
        return content, [line.split(" ")[0] for line in told], home

    return take


@pytest.fixture(autouse=True)
def in_force(monkeypatch):
    monkeypatch.setattr("plainview.pipeline.policy.in_force", lambda council, on: council.agreements)


def test_what_is_unchanged_is_not_read_again_and_nothing_differs(taken):
    first, told, home = taken(1, FILES)
    assert told.count("Reading") == 3 and len(first["service_involvements"]) == 3
    again, told, home = taken(2, FILES, after=home)
    assert (told.count("Taking"), told.count("Reading"), told.count("Structuring")) == (3, 0, 0)
    assert again == first
    third, told, _ = taken(3, FILES, after=home)
    assert told.count("Taking") == 3 and third == first


def test_who_looks_into_a_changed_source_is_read_again_and_all_is_as_if_read_anew(taken):
    _, _, home = taken(1, FILES)
    partly, told, _ = taken(2, FILES | CHANGED, after=home)
    assert (told.count("Taking"), told.count("Structuring")) == (1, 2)
    assert partly == taken(3, FILES | CHANGED)[0]
    assert "East" in "".join(partly["service_involvements"])


def test_a_source_that_is_looked_into_is_read_but_not_structured_again(taken):
    _, _, home = taken(1, FILES)
    files = FILES | {"visits_20261031.csv": "PERSON,ON,WORKER\n2,2026-04-02,8\n"}
    partly, told, _ = taken(2, files, after=home)
    assert (told.count("Taking"), told.count("Reading"), told.count("Structuring")) == (2, 2, 1)
    assert partly == taken(3, files)[0]


def test_nothing_stands_there_in_clear(taken):
    _, _, home = taken(1, FILES)
    files = list(home.rglob("*.sealed"))
    assert sorted(f.name for f in files) == ["people.sealed", "visits.sealed", "workers.sealed"]
    for file in files:
        assert file.stat().st_mode & 0o077 == 0
        assert not any(name in file.read_bytes() for name in (b"Zebedee", b"Quill", b"North", b"sys|1"))


@pytest.mark.parametrize("damage", ["cut", "turned", "gone"])
def test_what_is_damaged_is_read_again(taken, damage):
    first, _, home = taken(1, FILES)
    path = home / "made_before" / "people.sealed"
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        cut = content[: len(content) // 2] if damage == "cut" else content[:-1] + bytes([content[-1] ^ 1])
        path.write_bytes(cut)
    again, told, _ = taken(2, FILES, after=home)
    assert (told.count("Taking"), told.count("Reading")) == (2, 1)
    assert again == first


def test_another_key_opens_nothing(taken, monkeypatch):
    _, _, home = taken(1, FILES)
    monkeypatch.setattr(f"{__name__}.KEYS", Keys(b"x" * 32))
    _, told, _ = taken(2, FILES, after=home)
    assert told.count("Reading") == 3

"""The whole product is backed up while it serves, destroyed, restored; a page opens and the audit verifies."""

import json
import shutil

import pytest

from plainview.audit.event import Event
from plainview.audit.sinks import FileSink, SqliteSink
from plainview.pipeline import snapshot
from plainview.store.read_model import ReadModel
from tests.integration.test_erasing import AT
from tests.lib.command import plainview
from tests.lib.councils import known_people, quiet_refresh


def looked(home) -> None:
    """Leave an event in each of the two chains."""
    for sink, zone in ((FileSink(home.bridge_audit), "bridge"), (SqliteSink(home.web / "web.sqlite"), "web")):
        sink.write(Event(at=AT, actor="o", role="duty", act="find", decision="granted", zone=zone))


def test_the_whole_product_is_restored_from_a_backup(served, tmp_path):
    home, to = served.home, tmp_path / "backup"
    looked(home)
    people, serves = known_people(home), home.current()
    with snapshot.alone(home):
        busy = plainview("backup", "--home", home.path, "--to", to)
    assert busy.code == 4, "not while a refresh works"
    made = plainview("backup", "--home", home.path, "--to", to)
    assert made.code == 0, made.said
    assert f"The master key ({home.key_file.name}) is not in it" in made.err
    assert home.key_file.read_bytes().strip() not in b"".join(p.read_bytes() for p in to.rglob("*") if p.is_file())
    assert all(p.stat().st_mode & 0o077 == 0 for p in (to, to / "home" / "bridge" / serves / "vault.sqlite"))
    looked(home)  # after the backup: it is lost with the home
    assert plainview("audit", "anchor", "--home", home.path).code == 0

    refused = plainview("restore", "--home", home.path, "--from", to)
    assert refused.code == 1
    assert "place-taken: " in refused.err
    shutil.rmtree(home.path)
    found = plainview("restore", "--home", home.path, "--from", to)
    assert found.code == 5, "the anchor outside knows of an event that the backup does not have"
    assert "events after an anchor are missing" in found.out
    home.anchors.unlink()
    assert plainview("audit", "verify", "--home", home.path).code == 0
    assert home.current() == serves
    assert snapshot.damaged(home, serves) == []
    assert known_people(home) == people
    model = ReadModel(home.store(serves) / "read_model.sqlite")
    assert {p for p in people.values() if model.resident(p)} == set(people.values())
    assert plainview("backup", "list", "--home", home.path).out.count(str(to)) == 1
    assert quiet_refresh(served).refresh > serves


def test_a_backup_that_was_changed_is_not_restored(served, tmp_path):
    to, other = tmp_path / "backup", tmp_path / "other"
    assert plainview("backup", "--home", served.home.path, "--to", to).code == 0
    shutil.copy2(served.home.key_file, tmp_path / "other.key")
    vault = to / "home" / "bridge" / served.home.current() / "vault.sqlite"
    whole = vault.read_bytes()
    vault.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    ended = plainview("restore", "--home", other, "--from", to)
    assert (ended.code, "backup-not-usable: 1 files" in ended.err) == (1, True), ended.said
    assert not other.exists()
    vault.write_bytes(whole)
    (tmp_path / "other.key").unlink()
    ended = plainview("restore", "--home", other, "--from", to)
    assert (ended.code, "no-master-key: " in ended.err) == (1, True), ended.said
    assert not other.exists()
    (to / "backup.json").write_text(json.dumps({"version": 99}))
    assert "backup-not-usable: the backup is of version 99" in plainview("restore", "--home", other, "--from", to).err


@pytest.mark.parametrize("place", ["inside", "taken"])
def test_a_backup_overwrites_nothing_and_lies_outside_of_the_home(served, tmp_path, place):
    to = served.home.path / "backup" if place == "inside" else tmp_path
    ended = plainview("backup", "--home", served.home.path, "--to", to)
    assert (ended.code, "place-taken: " in ended.err) == (1, True)
    assert not served.home.backups.exists()


def test_a_backup_is_noted_as_destroyed_only_when_it_is_gone(served, tmp_path):
    to = tmp_path / "backup"
    assert plainview("backup", "--home", served.home.path, "--to", to).code == 0
    id_ = json.loads((to / "backup.json").read_text())["id"]
    note = ("backup", "destroyed", id_, "--home", served.home.path, "--officer", "o")
    assert "it still stands where it was written" in plainview(*note).err
    shutil.rmtree(to)
    assert plainview(*note).code == 0
    assert plainview("backup", "list", "--home", served.home.path).out == ""


def test_what_serves_is_compared_with_its_checksums(served):
    ask = ("status", "--verify", "--home", served.home.path, "--on", "2026-03-02")
    assert "Every file is as it was published." in plainview(*ask).out
    (served.home.store(served.home.current()) / "manifest.json").write_text(
        (served.home.store(served.home.current()) / "manifest.json").read_text() + " "
    )
    ended = plainview(*ask)
    assert (ended.code, "manifest.json" in ended.out) == (8, True)


def test_each_refresh_notes_the_heads_of_the_chains_outside_of_the_home(served):
    looked(served.home)
    quiet_refresh(served)
    chains = [json.loads(line)["chain"] for line in served.home.anchors.read_text().splitlines()]
    assert chains == ["bridge", "web"]
    assert served.home.path not in served.home.anchors.parents
    served.home.bridge_audit.write_bytes(b"")  # the whole chain written anew, with nothing in it
    assert plainview("audit", "verify", "--home", served.home.path).code == 5

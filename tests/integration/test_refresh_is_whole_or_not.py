"""A refresh is all or nothing: whatever ends it, the last good one serves, byte for byte, and the next one works."""

import errno
import os
import signal
import subprocess
import sys
import threading
from datetime import date

import pyarrow.parquet as pq
import pytest

from plainview.agreements.problems import PolicyNotValid
from plainview.pipeline import snapshot
from plainview.pipeline.accept import Accept, AcceptNeedsReason
from plainview.pipeline.refresh import refresh
from plainview.store.read_model import ReadModel
from plainview.vocabulary.errors import PlainviewError
from tests.lib.command import ROOT, arguments, environment
from tests.lib.councils import PEOPLE, REFERRALS, RENTS, files_of, known_people, quiet_refresh


def what_serves(small) -> dict[str, bytes]:
    """Give CURRENT and every byte of the refresh that it names, on both sides."""
    home = small.home
    refresh_id = home.current()
    return {
        "CURRENT": home.current_file.read_bytes(),
        **{f"store {n}": b for n, b in files_of(home.store(refresh_id)).items()},
        **{f"bridge {n}": b for n, b in files_of(home.bridge(refresh_id)).items()},
    }


def table(small, name, purpose="display"):
    """Give a table of the refresh that serves."""
    return pq.read_table(small.home.store(small.home.current()) / purpose / f"{name}.parquet").to_pylist()


def start(small) -> subprocess.Popen[str]:
    """Start a refresh as a process of its own."""
    command = arguments("refresh", "--extracts", small.extracts, "--home", small.home.path, "--as-of", "2026-03-03",
                        council=small.council)  # fmt: skip
    return subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True)  # fmt: skip


def test_killed_at_any_stage_the_old_one_serves_and_the_next_works(served):
    before = what_serves(served)
    for stage in ("Matching people", "Writing the store", "Publishing"):
        process = start(served)
        assert process.stderr is not None
        for line in process.stderr:
            if stage in line:
                break
        process.send_signal(signal.SIGKILL)
        process.communicate()
        # Once it says that it publishes it may be a moment faster than the signal.
        if process.returncode == 0 and stage == "Publishing":
            before = what_serves(served)
            continue
        assert process.returncode == -signal.SIGKILL, stage
        assert what_serves(served) == before, stage
    last = served.home.current()
    assert quiet_refresh(served).refresh > last
    left = [
        p.name for side in ("store", "bridge") for p in (served.home.path / side).iterdir() if ".building" in p.name
    ]
    assert left == []


# The process ends without a word just before that call of the publication, as a power cut would have it.
_CUT = """
import os, sys
from pathlib import Path
from plainview.pipeline import snapshot
from plainview.vocabulary.home import Home
from tests.lib.councils import Small, quiet_refresh
calls = 0
whole = getattr(os, {name!r})
def cut(*arguments, **named):
    global calls
    if "home" in str(arguments[0]) and ("building" in str(arguments[0]) or "CURRENT" in str(arguments[0])):
        calls += 1
        if calls == {call}:
            os._exit(9)
    return whole(*arguments, **named)
os.{name} = cut
quiet_refresh(Small(Path(sys.argv[1])), as_of="2026-03-03")
"""


@pytest.mark.parametrize(("name", "call"), [("rename", 2), ("replace", 1)])
def test_cut_between_the_steps_of_publication_the_old_one_serves(served, name, call):
    before = what_serves(served)
    ended = subprocess.run(
        [sys.executable, "-c", _CUT.format(name=name, call=call), str(served.folder)], cwd=ROOT, env=environment(),
        check=False, capture_output=True,
    )  # fmt: skip
    assert ended.returncode == 9, ended.stderr.decode()
    assert what_serves(served) == before
    with snapshot.building(served.home, date(2026, 3, 4)) as place:
        # What the cut left behind is gone before a new one is built.
        assert {p.name for p in (served.home.path / "store").iterdir()} == {served.home.current(), place.store.name}


def test_the_first_refresh_that_fails_leaves_a_home_that_has_published_nothing(fresh):
    (fresh.extracts / "rents_20260301.csv").unlink()
    assert fresh.refresh().code != 0
    assert not fresh.home.current_file.exists()
    assert [p for p in fresh.home.path.rglob("*") if p.suffix in (".parquet", ".sqlite")] == []


def test_a_refresh_that_fails_late_changes_no_byte(served, monkeypatch):
    before = what_serves(served)

    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "the disk does not answer")

    monkeypatch.setattr("plainview.pipeline.snapshot.publish", fails)
    with pytest.raises(OSError, match="does not answer"):
        quiet_refresh(served)
    assert what_serves(served) == before


def test_two_at_once_are_refused(served):
    started, go_on = threading.Event(), threading.Event()
    failed: list[PlainviewError] = []

    def tell(_: str) -> None:
        started.set()
        go_on.wait(60)

    def first() -> None:
        try:
            refresh(council=served.council, extracts=served.extracts, home=served.home, as_of=date(2026, 3, 3),
                    accept=Accept(), tell=tell)  # fmt: skip
        except PlainviewError as error:
            failed.append(error)

    thread = threading.Thread(target=first)
    thread.start()
    try:
        assert started.wait(60)
        ended = served.refresh()
    finally:
        go_on.set()
        thread.join()
    assert ended.code == 4
    assert ended.err.startswith("refresh-running: ")
    assert not failed
    assert served.home.current().startswith("000002")


def test_a_second_refresh_keeps_who_is_who_and_what_was_known_when(served):
    people, records = known_people(served.home), _records(served)
    assert len(people) == 6
    assert people["care", "2"] == people["rent", "R77"], "matched by name, birth date and home"
    quiet_refresh(served, as_of="2026-04-09")
    assert known_people(served.home) == people
    assert _records(served) == records


def _records(small) -> dict[tuple[str, str], object]:
    """Give when each record that did not change was first known, by its reference."""
    return {(n, r["record_ref"]): r["known_from"] for n in ("tenancies", "referrals") for r in table(small, n)}


def test_the_order_of_rows_and_files_changes_no_link(fresh, served):
    fresh.send("care_people_20260301.csv", PEOPLE[::-1])
    fresh.send("care_referrals_20260301.csv", REFERRALS[::-1])
    fresh.send("rents_20260301.csv", RENTS[::-1])
    # The agreements, too, in another order.
    renamed = {"zz-care": fresh.sources["care"], "aa-rents": fresh.sources["rents"]}
    for new, (own, mapping) in renamed.items():
        own["id"] = mapping["agreement"] = new
    fresh.sources = dict(reversed(renamed.items()))
    fresh.policy()
    quiet_refresh(fresh)
    assert _groups(known_people(fresh.home)) == _groups(known_people(served.home))


def _groups(people) -> set[frozenset[tuple[str, str]]]:
    return {frozenset(r for r, other in people.items() if other == one) for one in people.values()}


def test_an_agreement_that_ended_takes_its_elements_along(served):
    assert table(served, "rent_accounts")
    served.sources["rents"][0]["ends"] = "2026-03-01"
    served.policy()
    made = quiet_refresh(served)
    assert any("rents" in w and "agreement-not-in-force" in w for w in made.warnings)
    for purpose in ("display", "modelling", "monitoring"):
        folder = served.home.store(served.home.current()) / purpose
        for name in ("rent_accounts", "tenancies"):
            assert (
                not (folder / f"{name}.parquet").exists() or pq.read_metadata(folder / f"{name}.parquet").num_rows == 0
            )
        for file in folder.glob("*.parquet"):
            told = pq.read_table(file)
            assert "rents" not in (told.column("source").to_pylist() if "source" in told.column_names else [])
    model = ReadModel(served.home.store(served.home.current()) / "read_model.sqlite")
    facts = [f for p in model.person_ids() for f in model.resident(p).facts]
    assert {f.source for f in facts} <= {"care", None}
    assert ("rent", "R77") not in known_people(served.home)


def test_an_element_dropped_from_an_agreement_is_gone_from_the_next_store(served):
    assert all(r["need"] for r in table(served, "referrals"))
    own, mapping = served.sources["care"]
    own["elements"] = [e for e in own["elements"] if e["name"] != "need"]
    served.policy()
    with pytest.raises(PolicyNotValid, match="need"):
        quiet_refresh(served)  # the mapping still reads it, and that is said before any data is read
    del mapping["tables"][0]["columns"]["need"]
    served.policy()
    quiet_refresh(served)
    assert all(r["need"] is None for r in table(served, "referrals"))
    store = served.home.store(served.home.current())
    model = ReadModel(store / "read_model.sqlite")
    assert not [f for p in model.person_ids() for f in model.resident(p).facts if "need" in f.values]
    assert b"abuse_or_neglect" not in b"".join(files_of(store).values())


def test_going_on_without_a_source_needs_a_reason_which_is_kept(served):
    (served.extracts / "rents_20260301.csv").unlink()
    with pytest.raises(AcceptNeedsReason):
        Accept(("rents",), "  ")
    ended = served.refresh("--accept", "rents")
    assert ended.code == 1
    assert ended.err.startswith("accept-needs-reason:")
    told = "The server of housing is being moved"
    assert served.refresh("--accept", "rents", "--reason", told).code == 0
    kept = snapshot.manifest(served.home, served.home.current())["accepted"]
    assert kept == {"without": ["rents"], "let_through": {}, "reason": told}
    model = ReadModel(served.home.store(served.home.current()) / "read_model.sqlite")
    assert {s.source: s.received_on is None for s in model.sources} == {"care": False, "rents": True}


def test_what_the_bridge_keeps_is_for_its_own_account_alone(served):
    for path in [served.home.path / "bridge", *(served.home.path / "bridge").rglob("*")]:
        if path.is_dir() or path.parent == served.home.path / "bridge":
            assert path.stat().st_mode & 0o077 == 0, path.name
    assert served.home.key_file.stat().st_mode & 0o177 == 0
    assert not str(served.home.key_file).startswith(str(served.home.path) + os.sep)

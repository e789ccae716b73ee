"""A full disk, a bridge that is lost, a clock that is set back: the last good refresh serves on."""

import os
import resource
import signal
import subprocess
import time

import pytest

from plainview.pipeline import snapshot
from plainview.store.read_model import ReadModel
from plainview.vocabulary.door import Asking, BridgeNotRunning, Door, socket_path
from tests.lib.command import ROOT, arguments, environment, started
from tests.lib.councils import files_of, known_people, quiet_refresh

# A limit of the account meets every stage that writes a file larger than it: the first, one in between, the last.
LIMITS = (4_096, 40_000)


def serves(small):
    refresh_id = small.home.current()
    return {"CURRENT": refresh_id, **files_of(small.home.store(refresh_id)), **files_of(small.home.bridge(refresh_id))}


@pytest.mark.parametrize("bytes_at_most", LIMITS)
def test_a_limit_of_the_account_is_told_and_the_last_good_one_serves(served, bytes_at_most):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_at_most, bytes_at_most))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    before = serves(served)
    ended = subprocess.run(
        arguments("refresh", "--extracts", served.extracts, "--home", served.home.path, "--as-of", "2026-03-03",
                  council=served.council),
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, preexec_fn=limit,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stderr
    assert "no-room-on-disk: " in ended.stderr
    assert "Traceback" not in ended.stderr
    assert serves(served) == before
    left = [p.name for side in ("store", "bridge") for p in (served.home.path / side).iterdir() if p.name[0] == "."]
    assert left == []
    assert quiet_refresh(served).refresh > before["CURRENT"], "with room again it goes on as if nothing had been"


def test_a_disk_that_is_full_is_told_and_the_last_good_one_serves(served, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=False,
                             capture_output=True)  # fmt: skip
    if mounted.returncode != 0:
        pytest.skip("this account may not mount a small disk; the limit of the account is tested above")
    try:
        subprocess.run(["cp", "-a", f"{served.home.path}", f"{served.home.key_file}", str(disk)], check=True)
        (disk / "filler").write_bytes(b"x" * (os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - 200_000))
        ended = subprocess.run(
            arguments("refresh", "--extracts", served.extracts, "--home", disk / "home", "--as-of", "2026-03-03",
                      council=served.council),
            cwd=ROOT, env=environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 1, ended.stderr
        assert "no-room-on-disk: " in ended.stderr
        on_disk = type(served.home)(disk / "home")
        assert on_disk.current() == served.home.current()
        assert snapshot.damaged(on_disk, on_disk.current()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_lost_bridge_is_told_and_one_that_is_started_again_answers(served):
    asking = Asking(officer="tester", role="duty", purpose="triage", reason="A new contact")
    door = Door(served.home.path, timeout_seconds=10)

    def bridge(n):
        process = started("bridge", "serve", "--home", served.home.path, council=served.council,
                          log=served.folder / f"bridge{n}.log")  # fmt: skip
        for _ in range(600):
            if socket_path(served.home.path).exists() and door.is_open():
                return process
            time.sleep(0.1)
        process.kill()
        raise AssertionError((served.folder / f"bridge{n}.log").read_text())

    first = bridge(1)
    assert door.find_by_case(asking, space="care", id="1")
    first.send_signal(signal.SIGKILL)
    first.wait()
    with pytest.raises(BridgeNotRunning):
        door.find_by_case(asking, space="care", id="1")
    # What needs no name goes on without the bridge, and a refresh needs no bridge either.
    assert len(ReadModel(served.home.store(served.home.current()) / "read_model.sqlite").person_ids()) == 4
    again = bridge(2)
    try:
        assert door.find_by_case(asking, space="care", id="1")
    finally:
        again.terminate()
        again.wait(timeout=30)


def test_a_clock_that_is_set_back_and_forth_publishes_in_the_order_of_the_refreshes(served):
    people = known_people(served.home)
    for n, day in enumerate(("2026-02-15", "2027-01-01", "2026-03-02"), start=2):
        quiet_refresh(served, as_of=day)
        assert served.home.current() == f"{n:06d}-{day.replace('-', '')}"
        assert snapshot.damaged(served.home, served.home.current()) == []
        assert known_people(served.home) == people
    assert served.home.refreshes()[0].startswith("000004")

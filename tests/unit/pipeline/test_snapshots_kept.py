"""Old refreshes go by number and by age, and never stay longer than what they hold may be kept."""

from datetime import date, timedelta

import pytest

from plainview.pipeline import snapshot, snapshots_kept
from plainview.vocabulary.home import Home

DAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def without_pause(monkeypatch):
    """Nobody reads here."""
    monkeypatch.setattr(snapshots_kept, "GRACE_SECONDS", 0)


def home_with(folder, *, days, **more) -> Home:
    """Give a home with a refresh on each of these days, in this order; `more`: of every manifest but the last."""
    home = Home(folder / "home")
    for n, offset in enumerate(days):
        day = DAY + timedelta(days=offset)
        with snapshot.building(home, day) as built:
            for part in (built.store, built.bridge):
                (part / "content").write_text(built.refresh)
            old = more if n < len(days) - 1 else {}
            snapshot.publish(home, built, {"refresh": built.refresh, "as_of": day.isoformat(), **old})
    return home


def left_after(home, *, count=3, days=92, as_of=DAY):
    snapshots_kept.remove_old(home, count=count, days=days, as_of=as_of)
    numbers = [int(r.split("-")[0]) for r in home.refreshes()]
    for side in ("store", "bridge"):
        assert sorted(int(p.name[:6]) for p in (home.path / side).iterdir()) == sorted(numbers)
    return numbers


def test_the_last_three_stay(tmp_path):
    assert left_after(home_with(tmp_path, days=[0, 0, 0, 0, 0])) == [5, 4, 3]


def test_one_that_is_too_old_goes_though_few_are_kept(tmp_path):
    home = home_with(tmp_path, days=[0, 1, 100])
    assert left_after(home, days=92, as_of=DAY + timedelta(days=100)) == [3, 2], "the one before is kept to read from"


def test_a_clock_that_was_set_back_removes_nothing_too_early(tmp_path):
    assert left_after(home_with(tmp_path, days=[50, 40, 0]), as_of=DAY) == [3, 2, 1]


def test_what_holds_rows_that_may_not_be_kept_any_more_goes_at_once(tmp_path):
    home = home_with(tmp_path, days=[0, 0], keep_until=(DAY + timedelta(days=1)).isoformat())
    assert left_after(home, as_of=DAY) == [2, 1]
    assert left_after(home, as_of=DAY + timedelta(days=1)) == [2]


def test_one_that_is_being_read_can_be_read_to_its_end(tmp_path):
    home = home_with(tmp_path, days=[0, 0, 0, 0])
    oldest = home.refreshes()[-1]
    with (home.store(oldest) / "content").open() as reading:
        left_after(home)
        assert reading.read() == oldest


def test_the_one_that_serves_is_never_removed(tmp_path):
    home = home_with(tmp_path, days=[0])
    with pytest.raises(ValueError, match="never removed"):
        snapshot.remove(home, home.current())
    assert left_after(home, count=1, days=1, as_of=DAY + timedelta(days=999)) == [1]


def test_what_the_web_made_of_a_refresh_goes_with_it(tmp_path):
    home = home_with(tmp_path, days=[0, 0, 0, 0])
    home.web.mkdir()
    for refresh in home.refreshes():
        (home.web / f"cases-{refresh}.sqlite").touch()
    left_after(home)
    assert len(list(home.web.iterdir())) == 3


def test_a_removal_cut_half_way_is_finished_by_the_next_work(tmp_path, monkeypatch):
    home = home_with(tmp_path, days=[0, 0, 0, 0])
    with monkeypatch.context() as patched:
        patched.setattr("plainview.pipeline.snapshot.shutil.rmtree", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            left_after(home)
    assert home.refreshes() == sorted(home.refreshes(), reverse=True)
    with snapshot.building(home, DAY):
        pass
    assert [p.name for s in ("store", "bridge") for p in (home.path / s).iterdir() if p.name.startswith(".")] == []
    assert snapshot.damaged(home, home.current()) == []


def test_a_file_that_changed_or_is_missing_is_found(tmp_path):
    home = home_with(tmp_path, days=[0])
    serves = home.current()
    assert snapshot.damaged(home, serves) == []
    (home.bridge(serves) / "content").write_text("other")
    (home.store(serves) / "content").unlink()
    (home.store(serves) / "new").touch()
    assert snapshot.damaged(home, serves) == [
        f"store/{serves}/content",
        f"store/{serves}/new",
        f"bridge/{serves}/content",
    ]


def test_a_snapshot_of_a_later_program_is_not_built_upon_and_not_read(tmp_path):
    home = home_with(tmp_path, days=[0])
    (home.store(home.current()) / "manifest.json").write_text('{"version": 99}')
    with pytest.raises(snapshot.SnapshotIsNewer, match="version 99"), snapshot.building(home, DAY):
        pass
    with pytest.raises(snapshot.SnapshotIsNewer):
        snapshot.manifest(home, home.current())


def test_ids_sort_by_number_whatever_the_day(tmp_path):
    home = home_with(tmp_path, days=[0, -400, 400, -1])
    assert [r[:6] for r in home.refreshes()] == ["000004", "000003", "000002", "000001"]
    assert home.current() == "000004-20260228"

"""Writes the SSDA903 return on children looked after (a CSV for each table), and the system's own list of episodes."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import iso_date, uk_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder, recorded_ethnicity
from plainview.synthetic.larkmere.world.model import CareEpisode, World

HEADER = ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB")
EPISODES = ("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
            "HOME_POST", "PL_POST", "URN")  # fmt: skip
UASC = ("CHILD", "SEX", "DOB", "UASC_DUC", "UASC_FLAG")
DOLO = ("CHILD", "SEX", "DOB", "DOLO_START", "DOLO_END")
SYSTEM = (
    "clae_cla_episode_id", "clae_person_id", "clae_cla_episode_start_date", "clae_cla_episode_start_reason",
    "clae_cla_primary_need_code", "clae_cla_episode_ceased_date", "clae_cla_episode_ceased_reason", "clae_cla_id",
    "clae_referral_id", "clae_cla_placement_id", "clae_entered_care_date", "clae_cla_last_iro_contact_date",
)  # fmt: skip

_WATCHED = frozenset({"K1", "K2", "R3", "S1", "H5"})  # placements in which a court may limit a child's liberty


def write(out: Path, world: World) -> dict[str, int]:
    """Write Header, Episodes, UASC and DoLo, and the reporting database's episodes."""
    recorder = Recorder(world, lcs.SPACE)
    by_child = {
        child: sorted(episodes, key=lambda e: (e.starts, e.id))
        for child, episodes in sorted(world.grouped("care_episodes", "child").items())
    }
    tables: tuple[tuple[str, tuple[str, ...], Iterator[dict[str, Any]]], ...] = (
        ("SSDA903_header", HEADER, _header(world, recorder, by_child)),
        ("SSDA903_episodes", EPISODES, _episodes(world, recorder, by_child)),
        ("SSDA903_uasc", UASC, _uasc(world, recorder, by_child)),
        ("SSDA903_dolo", DOLO, _dolo(world, recorder, by_child)),
        ("ssd_cla_episodes", SYSTEM, _system(world, recorder, by_child)),
    )
    counts = {}
    for part, columns, rows in tables:
        name = f"CSC10_{part}_{lcs.stamp(world)}.csv"
        counts[name] = write_csv(out / name, columns, rows)
    return counts


_ByChild = dict[int, list[CareEpisode]]


def _identity(world: World, recorder: Recorder, child: int) -> dict[str, Any]:
    held = recorder.primary(child)
    rng = lcs.rng_of(world, "csc10", "sex", child)
    # The return writes 1 and 2; some tables come from a newer form, which writes letters.
    sex = codes.SEX_NUMBER.get(held.sex) if rng.random() < 0.85 else held.sex
    return {"CHILD": held.local_id, "SEX": sex if held.sex else None, "DOB": uk_date(held.born_on)}


def _header(world: World, recorder: Recorder, by_child: _ByChild) -> Iterator[dict[str, Any]]:
    for child in by_child:
        held, person = recorder.primary(child), world.persons[child]
        own = world.children_of(child)
        rng = lcs.rng_of(world, "csc10", child)
        yield _identity(world, recorder, child) | {
            "ETHNIC": (rng.random() > 0.03 and recorded_ethnicity(world, person)) or "NOBT",
            # Where there is no pupil number the return holds the reason in its place.
            "UPN": held.upn or ("UN1" if world.age_on(child, world.ends) < 5 else "UN4"),
            "MOTHER": (("1" if own else "0") if person.sex == "F" and world.age_on(child, world.ends) >= 12 else None),
            "MC_DOB": uk_date(recorder.primary(own[0].id).born_on) if own and person.sex == "F" else None,
        }


def _episodes(world: World, recorder: Recorder, by_child: _ByChild) -> Iterator[dict[str, Any]]:
    for child, episodes in by_child.items():
        before = recorder.address_on(child, episodes[0].entered_care_on - timedelta(days=1))
        for episode in episodes:
            placed = recorder.address_of(episode.placement_home) if episode.placement_home is not None else None
            yield {
                "CHILD": recorder.id(child),
                "DECOM": uk_date(episode.starts),
                "RNE": episode.reason,
                "LS": episode.legal_status,
                "CIN": episode.need,
                "PLACE": episode.placement,
                "PLACE_PROVIDER": episode.provider,
                "DEC": uk_date(episode.ends),
                "REC": episode.end_reason,
                "REASON_PLACE_CHANGE": episode.change_reason,
                "HOME_POST": before.postcode if before else None,
                "PL_POST": placed.postcode if placed else None,
                "URN": episode.carer_urn,
            }


def _uasc(world: World, recorder: Recorder, by_child: _ByChild) -> Iterator[dict[str, Any]]:
    alone = {a.child for a in world.assessments if "9A" in a.factors}
    for child in by_child:
        eighteen = _birthday(recorder.primary(child).born_on, 18)
        is_over = child in alone and eighteen is not None and eighteen <= world.ends
        yield _identity(world, recorder, child) | {
            "UASC_DUC": uk_date(eighteen) if is_over else None, "UASC_FLAG": "1" if child in alone else "0",
        }  # fmt: skip


def _birthday(born: date | None, age: int) -> date | None:
    return None if born is None else date(born.year + age, born.month, min(born.day, 28))


def _dolo(world: World, recorder: Recorder, by_child: _ByChild) -> Iterator[dict[str, Any]]:
    for child, episodes in by_child.items():
        for episode in episodes:
            rng = lcs.rng_of(world, "csc10", "dolo", episode.id)
            if episode.placement not in _WATCHED or rng.random() >= (0.9 if episode.placement == "K1" else 0.4):
                continue
            starts = episode.starts + timedelta(days=rng.randint(0, 14))
            ends = min(starts + timedelta(days=rng.choice((28, 56, 84))), episode.ends or date.max)
            if starts < min(ends, world.ends):
                yield _identity(world, recorder, child) | {
                    "DOLO_START": uk_date(starts), "DOLO_END": uk_date(ends) if ends <= world.ends else None,
                }  # fmt: skip


def _system(world: World, recorder: Recorder, by_child: _ByChild) -> Iterator[dict[str, Any]]:
    referrals = world.grouped("referrals", "child")
    for child, episodes in by_child.items():
        for episode in episodes:
            rng = lcs.rng_of(world, "csc10", "system", episode.id)
            led = [r.id for r in referrals.get(child, ()) if r.on <= episode.entered_care_on]
            seen = max(episode.starts, min(episode.ends or world.ends, world.ends) - timedelta(days=rng.randint(1, 90)))
            yield {
                "clae_cla_episode_id": lcs.event_ref(16, episode.id),
                "clae_person_id": recorder.id(child),
                "clae_cla_episode_start_date": iso_date(episode.starts),
                "clae_cla_episode_start_reason": episode.reason,
                "clae_cla_primary_need_code": episode.need,
                "clae_cla_episode_ceased_date": iso_date(episode.ends),
                "clae_cla_episode_ceased_reason": episode.end_reason,
                "clae_cla_id": lcs.event_ref(17, episode.period),
                "clae_referral_id": lcs.referral_ref(led[-1] if led else None),
                "clae_cla_placement_id": lcs.event_ref(18, episode.id),
                "clae_entered_care_date": iso_date(episode.entered_care_on),
                "clae_cla_last_iro_contact_date": iso_date(seen),
            }

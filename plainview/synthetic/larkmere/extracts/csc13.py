"""Writes missing episodes and exploitation screenings: one workbook that the missing co-ordinator keeps by hand."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import excel_cell_date, excel_date, short_date, uk_date, write_excel
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import Screening, World

MISSING = (
    "miss_table_id", "miss_person_id", "miss_missing_episode_start_date", "miss_missing_episode_type",
    "miss_missing_episode_end_date", "miss_missing_rhi_offered", "miss_missing_rhi_accepted", "MISSING", "MIS_START",
    "MIS_END", "MISSING_REPORTED_BY", "MISSING_POLICE_REF", "MISSING_HOURS", "RHI_OFFERED_DATE",
    "RHI_COMPLETED_DATE", "RHI_WITHIN_72H", "RHI_NOTES_TEXT",
)  # fmt: skip
SCREENINGS = (
    "miss_person_id", "CSE_SCREENING_DATE", "CSE_RISK_LEVEL", "CCE_SCREENING_DATE", "CCE_RISK_LEVEL",
    "MACE_MEETING_DATE", "NRM_REFERRAL_DATE", "NRM_OUTCOME", "GANG_AFFILIATION_FLAG",
)  # fmt: skip

_LEVELS = {"none": ("No risk", "None"), "emerging": ("Emerging", "emerging"), "moderate": ("Moderate", "Medium"),
           "significant": ("Significant", "Significant", "High")}  # fmt: skip
_TEXTS = (
    "{child} said {they} had stayed at a friend's because of an argument at home about {their} phone.",
    "{child} would not say who {they} had been with. Came back with new trainers and no explanation.",
    "{child} told the worker that older young people had asked {them} to carry a package. Did not feel able to refuse.",
    "{child} was tired and hungry; says {they} slept on the night bus. Worried about going back to the placement.",
    "{child} said {they} lost track of time in town and was not harmed. Understands why everyone was worried.",
    "Interview at school. {child} spoke of feeling low and not wanting to be at home when there is shouting.",
)


def write(out: Path, world: World) -> dict[str, int]:
    """Write the workbook, a sheet for episodes and a sheet for the exploitation panel."""
    recorder = Recorder(world, lcs.SPACE)
    name = f"CSC13_missing_and_exploitation_{lcs.stamp(world)}.xlsx"
    rows = write_excel(out / name, {
        "Missing episodes": (MISSING, _episodes(world, recorder)),
        "Exploitation panel": (SCREENINGS, _screenings(world, recorder)),
    })  # fmt: skip
    return {name: rows}


def _day(rng: Any, day: date | None) -> Any:
    """Give a real date cell, mostly; else what someone typed, or the number left when a format was lost."""
    if day is None:
        return None
    return rng.choices((excel_cell_date(day), uk_date(day), short_date(day), excel_date(day)), (90, 5, 3, 2))[0]


def _episodes(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for episode in world.missing:
        rng = lcs.rng_of(world, "csc13", episode.id)
        held = recorder.either(episode.child, ("missing", episode.id))
        back = episode.ends
        offered = back + timedelta(days=rng.randint(0, 2)) if back and episode.interview_offered else None
        done = offered + timedelta(days=rng.randint(0, 5)) if offered and episode.interview_accepted else None
        done = done if done and done < world.ends else None
        hours = (back - episode.starts).days * 24 + rng.randint(2, 20) if back else None
        yield {
            "miss_table_id": lcs.event_ref(22, episode.id),
            "miss_person_id": held.local_id,
            "miss_missing_episode_start_date": _day(rng, episode.starts),
            "miss_missing_episode_type": episode.kind if rng.random() < 0.97 else None,
            "miss_missing_episode_end_date": _day(rng, back),
            "miss_missing_rhi_offered": lcs.yes_no(rng, episode.interview_offered),
            "miss_missing_rhi_accepted": lcs.yes_no(rng, episode.interview_accepted),
            "MISSING": episode.kind,
            "MIS_START": _day(rng, episode.starts),
            "MIS_END": _day(rng, back),
            "MISSING_REPORTED_BY": rng.choice(_reporters(is_placed=episode.kind == "A")),
            "MISSING_POLICE_REF": f"{rng.randrange(10000, 99999)}/{episode.starts:%y}" if episode.kind == "M" else None,
            "MISSING_HOURS": hours,
            "RHI_OFFERED_DATE": _day(rng, offered),
            "RHI_COMPLETED_DATE": _day(rng, done),
            "RHI_WITHIN_72H": None if done is None or back is None else lcs.yes_no(rng, (done - back).days <= 3),
            "RHI_NOTES_TEXT": _text(rng, world, held.forename, episode.child) if done else None,
        }


def _reporters(*, is_placed: bool) -> tuple[str, ...]:
    return ("Carer", "Residential staff", "Carer") if is_placed else ("Parent", "Parent", "Police", "School", "Carer")


def _text(rng: Any, world: World, name: str | None, child: int) -> str:
    is_girl = world.persons[child].sex == "F"
    they, their, them = ("she", "her", "her") if is_girl else ("he", "his", "him")
    told = str(rng.choice(_TEXTS)).format(child=name or "YP", they=they, their=their, them=them)
    return told + (" Return interview offered again for next week." if rng.random() < 0.1 else "")


def _screenings(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    """Give a row for each screening, with the meeting and the referral that came of it."""
    for child, each in sorted(world.grouped("screenings", "child").items()):
        told = sorted(each, key=lambda s: (s.on, s.id))
        first = [s for s in told if s.kind in {"cse", "cce"}]
        for n, screening in enumerate(first):
            until = first[n + 1].on if n + 1 < len(first) else date.max
            after = [s for s in told if s not in first and screening.on <= s.on < until]
            yield _screening(world, recorder.either(child, ("screening", screening.id)).local_id, screening, after)


def _screening(world: World, child: str, screening: Screening, after: list[Screening]) -> dict[str, Any]:
    rng = lcs.rng_of(world, "csc13", "screening", screening.id)
    meeting = next((s.on for s in after if s.kind == "mace"), None)
    referral = next((s.on for s in after if s.kind == "nrm"), None)
    outcome = None
    if referral is not None:
        is_new = (world.ends - referral).days < 45
        outcome = "Pending" if is_new else rng.choices(("Positive RG", "Positive CG", "Negative RG"), (50, 35, 15))[0]
    level = rng.choice(_LEVELS[screening.level])
    return {
        "miss_person_id": child,
        "CSE_SCREENING_DATE": _day(rng, screening.on) if screening.kind == "cse" else None,
        "CSE_RISK_LEVEL": level if screening.kind == "cse" else None,
        "CCE_SCREENING_DATE": _day(rng, screening.on) if screening.kind == "cce" else None,
        "CCE_RISK_LEVEL": level if screening.kind == "cce" else None,
        "MACE_MEETING_DATE": _day(rng, meeting),
        "NRM_REFERRAL_DATE": _day(rng, referral),
        "NRM_OUTCOME": outcome,
        "GANG_AFFILIATION_FLAG": lcs.yes_no(rng, screening.gang) if screening.kind == "cce" else None,
    }

"""Writes care leavers: a workbook that the leaving care team keeps beside the children's system."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes, draw
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import excel_cell_date, uk_date, write_excel
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import CareLeaver, World

COLUMNS = (
    "clea_table_id", "clea_person_id", "clea_care_leaver_eligibility", "clea_care_leaver_in_touch",
    "clea_care_leaver_latest_contact", "clea_care_leaver_accommodation", "clea_care_leaver_accom_suitable",
    "clea_care_leaver_activity", "clea_pathway_plan_review_date", "clea_care_leaver_personal_advisor",
    "clea_care_leaver_allocated_team", "clea_care_leaver_worker_id", "IN_TOUCH", "ACTIV", "ACCOM",
    "CL_ELIGIBILITY_CATEGORY", "CL_PATHWAY_PLAN_DATE", "CL_STAYING_PUT_FLAG", "CL_SETTING_UP_HOME_ALLOWANCE",
    "CL_COUNCIL_TAX_EXEMPT_FLAG", "CL_TENANCY_REF",
)  # fmt: skip

_ELIGIBILITY = {"relevant": ("Relevant child", "REL"), "former_relevant": ("Former relevant child", "FR"),
                "qualifying": ("Qualifying care leaver", "QUAL")}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write one row for each young person with whom the team works, as last recorded."""
    recorder = Recorder(world, lcs.SPACE)
    name = f"CSC15_care_leavers_{lcs.stamp(world)}.xlsx"
    return {name: write_excel(out / name, {"Care leavers": (COLUMNS, _rows(world, recorder))})}


def _day(rng: Any, day: date | None) -> Any:
    return None if day is None else excel_cell_date(day) if rng.random() < 0.95 else uk_date(day)


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    tenants = {t: held for held in world.tenancies if held.ends is None for t in held.tenants}
    for n, leaver in enumerate(_latest(world)):
        rng = lcs.rng_of(world, "csc15", leaver.child, leaver.on)
        words, short = _ELIGIBILITY.get(leaver.eligibility, ("Eligible child", "EL"))
        tenancy = tenants.get(leaver.child)
        reference = codes.tenancy_ref(tenancy.id) if tenancy else None
        # After a leaver's birthday the team has word of them at least every two months.
        word = leaver.on - timedelta(days=rng.randint(0, 55 if leaver.in_touch else 300))
        yield {
            "clea_table_id": lcs.event_ref(33, n),
            "clea_person_id": recorder.id(leaver.child),
            "clea_care_leaver_eligibility": words,
            "clea_care_leaver_in_touch": lcs.yes_no(rng, leaver.in_touch),
            "clea_care_leaver_latest_contact": _day(rng, word),
            "clea_care_leaver_accommodation": _home(leaver),
            "clea_care_leaver_accom_suitable": lcs.yes_no(rng, leaver.suitable),
            "clea_care_leaver_activity": leaver.activity,
            "clea_pathway_plan_review_date": _day(rng, leaver.on - timedelta(days=rng.randint(5, 120))),
            "clea_care_leaver_personal_advisor": codes.staff_name(world, leaver.staff),
            "clea_care_leaver_allocated_team": codes.staff_team(world, leaver.staff),
            "clea_care_leaver_worker_id": codes.staff_ref(leaver.staff),
            "IN_TOUCH": "YES" if leaver.in_touch else rng.choice(("NO", "NREQ", "REFU")),
            "ACTIV": leaver.activity,
            "ACCOM": _home(leaver),
            "CL_ELIGIBILITY_CATEGORY": short,
            "CL_PATHWAY_PLAN_DATE": _day(rng, leaver.on - timedelta(days=rng.randint(150, 320))),
            "CL_STAYING_PUT_FLAG": lcs.yes_no(rng, leaver.accommodation == "Z"),
            "CL_SETTING_UP_HOME_ALLOWANCE": rng.choice(("Not claimed", "Part used", "Used")),
            "CL_COUNCIL_TAX_EXEMPT_FLAG": lcs.yes_no(rng, leaver.accommodation in {"U", "T"} and rng.random() < 0.7),
            "CL_TENANCY_REF": recorder.group("uh_tenancy", reference, leaver.child) if reference else None,
        }


def _latest(world: World) -> list[CareLeaver]:
    """Give the newest record of each young person with whom the team works."""
    newest = {leaver.child: leaver for leaver in sorted(world.care_leavers, key=lambda held: held.on)}
    # One without a record for over a year is no longer worked with.
    held = {child: leaver for child, leaver in newest.items() if (world.ends - leaver.on).days < 400}
    for made in (*_eligible(world), *_before_history(world)):
        held.setdefault(made.child, made)
    return [leaver for _, leaver in sorted(held.items())]


def _eligible(world: World) -> Iterator[CareLeaver]:
    """Give those of 16 and 17 who have been looked after for thirteen weeks: their plan for leaving begins now."""
    for episode in world.care_episodes:
        long_enough = (world.ends - episode.entered_care_on).days > 91
        if episode.ends is None and long_enough and 16 <= world.age_on(episode.child, world.ends) < 18:
            yield _made(world, episode.child, "eligible", "Z" if episode.placement[0] == "U" else "D")


def _before_history(world: World) -> Iterator[CareLeaver]:
    """Give some young parents who left care before these years: the service works with them until they are 25."""
    known = [p for p in lcs.everyone(world) if 23 <= world.age_on(p, world.ends) < 25 and world.stay_on(p, world.ends)]
    known.sort(key=lambda p: draw.number(world.seed, "csc15 before", p))
    for person in known[: max(2, len(known) // 12)]:
        yield _made(world, person, "former_relevant", "U")


def _made(world: World, person: int, eligibility: str, home: str) -> CareLeaver:
    rng = lcs.rng_of(world, "csc15", "made", person)
    workers = sorted(s.id for s in world.staff.values() if s.role == "personal_adviser")
    return CareLeaver(
        person, world.ends - timedelta(days=rng.randint(5, 300)), eligibility, rng.random() < 0.92, home,
        rng.random() < 0.88, rng.choice(("F2", "F4", "P2", "G5", "G6")), rng.choice(workers or [0]),
    )  # fmt: skip


def _home(leaver: CareLeaver) -> str:
    """Write the code of the return: the kind of home, then 1 if it is suitable and 2 if it is not."""
    return f"{leaver.accommodation}{1 if leaver.suitable else 2}"

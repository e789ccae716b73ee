"""Writes services and what they cost (client level data with the finance module's fields, CSV)."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.extracts import _adults_system as las
from plainview.synthetic.larkmere.formats import pounds, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import AdultService, World

COLUMNS = (
    las.PERSON, "Service_Event_Reference", "Service_Type", "Service_Component", "Delivery_Mechanism",
    "Service_Start_Date", "Service_End_Date", "Service_Event_Outcome", "Provider_CQC_Location_ID",
    "Provider_CQC_Location_Name", "Unit_Cost", "Cost_Frequency_Unit_Type", "Planned_Units_Per_Week",
    "Direct_Payment_Amount", "Personal_Budget_Amount", "Client_Contribution_Weekly", "Financial_Assessment_Date",
    "Full_Cost_Payer_Flag", "Deferred_Payment_Flag", "Debt_Balance", "Care_Home_Name", "Telecare_Flag",
    "Equipment_Issued", "Adaptation_DFG_Flag", "Missed_Visits_Count", "Package_Hours_Per_Week", "CHC_Funded_Flag",
    "S117_Aftercare_Flag",
)  # fmt: skip

_HOME_CARE = (("1-100000001", "Harbour Home Care"), ("1-100000002", "Lantern Care at Home"),
              ("1-100000003", "Saltings Support"))  # fmt: skip
_CARE_HOMES = ("Alder Court", "Brook House", "Cedar Lodge", "Dove Hall", "Elm Grange", "Fern Bank")
_EQUIPMENT = ("Walking frame", "Bath seat", "Grab rails", "Profiling bed", "Commode")


def write(out: Path, world: World) -> dict[str, int]:
    """Write the services of all years; only a service may be open."""
    name = f"ASC04_services_{las.stamp(world)}.csv"
    rows = las.now_and_then_twice(world, "asc04", _rows(world, Recorder(world, las.SPACE)))
    return {name: write_csv(out / name, COLUMNS, rows)}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for service in world.adult_services:
        rng = las.rng_of(world, "asc04", service.id)
        yield {
            las.PERSON: recorder.either(service.adult, ("service", service.id)).local_id,
            "Service_Event_Reference": las.event_ref("SV", service.id),
            "Service_Type": service.kind,
            "Service_Component": service.component if rng.random() > 0.08 else None,
            "Delivery_Mechanism": service.delivery,
            "Service_Start_Date": las.some_date(rng, service.starts),
            "Service_End_Date": las.some_date(rng, service.ends),
            "Service_Event_Outcome": service.outcome,
            **_provider(world, service, rng),
            **_money(world, service, rng),
            **_extras(service, rng),
        }


def _provider(world: World, service: AdultService, rng: random.Random) -> dict[str, Any]:
    if service.hours_per_week == 168:
        at = service.provider_home or service.id
        name = draw.pick(_CARE_HOMES, world.seed, "care home", at)
        number = f"1-2{draw.number(world.seed, 'care home', at) % 10**8:08d}"
        return {"Provider_CQC_Location_ID": number, "Provider_CQC_Location_Name": name, "Care_Home_Name": name}
    if service.delivery == "Direct Payment":
        return {}
    number, name = rng.choice(_HOME_CARE)
    return {"Provider_CQC_Location_ID": number, "Provider_CQC_Location_Name": name}


def _money(world: World, service: AdultService, rng: random.Random) -> dict[str, Any]:
    is_weekly = service.hours_per_week == 168
    is_short = service.kind.startswith("Short Term")
    assessed = service.starts + timedelta(days=rng.randint(-20, 25))
    share = 0 if is_short else rng.choice((0, 0, 0.1, 0.2, 0.35))
    is_full = not is_short and rng.random() < 0.08
    paid = service.weekly_cost_pence if is_full else round(service.weekly_cost_pence * share)
    unit = service.weekly_cost_pence if is_weekly else service.weekly_cost_pence // max(1, service.hours_per_week)
    return {
        "Unit_Cost": pounds(unit),
        "Cost_Frequency_Unit_Type": "Weekly" if is_weekly else "Hourly",
        "Planned_Units_Per_Week": "1" if is_weekly else str(service.hours_per_week),
        "Package_Hours_Per_Week": str(service.hours_per_week),
        "Direct_Payment_Amount": pounds(service.weekly_cost_pence) if service.delivery == "Direct Payment" else None,
        "Personal_Budget_Amount": None if is_short else pounds(service.weekly_cost_pence),
        "Client_Contribution_Weekly": None if is_short else pounds(paid),
        "Financial_Assessment_Date": las.some_date(rng, assessed)
        if not is_short and assessed < world.ends and rng.random() < 0.9 else None,
        "Full_Cost_Payer_Flag": las.yes_no(rng, is_full),
        "Deferred_Payment_Flag": las.yes_no(rng, is_weekly and rng.random() < 0.08),
        "Debt_Balance": pounds(rng.randrange(5000, 600000)) if paid and rng.random() < 0.12 else pounds(0),
    }  # fmt: skip


def _extras(service: AdultService, rng: random.Random) -> dict[str, Any]:
    at_home = service.hours_per_week != 168
    is_mind = service.reason == "Mental Health Support"
    return {
        "Telecare_Flag": las.yes_no(rng, at_home and rng.random() < 0.25),
        "Equipment_Issued": rng.choice(_EQUIPMENT) if at_home and rng.random() < 0.2 else las.nothing(rng),
        "Adaptation_DFG_Flag": las.yes_no(rng, at_home and rng.random() < 0.03),
        "Missed_Visits_Count": str(int(rng.expovariate(1 / 0.8))) if service.component == "Home Support" else None,
        "CHC_Funded_Flag": las.yes_no(rng, rng.random() < (0.1 if not at_home else 0.02)),
        "S117_Aftercare_Flag": las.yes_no(rng, is_mind and rng.random() < 0.3),
    }

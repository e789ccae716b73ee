"""Adults' side of Mosaic, with the trust's feed of hospital stays: steps, services, safeguarding, discharges."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from plainview.synthetic.harrowmoor import writing as w
from plainview.synthetic.harrowmoor.mosaic_children import staff_ref
from plainview.synthetic.larkmere.formats import write_csv, write_fixed_width, write_json_lines, write_pipe
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

STEP = ("ASTEP_ID", "ASTEP_PERSON", "ASTEP_TYPE", "ASTEP_ON", "ASTEP_DONE", "ASTEP_ROUTE", "ASTEP_PSR",
        "ASTEP_RESULT", "ASTEP_ELIGIBLE", "ASTEP_FALLS", "ASTEP_WORKER")  # fmt: skip
_REASONS = {  # as Mosaic's pick list numbers them
    "Physical Support: Access and mobility only": "PSR11", "Physical Support: Personal care support": "PSR12",
    "Sensory Support: visual": "PSR21", "Sensory Support: hearing": "PSR22",
    "Support with Memory and Cognition": "PSR30", "Learning Disability Support": "PSR40",
    "Mental Health Support": "PSR50", "Social Support: Substance misuse": "PSR61",
    "Social Support: Support to carer": "PSR62", "Social Support: Social isolation/other": "PSR63",
}  # fmt: skip
_RESULTS = {
    "Signposting/universal services": "Z01", "Progress to Assessment": "Z02", "Progress to Reablement/ST-Max": "Z03",
    "NFA - Other": "Z04", "NFA - Support declined": "Z05", "Progress to Support Planning / Services": "Z06",
    "No change in package": "Z07", "Change in package": "Z08",
}  # fmt: skip
_SERVICES = {"Reablement": "SVC-REAB", "Home Support": "SVC-HOME", "Day Support": "SVC-DAY",
             "Supported Living": "SVC-SUPL", "Extra Care Housing": "SVC-XTRA", "Nursing Care": "SVC-NURS",
             "Residential Care": "SVC-RES"}  # fmt: skip
_ABUSE = {"neglect/acts of omission": "NEGL", "physical": "PHYS", "self-neglect": "SNEG", "financial/material": "FINA",
          "psychological": "PSYC", "domestic": "DOME", "organisational": "ORGA", "sexual": "SEXU",
          "discriminatory": "DISC", "modern slavery": "SLAV"}  # fmt: skip
_RISK = {"risk removed": "1", "risk reduced": "2", "risk remained": "3", "no action taken": "4"}
_STAY = (("STAY_NHS", 12), ("STAY_SURNAME", 30), ("STAY_FORENAME", 24), ("STAY_DOB", 8), ("STAY_IN", 8),
         ("STAY_OUT", 8), ("STAY_HOW", 2), ("STAY_TO", 3), ("STAY_SITE", 4), ("STAY_MOSAIC", 9))  # fmt: skip
_TO = {"usual place of residence": "HOM", "home with support": "HWS", "community bed": "COM", "care home": "CAR",
       "died or moved": "OTH"}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the extracts of adult social care."""
    recorder = Recorder(world, w.MOSAIC)
    steps, care = f"MOSAIC_ADULT_STEPS_{w.stamp(world)}.txt", f"MOSAIC_PURCHASING_{w.stamp(world)}.csv"
    concerns, stays = f"MOSAIC_SGA_{w.stamp(world)}.jsonl", f"TRUST_DISCHARGES_{w.stamp(world)}.dat"
    return {
        steps: write_pipe(out / steps, STEP, _steps(world, recorder)),
        care: write_csv(
            out / care, ("PKG_REF", "PKG_PERSON", "PKG_SERVICE", "PKG_START", "PKG_END", "PKG_PSR", "PKG_HOURS",
                         "PKG_COST", "PKG_DP", "PKG_END_CODE"),
            _services(world, recorder), delimiter=";", quote_all=True, encoding="cp1252"),
        concerns: write_json_lines(out / concerns, _concerns(world, recorder)),
        stays: write_fixed_width(out / stays, _STAY, _stays(world, recorder)),
    }  # fmt: skip


def _steps(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    def step(number: str, adult: int, kind: str, on: date, done: date | None, result: str | None, staff: int,
             **more: str | None) -> dict[str, Any]:  # fmt: skip
        return {"ASTEP_ID": number, "ASTEP_PERSON": recorder.either(adult, number).local_id, "ASTEP_TYPE": kind,
                "ASTEP_ON": w.month_date(on), "ASTEP_DONE": w.month_date(done), "ASTEP_WORKER": staff_ref(staff),
                "ASTEP_RESULT": _RESULTS.get(result or ""), **more}  # fmt: skip

    for r in world.adult_requests:
        route = "HOSP" if "Hospital" in r.route else "COMM"
        yield step(f"R{r.id}", r.adult, "ADL-REQ", r.on, None, r.outcome, r.staff, ASTEP_ROUTE=route,
                   ASTEP_PSR=_REASONS.get(r.reason, "PSR99"))  # fmt: skip
    for a in world.adult_assessments:
        yield step(f"A{a.id}", a.adult, "ADL-ASM", a.starts, a.ends, a.outcome, a.staff,
                   ASTEP_ELIGIBLE="1" if a.eligible else "0", ASTEP_FALLS=str(a.falls))  # fmt: skip
    for v in world.adult_reviews:
        yield step(f"V{v.id}", v.adult, "ADL-REV", v.on, v.on, v.outcome, v.staff)


def _services(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for s in world.adult_services:
        code = "SVC-DP" if s.delivery == "Direct Payment" else _SERVICES.get(s.component, "SVC-OTH")
        yield {
            "PKG_REF": s.id, "PKG_PERSON": recorder.id(s.adult), "PKG_SERVICE": code, "PKG_START": w.dotted(s.starts),
            "PKG_END": w.dotted(s.ends), "PKG_PSR": _REASONS.get(s.reason, "PSR99"),
            "PKG_HOURS": w.with_comma(s.hours_per_week + (0.5 if s.id % 3 == 0 and s.hours_per_week else 0)),
            "PKG_COST": w.sterling_with_comma(s.weekly_cost_pence), "PKG_DP": "X" if code == "SVC-DP" else None,
            "PKG_END_CODE": {"Service ended as planned": "EP", "NFA - Deceased": "DC", "Progress to Assessment": "PA",
                             "NFA - Moved to another LA": "MV"}.get(s.outcome or ""),
        }  # fmt: skip


def _concerns(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for s in world.safeguarding:
        kinds = [_ABUSE.get(s.abuse, "OTHE")] + (["HOAR"] if s.hoarding > 4 else [])
        yield {
            "concern": {"id": f"SGA{s.id}", "raised": w.backwards(s.on), "closed": w.backwards(s.closed_on),
                        "isS42": s.is_enquiry, "marac": w.backwards(s.marac_on)},
            "adult": {"mosaicId": recorder.id(s.adult)},
            "abuseTypes": kinds,
            "conclusion": {"riskCode": _RISK.get(s.outcome or ""), "place": s.location},
        }  # fmt: skip


def _stays(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for s in world.hospital_stays:
        held = recorder.primary(s.adult)
        yield {
            "STAY_NHS": held.nhs_number, "STAY_SURNAME": (held.surname or "").upper(),
            "STAY_FORENAME": (held.forename or "").upper(), "STAY_DOB": w.figures(held.born_on),
            "STAY_IN": w.figures(s.starts), "STAY_OUT": w.figures(s.ends),
            "STAY_HOW": "EM" if s.method == "emergency" else "EL", "STAY_TO": _TO.get(s.destination or ""),
            "STAY_SITE": "HMGH" if "Queen" in s.site else "STBH",
            "STAY_MOSAIC": held.local_id if w.dice(world, "stay", s.id).random() < 0.7 else None,
        }  # fmt: skip

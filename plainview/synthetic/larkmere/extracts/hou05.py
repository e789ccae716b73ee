"""HOU05, anti-social behaviour and tenancy management: two lists of the housing service in one CSV."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from plainview.synthetic.larkmere.extracts._records import (
    SET,
    Chance,
    Fields,
    Row,
    completed,
    marked,
    member_ref,
    stamp,
    tenant_ref,
)
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import uk_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import AntisocialCase, Tenancy, World

SOURCE = "hou05"
FIELDS: Fields = {
    "asb_case_id": SET, "asb_reporter_person_id": SET, "asb_subject_person_id": SET, "asb_category": SET,
    "asb_opened_date": SET, "asb_closed_date": SET, "asb_status": ("O", "C", "M"), "asb_outcome": SET,
    "asb_victim_vulnerability_score": SET, "asb_hate_flag": SET, "asb_dv_flag": SET,
    "asb_action_type": ("LET", "VIS", "MED", "ABC", "WAR", "INJ", "NSP"), "asb_action_date": SET,
    "cautionary_alert_code": SET, "cautionary_alert_description": SET, "cautionary_alert_start": SET,
    "cautionary_alert_end": SET, "tenancy_audit_date": SET,
    "tenancy_audit_outcome": ("OK", "NOA", "SUB", "OVC", "SUP"), "repairs_damp_mould_flag": SET,
    "repairs_open_count": SET, "sublet_suspected_flag": SET, "succession_request_date": SET,
    "mutual_exchange_date": SET, "gas_no_access_count": SET,
}  # fmt: skip

_KINDS = {"noise": "NOI", "drugs": "DRU", "harassment": "HAR", "damage": "DAM", "hoarding": "HOA"}
_OUTCOMES = {"warning": "WAR", "no further action": "NFA", "injunction": "INJ", "resolved": "RES"}


def write(out: Path, world: World) -> dict[str, int]:
    """Write cases of anti-social behaviour, then what tenancy officers noted, and give how many lines."""
    name = f"HOU05_asb_{stamp(world)}.csv"
    return {name: write_csv(out / name, list(FIELDS), _rows(world))}


def _rows(world: World) -> Iterator[Row]:
    filler, recorder, chance = Filler(world, SOURCE, dates=uk_date), Recorder(world, "uh"), Chance(world, SOURCE)
    for case in world.antisocial:
        yield completed(_case(world, case, recorder, chance), FIELDS, filler, case.id)
    for tenancy in world.tenancies:
        if tenancy.ends is None and chance.falls(0.35, tenancy.id, "noted"):
            yield completed(_visit(world, tenancy, recorder, chance), FIELDS, filler, f"tenancy {tenancy.id}")


def _case(world: World, case: AntisocialCase, recorder: Recorder, chance: Chance) -> Row:
    """Only tenants have a person reference: a case against or from someone else names no one here."""
    reporter = None if case.complainant is None else tenant_ref(recorder, world, case.complainant, case.on)
    subject = None if case.alleged is None else tenant_ref(recorder, world, case.alleged, case.on)
    is_alerted = subject is not None and chance.falls(0.05, case.id, "alert")
    acted = min(case.on + timedelta(days=chance.between(3, 40, case.id, "acted")), case.closed_on or world.ends)
    return {
        "asb_case_id": f"ASB{10000 + case.id}",
        "asb_reporter_person_id": reporter,
        "asb_subject_person_id": subject,
        "asb_category": _KINDS.get(case.kind, "OTH"),
        "asb_opened_date": chance.uk(case.on, case.id, "opened"),
        "asb_closed_date": uk_date(case.closed_on),
        "asb_status": "C" if case.closed_on else chance.pick("OOM", case.id, "status"),
        "asb_outcome": chance.nothing(case.id) if case.outcome is None else _OUTCOMES.get(case.outcome, "OTH"),
        "asb_victim_vulnerability_score": str(chance.between(0, 34, case.id, "score")) if reporter else None,
        "asb_hate_flag": marked(case.kind == "harassment" and chance.falls(0.3, case.id, "hate")),
        "asb_dv_flag": chance.flag(0.06, case.id, "dv"),
        "asb_action_type": "INJ" if case.outcome == "injunction" else chance.pick(("LET", "VIS"), case.id, "action"),
        "asb_action_date": uk_date(acted),
        "cautionary_alert_code": "VA" if is_alerted else None,
        "cautionary_alert_description": "Do not visit alone" if is_alerted else None,
        "cautionary_alert_start": uk_date(case.on) if is_alerted else None,
        "cautionary_alert_end": None,
        "tenancy_audit_outcome": None,
    }


def _visit(world: World, tenancy: Tenancy, recorder: Recorder, chance: Chance) -> Row:
    key = ("tenancy", tenancy.id)
    is_audited = chance.falls(0.7, *key, "audit")
    audited = world.ends - timedelta(days=chance.between(10, 900, *key, "day"))
    row: Row = {
        "asb_case_id": f"TM{20000 + tenancy.id}",
        "asb_reporter_person_id": None,
        "asb_subject_person_id": member_ref(recorder, tenancy.household, 1, tenancy.tenants[0]),
        "tenancy_audit_date": uk_date(max(audited, tenancy.starts)) if is_audited else None,
        "tenancy_audit_outcome": chance.pick(("OK", "OK", "OK", "NOA", "OVC", "SUP"), *key, "found")
        if is_audited
        else None,
        "repairs_damp_mould_flag": chance.flag(0.15, *key, "damp"),
        "repairs_open_count": str(chance.pick((0, 0, 1, 1, 2, 4), *key, "repairs")),
        "sublet_suspected_flag": chance.flag(0.01, *key, "sublet"),
        "gas_no_access_count": str(chance.pick((0, 0, 0, 0, 1, 2), *key, "gas")),
        "mutual_exchange_date": uk_date(tenancy.starts) if chance.falls(0.03, *key, "exchange") else None,
        "asb_status": None,
        "asb_action_type": None,
    }
    return row

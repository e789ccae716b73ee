"""Civica OpenRevenues: council tax accounts, recovery as a history of stages, and benefits with their awards."""

from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from plainview.synthetic.harrowmoor import writing as w
from plainview.synthetic.larkmere.formats import write_csv, write_pipe
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import BenefitClaim, TaxAccount, World

_STAGES = {"reminder_1": "10", "reminder_2": "15", "final": "20", "summons": "30", "liability_order": "40",
           "arrangement": "45", "attachment": "50", "enforcement_agent": "60"}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the extracts of revenues and benefits."""
    return _accounts(out, world) | _stages(out, world) | _claims(out, world) | _awards(out, world)


def account_ref(account: int) -> str:
    """Give the number of a council tax account."""
    return f"{810_000 + account * 7}X"


def claim_ref(claim: int) -> str:
    """Give the number of a claim."""
    return f"HBC{2000 + claim}"


def _accounts(out: Path, world: World) -> dict[str, int]:
    recorder = Recorder(world, w.COUNCIL_TAX)

    def row(a: TaxAccount) -> dict[str, Any]:
        recorder.group("civica-account", account_ref(a.id), *a.liable)
        held = [recorder.primary(p) for p in a.liable]
        at = recorder.address_of(a.home)
        owed = a.balances[-1] if a.balances else None
        return {
            "CT_ACCT": account_ref(a.id), "CT_NAMES": " & ".join(filter(None, (w.surname_first(h) for h in held))),
            "CT_ADDRESS": w.one_cell(at), "CT_UPRN": at.uprn, "CT_LIABLE_FROM": w.month_date(a.starts),
            "CT_LIABLE_TO": w.month_date(a.ends), "CT_VAL_BAND": f"BAND {a.band}",
            "CT_REDUCTION": {"SPD": "D25", "N": "XN", "U": "XU", "CTR": "LCTS"}.get(a.discount or ""),
            "CT_ARREARS": w.sterling(owed[1]) if owed else None, "CT_BAL_DATE": w.month_date(owed[0]) if owed else None,
            "CT_TEL": held[0].phone if held else None,
        }  # fmt: skip

    name = f"CIVICA_CTAX_{w.stamp(world)}.csv"
    columns = ("CT_ACCT", "CT_NAMES", "CT_ADDRESS", "CT_UPRN", "CT_LIABLE_FROM", "CT_LIABLE_TO", "CT_VAL_BAND",
               "CT_REDUCTION", "CT_ARREARS", "CT_BAL_DATE", "CT_TEL")  # fmt: skip
    rows = (row(a) for a in world.tax_accounts)
    return {name: write_csv(out / name, columns, rows, encoding="cp1252", quote_all=True)}


def _stages(out: Path, world: World) -> dict[str, int]:
    """Write a row for each stage that an account came to; when it left one stands only in the next row."""
    name = f"CIVICA_RECOVERY_{w.stamp(world)}.txt"
    return {name: write_pipe(
        out / name, ("RCV_ACCT", "RCV_STAGE", "RCV_DATE", "RCV_SUM", "RCV_HOLD"),
        ({"RCV_ACCT": account_ref(a.account), "RCV_STAGE": _STAGES.get(a.step, "99"), "RCV_DATE": f"{a.on:%Y%m%d}",
          "RCV_SUM": str(a.amount_pence), "RCV_HOLD": "VULN" if w.dice(world, "hold", a.id).random() < 0.03 else None}
         for a in world.tax_actions))}  # fmt: skip


def _claims(out: Path, world: World) -> dict[str, int]:
    recorder = Recorder(world, w.BENEFITS)
    root = etree.Element("OpenRevenues")
    for c in world.benefit_claims:
        root.append(_claim(recorder, c))
    name = f"CIVICA_BENEFITS_{w.stamp(world)}.xml"
    etree.ElementTree(root).write(str(out / name), encoding="utf-8", xml_declaration=True)
    return {name: len(root)}


def _claim(recorder: Recorder, c: BenefitClaim) -> etree._Element:
    members = [
        ("CLMT", c.claimant),
        *([("PTNR", c.partner)] if c.partner else []),
        *(("DEPD", d) for d in c.dependants),
    ]
    reference = recorder.group("civica-claim", claim_ref(c.id), *(p for _, p in members))
    claim = etree.Element("BenefitClaim", claimNo=reference)
    at = recorder.address_of(c.home)
    for tag, text in (("ClaimStart", _iso(c.starts)), ("ClaimEnd", _iso(c.ends)),
                      ("Scheme", {"HB": "HB", "CTR": "LCTS", "both": "HB+LCTS"}.get(c.kind)),
                      ("WeeklyAward", w.sterling(c.weekly_award_pence)), ("CapApplied", "1" if c.is_capped else "0"),
                      ("CeaseReason", "INCRISE" if c.end_reason else None), ("ClaimAddress", w.one_cell(at)),
                      ("ClaimUprn", at.uprn)):  # fmt: skip
        etree.SubElement(claim, tag).text = text
    people = etree.SubElement(claim, "Members")
    for kind, person in members:
        held = recorder.primary(person)
        member = etree.SubElement(people, "Member", personNo=held.local_id, kind=kind)
        for tag, text in (("Sname", held.surname), ("Fname", held.forename), ("BornOn", _iso(held.born_on)),
                          ("NiNo", held.nino), ("Gender", held.sex), ("Tel", held.phone)):  # fmt: skip
            etree.SubElement(member, tag).text = text
    return claim


def _awards(out: Path, world: World) -> dict[str, int]:
    recorder = Recorder(world, w.BENEFITS)
    name = f"CIVICA_AWARDS_{w.stamp(world)}.csv"
    return {name: write_csv(
        out / name, ("AWD_REF", "AWD_PERSON", "AWD_NAME", "AWD_BORN", "AWD_DATE", "AWD_SCHEME", "AWD_PAID", "AWD_SUM"),
        ({"AWD_REF": p.id, "AWD_PERSON": recorder.id(p.person), "AWD_NAME": w.surname_first(recorder.primary(p.person)),
          "AWD_BORN": _iso(recorder.primary(p.person).born_on), "AWD_DATE": _iso(p.on),
          "AWD_SCHEME": {"dhp": "DHP1", "hsf": "HSF9", "overpayment": "OVPT"}.get(p.kind),
          "AWD_PAID": "PD" if p.is_paid else "TD", "AWD_SUM": w.sterling(p.amount_pence)}
         for p in world.welfare_payments))}  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

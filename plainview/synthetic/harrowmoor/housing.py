"""NEC Housing (tenancies, rents, repairs and estates), Jigsaw (homelessness and the register) and the gazetteer."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import Workbook

from plainview.synthetic.harrowmoor import writing as w
from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.formats import _same_bytes_each_time, write_csv, write_json_lines, write_sqlite
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import Tenancy, World

_ACTIONS = {"letter_1": "LT1", "letter_2": "LT2", "agreement": "AGR", "agreement_broken": "AGB", "nosp": "NSP",
            "court_application": "CTA", "possession_order": "SPO", "eviction": "EVI"}  # fmt: skip
_REPAIRS = ("TR-DAMP", "TR-HEAT", "TR-LEAK", "TR-ELEC", "TR-DOOR", "TR-WIND")
_RESULTS = {"no further action": "NOFA", "injunction": "INJU", "warning": "WARN", "resolved": "RESO"}
_LOST = {
    "family no longer willing or able": "FAM-EXCL", "end of AST private tenancy": "AST-END",
    "domestic abuse victim": "DA-VICT", "non-violent relationship breakdown": "REL-BRK",
    "left institution": "INST", "end of other private tenancy": "PRIV-OTH", "disrepair": "DISREP",
    "other violence or harassment": "VIOL", "friends no longer willing or able": "FRND-EXCL",
    "mortgage repossession": "REPO", "fire flood or emergency": "FIRE", "end of social tenancy": "SOC-END",
    "left Home Office asylum accommodation": "ASYL", "racially motivated violence": "RACE",
}  # fmt: skip
_NEEDS = {"mental health history": "MHP", "domestic abuse": "DVA", "aged 18-25 needing support": "YNG",
          "drug dependency": "DRG", "alcohol dependency": "ALC", "physical ill health or disability": "PHY",
          "young parent": "YPA", "rough sleeping history": "RSL"}  # fmt: skip
_ENDED = {"secured existing accommodation": "KEPT", "accepted a Part 6 offer": "PT6",
          "secured alternative accommodation": "ALT", "56 days or more expired": "D56",
          "no duty owed": "NDO"}  # fmt: skip
_STAYS = {"leased private sector": "PSL", "LA or HA stock": "LAHA", "refuge": "REF", "hostel": "HST",
          "nightly paid self-contained": "NPS", "bed and breakfast": "BNB"}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the extracts of housing."""
    rows = _tenancies(out, world) | _rents(out, world) | _estates(out, world)
    rows |= _homelessness(out, world) | _register(out, world) | _gazetteer(out, world)
    return rows


def tenancy_ref(tenancy: int) -> str:
    """Give NEC's number of a tenancy."""
    return f"T{70_000 + tenancy * 3}"


def _tenancies(out: Path, world: World) -> dict[str, int]:
    recorder = Recorder(world, w.NEC)

    def tenancies() -> Iterator[dict[str, Any]]:
        for t in world.tenancies:
            yield {"TCY_REFNO": recorder.group("nec-tenancy", tenancy_ref(t.id), *_who(world, t)),
                   "TCY_ACT_START": w.stamped(t.starts), "TCY_ACT_END": w.stamped(t.ends),
                   "TCY_TTY_CODE": {"SEC": "SECU", "INT": "INTR", "NON": "NONS"}.get(t.tenure, "OTHR"),
                   "TCY_HRV_TTR": {"eviction": "EVIC"}.get(t.end_reason or ""), "TCY_PRO_REF": f"PR{t.home:05d}",
                   "TCY_RENT_WK": f"{t.weekly_rent_pence / 100:.2f}"}  # fmt: skip

    def people() -> Iterator[dict[str, Any]]:
        known: set[int] = set()
        for t in world.tenancies:
            for person in _who(world, t):
                since = next((s.starts for s in world.stays_of(person) if s.household == t.household), t.starts)
                for held in recorder.records(person) if person not in known else recorder.records(person)[:1]:
                    yield {
                        "PAR_REFNO": held.local_id, "PAR_OLD_REFNO": held.legacy_id,
                        "PAR_NAME": w.surname_first(held), "PAR_DOB": w.stamped(held.born_on),
                        "PAR_NINO": held.nino, "PAR_TEL": held.phone, "PAR_EML": held.email,
                        "PAR_ADDR": w.one_cell(held), "PAR_UPRN": held.uprn and held.uprn.rjust(14, "0"),
                        "HOP_TCY": tenancy_ref(t.id), "HOP_START": w.stamped(max(since, t.starts)),
                        "HOP_MAIN": "1" if person in t.tenants else "0",
                        "PAR_MARK": "DNC" if held.is_restricted else None,
                    }  # fmt: skip
                known.add(person)

    name = f"NEC_TENANCY_{w.stamp(world)}.sqlite"
    let = ("TCY_REFNO", "TCY_ACT_START", "TCY_ACT_END", "TCY_TTY_CODE", "TCY_HRV_TTR", "TCY_PRO_REF", "TCY_RENT_WK")
    held = ("PAR_REFNO", "PAR_OLD_REFNO", "PAR_NAME", "PAR_DOB", "PAR_NINO", "PAR_TEL", "PAR_EML", "PAR_ADDR",
            "PAR_UPRN", "HOP_TCY", "HOP_START", "HOP_MAIN", "PAR_MARK")  # fmt: skip
    return {name: write_sqlite(out / name, {
        "TENANCIES": (let, tenancies()), "HOUSEHOLD_PERSONS": (held, people()),
    })}  # fmt: skip


def _who(world: World, tenancy: Tenancy) -> list[int]:
    others = [s.person for s in world.grouped("stays", "household").get(tenancy.household, ())]
    return list(dict.fromkeys([*tenancy.tenants, *others]))


def _rents(out: Path, world: World) -> dict[str, int]:
    balances, actions = f"NEC_RENT_BALANCES_{w.stamp(world)}.csv", f"NEC_RENT_ACTIONS_{w.stamp(world)}.csv"
    return {
        balances: write_csv(
            out / balances, ("BAL_TCY", "BAL_DATE", "BAL_AMOUNT", "BAL_WEEKLY"),
            ({"BAL_TCY": tenancy_ref(t.id), "BAL_DATE": w.month_date(on), "BAL_AMOUNT": w.sterling(owed),
              "BAL_WEEKLY": w.sterling(t.weekly_rent_pence)}
             for t in world.tenancies for on, owed in t.balances[-6:]), encoding="cp1252"),
        actions: write_csv(
            out / actions, ("ARA_REF", "ARA_TCY", "ARA_DATE", "ARA_CODE", "ARA_BALANCE"),
            ({"ARA_REF": a.id, "ARA_TCY": tenancy_ref(a.tenancy), "ARA_DATE": w.month_date(a.on),
              "ARA_CODE": _ACTIONS.get(a.step, "OTH"), "ARA_BALANCE": w.sterling(a.balance_pence)}
             for a in world.rent_actions), encoding="cp1252"),
    }  # fmt: skip


def _estates(out: Path, world: World) -> dict[str, int]:
    """Write nuisance cases and repairs in one XML file, a part for each."""
    recorder = Recorder(world, w.NEC)
    root = etree.Element("NecEstates")
    cases = etree.SubElement(root, "NuisanceCases")
    for a in world.antisocial:
        case = etree.SubElement(cases, "NuisanceCase", caseNo=f"N{a.id:05d}", status="C" if a.closed_on else "O")
        for tag, text in (
            ("OpenedOn", w.backwards(a.on)),
            ("ClosedOn", w.backwards(a.closed_on)),
            ("NuisanceType", a.kind[:4].upper()),
            ("Result", _RESULTS.get(a.outcome or "")),
        ):
            etree.SubElement(case, tag).text = text
        for tag, person in (("Complainant", a.complainant), ("Perpetrator", a.alleged)):
            if person is not None:
                held = recorder.primary(person)
                party = etree.SubElement(case, tag, partyNo=held.local_id)
                for field, text in (
                    ("PartyName", w.surname_first(held)),
                    ("PartyBorn", w.backwards(held.born_on)),
                    ("PartyAddress", w.one_cell(held)),
                ):
                    etree.SubElement(party, field).text = text
    repairs = etree.SubElement(root, "RepairOrders")
    for t in world.tenancies:
        for n in range(draw.number(world.seed, "repairs", t.id) % 4):
            days = draw.number(world.seed, "repair", t.id, n) % max(1, (world.ends - max(t.starts, world.starts)).days)
            day = world.ends - timedelta(days=days)
            if t.ends is None or day < t.ends:
                order = etree.SubElement(repairs, "RepairOrder", orderNo=f"{t.id:05d}-{n}", tenancy=tenancy_ref(t.id))
                kind = draw.pick(_REPAIRS, world.seed, "trade", t.id, n)
                for tag, text in (
                    ("Reported", w.backwards(day)),
                    ("Trade", kind),
                    ("Completed", w.backwards(min(world.ends, day + timedelta(days=3 + 9 * n)))),
                ):
                    etree.SubElement(order, tag).text = text
    name = f"NEC_ESTATES_{w.stamp(world)}.xml"
    etree.ElementTree(root).write(str(out / name), encoding="iso-8859-1", xml_declaration=True)
    return {name: len(cases) + len(repairs)}


def _homelessness(out: Path, world: World) -> dict[str, int]:
    recorder = Recorder(world, w.JIGSAW)
    stays = world.grouped("temporary_stays", "case")

    def person(of: int, on: date) -> dict[str, Any]:
        held = recorder.primary(of)
        at = recorder.address_on(of, on)
        return {"personRef": held.local_id, "forename": held.forename, "surname": held.surname,
                "dateOfBirth": w.with_zone(held.born_on), "nationalInsurance": held.nino, "mobileNo": held.phone,
                "lastAddress": w.one_cell(at), "isConfidential": held.is_restricted}  # fmt: skip

    def cases() -> Iterator[dict[str, Any]]:
        for c in world.homeless:
            reference = recorder.group("jigsaw-case", f"JIG-{3000 + c.id}", *c.members)
            yield {
                "caseRef": reference, "approachDate": w.with_zone(c.on), "closedDate": w.with_zone(c.closed_on),
                "dutyStage": {"prevention": "S195", "relief": "S189B", "main": "S193", "not_homeless": "NH",
                              "not_eligible": "NE"}.get(c.duty), "lossReason": _LOST.get(c.reason, "OTHER-LOSS"),
                "dutyEnd": _ENDED.get(c.outcome or ""),
                "worker": {"workerId": f"J{c.staff}", "fullName": world.staff[c.staff].name,
                           "teamName": world.staff[c.staff].team},
                "household": [{**person(m, c.on), "isApplicant": m == c.applicant}
                              for m in dict.fromkeys([c.applicant, *c.members])],
                "supportNeeds": [_NEEDS[n] for n in c.needs if n in _NEEDS],
                "placements": [{"moveIn": w.with_zone(s.starts), "moveOut": w.with_zone(s.ends),
                                "placementType": _STAYS.get(s.kind),
                                "propertyRef": world.homes[s.home].uprn} for s in stays.get(c.id, ())],
            }  # fmt: skip

    name = f"jigsaw-cases-{w.stamp(world)}.jsonl"
    return {name: write_json_lines(out / name, cases())}


def _register(out: Path, world: World) -> dict[str, int]:
    """Write applications, with the NEC number that the register asks for and often lacks."""
    recorder, nec = Recorder(world, w.JIGSAW), Recorder(world, w.NEC)
    book = Workbook(write_only=True)
    tenants = {p for t in world.tenancies for p in _who(world, t)}

    def rows() -> Iterator[list[object]]:
        for a in world.register:
            held = recorder.primary(a.applicant)
            is_tenant = a.applicant in tenants and w.dice(world, "register", a.id).random() < 0.6
            yield [f"HR/{a.id:04d}", held.local_id, w.surname_first(held), w.month_date(held.born_on), w.one_cell(held),
                   nec.id(a.applicant) if is_tenant else None, w.month_date(a.on), w.month_date(a.closed_on),
                   f"Band {a.band}", a.reason[:5].upper()]  # fmt: skip

    count = w.titled_sheet(
        book, "HC Register", "Harrowmoor Homechoice: applications",
        ("Application No", "Person Ref", "Applicant Name", "Applicant Born", "Applicant Address", "NEC Party",
         "Date Registered", "Date Removed", "Band Now", "Rehousing Code"), rows(),
        "Total shown above excludes suspended applications",
    )  # fmt: skip
    name = f"Homechoice register {w.stamp(world)}.xlsx"
    book.save(out / name)
    _same_bytes_each_time(out / name)
    return {name: count}


def _gazetteer(out: Path, world: World) -> dict[str, int]:
    name = f"LLPG_{w.stamp(world)}.csv"
    return {name: write_csv(
        out / name, ("LPI_UPRN", "LPI_PARENT", "LPI_CLASS", "LPI_WARD", "LPI_ADDRESS", "LPI_POST"),
        ({"LPI_UPRN": h.uprn, "LPI_PARENT": h.parent_uprn, "LPI_CLASS": _CLASS.get(h.kind, h.blpu_class),
          "LPI_WARD": h.ward_code, "LPI_ADDRESS": " ".join(filter(None, (h.number, h.building, h.street, h.town))),
          "LPI_POST": h.postcode} for h in world.homes.values()), delimiter="\t")}  # fmt: skip


_CLASS = {"care_home": "RI01CH", "hostel": "RI02HC", "refuge": "RI02RC", "children_home": "RI02CC",
          "shared_house": "RH01HM"}  # fmt: skip

"""Youth justice, in attributes of an XML file, and the workbook of people and addresses that must not be found."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from lxml import etree
from openpyxl import Workbook

from plainview.synthetic.harrowmoor import writing as w
from plainview.synthetic.larkmere import faults
from plainview.synthetic.larkmere.formats import _same_bytes_each_time
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

_OFFENCE = {"violence": "VAP", "theft": "THEF", "drugs": "DRU", "criminal_damage": "CDA", "weapon": "WPN",
            "robbery": "ROBB", "public_order": "POR"}  # fmt: skip
_RESULT = {"out_of_court": "OOCD", "no_further_action": "NFAX", "referral_order": "RO",
           "youth_rehabilitation_order": "YRO", "detention": "DTO"}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the two extracts."""
    return _youth(out, world) | _withheld(out, world)


def _youth(out: Path, world: World) -> dict[str, int]:
    recorder = Recorder(world, w.YOUTH)
    root = etree.Element("YouthCases")
    by_person = world.grouped("offences", "person")
    for person in sorted(by_person):
        held = recorder.primary(person)
        told = {"ref": held.local_id, "sn": held.surname, "fn": held.forename, "born": w.dotted(held.born_on),
                "upn": held.upn, "mosaic": Recorder(world, w.MOSAIC).id(person), "addr": w.one_cell(held)}  # fmt: skip
        case = etree.SubElement(root, "YouthCase", {k: v for k, v in told.items() if v})
        for o in by_person[person]:
            kind = "KNF" if o.is_knife else _OFFENCE.get(o.kind, "OTHO")
            said = {"on": w.dotted(o.on), "type": kind, "gravity": str(o.seriousness), "result": _RESULT.get(o.outcome),
                    "decided": w.dotted(o.decided_on), "ends": w.dotted(o.order_ends),
                    "first": str(int(o.is_first))}  # fmt: skip
            etree.SubElement(case, "Offence", {k: v for k, v in said.items() if v})
    name = f"yj_partnership_{w.stamp(world)}.xml"
    etree.ElementTree(root).write(str(out / name), encoding="utf-8", xml_declaration=True)
    return {name: sum(len(case) for case in root)}


def _withheld(out: Path, world: World) -> dict[str, int]:
    book = Workbook(write_only=True)

    def people() -> Iterator[list[object]]:
        for person in (world.persons[k] for k in sorted(world.persons)):
            if person.restricted in (None, "staff"):  # of staff the flags of the systems tell, for named roles
                continue
            spellings = {(person.surname, person.forename), (faults.bare(person.surname), person.forename)}
            spellings |= {(n, person.forename) for n in (person.former_surname,) if n}
            spellings |= {(person.surname, n) for n in (person.known_as,) if n}
            for surname, forename in sorted(spellings):
                yield [f"{surname.upper()}, {forename}", w.month_date(person.born_on), person.nhs_number,
                       w.month_date(world.starts + timedelta(days=person.id % 500))]  # fmt: skip

    def places() -> Iterator[list[object]]:
        for home in world.homes.values():
            if home.kind == "refuge":
                yield [f"{home.number} {home.street}, {home.town}, {home.postcode}", home.uprn]

    count = w.titled_sheet(book, "DND people", "Do not disclose: people", ("Protected Name", "Protected Born",
                           "Protected NHS", "Protected Since"), people(), "End")  # fmt: skip
    count += w.titled_sheet(book, "DND places", "Do not disclose: places", ("Protected Address", "Protected UPRN"),
                            places(), "End")  # fmt: skip
    name = f"Do not disclose {w.stamp(world)}.xlsx"
    book.save(out / name)
    _same_bytes_each_time(out / name)
    return {name: count}

"""HOU03, council homes: Universal Housing's `property`, parted by pipes, one line a home that is or was let."""

from collections.abc import Iterator
from pathlib import Path

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts._records import SET, Chance, Fields, Row, completed, marked, stamp
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import uk_date, write_pipe
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

SOURCE = "hou03"
FIELDS: Fields = {
    "prop_ref": "identifier", "level_code": SET, "major_ref": SET, "man_scheme": "string", "post_code": SET,
    "post_desig": SET, "short_address": SET, "telephone": "string", "managed_property": "boolean",
    "ownership": "string", "agent": "string", "comments": "text", "housing_officer": SET, "area_office": "string",
    "subtyp_code": SET, "condition_code": "code", "warden_ref": "identifier", "la_ref": "identifier",
    "water_ref": "identifier", "scheme_ref": "identifier", "insur_policy": "string", "letable": "boolean",
    "practical_completion": "string", "handover": "string", "cat_type": "code", "lounge": "boolean",
    "laundry": "boolean", "visitor_bed": "boolean", "store": "boolean", "warden_flat": "boolean", "sheltered": SET,
    "house_ref": SET, "occ_stat": SET, "cyclical_due": "date", "shower": "boolean", "heating": "string",
    "rep_area": "string", "ac_meth": "string", "propsize": "string", "rtb": "boolean", "ratevalue": "string",
    "post_preamble": "string", "core_shared": "string", "rep_officer": "string", "ins_value": "string",
    "region": "string", "asbestos": "boolean", "accomfund": "string", "candsfund": "string", "company": "string",
    "lett_area": "string", "rtb_application": "boolean", "no_maint": "boolean", "maintresp": "string",
    "leasehold": "boolean", "s125": "boolean", "planned_repair_area": "string", "lra_ref": "identifier",
    "co_code": "code", "rep_subarea": "string", "walk_no": "string", "walk_sequence": "string", "alinefull": SET,
    "arr_patch": "string", "arr_officer": SET, "dh_status": "code", "dh_assdate": "date", "dh_yearfail": "string",
    "dh_costnow": "decimal", "dh_costatfail": "decimal", "sap_rating": "string", "nher_rating": "string",
    "num_bedrooms": SET, "comm_lifts": "boolean", "ent_level": "code", "int_floors": "string", "garden_type": "code",
    "pets_allowed": "boolean", "parking": "boolean", "minage_restric": "string", "family_size": "string",
    "child_allowed": "boolean", "local_conn": "boolean", "alloc_panel": "boolean", "num_steps": "integer",
    "garage": "boolean", "maxage_restric": "string", "stair_lift": SET, "through_lift": SET, "acc_shower": SET,
    "ramp": SET, "hand_rails": SET, "uprn": SET, "blpu_class": SET,
    "epc_rating": ("A", "B", "C", "D", "E", "F", "G"),
}  # fmt: skip

_KINDS = {"RD02": "HSE", "RD03": "SEM", "RD04": "TER", "RD06": "FLT", "RI02": "HOS"}


def write(out: Path, world: World) -> dict[str, int]:
    """Write the council's homes and give how many."""
    name = f"HOU03_property_{stamp(world)}.txt"
    return {name: write_pipe(out / name, list(FIELDS), _rows(world), encoding="cp1252")}


def _rows(world: World) -> Iterator[Row]:
    filler, recorder, chance = Filler(world, SOURCE, dates=uk_date), Recorder(world, "uh"), Chance(world, SOURCE)
    let = world.grouped("tenancies", "home")
    officers = [s.name for s in world.staff.values() if s.role == "housing_officer"] or ["VACANT"]
    for home in world.homes.values():
        tenancies = let.get(home.id, [])
        if not tenancies and not (home.tenure == "council" and home.kind in {"private", "hostel"}):
            continue
        now = next((t for t in reversed(tenancies) if t.ends is None), None)
        address = recorder.address_of(home.id)
        patch = officers[home.id // 40 % len(officers)]
        row: Row = {
            "prop_ref": codes.property_ref(home.id),
            "house_ref": codes.house_ref(now.household) if now else None,
            "uprn": address.uprn,
            "blpu_class": home.blpu_class,
            "post_code": address.postcode,
            "post_desig": home.number,
            "short_address": ", ".join(t for t in (address.address_1, address.address_2, address.town) if t),
            "alinefull": address.line,
            "level_code": "7",
            "major_ref": None,
            "subtyp_code": _KINDS.get(home.blpu_class, "OTH"),
            "occ_stat": "OCC" if now else "VAC",
            "num_bedrooms": str(home.bedrooms),
            "housing_officer": patch,
            "arr_officer": patch if chance.falls(0.4, home.ward, "arr") else officers[home.id // 90 % len(officers)],
            "telephone": None,
            "sheltered": marked(home.blpu_class == "RD08"),
            "stair_lift": chance.flag(0.01, home.id, "stair"),
            "through_lift": chance.flag(0.004, home.id, "lift"),
            "acc_shower": chance.flag(0.05, home.id, "shower"),
            "ramp": chance.flag(0.03, home.id, "ramp"),
            "hand_rails": chance.flag(0.06, home.id, "rails"),
            "epc_rating": chance.pick("BCCCDDE", home.id, "epc"),
        }
        yield completed(row, FIELDS, filler, home.id)

"""HOU09, gazetteer and licences: addresses as the land and property gazetteer exports them, and licensed houses."""

import re
from collections.abc import Iterator
from pathlib import Path

from plainview.synthetic.larkmere.extracts._records import Chance, Row, stamp
from plainview.synthetic.larkmere.formats import iso_date, write_csv
from plainview.synthetic.larkmere.world.model import Home, World

SOURCE = "hou09"
GAZETTEER = (
    "UPRN", "USRN", "LOGICAL_STATUS", "BLPU_STATE", "PARENT_UPRN", "CLASSIFICATION_CODE", "X_COORDINATE",
    "Y_COORDINATE", "SAO_TEXT", "SAO_START_NUMBER", "SAO_START_SUFFIX", "PAO_TEXT", "PAO_START_NUMBER",
    "PAO_START_SUFFIX", "PAO_END_NUMBER", "STREET_DESCRIPTOR", "LOCALITY", "TOWN_NAME", "ADMINISTRATIVE_AREA",
    "POSTCODE", "UDPRN", "WARD_CODE", "LSOA_CODE", "MULTI_OCC_COUNT", "START_DATE", "END_DATE", "LAST_UPDATE_DATE",
    "estate_name", "hostel_flag", "refuge_restricted_flag", "care_home_cqc_id",
)  # fmt: skip
LICENCES = (
    "UPRN", "hmo_licence_no", "hmo_licence_type", "hmo_licence_start", "hmo_licence_expiry", "hmo_max_occupants",
    "hmo_max_households", "selective_licence_no",
)  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the gazetteer and the licences, a file each, and give how many lines of each."""
    gazetteer, licences = f"HOU09_gazetteer_{stamp(world)}.csv", f"HOU09_hmo_licences_{stamp(world)}.csv"
    chance = Chance(world, SOURCE)
    return {
        gazetteer: write_csv(out / gazetteer, GAZETTEER, _addresses(world, chance), encoding="utf-8-sig"),
        licences: write_csv(out / licences, LICENCES, _licences(world, chance), encoding="utf-8-sig"),
    }


def _addresses(world: World, chance: Chance) -> Iterator[Row]:
    children: dict[str, list[Home]] = {}
    for home in world.homes.values():
        if home.parent_uprn:
            children.setdefault(home.parent_uprn, []).append(home)
    for parent, homes in children.items():
        yield _address(world, homes[0], chance) | {
            "UPRN": parent, "PARENT_UPRN": None, "CLASSIFICATION_CODE": "PP", "SAO_TEXT": None,
            "SAO_START_NUMBER": None, "SAO_START_SUFFIX": None, "MULTI_OCC_COUNT": str(len(homes)),
        }  # fmt: skip
    for home in world.homes.values():
        if home.is_in_borough:
            yield _address(world, home, chance)


def _address(world: World, home: Home, chance: Chance) -> Row:
    number = re.match(r"(?:Flat )?(\d+)([A-Z]?)$", home.number)
    digits, suffix = number.groups() if number else (None, None)
    is_flat = home.building is not None and home.parent_uprn is not None
    east, north = 545000 + home.id * 37 % 9000, 183000 + home.id * 53 % 9000
    return {
        "UPRN": home.uprn,
        "USRN": str(20400000 + sum(map(ord, home.street)) * 7 % 90000),
        "LOGICAL_STATUS": "1",
        "BLPU_STATE": "2",
        "PARENT_UPRN": home.parent_uprn,
        "CLASSIFICATION_CODE": home.blpu_class,
        "X_COORDINATE": f"{east}.00",
        "Y_COORDINATE": f"{north}.00",
        "SAO_TEXT": f"FLAT {digits}{suffix}" if is_flat and chance.falls(0.5, home.id, "sao") else None,
        "SAO_START_NUMBER": digits if is_flat and not chance.falls(0.5, home.id, "sao") else None,
        "SAO_START_SUFFIX": None,
        "PAO_TEXT": home.building.upper() if home.building else None,
        "PAO_START_NUMBER": digits if not is_flat else None,
        "PAO_START_SUFFIX": (suffix or None) if not is_flat else None,
        "PAO_END_NUMBER": None,
        "STREET_DESCRIPTOR": home.street.upper(),
        "LOCALITY": home.ward.upper() if chance.falls(0.3, home.street, "locality") else None,
        "TOWN_NAME": home.town.upper(),
        "ADMINISTRATIVE_AREA": "LARKMERE",
        "POSTCODE": home.postcode,
        "UDPRN": str(50000000 + home.id * 11),
        "WARD_CODE": home.ward_code,
        "LSOA_CODE": home.lsoa,
        "MULTI_OCC_COUNT": "0",
        "START_DATE": "2001-04-01",
        "END_DATE": None,
        "LAST_UPDATE_DATE": iso_date(world.starts),
        "estate_name": f"{home.ward} Estate" if home.tenure == "council" else None,
        "hostel_flag": "Y" if home.kind == "hostel" else "N",
        "refuge_restricted_flag": "Y" if home.kind == "refuge" else "N",
        "care_home_cqc_id": f"1-{100000000 + home.id}" if home.kind == "care_home" else None,
    }


def _licences(world: World, chance: Chance) -> Iterator[Row]:
    """Five shared houses in six have a licence; a few rented homes have a selective one."""
    for home in world.homes.values():
        if home.kind == "shared_house" and chance.falls(5 / 6, home.id, "licensed"):
            yield {
                "UPRN": home.uprn,
                "hmo_licence_no": f"HMO/{home.id:05d}",
                "hmo_licence_type": chance.pick(("MAN", "ADD"), home.id, "kind"),
                "hmo_licence_start": iso_date(world.starts),
                "hmo_licence_expiry": iso_date(world.starts.replace(year=world.starts.year + 5)),
                "hmo_max_occupants": str(home.bedrooms + 2),
                "hmo_max_households": str(home.bedrooms),
            }
        elif home.tenure == "private_rent" and home.is_in_borough and chance.falls(0.02, home.id, "selective"):
            yield {"UPRN": home.uprn, "hmo_licence_type": "SEL", "selective_licence_no": f"SEL/{home.id:05d}"}

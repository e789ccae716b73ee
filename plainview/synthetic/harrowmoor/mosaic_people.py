"""People of Mosaic, children and adults alike: an XML export with addresses and relations inside each person."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from lxml import etree

from plainview.synthetic.harrowmoor import writing as w
from plainview.synthetic.larkmere.recorded import Recorded, RecordedAddress, Recorder
from plainview.synthetic.larkmere.world.model import Person, World

_SEX = {"M": "GEN-M", "F": "GEN-F"}
_ETHNIC = {"WBRI": "A1", "WIRI": "A2", "WIRT": "A4", "WROM": "A4", "WOTH": "A3", "MWBC": "B1", "MWBA": "B2",
           "MWAS": "B3", "MOTH": "B4", "AIND": "C1", "APKN": "C2", "ABAN": "C3", "AOTH": "C4", "CHNE": "C5",
           "BCRB": "D1", "BAFR": "D2", "BOTH": "D3", "OOTH": "E1"}  # fmt: skip
_FAITH = {"christian": "F-CHR", "muslim": "F-MUS", "hindu": "F-HIN", "sikh": "F-SIK", "jewish": "F-JEW",
          "buddhist": "F-BUD", "none": "F-NIL"}  # fmt: skip
_LANGUAGE = {"English": "ENG", "Polish": "POL", "Lithuanian": "LIT", "Romanian": "RUM", "Portuguese": "POR",
             "Panjabi": "PAN", "Bengali": "BEN", "Chinese": "CHI"}  # fmt: skip
_ACCESS = {"refuge": "RSTR-ADDR", "witness_protection": "RSTR-FULL", "adoption": "RSTR-ADOPT", "staff": "RSTR-STAFF"}


def write(out: Path, world: World) -> dict[str, int]:
    """Write every person with their numbers, addresses and relations."""
    recorder = Recorder(world, w.MOSAIC)
    root = etree.Element("MosaicExtract", reportDate=str(w.month_date(world.ends)))
    people = etree.SubElement(root, "Persons")
    for person in w.known_to_mosaic(world):
        for copy, held in enumerate(recorder.records(person)):
            people.append(_person(world, recorder, world.persons[person], held, copy))
    name = f"MOSAIC_PERSONS_{w.stamp(world)}.xml"
    etree.ElementTree(root).write(str(out / name), encoding="utf-8", xml_declaration=True, pretty_print=True)
    return {name: len(people)}


def _person(world: World, recorder: Recorder, person: Person, held: Recorded, copy: int) -> etree._Element:
    rng = w.dice(world, "people", person.id, copy)
    node = etree.Element("Person", personId=held.local_id)
    if held.legacy_id:
        node.set("mergedFrom", held.legacy_id)
    name = etree.SubElement(node, "Name")
    _add(name, "LastNames", held.surname)
    _add(name, "FirstNames", " ".join(t for t in (held.forename, held.middle_names) if t) or None)
    _add(name, "Alias", held.former_surname)
    _add(node, "BirthDate", w.month_date(held.born_on or held.expected_on))
    _add(node, "IsUnborn", str(person.is_unborn))
    _add(node, "DeathDate", w.month_date(held.died_on))
    _add(node, "GenderCode", _SEX.get(held.sex or "", "GEN-U"))
    _add(node, "EthnicOrigin", None if rng.random() < 0.08 else "ETH-" + _ETHNIC.get(person.ethnicity, "F9"))
    _add(node, "FaithCode", _FAITH.get(person.religion, "F-OTH") if rng.random() < 0.6 else None)
    _add(node, "SpokenLanguage", _LANGUAGE.get(person.language, "OTHR") if rng.random() < 0.85 else None)
    _add(node, "NeedsInterpreter", str(person.needs_interpreter) if rng.random() < 0.8 else None)
    _add(node, "AccessCode", _ACCESS[person.restricted or "refuge"] if held.is_restricted else "OPEN")
    numbers = etree.SubElement(node, "Numbers")
    for kind, value in (("Nhs", _spaced(held.nhs_number)), ("Nino", held.nino), ("Upn", held.upn)):
        _add(numbers, kind, value)
    contact = etree.SubElement(node, "ContactDetails")
    _add(contact, "Mobile", held.phone)
    _add(contact, "EMail", held.email)
    places = etree.SubElement(node, "Addresses")
    addresses = recorder.addresses(person.id) if copy == 0 else recorder.addresses(person.id)[-1:]
    placed = {e.placement_home for e in world.grouped("care_episodes", "child").get(person.id, ())}
    for at in addresses:
        _address(places, at, "PLACEMENT" if at.home in placed else "PERMANENT")
    if copy == 0:
        _relations(node, world, recorder, person)
    return node


def _address(places: etree._Element, at: RecordedAddress, kind: str) -> None:
    node = etree.SubElement(places, "Address", type=kind)
    _add(node, "FullAddress", ", ".join(t for t in (at.address_1, at.address_2, at.town) if t) or None)
    _add(node, "PostZone", at.postcode)
    _add(node, "PropertyRef", at.uprn and at.uprn.lstrip("0"))
    _add(node, "FromDate", w.month_date(at.starts))
    # The last day there, as Mosaic has it: our periods end on the day after.
    _add(node, "ToDate", w.month_date(at.ends - timedelta(days=1)) if at.ends else None)


def _relations(node: etree._Element, world: World, recorder: Recorder, person: Person) -> None:
    relations = etree.SubElement(node, "PersonalRelationships")
    for other, kind in _related(world, person):
        if w.dice(world, "relation", person.id, other).random() < 0.2:
            continue  # nobody entered it
        one = etree.SubElement(relations, "Relationship")
        _add(one, "RelatedPersonId", recorder.id(other))
        _add(one, "RelationType", kind)


def _related(world: World, person: Person) -> Iterator[tuple[int, str]]:
    """Give whom the person is something of: what they are to the other."""
    known = world.recorded[w.MOSAIC]
    for child in world.children_of(person.id):
        if child.id in known:
            yield child.id, "Is mother of" if person.sex == "F" else "Is father of"
    for carer in world.grouped("carers", "carer").get(person.id, ()):
        for cared in carer.cared_for:
            yield cared, "Is informal carer of"
    if person.partner is not None and person.partner in known:
        yield person.partner, "Is partner of"


def _spaced(number: str | None) -> str | None:
    return None if number is None else f"{number[:3]}-{number[3:6]}-{number[6:]}"


def _add(node: etree._Element, name: str, text: str | None) -> None:
    """Add an element; an empty one stands there all the same, as this export has it."""
    etree.SubElement(node, name).text = text

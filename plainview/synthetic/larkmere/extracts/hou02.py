"""HOU02, household members: Universal Housing's `member`, one line of fixed width a member of a council household."""

from collections.abc import Iterator
from pathlib import Path

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts._records import (
    SET,
    Chance,
    Fields,
    Row,
    completed,
    initials,
    marked,
    member_ref,
    members,
    stamp,
    tenancy_members,
)
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import uk_date, write_fixed_width
from plainview.synthetic.larkmere.recorded import Recorded, Recorder, recorded_ethnicity
from plainview.synthetic.larkmere.world.model import Person, Tenancy, World

SOURCE = "hou02"
FIELDS: Fields = {
    "house_ref": SET, "person_no": SET, "ethnic_origin": SET, "gender": SET, "title": SET, "initials": SET,
    "forename": SET, "surname": SET, "age": SET, "oap": SET, "relationship": SET,
    "econ_status": ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"), "responsible": SET, "wheelch_user": SET,
    "disabled": SET, "cl_group_a": ("OP", "FS", "MH", "LD", "PD", "DV", "YP", "SM", "RF", "GN"),
    "cl_group_b": ("OP", "FS", "MH", "LD", "PD", "DV", "YP", "SM", "RF", "GN"), "ethnic_colour": SET, "at_risk": SET,
    "ni_no": SET, "full_ed": SET, "occupation": "string", "asboissued": SET, "liablemember": SET, "dob": SET,
    "nationality": SET, "ci_surname": SET, "u_pin_number": "string", "ci_title": SET, "ci_forename": SET,
    "u_ethnic_other": SET, "tenportactcode": "string", "transgender": SET, "sex_orient": SET, "religion_belief": SET,
    "marriage_civil": ("S", "M", "C", "P", "D", "W", "X"), "first_lang": SET, "soc_ec_stat": "string",
    "soc_class": "string", "appearance": "string", "vulnerable": SET, "hiv_positive": "string", "crim_rec": SET,
    "contact_type": ("P", "E", "L", "T", "V"), "corr_type": ("S", "L", "B", "A", "T"), "resp_dep": SET,
    "pregnant": SET, "bank_acc_type": ("C", "B", "S", "P", "N"), "homeless": SET,
}  # fmt: skip
LENGTHS = {
    "house_ref": 10, "person_no": 2, "ethnic_origin": 4, "gender": 4, "title": 6, "initials": 4, "forename": 24,
    "surname": 30, "age": 5, "oap": 1, "relationship": 4, "econ_status": 3, "responsible": 4, "wheelch_user": 4,
    "disabled": 4, "cl_group_a": 3, "cl_group_b": 3, "ethnic_colour": 4, "at_risk": 4, "ni_no": 9, "full_ed": 1,
    "occupation": 40, "asboissued": 1, "liablemember": 1, "dob": 10, "nationality": 4, "ci_surname": 30,
    "u_pin_number": 20, "ci_title": 6, "ci_forename": 24, "u_ethnic_other": 24, "tenportactcode": 20,
    "transgender": 4, "sex_orient": 4, "religion_belief": 4, "marriage_civil": 3, "first_lang": 4, "soc_ec_stat": 20,
    "soc_class": 20, "appearance": 40, "vulnerable": 1, "hiv_positive": 20, "crim_rec": 1, "contact_type": 3,
    "corr_type": 3, "resp_dep": 1, "pregnant": 4, "bank_acc_type": 3, "homeless": 1,
}  # fmt: skip

_RELIGIONS = {"none": "NO", "christian": "CH", "muslim": "MU", "hindu": "HI", "sikh": "SI", "jewish": "JE",
              "buddhist": "BU"}  # fmt: skip
_ORIENTATIONS = {"heterosexual": "HE", "gay": "GL", "lesbian": "GL", "gay or lesbian": "GL", "bisexual": "BI"}
_LANGUAGES = {"english": "ENG", "somali": "SOM", "bengali": "BEN", "turkish": "TUR", "polish": "POL",
              "romanian": "ROM", "portuguese": "POR", "arabic": "ARA", "urdu": "URD", "yoruba": "YOR",
              "lithuanian": "LIT", "albanian": "ALB", "french": "FRE", "spanish": "SPA"}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the members of every tenancy's household, some long gone, and give how many lines."""
    name = f"HOU02_members_{stamp(world)}.txt"
    return {name: write_fixed_width(out / name, list(LENGTHS.items()), _rows(world), encoding="cp1252")}


def _rows(world: World) -> Iterator[Row]:
    filler, recorder, chance = Filler(world, SOURCE, dates=uk_date), Recorder(world, "uh"), Chance(world, SOURCE)
    for tenancy in world.tenancies:
        people = tenancy_members(world, tenancy.household, tenancy.tenants)
        recorder.group("uh_household", codes.house_ref(tenancy.household), *people)
        twice: list[tuple[int, Recorded]] = []
        for number, person in enumerate(people, start=1):
            first, *others = recorder.records(person)
            if number > len(tenancy.tenants) and not _is_listed(world, tenancy, person, chance):
                continue
            twice += [(person, held) for held in others]
            yield _line(world, tenancy, number, person, first, recorder, chance, filler)
        # A member typed in again by someone who did not see the first line.
        for number, (person, held) in enumerate(twice, start=len(people) + 1):
            yield _line(world, tenancy, number, person, held, recorder, chance, filler)


def _is_listed(world: World, tenancy: Tenancy, person: int, chance: Chance) -> bool:
    """A baby is told late, and who left is crossed out late, or never."""
    stay = next(s for s in members(world, tenancy.household) if s.person == person)
    if world.persons[person].is_unborn:
        return False
    end = tenancy.ends or world.ends
    if stay.ends is not None and stay.ends < end:
        return chance.falls(0.4, person, tenancy.id, "left")
    is_new = (end - stay.starts).days < 200 and stay.starts > tenancy.starts
    return chance.falls(0.6 if is_new else 0.97, person, tenancy.id, "listed")


def _line(
    world: World, tenancy: Tenancy, number: int, person: int, held: Recorded, recorder: Recorder, chance: Chance,
    filler: Filler,
) -> Row:  # fmt: skip
    member_ref(recorder, tenancy.household, number, person)
    is_tenant, key = person in tenancy.tenants, (tenancy.id, number)
    age = world.age_on(person, world.ends)
    row: Row = {
        "house_ref": codes.house_ref(tenancy.household),
        "person_no": f"{number:02d}",
        "title": held.title,
        "initials": initials(held),
        "forename": held.forename,
        "surname": held.surname,
        "ci_title": held.title,
        "ci_forename": held.forename,
        "ci_surname": held.surname,
        "dob": chance.uk(held.born_on, *key, "dob"),
        "gender": held.sex,
        "ni_no": held.nino if age >= 16 else None,
        "age": str(max(0, age - chance.between(0, 2, *key, "age"))),
        "oap": marked(age >= 66),
        "relationship": _relation(world, tenancy, person, is_tenant),
        "responsible": marked(is_tenant),
        "liablemember": marked(is_tenant),
        "resp_dep": marked(age < 18),
        "full_ed": marked(5 <= age < 16 or (16 <= age < 19 and chance.falls(0.7, *key, "ed"))),
        "at_risk": marked(held.is_restricted),
        "econ_status": _work(age, chance, key),
        "contact_type": chance.pick("PELT", *key, "contact") if is_tenant else None,
        "corr_type": chance.pick("SSSSSLT", *key, "letters") if is_tenant else None,
        "bank_acc_type": chance.pick("CCCBPN", *key, "bank") if is_tenant else None,
        "vulnerable": chance.flag(0.05, *key, "vulnerable"),
        "homeless": chance.flag(0.06, *key, "homeless") if is_tenant else None,
        "asboissued": chance.flag(0.002, *key, "asbo"),
        "crim_rec": chance.flag(0.01, *key, "crime") if is_tenant else None,
        "pregnant": chance.flag(0.02, *key, "pregnant") if held.sex == "F" and 16 <= age < 45 else None,
        "marriage_civil": _marriage(world.persons[person], age, chance, key),
        "cl_group_a": chance.pick(("OP",) if age >= 66 else ("FS", "MH", "DV", "GN", "GN"), *key, "group")
        if chance.falls(0.15, *key, "group?") else None,
        "cl_group_b": None,
        "hiv_positive": None,
        "tenportactcode": None,
        "u_pin_number": None,
    }  # fmt: skip
    return completed(row | _monitored(world, world.persons[person], is_tenant, chance, key), FIELDS, filler, key)


def _relation(world: World, tenancy: Tenancy, person: int, is_tenant: bool) -> str | None:
    """Give the relation to the first tenant, as the tenancy officer typed it."""
    first, other = tenancy.tenants[0], world.persons[person]
    if is_tenant:
        return "TEN" if person == first else "PAR" if world.persons[first].partner == person else "TEN"
    if first in (other.mother, other.father) or any(t in (other.mother, other.father) for t in tenancy.tenants):
        return "SON" if other.sex == "M" else "DAU"
    if world.persons[first].partner == person:
        return "PAR"
    own = world.persons[first]
    if person in (own.mother, own.father):
        return "MUM" if other.sex == "F" else "DAD"
    if own.mother is not None and own.mother == other.mother:
        return "BRO" if other.sex == "M" else "SIS"
    return "REL" if person % 3 else "OTH"


def _work(age: int, chance: Chance, key: tuple[int, int]) -> str | None:
    if age < 16:
        return None
    if age >= 66:
        return str(chance.pick(("5", "RT"), *key, "work"))
    return str(chance.pick(("1", "FT", "2", "PT", "4", "UN", "7", "8", "10"), *key, "work"))


def _marriage(person: Person, age: int, chance: Chance, key: tuple[int, int]) -> str | None:
    if age < 18 or chance.falls(0.4, *key, "marriage?"):
        return None
    return str(chance.pick("MC", *key, "marriage")) if person.partner else str(chance.pick("SSPDX", *key, "marriage"))


def _monitored(world: World, person: Person, is_tenant: bool, chance: Chance, key: tuple[int, int]) -> Row:
    """Give what is asked for equality monitoring alone: of tenants mostly, and often not answered."""
    is_asked = is_tenant or chance.falls(0.3, *key, "asked")
    orientation = _ORIENTATIONS.get(person.sexual_orientation.lower().replace("_", " "))
    return {
        "ethnic_origin": chance.nothing(*key)
        if chance.falls(0.15, *key, "eth")
        else codes.NHS_ETHNICITY.get(recorded_ethnicity(world, person)),
        "ethnic_colour": None,
        "u_ethnic_other": None,
        "nationality": chance.pick(("UK", "UK", "UK", "EEA", "OTH"), *key, "nation") if is_asked else None,
        "disabled": marked(bool(set(person.disabilities) - {"NONE"})) if is_asked else None,
        "wheelch_user": "Y" if "MOB" in person.disabilities and chance.falls(0.3, *key, "wheel") else None,
        "transgender": chance.pick("NNNNNNP", *key, "trans") if is_asked and is_tenant else None,
        "sex_orient": orientation if is_tenant and chance.falls(0.5, *key, "orient") else None,
        "religion_belief": _RELIGIONS.get(person.religion.lower(), "OT") if is_asked else None,
        "first_lang": _LANGUAGES.get(person.language.lower(), "OTH") if is_asked else None,
    }

"""The list of people who must not be found, spelt in every way known, and of refuges."""

from collections.abc import Iterator
from pathlib import Path

from plainview.synthetic.larkmere import draw, faults
from plainview.synthetic.larkmere.formats import compact_date, uk_date, write_csv
from plainview.synthetic.larkmere.world.model import Person, World

COLUMNS = ("list_ref", "entry_kind", "surname", "forenames", "previous_names", "date_of_birth", "nhs_number",
           "address_line", "post_code", "uprn", "added_on")  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write one row for each spelling of each person, and one for each refuge's address."""
    name = f"RESTRICTED_people_{compact_date(world.ends)}.csv"
    return {name: write_csv(out / name, COLUMNS, _rows(world), encoding="utf-8-sig")}


def _rows(world: World) -> Iterator[dict[str, str | None]]:
    number = 0
    for person in (world.persons[k] for k in sorted(world.persons)):
        if person.restricted is None:
            continue
        number += 1
        for surname, forenames, previous in _spellings(world, person):
            yield {
                "list_ref": f"RL{number:04d}", "entry_kind": "Person", "surname": surname, "forenames": forenames,
                "previous_names": previous, "date_of_birth": uk_date(person.born_on),
                "nhs_number": person.nhs_number if draw.share(world.seed, "list", person.id) < 0.6 else None,
                "address_line": None, "post_code": None, "uprn": None, "added_on": uk_date(world.starts),
            }  # fmt: skip
    for home in (world.homes[k] for k in sorted(world.homes)):
        if home.kind == "refuge":
            number += 1
            yield {
                "list_ref": f"RL{number:04d}", "entry_kind": "Address", "address_line": f"{home.number} {home.street}",
                "post_code": home.postcode, "uprn": home.uprn, "added_on": uk_date(world.starts),
            }  # fmt: skip


def _spellings(world: World, person: Person) -> list[tuple[str, str, str | None]]:
    """Give surname, forenames and previous names: as they are, as others wrote them, as they were."""
    rng = draw.stream(world.seed, "list", "spelling", person.id)
    forenames = " ".join(filter(None, (person.forename, person.middle_names)))
    found = [(person.surname, forenames, person.former_surname)]
    if person.former_surname:
        found.append((person.former_surname, person.forename, None))
    if person.known_as:
        found.append((person.surname, person.known_as, None))
    if rng.random() < 0.5:
        found.append((faults.misspell(rng, person.surname), person.forename, None))
    bare = (faults.bare(person.surname), faults.bare(person.forename), None)
    if bare[0] != person.surname:
        found.append(bare)
    return list(dict.fromkeys(found))

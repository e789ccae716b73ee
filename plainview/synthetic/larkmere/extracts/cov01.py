"""Writes the shielded patients' list of 2020, as the NHS sent it to councils."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _covid as covid
from plainview.synthetic.larkmere.formats import iso_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

COLUMNS = (
    "spl_nhs_number", "spl_first_name", "spl_last_name", "spl_date_of_birth", "spl_postcode", "spl_address_line_1",
    "spl_address_line_2", "spl_phone", "spl_gp_practice_code", "spl_in_spl_date", "spl_flag_cohort",
    "spl_removed_date", "spl_date_of_death",
)  # fmt: skip
_COHORTS = ("Transplant", "Cancer", "Respiratory", "Rare disease", "Immunosuppression", "Pregnancy and heart disease",
            "Clinician's decision")  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the list."""
    recorder = Recorder(world, covid.SPACE)
    name = f"COV01_shielded_patients_{covid.stamp()}.csv"
    return {name: write_csv(out / name, COLUMNS, _rows(world, recorder), quote_all=True)}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for person in covid.shielded(world):
        rng = covid.rng_of(world, "cov01", person)
        held = recorder.primary(person)
        since = covid.day(rng, 90)
        yield {
            "spl_nhs_number": held.nhs_number,
            "spl_first_name": held.forename,
            "spl_last_name": held.surname,
            "spl_date_of_birth": iso_date(held.born_on),
            "spl_postcode": held.postcode,
            "spl_address_line_1": held.address_1,
            "spl_address_line_2": held.address_2 or held.town,
            "spl_phone": held.phone,
            "spl_gp_practice_code": world.persons[person].gp_practice,
            "spl_in_spl_date": iso_date(since),
            "spl_flag_cohort": rng.choice(_COHORTS),
            "spl_removed_date": iso_date(since + timedelta(days=rng.randint(40, 200))) if rng.random() < 0.15 else None,
            "spl_date_of_death": None,  # who died was taken off the list; the column stayed
        }

"""Writes the registrations of people who asked the national service for help while shielding."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _covid as covid
from plainview.synthetic.larkmere.formats import uk_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

COLUMNS = (
    "nhs_ctas_id", "nss_nhs_number", "nss_first_name", "nss_last_name", "nss_date_of_birth", "nss_postcode",
    "nss_uprn", "nss_live_in_england", "nss_nhs_letter", "nss_essential_supplies", "nss_basic_care_needs",
    "nss_dietary_requirements", "nss_carry_supplies", "nss_submission_datetime", "nss_contact_phone",
    "nss_contact_email",
)  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the registrations; some people sent the form twice."""
    recorder = Recorder(world, covid.SPACE)
    name = f"COV02_nss_registrations_{covid.stamp()}.csv"
    return {name: write_csv(out / name, COLUMNS, _rows(world, recorder))}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for person in covid.shielded(world):
        rng = covid.rng_of(world, "cov02", person)
        if rng.random() > 0.55:
            continue
        held = recorder.primary(person)
        for n in range(2 if rng.random() < 0.08 else 1):
            yield {
                "nhs_ctas_id": f"CTAS{2_000_000 + person * 5 + n}",
                "nss_nhs_number": held.nhs_number,
                "nss_first_name": held.forename,
                "nss_last_name": held.surname,
                "nss_date_of_birth": uk_date(held.born_on),
                "nss_postcode": held.postcode,
                "nss_uprn": held.uprn,
                "nss_live_in_england": "yes",
                "nss_nhs_letter": rng.choice(("yes", "yes", "not_sure")),
                "nss_essential_supplies": rng.choice(("yes", "no")),
                "nss_basic_care_needs": rng.choice(("yes", "yes", "no")),
                "nss_dietary_requirements": rng.choice(("no", "no", "yes")),
                "nss_carry_supplies": rng.choice(("yes", "no")),
                "nss_submission_datetime": f"{covid.day(rng).isoformat()}T{rng.randint(7, 21):02d}:15:00",
                "nss_contact_phone": held.phone,
                "nss_contact_email": held.email,
            }

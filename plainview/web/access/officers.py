"""The person who looks: what a decision needs to know of them, and nothing else."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Officer:
    """A member of staff, as signed in. `staff` is how the council's own records refer to them."""

    id: str
    name: str
    role: str
    team: str = ""
    service: str = ""
    staff: str = ""
    trained_on: date | None = None

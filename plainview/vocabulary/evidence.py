"""Evidence: where a value came from, down to the row and field of the extract as received."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    One record behind a statement. A statement without one can't be built.

    `record_ref` is opaque: the bridge alone can turn it into file, row and the original fields.
    `elements` are the source's own field names that the statement stands on.
    """

    source: str  # agreement id of the extract, e.g. "csc-referrals"
    agreement: str  # title of the agreement
    system: str
    record_ref: str
    elements: tuple[str, ...]
    recorded_on: date | None  # when it was so
    known_from: date  # when we learnt it
    refreshed_on: date  # date of the extract's last refresh

"""What `council.yaml` says: who the council is and what holds for the whole product."""

from typing import Literal

from pydantic import Field

from plainview.agreements.agreement import Checks, Policy

MergedField = Literal["name", "born_on", "died_on", "home", "phone", "email", "first_language", "needs_interpreter"]


class SnapshotsKept(Policy):
    """How many published refreshes stay, and for how long beyond the one that serves."""

    count: int = Field(3, ge=2)  # with the one that serves; two at least, for a page may still be made of the last
    days: int = Field(92, ge=1)  # an older one goes, however few there are


class Merging(Policy):
    """Which source outranks which where they say different things of one resident: agreement ids, strongest first."""

    strongest_first: tuple[str, ...] = ()  # for every field; a source that is not named counts after those that are
    by_field: dict[MergedField, tuple[str, ...]] = {}  # for a field that has an order of its own


class Settings(Policy):
    """The council itself."""

    name: str  # "London Borough of Larkmere"
    short_name: str  # "Larkmere"
    code: str  # the council's code of the Office for National Statistics, or its own
    not_connected: tuple[str, ...] = ()  # systems that are not connected: told on every case summary
    standard_library: bool = True  # use the factors and sentences that come with the product
    small_number: int = Field(5, ge=2)  # counts below this are hidden outside of the case level
    checks: Checks = Checks.model_validate({})  # for every extract whose agreement says nothing else
    snapshots: SnapshotsKept = SnapshotsKept.model_validate({})
    merging: Merging = Merging.model_validate({})
    welcome: str | None = None  # shown on the first page

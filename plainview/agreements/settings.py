"""What `council.yaml` says: who the council is and what holds for the whole product."""

from pydantic import Field

from plainview.agreements.agreement import Policy


class Settings(Policy):
    """The council itself."""

    name: str  # "London Borough of Larkmere"
    short_name: str  # "Larkmere"
    code: str  # the council's code of the Office for National Statistics, or its own
    not_connected: tuple[str, ...] = ()  # systems that are not connected: told on every case summary
    standard_library: bool = True  # use the factors and sentences that come with the product
    small_number: int = Field(5, ge=2)  # counts below this are hidden outside of the case level
    welcome: str | None = None  # shown on the first page

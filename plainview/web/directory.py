"""What there is to offer in this council's area, by factor: a list of what exists, not a recommendation."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from plainview.agreements.agreement import Policy
from plainview.agreements.plain_words import problems_of
from plainview.agreements.positions import read_document
from plainview.agreements.problems import PolicyNotValid, Problem

FILE = "directory.yaml"


class Service(Policy):
    """One service that exists."""

    name: str
    offers: str
    refer: str
    factors: tuple[str, ...]


class Directory(Policy):
    """The whole list."""

    services: tuple[Service, ...] = ()

    def for_factors(self, factors: Iterable[str]) -> tuple[Service, ...]:
        """Give the services for any of the factors, in the council's order."""
        wanted = set(factors)
        return tuple(one for one in self.services if wanted & set(one.factors))


def read_directory(council: Path) -> Directory:
    """Read the council's directory; a council may have none. Raises: PolicyNotValid."""
    if not (council / FILE).is_file():
        return Directory()
    document = read_document(council / FILE, file=FILE)
    if isinstance(document, Problem):
        raise PolicyNotValid([document])
    try:
        return Directory.model_validate(document.data)
    except ValidationError as error:
        raise PolicyNotValid(list(problems_of(error, document=document, file=FILE))) from None

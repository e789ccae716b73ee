"""The officers of demo mode, as the council's `people.yaml` lists them, and the officers that `officers.yaml` knows."""

from datetime import date
from pathlib import Path

from pydantic import ValidationError

from plainview.agreements.agreement import Policy
from plainview.agreements.plain_words import problems_of
from plainview.agreements.positions import read_document
from plainview.agreements.problems import PolicyNotValid, Problem


class Person(Policy):
    """An officer as a file of the council lists them. In demo mode `id` is ours; else the sign-on's subject."""

    id: str
    name: str = ""
    role: str = ""
    team: str = ""
    service: str = ""
    staff: str = ""
    trained_on: date | None = None
    about: str = ""  # what this person's day is about, for the demo's list


class People(Policy):
    """The list."""

    people: tuple[Person, ...]


def read_people(council: Path, file: str) -> tuple[Person, ...]:
    """Read a list of officers; a missing file is an empty list. Raises: PolicyNotValid."""
    path = council / file
    if not path.is_file():
        return ()
    document = read_document(path, file=file)
    if isinstance(document, Problem):
        raise PolicyNotValid([document])
    try:
        return People.model_validate(document.data).people
    except ValidationError as error:
        raise PolicyNotValid(list(problems_of(error, document=document, file=file))) from None

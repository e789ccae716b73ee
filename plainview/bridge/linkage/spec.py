"""What SPEC says of a file of person records: which column plays which part. Checked before any record is read."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from plainview.agreements.agreement import Policy
from plainview.agreements.plain_words import problems_of
from plainview.agreements.positions import read_document
from plainview.agreements.problems import Problem
from plainview.vocabulary.errors import PlainviewError

Part = Literal[
    "first_name", "middle_names", "last_name", "former_last_name", "full_name", "date_of_birth", "birth_year", "sex",
    "address", "postcode", "place", "uprn", "phone", "email", "from", "to", "identifier", "ignore",
]  # fmt: skip
PARTS: tuple[str, ...] = get_args(Part)
BLOCKABLE = ("first_name", "middle_names", "last_name", "full_name", "date_of_birth", "birth_year", "sex", "address",
             "postcode", "place", "uprn", "email", "identifier")  # fmt: skip
SEVERAL = ("address", "phone", "email", "identifier", "ignore", "middle_names", "place")


class SpecNotValid(PlainviewError):
    """SPEC can't be used."""

    slug = "spec-not-valid"
    exit_code = 2

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems[0].what, where=problems[0].where, do=problems[0].do)

    def told(self) -> str:
        """Give all problems, a paragraph each."""
        return "\n".join(f"{self.slug}: {p.what}\n  {p.where}\n  {p.do}" for p in self.problems)


def _part(said: Any) -> Any:
    return {"part": said} if isinstance(said, str) else said


class Column(Policy):
    """
    The part that one column plays.

    name         of an identifier, e.g. `nhs_number`; default: the column's own name
    unique       whether a person has one such identifier: two different ones are then two people
    name_order   of a full name without a comma
    """

    part: Part
    name: str | None = None
    unique: bool = False
    name_order: Literal["forename_first", "surname_first"] = "forename_first"

    @model_validator(mode="after")
    def _fits(self) -> "Column":
        if self.part != "identifier" and (self.name or self.unique):
            raise ValueError("`name` and `unique` go with `part: identifier` alone")
        return self


class Dates(Policy):
    """How dates are written: formats of strptime, for every source and for those that differ."""

    default: tuple[str, ...] = ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y")
    by_source: dict[str, tuple[str, ...]] = {}


def identifier_key(name: str) -> str:
    """Give the column that an identifier of that name has among the records that are compared."""
    return "id_" + (re.sub("[^a-z0-9]+", "_", name.lower()).strip("_") or "number")


def _dates(said: Any) -> Any:
    if isinstance(said, str):
        return {"default": [said]}
    return {"default": said} if isinstance(said, list) else said


class Spec(Policy):
    """
    SPEC as a whole.

    id         column that names each record, another in each
    source     column that says where a record is from, if there is one
    columns    part by column
    dates      one format, a list of them, or `default` and `by_source`
    held_once  sources that hold each person once: two records of one of them are two people
    blocking   further lists of parts or columns: records that agree in all of a list are compared
    delimiter, encoding  of a CSV file
    """

    id: str
    source: str | None = None
    columns: Annotated[dict[str, Annotated[Column, BeforeValidator(_part)]], Field(min_length=1)]
    dates: Annotated[Dates, BeforeValidator(_dates)] = Dates()
    held_once: tuple[str, ...] = ()
    blocking: tuple[tuple[str, ...], ...] = ()
    delimiter: str = Field(",", min_length=1, max_length=1)
    encoding: str = "utf-8"

    @model_validator(mode="after")
    def _fits(self) -> "Spec":
        for part in PARTS:
            named = self.of(part)
            if len(named) > 1 and part not in SEVERAL:
                raise ValueError(f"only one column can be the {part}: {', '.join(named)}")
        compared = [c.part for c in self.columns.values() if c.part not in ("ignore", "from", "to", "sex")]
        if not compared:
            raise ValueError("no column has a part that says who someone is")
        if self.held_once and self.source is None:
            raise ValueError("`held_once` needs `source`: the column that says where a record is from")
        names = [identifier_key(name) for name in self.identifiers()]
        if len(set(names)) < len(names):
            raise ValueError("two identifiers have one name, or names that differ by signs and capitals alone")
        for rule in self.blocking:
            unknown = [p for p in rule if p not in self.columns and not self.of(p)]
            if not rule or unknown:
                raise ValueError(f"`blocking` names no part or column of this file: {', '.join(unknown) or '(empty)'}")
            parts = [self.columns[p].part if p in self.columns else p for p in rule]
            if unable := [p for p in parts if p not in BLOCKABLE]:
                raise ValueError(f"`blocking` can't use {', '.join(unable)}; it can: {', '.join(BLOCKABLE)}")
        return self

    def of(self, part: str) -> list[str]:
        """Give the columns that play a part, in the order of the file."""
        return [name for name, column in self.columns.items() if column.part == part]

    def identifiers(self) -> dict[str, tuple[list[str], bool]]:
        """Give each identifier's columns, and whether a person has one."""
        found: dict[str, tuple[list[str], bool]] = {}
        for name in self.of("identifier"):
            column = self.columns[name]
            held = found.setdefault(column.name or name, ([], column.unique))
            held[0].append(name)
        return found


def read_spec(path: Path) -> Spec:
    """
    Read SPEC.

    Raises: SpecNotValid, with every problem, its line and what to do.
    """
    document = read_document(path, file=path.name)
    if isinstance(document, Problem):
        raise SpecNotValid([document])
    try:
        return Spec.model_validate(document.data)
    except ValidationError as error:
        problems = problems_of(error, document=document, file=path.name, model=Spec)
        raise SpecNotValid(list(problems)) from None

"""One data-sharing agreement: an element that is not listed here does not enter."""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from plainview.vocabulary.purposes import LegalClass, Purpose

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


def _as_list(raw: Any) -> Any:
    return (raw,) if isinstance(raw, str) else raw


Globs = Annotated[
    tuple[str, ...], Field(min_length=1), BeforeValidator(_as_list, json_schema_input_type=str | tuple[str, ...])
]


class Policy(BaseModel):
    """The base of all that is read from YAML: an unknown key is an error, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _blank_is_left_out(cls, raw: Any) -> Any:
        """Read `key:` with nothing after it as if the key were not there."""
        return {k: v for k, v in raw.items() if v is not None} if isinstance(raw, dict) else raw


class Rhythm(StrEnum):
    """How often the department sends the extract. A source later than its rhythm is told as late."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    TERMLY = "termly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"

    @property
    def days(self) -> int:
        """Days from one extract to the next, at most."""
        return {"daily": 1, "weekly": 7, "monthly": 31, "termly": 122, "quarterly": 92, "yearly": 366}[self.value]


class Element(Policy):
    """One field that the agreement shares: what it means, what the law calls it, what it may be used for."""

    name: str  # the source's own field name, letter for letter
    meaning: str
    legal_class: LegalClass
    purposes: tuple[Purpose, ...]
    sensitivity: Literal["ordinary", "sensitive", "highly_sensitive"] = "ordinary"
    until: date | None = None  # the element alone stops on this day
    optional: bool = False  # its absence from a file is reported and is no error


class LawfulBasis(Policy):
    """Articles and conditions relied upon, as the information-governance lead wrote them."""

    article_6: str  # UK GDPR
    article_9: str | None = None  # needed when an element is special_category
    article_10: str | None = None  # needed when an element is criminal_offence
    dpa_2018: tuple[str, ...] = ()  # Data Protection Act 2018, schedule and paragraph
    powers: tuple[str, ...] = ()  # statutes that let the council do this


class RestrictedRule(Policy):
    """
    What is done with a person whose record the source marks as restricted.

    A person marked in one source is withheld in every source.
    """

    element: str
    values: tuple[str, ...]  # as received, compared without case
    rule: Literal["leave_out", "named_roles"] = "leave_out"
    roles: tuple[str, ...] = ()  # for named_roles: who may still see them


class Checks(Policy):
    """
    What an extract must pass before a refresh with it is published.

    A refresh that fails them says so and publishes nothing, until it mends or a person accepts it for a reason.
    """

    rows_share_at_least: float = Field(0.5, ge=0, le=1)  # of the rows that it usually has
    unreadable_share_at_most: float = Field(0.25, ge=0, le=1)  # of the filled cells of one element, by kind


class Agreement(Policy):
    """One data-sharing agreement with one department about one extract."""

    id: Slug
    title: str
    kind: Literal["source", "held_apart", "restricted_list"] = "source"  # held_apart: COVID lists, never mixed in
    reference: str  # the council's own number for the signed paper
    controller: str
    department: str
    system: str
    owner: str  # role that answers for it
    lawful_basis: LawfulBasis
    retention_months: int = Field(ge=1)
    retention_from: str | None = None  # the element whose date it counts from; none: the last day a row tells of
    starts: date
    ends: date  # the last day is the day before
    refresh: Rhythm
    files: Globs  # of the file name, e.g. "RENT_*.csv"; one or several
    many_files: bool = False  # several files (a year each) make one extract
    restricted: tuple[RestrictedRule, ...] = ()
    checks: Checks | None = None  # none: as council.yaml says
    elements: tuple[Element, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> "Agreement":
        names = [e.name for e in self.elements]
        if twice := {n for n in names if names.count(n) > 1}:
            raise ValueError(f"listed twice: {', '.join(sorted(twice))}")
        if self.ends <= self.starts:
            raise ValueError("'ends' is not after 'starts'")
        classes = {e.legal_class for e in self.elements}
        if LegalClass.SPECIAL_CATEGORY in classes and not self.lawful_basis.article_9:
            raise ValueError("shares special category data: 'lawful_basis.article_9' is needed")
        if LegalClass.CRIMINAL_OFFENCE in classes and not self.lawful_basis.article_10:
            raise ValueError("shares criminal offence data: 'lawful_basis.article_10' is needed")
        if self.retention_from is not None and self.retention_from not in names:
            raise ValueError(f"'retention_from' names {self.retention_from}, which is not an element")
        for rule in self.restricted:
            if rule.element not in names:
                raise ValueError(f"'restricted' names {rule.element}, which is not an element")
        return self

    @property
    def patterns(self) -> tuple[str, ...]:
        """The globs of the file names, however many there are."""
        return self.files

    def element(self, name: str) -> Element | None:
        """Give the element of that name, or None: then it may not enter."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Element]:
        return {e.name: e for e in self.elements}

    def is_in_force(self, on: date) -> bool:
        """Say whether the agreement holds on that day."""
        return self.starts <= on < self.ends

    def shared(self, name: str, purpose: Purpose, on: date) -> bool:
        """Say whether the element may be used for the purpose on that day."""
        element = self.element(name)
        if element is None or not self.is_in_force(on) or purpose not in element.purposes:
            return False
        return element.until is None or on < element.until

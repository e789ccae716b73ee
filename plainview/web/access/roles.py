"""What the council's `access/roles.yaml` says: purposes of looking, and what each role may do and see."""

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from plainview.agreements.agreement import Policy
from plainview.agreements.plain_words import problems_of
from plainview.agreements.positions import read_document
from plainview.agreements.problems import PolicyNotValid, Problem
from plainview.vocabulary.purposes import LegalClass
from plainview.vocabulary.tables import TABLES
from plainview.web.access.acts import Act

FILE = "access/roles.yaml"

Relationship = Literal["worker", "team", "household", "reason"]


class LookPurpose(Policy):
    """Why an officer looks: chosen when a case is opened, kept with every look."""

    label: str
    plain: str
    reasons: tuple[str, ...] = ()  # set reasons to choose from; none: the purpose says enough


class Sees(Policy):
    """What a role sees for one purpose: areas, less what is hidden, each with why."""

    areas: tuple[str, ...]
    why_not_others: str
    hides_tables: dict[str, str] = {}  # table: why
    hides_classes: dict[LegalClass, str] = {}  # legal class of the element: why
    only_departments: tuple[str, ...] = ()  # of the agreements; none named: all of them
    still_shows: tuple[str, ...] = ()  # tables of the other departments that are shown: who works with them

    @model_validator(mode="after")
    def _names_exist(self) -> "Sees":
        areas = {table.area for table in TABLES.values()}
        if unknown := set(self.areas) - areas:
            raise ValueError(f"no such area: {', '.join(sorted(unknown))}")
        if unknown := (set(self.hides_tables) | set(self.still_shows)) - set(TABLES):
            raise ValueError(f"no such table: {', '.join(sorted(unknown))}")
        return self


class Role(Policy):
    """One role: in plain words, and as rules."""

    label: str
    plain: str
    app_role: str  # its name in the council's single sign-on
    acts: tuple[Act, ...]
    relationship: tuple[Relationship, ...] = ()  # any of these opens a case; none: no case is opened
    sees: dict[str, Sees] = {}  # by purpose


class Training(Policy):
    """The training that every officer needs before they see a case."""

    lasts_months: int = Field(ge=1)
    how: str


class Roles(Policy):
    """The whole policy of access."""

    training: Training
    areas: dict[str, str]  # area: its plain name
    purposes: dict[str, LookPurpose]
    roles: dict[str, Role]

    @model_validator(mode="after")
    def _hangs_together(self) -> "Roles":
        missing = {table.area for table in TABLES.values()} - set(self.areas)
        if missing:
            raise ValueError(f"'areas' gives no plain name to: {', '.join(sorted(missing))}")
        for name, role in self.roles.items():
            if unknown := set(role.sees) - set(self.purposes):
                raise ValueError(f"role '{name}' sees for a purpose that is not listed: {', '.join(sorted(unknown))}")
            if role.sees and not role.relationship:
                raise ValueError(f"role '{name}' sees cases, and says no relationship that opens one")
            if "reason" in role.relationship:
                silent = [p for p in role.sees if not self.purposes[p].reasons]
                if silent:
                    raise ValueError(f"role '{name}' may open any case with a reason; give reasons for: {silent[0]}")
        labels = [role.app_role for role in self.roles.values()]
        if len(labels) != len(set(labels)):
            raise ValueError("two roles have the same 'app_role'")
        return self

    def by_app_role(self, names: list[str]) -> str | None:
        """Give the one role that these names of the single sign-on stand for; none or several: None."""
        found = [role_id for role_id, role in self.roles.items() if role.app_role in names]
        return found[0] if len(found) == 1 else None

    def at_the_door(self) -> dict[str, frozenset[str]]:
        """Give what each role may ask of the bridge: find, reveal, review, or nothing."""
        found = {}
        for name, role in self.roles.items():
            may_find = {Act.FIND_RESIDENT, Act.OPEN_CASE} & set(role.acts)
            may_reveal = {Act.SEE_SUMMARY, Act.SEE_RECORD} & set(role.acts)
            asks = (("find", may_find), ("reveal", may_reveal))
            of_cases = {act for act, holds in asks if holds and role.sees}
            found[name] = frozenset(of_cases | ({"review"} if Act.REVIEW_MATCHES in role.acts else set()))
        return found


def read_roles(council: Path) -> Roles:
    """
    Read a council's policy of access.

    In:     the council's folder.
    Out:    purposes and roles, valid together.
    Raises: PolicyNotValid, with file and line of each problem.
    """
    path = council / FILE
    if not path.is_file():
        what = f"'{FILE}' is missing, so nobody may see anything."
        do = "Write it: docs/how-to/sign-in-with-entra.md shows how."
        raise PolicyNotValid([Problem("policy-file-missing", what, FILE, None, do)])
    document = read_document(path, file=FILE)
    if isinstance(document, Problem):
        raise PolicyNotValid([document])
    try:
        return Roles.model_validate(document.data)
    except ValidationError as error:
        raise PolicyNotValid(list(problems_of(error, document=document, file=FILE))) from None

"""
The one question of access: may this officer do this, to this resident's record, for this purpose?

The answer carries its reasons in plain words, what stays hidden and why, and the agreements that the
decision stands on. Predicates are code, in `relationships.py`; policy is the council's `access/roles.yaml`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from plainview.agreements.agreement import Agreement
from plainview.store.facts import ResidentRecord
from plainview.summaries.summary import Hidden
from plainview.vocabulary.purposes import LegalClass, Purpose
from plainview.vocabulary.tables import TABLES
from plainview.web.access.acts import ABOUT_A_RESIDENT, SHOWS_NAMES, Act
from plainview.web.access.officers import Officer
from plainview.web.access.relationships import is_allocated_worker, is_team_case, works_with_household
from plainview.web.access.roles import Relationship, Role, Roles, Sees


@dataclass(frozen=True, slots=True)
class Decision:
    """Granted or refused, and why. `do` says what the officer can do next when it is refused."""

    allowed: bool
    reasons: tuple[str, ...]
    do: str = ""
    hidden: tuple[Hidden, ...] = ()
    agreements: tuple[str, ...] = ()
    sees: Sees | None = None
    tells_of_the_resident: bool = False  # the refusal stands on the case: the page must not repeat its reasons


def can(
    *,
    officer: Officer,
    act: Act,
    roles: Roles,
    agreements: Mapping[str, Agreement],
    on: date,
    resident: ResidentRecord | None = None,
    household: tuple[ResidentRecord, ...] = (),
    purpose: str = "",
    reason: str = "",
) -> Decision:
    """
    Decide whether the officer may do the act.

    In:  the resident and those who live with them, for acts about a resident; none, when there is no such record.
    Out: the decision. A refusal about a resident gives the same words whether or not there is a record.
    """
    role = roles.roles.get(officer.role)
    if role is None:
        return _refused("Your account has no role in Plainview.", "Ask your manager to request a role for you.")
    if act not in role.acts:
        return _refused(f"The role of {role.label} does not {act.label}.", "If your work needs it, ask your manager.")
    if act in SHOWS_NAMES and not is_trained(officer, roles, on):
        return _untrained(roles)
    if act not in ABOUT_A_RESIDENT:
        return Decision(True, (f"The role of {role.label} may {act.label}.",))
    if not is_trained(officer, roles, on):
        return _untrained(roles)
    sees = role.sees.get(purpose)
    if sees is None:
        what = f"The role of {role.label} does not look for this purpose." if purpose else "No purpose was given."
        return _refused(what, "Choose one of the purposes of your role.")
    if act is Act.FIND_RESIDENT or act is Act.OPEN_CASE:
        return _may_try(role, roles, purpose, reason, sees, agreements)
    tie = _tie(officer, role, resident, household, on, reason)
    if tie is None or resident is None or _is_withheld(resident, officer):
        return _no_such_page(role)
    return Decision(
        True,
        (tie, f"You look for this purpose: {roles.purposes[purpose].label}."),
        hidden=hidden_by(sees, roles, agreements),
        agreements=_relied_on(sees, resident, agreements, on),
        sees=sees,
    )


def is_trained(officer: Officer, roles: Roles, on: date) -> bool:
    """Say whether the officer's training still holds: from the day after it, as long as the policy says."""
    if officer.trained_on is None or officer.trained_on >= on:
        return False
    months = (on.year - officer.trained_on.year) * 12 + on.month - officer.trained_on.month
    return months - (on.day < officer.trained_on.day) < roles.training.lasts_months


def opens_with(role: Role) -> str:
    """Say in plain words which cases a role may open: the same words for all residents."""
    words = [_TIES[tie] for tie in role.relationship]
    if not words:
        return f"The role of {role.label} does not open cases."
    return f"As {role.label} you may open: {'; '.join(words)}."


def hidden_by(sees: Sees, roles: Roles, agreements: Mapping[str, Agreement]) -> tuple[Hidden, ...]:
    """List what policy keeps from this page, and why. It says nothing of whether there is a record."""
    areas = [Hidden(roles.areas[area], sees.why_not_others) for area in roles.areas if area not in sees.areas]
    tables = [
        Hidden(table_label(table), why) for table, why in sees.hides_tables.items() if TABLES[table].area in sees.areas
    ]
    classes = [Hidden(CLASS_LABELS[kind], why) for kind, why in sees.hides_classes.items()]
    others = sorted({a.department for a in agreements.values() if not sees_department(sees, a)})
    departments = [Hidden(f"What {name} holds", sees.why_not_others) for name in others]
    return tuple(areas + departments + tables + classes)


def sees_table(sees: Sees, agreement: Agreement, table: str) -> bool:
    """Say whether facts of a table are shown that came under this agreement."""
    if TABLES[table].area not in sees.areas or table in sees.hides_tables:
        return False
    return sees_department(sees, agreement) or table in sees.still_shows


def sees_department(sees: Sees, agreement: Agreement) -> bool:
    """Say whether what an agreement's department holds is shown at all."""
    return not sees.only_departments or agreement.department in sees.only_departments


def sees_element(sees: Sees, agreement: Agreement, element: str, on: date) -> bool:
    """Say whether one element of a source is shown: shared for display on that day, and not hidden by class."""
    found = agreement.element(element)
    if found is None or not agreement.shared(element, Purpose.DISPLAY, on):
        return False
    return found.legal_class not in sees.hides_classes


def table_label(table: str) -> str:
    """Give a table's name in plain words."""
    return table.replace("_", " ").capitalize()


CLASS_LABELS = {
    LegalClass.PERSONAL: "Personal data",
    LegalClass.SPECIAL_CATEGORY: "Special category data (such as health)",
    LegalClass.CRIMINAL_OFFENCE: "Criminal offence data",
    LegalClass.OTHER: "Data about no person",
}

_TIES: dict[Relationship, str] = {
    "worker": "cases that are allocated to you",
    "team": "cases of your own team",
    "household": "people who live with someone allocated to you",
    "reason": "any other case, with a reason that is reviewed",
}


def _tie(
    officer: Officer,
    role: Role,
    resident: ResidentRecord | None,
    household: tuple[ResidentRecord, ...],
    on: date,
    reason: str,
) -> str | None:
    """Give the first tie between officer and case that the role allows, in plain words."""
    if resident is None:
        return None
    ties: dict[Relationship, tuple[Callable[[], bool], str]] = {
        "worker": (lambda: is_allocated_worker(officer, resident, on), "This case is allocated to you."),
        "team": (lambda: is_team_case(officer, resident, on), f"Your team, {officer.team}, works with this person."),
        "household": (
            lambda: works_with_household(officer, household, on),
            "You work with someone who lives with this person.",
        ),
        "reason": (lambda: bool(reason), "You gave a reason for looking, and it will be reviewed."),
    }
    for relationship in role.relationship:
        holds, words = ties[relationship]
        if holds():
            return words
    return None


def _may_try(
    role: Role, roles: Roles, purpose: str, reason: str, sees: Sees, agreements: Mapping[str, Agreement]
) -> Decision:
    """Let an officer look someone up; what they then may see is decided on each person found."""
    if "reason" in role.relationship and roles.purposes[purpose].reasons and not reason:
        return _refused("This purpose needs a reason.", "Say why you look.")
    words = f"The role of {role.label} may look a case up. What is found is decided case by case."
    return Decision(True, (words,), sees=sees, hidden=hidden_by(sees, roles, agreements))


def _is_withheld(resident: ResidentRecord, officer: Officer) -> bool:
    return bool(resident.withheld_for) and officer.role not in resident.withheld_for


def _relied_on(sees: Sees, resident: ResidentRecord, agreements: Mapping[str, Agreement], on: date) -> tuple[str, ...]:
    """Give the agreements in force under which something of this resident may be shown."""
    found = {f.source for f in resident.facts if f.source in agreements}
    return tuple(sorted(s for s in found if agreements[s].is_in_force(on)))


def _untrained(roles: Roles) -> Decision:
    return _refused("You have not done this year's training.", roles.training.how)


def _refused(why: str, do: str) -> Decision:
    return Decision(False, (why,), do)


def _no_such_page(role: Role) -> Decision:
    """Refuse in words that are the same for a case that isn't the officer's and for one that isn't there."""
    do = "If you work with this person, ask your manager to have the case allocated to you, then try again."
    return Decision(False, (opens_with(role),), do, tells_of_the_resident=True)

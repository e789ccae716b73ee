"""Writes the draft of an agreement: what the files have, and marks for all that the signed paper has to say."""

import re
from pathlib import Path

from plainview.agreements.undecided import MARK
from plainview.extracts.profile.plan_draft import SetPlan, legal_class, plain, purposes
from plainview.extracts.profile.profiles import ColumnProfile, FileProfile
from plainview.extracts.profile.words import SAYS_NO, SAYS_YES
from plainview.extracts.profile.yaml_text import listed, text
from plainview.vocabulary.purposes import LegalClass

_MEANS = {
    "nhs_number": "NHS number",
    "nino": "National Insurance number",
    "upn": "Unique pupil number",
    "former_upn": "Former unique pupil number",
    "uln": "Unique learner number",
    "uprn": "National number of the home",
    "postcode": "The post code",
    "forename": "First name",
    "surname": "Family name",
    "full_name": "Full name",
    "middle_names": "Middle names",
    "former_surname": "Former family name",
    "title": "Title (Mr, Mrs)",
    "born_on": "Date of birth",
    "died_on": "Date of death",
    "expected_on": "Date on which a birth is expected",
    "phone": "A phone number",
    "email": "E-mail address",
    "sex": "Sex as recorded",
    "restricted": "Whether the record must not be seen by others",
}
_DATE_IN_NAME = re.compile(
    r"\d{4}[-_.]?\d{2}[-_.]?\d{2}|\d{2}[-_.]?\d{2}[-_.]?\d{4}|\d{6,}|(?:19|20)\d{2}(?:[-_]\d{2})?"
)


def agreement_text(id_: str, files: list[FileProfile], plans: list[SetPlan], *, controller: str | None) -> str:
    """Give the draft. What only the signed paper says is marked, and `check` refuses the mark."""
    columns: dict[str, tuple[ColumnProfile, SetPlan]] = {}
    for plan in plans:
        for column in plan.profile.columns:
            columns.setdefault(column.name, (column, plan))
    about_people = any(p.about is not None or p.mentions for p in plans)
    classes = {legal_class(c, about_people=about_people) for c, _ in columns.values()}
    names = ", ".join(f.path.name for f in files)
    lines = [
        f"# Drafted from {names}: {_sizes(plans)}.",
        f"# Each '{MARK}' is for a person to decide, with the signed agreement in hand; `plainview check` refuses it.",
        "# Purposes: identifiers are drafted for matching, protected characteristics for monitoring, all else "
        "for none.",
        "# Take out every element that the agreement does not list: what is not listed does not enter.",
        f"id: {id_}",
        f"title: {text(_title(id_))}",
        _mark("reference", "the council's own number for the signed paper"),
        f"controller: {text(controller)}" if controller else _mark("controller", "who is the controller of these data"),
        _mark("department", "the department that shares it"),
        _mark("system", "the system that it comes from"),
        _mark("owner", "the role that answers for it"),
        "lawful_basis:",
        "  " + _mark("article_6", "the article of UK GDPR that is relied upon"),
    ]
    if LegalClass.SPECIAL_CATEGORY in classes:
        lines.append("  " + _mark("article_9", "its condition: there is special category data below"))
    if LegalClass.CRIMINAL_OFFENCE in classes:
        lines.append("  " + _mark("article_10", "its condition: there is criminal offence data below"))
    lines += [
        "  " + f"powers: [{text(MARK + ': the statutes that let the council do this')}]",
        _mark("retention_months", "for how many months it is kept"),
        _mark("starts", "the first day of the agreement, as 2026-04-01"),
        _mark("ends", "the day after its last"),
        _mark("refresh", "how often it is sent: daily, weekly, monthly, termly, quarterly or yearly"),
        f"files: {_globs(files)}",
    ]
    restricted = [
        (c, p) for c, p in columns.values() if c.meaning.means == "restricted" and c.meaning.type in ("flag", "code")
    ]
    if restricted:
        lines.append("restricted:")
        for column, _ in restricted:
            lines += _restricted(column)
    lines.append("elements:")
    for column, _ in columns.values():
        lines += _element(column, legal_class(column, about_people=about_people))
    return "\n".join(lines) + "\n"


def glob_of(path: Path) -> str:
    """Give the pattern of a file's name: the date in it, or its number, may be another next time."""
    stem = "".join(f"[{c}]" if c in "*?[" else c for c in path.stem)
    return (_DATE_IN_NAME.sub("*", stem, count=1) if _DATE_IN_NAME.search(stem) else stem) + path.suffix


def _globs(files: list[FileProfile]) -> str:
    globs = list(dict.fromkeys(glob_of(f.path) for f in files))
    if len(globs) == 1:
        return text(globs[0])
    start = re.match(r"[^*]*", _common([g for g in globs]))
    return text(f"{start[0]}*" if start and len(start[0]) > 2 else "*")


def _common(names: list[str]) -> str:
    first, last = min(names), max(names)
    for i, c in enumerate(first):
        if i >= len(last) or last[i] != c:
            return first[:i]
    return first


def _restricted(column: ColumnProfile) -> list[str]:
    codes = list(column.codes or {})
    yes = [c for c in codes if c.casefold() in SAYS_YES or c == "1"]
    is_flag = column.meaning.type == "flag" and all(c.casefold() in SAYS_YES | SAYS_NO | {"1", "0"} for c in codes)
    values = (
        listed(yes or ["Y"]) if is_flag else f"[{text(MARK + ': which of its values restrict: ' + ', '.join(codes))}]"
    )
    return [
        f"  # Whoever is marked here is withheld in every source. {MARK} by reading: is this what the column means?",
        f"  - {{element: {text(column.name)}, values: {values}, rule: leave_out}}",
    ]


def _element(column: ColumnProfile, class_: LegalClass) -> list[str]:
    shared = [p.value for p in purposes(column)]
    whose = f"{column.meaning.who}: " if column.meaning.who else ""
    known = _MEANS.get(column.meaning.means)
    meaning = f"{whose}{known}" if known else plain(column)
    said = (
        f"{{name: {text(column.name)}, meaning: {text(meaning)}, legal_class: {class_.value}, "
        f"purposes: [{', '.join(shared)}]"
    )
    if column.meaning.type == "blank":
        said += ", optional: true"
    comment = (
        "" if shared or column.meaning.means == "restricted" else f"  # {MARK}: display? modelling? or take it out"
    )
    return [f"  - {said}}}{comment}"]


def _sizes(plans: list[SetPlan]) -> str:
    return ", ".join(
        f"{p.profile.records:,} records of {len(p.profile.columns)} columns"
        + (f" ({p.name})" if len(plans) > 1 else "")
        for p in plans
    )


def _title(id_: str) -> str:
    said = id_.replace("-", " ")
    return said[:1].upper() + said[1:]


def _mark(key: str, what: str) -> str:
    return f"{key}: {text(f'{MARK}: {what}')}"

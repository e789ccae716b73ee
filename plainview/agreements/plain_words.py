"""What Pydantic found, in plain words and at the line where it stands."""

from typing import Any

from pydantic import ValidationError

from plainview.agreements.positions import Document, Place
from plainview.agreements.problems import Problem

SLUG = "policy-wrong-value"

_WORDS = {
    "missing": "is needed and missing",
    "extra_forbidden": "is not a key that is known here",
    "string_type": "should be a text",
    "string_pattern_mismatch": "is not written as it should be",
    "tuple_type": "should be a list",
    "dict_type": "should have keys below it",
    "model_type": "should have keys below it",
    "model_attributes_type": "should have keys below it",
    "int_parsing": "should be a whole number",
    "int_type": "should be a whole number",
    "float_parsing": "should be a number",
    "bool_parsing": "should be true or false",
    "date_from_datetime_parsing": "should be a date like 2026-03-31",
    "date_from_datetime_inexact": "should be a date like 2026-03-31",
    "date_type": "should be a date like 2026-03-31",
}
_DO = {
    "missing": "Add it.",
    "extra_forbidden": "Correct its spelling, move it to where it belongs, or remove it.",
    "string_pattern_mismatch": "Use small letters, digits and the joining sign of the examples; start with a letter.",
    "tuple_type": "Write a list, [one, two], even for one.",
}


def problems_of(error: ValidationError, *, document: Document, file: str) -> list[Problem]:
    """Give each thing that Pydantic found as a problem with its line, never with the value that stands there."""
    found = []
    for one in error.errors(include_url=False, include_input=False):
        place = _place(document.data, one["loc"])
        what = f"{_name(place)} {_said(one)}."
        do = _DO.get(one["type"], "See docs/reference/mapping.md and docs/reference/agreement.md.")
        problem = Problem(SLUG, what, file, document.line(place), do)
        if problem not in found:
            found.append(problem)
    return found


def _place(data: Any, loc: tuple[int | str, ...]) -> Place:
    """Keep the steps that lead to something in the file, and the last step if it is a missing key's name."""
    place: Place = ()
    for number, step in enumerate(loc):
        is_item = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if is_item or (isinstance(data, dict) and step in data):
            data = data[step]
        elif number < len(loc) - 1 or not isinstance(data, dict):
            continue  # the name of a choice, or a step inside a short form
        place = (*place, step)
    return place


def _name(place: Place) -> str:
    if not place:
        return "the file"
    return "'" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".") + "'"


def _said(one: Any) -> str:
    kind, ctx = one["type"], one.get("ctx", {})
    if kind in _WORDS:
        return _WORDS[kind]
    if kind in {"enum", "literal_error"}:
        return f"should be one of: {ctx.get('expected', '')}"
    if kind == "value_error":  # our own words
        return f"is not right: {ctx.get('error', 'it does not hang together')}"
    if kind in {"greater_than_equal", "less_than_equal"}:
        limit = ctx.get("ge", ctx.get("le"))
        return f"should be {'at least' if 'ge' in ctx else 'at most'} {limit}"
    if kind == "too_short":
        return "should not be empty"
    return "is not right"

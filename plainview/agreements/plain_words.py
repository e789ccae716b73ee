"""What Pydantic found, in plain words and at the line where it stands."""

from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from plainview.agreements.nearest import nearest
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


def problems_of(
    error: ValidationError, *, document: Document, file: str, model: type[BaseModel] | None = None
) -> list[Problem]:
    """
    Give each thing that Pydantic found as a problem with its line, never with the value that stands there.

    With the `model` a key that is not known brings the one that is most like it.
    """
    found = []
    for one in error.errors(include_url=False, include_input=False):
        place = _place(document.data, one["loc"])
        what = f"{_name(place)} {_said(one)}."
        do = _DO.get(one["type"], "See docs/reference/mapping.md and docs/reference/agreement.md.")
        if one["type"] == "extra_forbidden" and model is not None:
            do = _nearest_key(model, one["loc"]) or do
        problem = Problem(SLUG, what, file, document.line(place), do)
        if problem not in found:
            found.append(problem)
    return found


def _nearest_key(model: type[BaseModel], loc: tuple[int | str, ...]) -> str | None:
    """Say which key was most likely meant, of those that may stand there; or which there are."""
    able = _keys_at(model, loc[:-1])
    if not able:
        return None
    if like := nearest(str(loc[-1]), able):
        return f"Did you mean '{like}'? {_DO['extra_forbidden']}"
    return f"Known here: {', '.join(sorted(able))}."


def _keys_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Follow the steps through the models. A step that names a choice of Pydantic's own leads on to that choice."""
    here: list[Any] = [model]
    for step in loc:
        models = [m for m in _models(here)]
        fields = [f for m in models for name, f in m.model_fields.items() if step in (name, f.alias)]
        if fields:
            here = [f.annotation for f in fields]
        elif isinstance(step, str) and (chosen := [m for m in models if m.__name__ == step]):
            here = chosen
    return [f.alias or name for m in dict.fromkeys(_models(here)) for name, f in m.model_fields.items()]


def _models(annotations: list[Any]) -> list[type[BaseModel]]:
    """Give the models inside annotations, however they are wrapped in lists, choices and notes."""
    found: list[type[BaseModel]] = []
    for one in annotations:
        if isinstance(one, type) and issubclass(one, BaseModel):
            found.append(one)
        else:
            found += _models([a for a in get_args(one) if not isinstance(a, str)])
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

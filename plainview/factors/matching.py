"""One fact held against one rule: for records that hold several facts, of which only some met it."""

from collections.abc import Mapping
from typing import Any

from plainview.factors.definition import BEFORE, Condition, Rule, Share


def fits(rule: Rule, values: Mapping[str, Any]) -> bool:
    """Say whether a fact with these values may be one of those that met the rule, as it or as the row before."""
    if rule.before is not None and _passes(rule.before.where, rule.before.share, values):
        return True
    return _passes(rule.where, rule.share, values) and not any(
        _asked(values.get(c), t, values) for c, t in rule.unless.items()
    )


def _passes(where: Mapping[str, Condition], share: Share | None, values: Mapping[str, Any]) -> bool:
    if share is not None and not _in_share(share, values):
        return False
    return all(_asked(values.get(column), test, values) for column, test in where.items())


def _asked(value: Any, test: Condition, values: Mapping[str, Any]) -> bool:
    if test.given is not None:
        return (value is not None) is test.given
    if value is None:
        return False
    if test.in_:
        return value in test.in_
    if test.not_in:
        return value not in test.not_in
    if test.is_ is not None:
        return value is test.is_
    if test.times is not None and test.times.startswith(BEFORE):
        return True  # the other row is not at hand; the engine has held them together
    unit = 1 if test.times is None else values.get(test.times)
    if unit is None:
        return False
    return (test.at_least is None or value >= test.at_least * unit) and (
        test.below is None or value < test.below * unit
    )


def _in_share(share: Share, values: Mapping[str, Any]) -> bool:
    parts, whole = [values.get(column) for column in share.of], values.get(share.over)
    if whole is None or whole <= 0 or any(p is None for p in parts):
        return False
    part = sum(p for p in parts if p is not None)
    return (share.at_least is None or part >= whole * share.at_least) and (
        share.below is None or part < whole * share.below
    )

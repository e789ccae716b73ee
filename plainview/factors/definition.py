"""One factor as it is declared in YAML: what it is, when it counts, in whose words, by which rules."""

from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from plainview.agreements.agreement import Policy
from plainview.vocabulary.purposes import Purpose

BEFORE = "before."  # ahead of a column's name: of the row before
HALF_LIFE_DAYS = 731  # older evidence is history, not a present concern: two years

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Condition(Policy):
    """
    What a column's value must be. A list of words is short for `{in: […]}`.

    `times` multiplies `at_least` and `below` by another column of the row, so that four weeks' rent is
    `{at_least: 4, times: weekly_rent_pence}`; `before.` ahead of its name takes it from the row before. A
    value that is not known passes no test.
    """

    in_: tuple[str, ...] = Field((), alias="in")
    not_in: tuple[str, ...] = ()
    at_least: float | None = None
    below: float | None = None
    times: str | None = None
    is_: bool | None = Field(None, alias="is")
    given: bool | None = None  # true: any value; false: none

    @model_validator(mode="after")
    def _asks_one_thing(self) -> "Condition":
        number = self.at_least is not None or self.below is not None
        asked = [bool(self.in_), bool(self.not_in), number, self.is_ is not None, self.given is not None]
        if sum(asked) != 1:
            raise ValueError("a test asks exactly one of: in, not_in, at_least or below, is, given")
        if self.times is not None and not number:
            raise ValueError("'times' goes with 'at_least' or 'below'")
        return self


def _as_test(raw: Any) -> Any:
    return {"in": raw} if isinstance(raw, list | tuple) else raw


ConditionLike = Annotated[Condition, BeforeValidator(_as_test)]


class Share(Policy):
    """A part of a whole: the sum of columns over another, e.g. sessions missed over sessions possible."""

    of: tuple[str, ...] = Field(min_length=1)
    over: str
    at_least: float | None = Field(None, ge=0)
    below: float | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _has_a_bound(self) -> "Share":
        if self.at_least is None and self.below is None:
            raise ValueError("a share needs 'at_least' or 'below'")
        return self


class Before(Policy):
    """What the row before must have been: of the same person, source and table, next earlier by `on`."""

    where: dict[str, ConditionLike] = {}
    share: Share | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> "Before":
        if not self.where and self.share is None:
            raise ValueError("'before' needs 'where' or 'share'")
        return self


class Count(Policy):
    """How many rows it takes, within how many days; rows alike in `distinct` are one (default: those of one day)."""

    at_least: int = Field(ge=2)
    within_days: int = Field(ge=1)
    distinct: str | None = None


class Rule(Policy):
    """
    One way in which a factor comes to count: rows of one table that pass every test of `where` and none of `unless`.

    Current: by default for `current_for_days` from the date in `on`. With `while_open`, as long as the row
    is open, and then for `current_for_days` from its end (default: not longer). With `until_next`, no
    longer than until a later row of the same person and source is known (balances, terms). With
    `while_counted`, as long as enough rows lie within the days of `count`.
    """

    id: Word
    table: str | None = None
    where: dict[str, ConditionLike] = {}
    unless: dict[str, ConditionLike] = {}
    share: Share | None = None
    before: Before | None = None
    count: Count | None = None
    lasted_days: int | None = Field(None, ge=1)  # counts from the day on which it has lasted so long
    on: str | None = None  # date column; default: the table's start
    current_for_days: int | None = Field(None, ge=0)
    while_open: bool = False
    until_next: bool = False
    while_counted: bool = False
    whose: Literal["self", "child", "parent", "other_in_household", "household", "not_said"] = "self"
    findings: dict[str, Any] | None = None  # the place of findings in notes

    @model_validator(mode="after")
    def _hangs_together(self) -> "Rule":
        if self.findings is not None:
            raise ValueError("'findings' comes with the reading of notes")
        if self.table is None:
            raise ValueError("a rule needs 'table'")
        if self.count is not None and (self.before is not None or self.lasted_days is not None):
            raise ValueError("'count' does not go with 'before' or 'lasted_days'")
        borrowed = [t for t in self.where.values() if (t.times or "").startswith(BEFORE)]
        if borrowed and self.before is None:
            raise ValueError("a column of the row before needs 'before'")
        if self.while_counted and self.count is None:
            raise ValueError("'while_counted' needs 'count'")
        if sum([self.while_open, self.until_next, self.while_counted]) > 1:
            raise ValueError("'while_open', 'until_next' and 'while_counted' exclude each other")
        if self.until_next and self.count is not None:
            raise ValueError("'until_next' does not go with 'count'")
        return self

    @property
    def days(self) -> int:
        """Days for which it counts as current, from its date, or from its end with `while_open`."""
        if self.current_for_days is not None:
            return self.current_for_days
        return 0 if self.while_open else HALF_LIFE_DAYS

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Give the columns that the rule tests, each once; what may not be seen of them hides the factor."""
        before = self.before.where if self.before else {}
        used: list[str] = []
        for tests in (self.where, self.unless, before):
            used += tests
            used += [t.times.removeprefix(BEFORE) for t in tests.values() if t.times]
        for share in (self.share, self.before.share if self.before else None):
            used += [*share.of, share.over] if share else []
        used += [self.count.distinct] if self.count and self.count.distinct else []
        return tuple(dict.fromkeys(used))


class Definition(Policy):
    """A risk, a circumstance or a strength, with all the words by which a person can judge it."""

    id: Word
    label: str
    kind: Literal["risk", "circumstance", "strength"]
    definition: str
    counts_when: str  # the rules in plain words
    does_not_count: tuple[str, ...] = ()
    plain: str  # wording to a resident
    owner: str  # role that answers for the definition
    since: date
    version: int = Field(ge=1)
    purposes: tuple[Purpose, ...] = (Purpose.DISPLAY,)
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _rules_have_names(self) -> "Definition":
        if not self.rules:
            raise ValueError("'rules' is empty")
        names = [r.id for r in self.rules]
        if twice := {n for n in names if names.count(n) > 1}:
            raise ValueError(f"rules of one name: {', '.join(sorted(twice))}")
        return self

    def rule(self, name: str) -> Rule | None:
        """Give the rule of that name."""
        return next((r for r in self.rules if r.id == name), None)

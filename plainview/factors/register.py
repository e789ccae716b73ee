"""All factors in force: ours and the council's, whose own version of one of ours takes its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from plainview.agreements.plain_words import problems_of
from plainview.agreements.positions import Document, Place, read_document
from plainview.agreements.problems import PolicyNotValid, Problem
from plainview.factors.definition import BEFORE, Before, Definition, Rule, Share
from plainview.vocabulary.tables import TABLES, Kind, Table

SLUG = "factor-not-valid"
KINDS = ("risk", "circumstance", "strength")


@dataclass(frozen=True)
class Declared:
    """A definition, and where it stands."""

    definition: Definition
    file: str
    document: Document

    def line(self, place: Place = ()) -> int:
        """Give the line of a place in its file."""
        return self.document.line(place)


def load(*, library: bool = True, council_folder: Path | None = None) -> dict[str, Definition]:
    """
    Give every factor by id, risks first, then circumstances and strengths, each by label.

    In:     `library`: take those that come with the product; `council_folder` may hold `factors/`.
    Raises: PolicyNotValid, with file and line of every problem.
    """
    return {d.definition.id: d.definition for d in declared(library=library, council_folder=council_folder)}


def declared(*, library: bool = True, council_folder: Path | None = None) -> list[Declared]:
    """Give every factor with its file, in the order of `load`."""
    problems: list[Problem] = []
    found: dict[str, Declared] = {}
    if library:
        ours = Path(str(files("plainview.factors") / "library"))
        found.update(_folder(ours, "plainview/factors/library", problems))
    if council_folder is not None:
        found.update(_folder(council_folder / "factors", "factors", problems))
    for each in found.values():
        problems.extend(_against_tables(each))
    if problems:
        raise PolicyNotValid(problems)
    return sorted(found.values(), key=lambda d: (KINDS.index(d.definition.kind), d.definition.label, d.definition.id))


def _folder(folder: Path, name: str, problems: list[Problem]) -> dict[str, Declared]:
    found: dict[str, Declared] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = f"{name}/{path.name}"
        document = read_document(path, file=file)
        if isinstance(document, Problem):
            problems.append(document)
            continue
        try:
            definition = Definition.model_validate(document.data)
        except ValidationError as error:
            problems.extend(problems_of(error, document=document, file=file))
            continue
        if definition.id in found:
            what = f"'id: {definition.id}' is also in {found[definition.id].file}."
            problems.append(Problem(SLUG, what, file, document.line(("id",)), "Give each factor its own id."))
            continue
        found[definition.id] = Declared(definition, file, document)
    return found


def _against_tables(each: Declared) -> Iterator[Problem]:
    """Find what a rule asks of tables and columns that do not exist, or of a kind that can't answer."""
    for n, rule in enumerate(each.definition.rules):
        table = TABLES.get(rule.table or "")
        if table is None:
            do = "docs/reference/factor.md lists the tables."
            yield each_problem(each, ("rules", n, "table"), f"there is no table '{rule.table}'.", do)
            continue
        for place, column in columns_with_places(rule, n):
            if column not in table.by_name:
                what = f"table '{table.name}' has no column '{column}'."
                yield each_problem(each, place, what, f"Its columns: {', '.join(table.by_name)}.")
        yield from _dates(each, rule, table, n)
        yield from _tests(each, rule, table, n)


def _dates(each: Declared, rule: Rule, table: Table, n: int) -> Iterator[Problem]:
    on = rule.on or table.starts
    if on is None:
        yield each_problem(
            each, ("rules", n), f"table '{table.name}' has no start date.", "Name a date column in 'on'."
        )
    elif on in table.by_name and table.by_name[on].kind is not Kind.DATE:
        yield each_problem(each, ("rules", n, "on"), f"'{on}' is not a date.", "Name a date column.")
    if (rule.while_open or rule.lasted_days) and table.ends is None:
        what = f"rows of '{table.name}' do not end."
        yield each_problem(each, ("rules", n), what, "Leave out 'while_open' and 'lasted_days'.")


def _tests(each: Declared, rule: Rule, table: Table, n: int) -> Iterator[Problem]:
    for column, test in [*rule.where.items(), *rule.unless.items()]:
        kind = table.by_name[column].kind if column in table.by_name else None
        is_number = kind in {Kind.NUMBER, Kind.PENCE}
        wrong = (
            ((test.in_ or test.not_in) and kind in {Kind.DATE, Kind.NUMBER, Kind.PENCE, Kind.FLAG})
            or ((test.at_least is not None or test.below is not None) and not is_number)
            or (test.is_ is not None and kind is not Kind.FLAG)
        )  # fmt: skip
        if kind is not None and wrong:
            what = f"'{column}' is a {kind.value}, which that test can't be asked of."
            yield each_problem(each, ("rules", n, "where", column), what, "Words suit codes, bounds suit numbers.")


def each_problem(each: Declared, place: Place, what: str, do: str) -> Problem:
    """Give a problem of that factor with its file and line."""
    return Problem(SLUG, f"factor '{each.definition.id}': {what}", each.file, each.line(place), do)


def columns_with_places(rule: Rule, n: int) -> Iterator[tuple[Place, str]]:
    """Give every column that a rule uses, its date among them, with where it stands in the file."""
    at: Place = ("rules", n)
    if rule.on is not None:
        yield (*at, "on"), rule.on
    yield from _asked(rule, at)
    if rule.before is not None:
        yield from _asked(rule.before, (*at, "before"))
    if rule.count is not None and rule.count.distinct is not None:
        yield (*at, "count", "distinct"), rule.count.distinct


def _asked(part: Rule | Before, at: Place) -> Iterator[tuple[Place, str]]:
    for key, tests in (("where", part.where), ("unless", part.unless if isinstance(part, Rule) else {})):
        for column, test in tests.items():
            yield (*at, key, column), column
            if test.times is not None:
                yield (*at, key, column, "times"), test.times.removeprefix(BEFORE)
    share: Share | None = part.share
    if share is not None:
        for column in share.of:
            yield (*at, "share", "of"), column
        yield (*at, "share", "over"), share.over

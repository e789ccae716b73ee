"""What the factors read, told to the purpose check: by which factor, which column, for what."""

from collections.abc import Iterator, Sequence

from plainview.agreements.uses import Use
from plainview.factors.register import Declared, columns_with_places
from plainview.vocabulary.tables import TABLES


def uses(declared: Sequence[Declared]) -> list[Use]:
    """Give every column that every factor reads, with file and line, for each of the factor's purposes."""
    return [use for each in declared for use in _of(each)]


def _of(each: Declared) -> Iterator[Use]:
    factor = each.definition
    for n, rule in enumerate(factor.rules):
        table = TABLES[rule.table or ""]
        read = dict.fromkeys(column for _, column in columns_with_places(rule, n))
        lines = {column: each.line(place) for place, column in columns_with_places(rule, n)}
        starts = rule.on or table.starts
        if starts is not None and starts not in read:
            read[starts], lines[starts] = None, each.line(("rules", n))
        if rule.while_open and table.ends is not None:
            read[table.ends], lines[table.ends] = None, each.line(("rules", n, "while_open"))
        for column in read:
            for purpose in factor.purposes:
                yield Use(f"factor '{factor.id}'", table.name, column, purpose, each.file, lines[column])

"""The council's policy, whole: agreements, mappings, factors and sentences, checked together before any data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plainview.agreements.check import check as check_agreements
from plainview.agreements.council import Council, read_council
from plainview.agreements.lineage import Rule, lineage
from plainview.agreements.problems import PolicyNotValid, Problem
from plainview.agreements.uses import Use, check_uses
from plainview.factors.definition import Definition
from plainview.factors.register import declared as declared_factors
from plainview.factors.uses import uses as factor_uses
from plainview.summaries.sentences import Sentences, load_sentences
from plainview.summaries.sentences import uses as sentence_uses


@dataclass(frozen=True, slots=True)
class Policy:
    """What one council has decided, ready to be run."""

    council: Council
    lineage: dict[str, Rule]
    factors: dict[str, Definition]
    sentences: Sentences
    uses: tuple[Use, ...]
    problems: tuple[Problem, ...]  # warnings; errors have been raised


def read(folder: Path, *, on: date | None) -> Policy:
    """
    Read and check all policy.

    Raises: PolicyNotValid with every error at once; warnings are in `problems`.
    """
    policy, problems = look(folder, on=on)
    if errors := [p for p in problems if p.level == "error"]:
        raise PolicyNotValid(errors)
    return policy


def look(folder: Path, *, on: date | None) -> tuple[Policy, list[Problem]]:
    """Read all policy and give it with everything that is wrong or noteworthy."""
    council = read_council(folder)
    factors = declared_factors(library=council.settings.standard_library, council_folder=folder)
    sentences = load_sentences(library=council.settings.standard_library, council_folder=folder)
    uses: tuple[Use, ...] = (
        *factor_uses(factors),
        *sentence_uses(library=council.settings.standard_library, council_folder=folder),
    )
    problems = [*check_agreements(council, on), *check_uses(council, uses)]
    warnings = tuple(p for p in problems if p.level == "warning")
    return Policy(
        council, lineage(council), {d.definition.id: d.definition for d in factors}, sentences, uses, warnings
    ), problems


def observation_labels(council: Council) -> dict[str, str]:
    """Give the plain words of each kind of observation, as the mappings say them."""
    return {
        o.kind: o.plain for m in council.mappings.values() for group in m.observations for o in group.values.values()
    }


def in_force(council: Council, on: date) -> Iterable[str]:
    """Give the agreements that hold on that day and whose data may join the others."""
    return [i for i, a in council.agreements.items() if a.is_in_force(on) and a.kind != "held_apart"]

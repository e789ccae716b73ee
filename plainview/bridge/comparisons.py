"""
What is compared between two person records, level by level, in Splink's terms, with the words for each level.

`m`: how often two records of one person stand at this level; `u`: how often two records of two people do.
The numbers are Plainview's own starting model; `retrain` may replace those that are not fixed.
"""

from dataclasses import dataclass
from typing import Any

FIXED = True


@dataclass(frozen=True, slots=True)
class Level:
    """One level of likeness. `plain` is said to a data steward; empty: not worth a sentence."""

    sql: str
    m: float
    u: float
    plain: str = ""
    fixed: bool = False
    term: str = ""  # column whose term frequencies adjust it


@dataclass(frozen=True, slots=True)
class Comparison:
    """Levels, tried in order; the first that holds counts. Nothing known on either side counts for nothing."""

    name: str
    null: str
    levels: tuple[Level, ...]


def _number(name: str, called: str, *, m: tuple[float, float, float]) -> Comparison:
    return Comparison(
        name,
        f"{name}_l IS NULL OR {name}_r IS NULL",
        (
            Level(f"{name}_l = {name}_r", m[0], 1e-6, f"Same {called}.", FIXED),
            Level(
                f"damerau_levenshtein({name}_l, {name}_r) <= 1", m[1], 2e-5,
                f"{called[0].upper()}{called[1:]} differs by one typing error.", FIXED,
            ),
            Level("ELSE", m[2], 0.999, f"{called[0].upper()}{called[1:]} differs.", FIXED),
        ),
    )  # fmt: skip


_SAME_FORENAME = "(forename_full_l = forename_full_r OR len(list_intersect(forenames_l, forenames_r)) > 0)"
_CLEARLY_OTHER_FORENAME = (
    f"(NOT {_SAME_FORENAME} AND forename_sound_l <> forename_sound_r "
    "AND jaro_winkler_similarity(forename_l, forename_r) < 0.85 "
    "AND NOT starts_with(forename_l, forename_r) AND NOT starts_with(forename_r, forename_l))"
)
_SAME_SURNAME = "(surname_sound_l = surname_sound_r OR len(list_intersect(surnames_l, surnames_r)) > 0)"
_SHARE_HOME = "(len(list_intersect(dwellings_l, dwellings_r)) > 0 OR len(list_intersect(postcodes_l, postcodes_r)) > 0)"
_EXACT_DATES = "born_on_kind_l = 'exact' AND born_on_kind_r = 'exact'"

COMPARISONS: tuple[Comparison, ...] = (
    _number("nhs_number", "NHS number", m=(0.985, 0.012, 0.003)),
    _number("nino", "National Insurance number", m=(0.98, 0.015, 0.005)),
    _number("upn", "unique pupil number", m=(0.93, 0.02, 0.05)),
    _number("uln", "unique learner number", m=(0.96, 0.02, 0.02)),
    Comparison(
        "forename",
        "forename_l IS NULL OR forename_r IS NULL",
        (
            Level("forename_l = forename_r", 0.80, 0.006, "Same forename.", term="forename"),
            Level(_SAME_FORENAME, 0.07, 0.004, "Forename is a short form or another spelling."),
            Level("forename_l = surname_r AND forename_r = surname_l", 0.01, 0.00005,
                  "Forename and surname are swapped."),
            Level("jaro_winkler_similarity(forename_l, forename_r) >= 0.92", 0.05, 0.003,
                  "Forename is spelt a little differently."),
            Level("forename_sound_l = forename_sound_r", 0.02, 0.004, "Forename sounds alike."),
            Level("(length(forename_l) = 1 OR length(forename_r) = 1) AND forename_l[1] = forename_r[1]", 0.02, 0.05,
                  "Same first letter of the forename."),
            Level("ELSE", 0.03, 0.93, "Forename differs."),
        ),
    ),
    Comparison(
        "surname",
        "surname_l IS NULL OR surname_r IS NULL",
        (
            Level("surname_l = surname_r", 0.85, 0.004, "Same surname.", term="surname"),
            Level("forename_l = surname_r AND forename_r = surname_l", 0.01, 0.00005, ""),
            Level("len(list_intersect(surnames_l, surnames_r)) > 0", 0.04, 0.001, "Surname was the same before."),
            Level("(length(surname_l) > 3 AND length(surname_r) > 3 AND "
                  "(contains(surname_l, surname_r) OR contains(surname_r, surname_l)))", 0.02, 0.001,
                  "One surname is part of the other."),
            Level("jaro_winkler_similarity(surname_l, surname_r) >= 0.92", 0.03, 0.003,
                  "Surname is spelt a little differently."),
            Level("surname_sound_l = surname_sound_r", 0.015, 0.004, "Surname sounds alike."),
            Level("ELSE", 0.035, 0.987, "Surname differs."),
        ),
    ),
    Comparison(
        "middle_names",
        "middle_names_l IS NULL OR middle_names_r IS NULL",
        (
            Level("middle_names_l = middle_names_r", 0.75, 0.02, "Same middle name."),
            Level("middle_names_l[1] = middle_names_r[1]", 0.15, 0.08, "Same first letter of the middle name."),
            Level("ELSE", 0.10, 0.90, "Middle name differs."),
        ),
    ),
    Comparison(
        "born_on",
        "born_on_l IS NULL OR born_on_r IS NULL",
        (
            Level(f"born_on_l = born_on_r AND {_EXACT_DATES}", 0.90, 4e-5, "Same date of birth."),
            Level("born_on_l = born_on_r", 0.02, 0.002, "Same year of birth, the day perhaps not known."),
            Level("born_key_l = born_key_r", 0.02, 4e-5, "Date of birth has day and month swapped."),
            Level("damerau_levenshtein(born_text_l, born_text_r) <= 1", 0.025, 0.0008,
                  "Date of birth differs by one digit."),
            Level("year(born_on_l) = year(born_on_r) AND (month(born_on_l) = month(born_on_r) OR NOT "
                  f"({_EXACT_DATES}))", 0.015, 0.0012, "Same year of birth."),
            Level(f"NOT ({_EXACT_DATES}) AND abs(year(born_on_l) - year(born_on_r)) <= 1", 0.005, 0.02, ""),
            Level("ELSE", 0.015, 0.976, "Date of birth differs."),
        ),
    ),
    Comparison(
        "sex",
        "sex_l IS NULL OR sex_r IS NULL",
        (
            Level("sex_l = sex_r", 0.985, 0.5, ""),
            Level("ELSE", 0.015, 0.5, "Sex is recorded differently."),
        ),
    ),
    Comparison(
        "home",
        "len(dwellings_l) + len(postcodes_l) = 0 OR len(dwellings_r) + len(postcodes_r) = 0",
        (
            Level("len(list_intersect(dwellings_l, dwellings_r)) > 0", 0.60, 0.005, "Same address."),
            Level("len(list_intersect(postcodes_l, postcodes_r)) > 0", 0.10, 0.008, "Same postcode."),
            # People move: another address says little against.
            Level("ELSE", 0.30, 0.987, "No address in common."),
        ),
    ),
    Comparison(
        "contact",
        "len(contacts_l) = 0 OR len(contacts_r) = 0",
        (
            Level("len(list_intersect(contacts_l, contacts_r)) > 0", 0.55, 0.006, "Same phone number or e-mail."),
            Level("ELSE", 0.45, 0.994, ""),
        ),
    ),
    Comparison(
        "pattern",
        "forename_l IS NULL OR forename_r IS NULL OR surname_l IS NULL OR surname_r IS NULL "
        "OR born_on_l IS NULL OR born_on_r IS NULL",
        (
            Level(f"born_key_l = born_key_r AND {_SAME_SURNAME} AND {_CLEARLY_OTHER_FORENAME}", 1e-7, 0.1,
                  "Same birth date and surname but another forename: twins, perhaps.", FIXED),
            Level(f"{_SAME_FORENAME} AND {_SAME_SURNAME} AND {_SHARE_HOME} AND {_EXACT_DATES} "
                  "AND abs(year(born_on_l) - year(born_on_r)) >= 12", 1e-7, 0.1,
                  "Same name and address but a generation apart: parent and child, perhaps.", FIXED),
            Level("ELSE", 0.9999998, 0.8, "", FIXED),
        ),
    ),
)  # fmt: skip

TERMS = ("forename", "surname")


def as_splink(comparison: Comparison, *, term_weight: float) -> dict[str, Any]:
    """Give the comparison as Splink's own dictionary; `term_weight`: how far rare names count for more, 0 to 1."""
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.null, "label_for_charts": "not known", "is_null_level": True}
    ]
    for level in comparison.levels:
        told: dict[str, Any] = {
            "sql_condition": level.sql,
            "label_for_charts": level.plain or "nothing to say",
            "m_probability": level.m,
            "u_probability": level.u,
            "fix_m_probability": level.fixed,
            "fix_u_probability": level.fixed,
        }
        if level.term and term_weight:
            told["tf_adjustment_column"] = level.term
            told["tf_adjustment_weight"] = term_weight
            told["tf_minimum_u_value"] = 0.0005
        levels.append(told)
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def sentence(name: str, gamma: int) -> str:
    """Give the words of a level by Splink's number for it: -1 not known, 0 the last, counting up to the first."""
    comparison = next(c for c in COMPARISONS if c.name == name)
    if gamma < 0:
        return ""
    return comparison.levels[len(comparison.levels) - 1 - gamma].plain

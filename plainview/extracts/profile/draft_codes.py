"""Writes the drafts of code lists: the codes that were seen, with a guess of our word where it says itself."""

import re

from plainview.agreements.undecided import MARK
from plainview.extracts.profile.plan_draft import SetPlan, plain
from plainview.extracts.profile.profiles import ColumnProfile
from plainview.extracts.profile.words import NOTHING
from plainview.extracts.profile.yaml_text import text
from plainview.vocabulary.codes import CODE_WORDS, Words

_SEX = {
    "m": "male",
    "f": "female",
    "male": "male",
    "female": "female",
    "1": "male",
    "2": "female",
    "u": "other",
    "x": "other",
    "o": "other",
    "other": "other",
    "unknown": "other",
    "not known": "other",
    "0": "other",
    "9": "other",
    "3": "other",
    "indeterminate": "other",
}
Key = tuple[str, str]  # element, what it fills


def code_lists(id_: str, plans: list[SetPlan]) -> tuple[dict[str, str], dict[Key, str]]:
    """
    Draft a code list for each code column that is used.

    Out: texts by list id; and which list an element has for what it fills ("" for the list of an observation).
    """
    found: dict[str, str] = {}
    names: dict[Key, str] = {}
    for plan in plans:
        wanted = [(c, f"{plan.target.table}.{ours}") for ours, c in plan.table.items() if plan.target]
        wanted += [(c, "") for c in plan.observed if c.meaning.type == "code"]
        wanted += [(c, f"characteristics.{c.meaning.means}") for c in plan.protected]
        for mention in plan.mentions:
            for ours in ("sex", "first_language"):
                if ours in mention.fields:
                    wanted.append((plan.profile.column(str(mention.fields[ours])), f"people.{ours}"))
        for column, fills in wanted:
            if column.codes is None or (
                column.meaning.type != "code"
                and not fills.startswith(("people", "characteristics"))
                and not _is_code(fills)
            ):
                continue
            ending = "_monitoring" if fills == "characteristics.sex" else ""
            name = _name(id_, plan.name if len(plans) > 1 else "", column.name) + ending
            found[name] = _text(name, column, fills)
            names[column.name, fills] = name
    return found, names


def _is_code(fills: str) -> bool:
    table, _, column = fills.partition(".")
    return (table, column) in CODE_WORDS


def _text(name: str, column: ColumnProfile, fills: str) -> str:
    table, _, ours = fills.partition(".")
    if fills == "people.sex":
        words: Words = {"male": "", "female": "", "other": ""}
    elif fills == "people.first_language":
        words = CODE_WORDS["residents", "first_language"]
    else:
        words = CODE_WORDS.get((table, ours), {})
    lines = [f"id: {name}", f"title: {text(plain(column))}", "confidence: local"]
    if words:
        lines.append(f"# Our words for it: {', '.join(words)}.")
    lines.append("codes:")
    for code, often in (column.codes or {}).items():
        if code.casefold() in NOTHING and code.casefold() not in {w.replace("_", " ") for w in words}:
            continue
        guess = _guess(code, words, is_sex=fills == "people.sex")
        meant = guess or f"{MARK}: what {code} means"
        lines.append(f"  {_key(code)}: {text(meant)}  # in {often:,} records")
    if len(lines) and lines[-1] == "codes:":
        lines.append(f"  {_key('-')}: {text(MARK + ': no code was seen often enough to be shown')}")
    if column.rare:
        lines.append(
            f"# {column.rare} more texts were seen, each too seldom to be shown here: ask the sender for the list."
        )
    return "\n".join(lines) + "\n"


def _guess(code: str, words: Words, *, is_sex: bool) -> str | None:
    """Give our word where the code is that word, or says it; else its own text as a word, if it is a text."""
    said = " ".join(re.findall(r"[a-z0-9]+", code.casefold()))
    if is_sex:
        return _SEX.get(said)
    for word, label in words.items():
        if said in (word.replace("_", " "), " ".join(re.findall(r"[a-z0-9]+", label.casefold()))):
            return word
    if words:
        near = [
            w
            for w in words
            if len(said) > 3 and (w.replace("_", " ").startswith(said) or said.startswith(w.replace("_", " ")))
        ]
        return near[0] if len(near) == 1 else None
    is_text = len(said) > 3 and not any(map(str.isdigit, said)) and (" " in said or code.islower() or code.istitle())
    return said.replace(" ", "_") if is_text and len(said) <= 48 else None


def _name(id_: str, set_: str, column: str) -> str:
    parts = re.findall(r"[a-z0-9]+", f"{id_} {set_} {re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', column)}".casefold())
    return "_".join(dict.fromkeys(parts))


def _key(code: str) -> str:
    return text(code)

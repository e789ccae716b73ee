"""Drafts of an agreement, its mapping and its code lists, in which all that a person must decide is marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plainview.agreements.undecided import MARK
from plainview.extracts.profile.draft_agreement import agreement_text
from plainview.extracts.profile.draft_codes import code_lists
from plainview.extracts.profile.draft_mapping import mapping_text
from plainview.extracts.profile.plan_draft import plan_sets
from plainview.extracts.profile.profiles import FileProfile
from plainview.extracts.profile.words import words_of


@dataclass(frozen=True, slots=True)
class Draft:
    """The drafts of one extract: the text of each file by its name from the council's folder."""

    id: str
    files: dict[str, str]

    @property
    def undecided(self) -> int:
        """How many places wait for a person's decision."""
        return sum(f"{MARK}:" in line for text in self.files.values() for line in text.splitlines())


def drafts(files: Sequence[FileProfile], *, together: str | None = None, controller: str | None = None) -> list[Draft]:
    """
    Draft an agreement, a mapping and code lists for each file.

    In:  what was seen; `together`, an id, when the files are one extract (a table each); the council's name if known.
    Out: texts without a value of any resident: names of columns, counts, and codes of columns with few.
    """
    if together:
        return [_draft(together, list(files), list(files), controller)]
    taken: set[str] = set()
    found = []
    for file in files:
        id_ = agreement_id(file.path.stem)
        while id_ in taken:
            id_ += "-b"
        taken.add(id_)
        found.append(_draft(id_, [file], list(files), controller))
    return found


def agreement_id(stem: str) -> str:
    """Make an agreement's id of a file's name, without the date in it."""
    parts = [p for p in words_of(stem) if p.isascii() and not re.fullmatch(r"\d{5,}|(19|20)\d{2}", p)]
    text = "-".join(parts)
    text = re.sub(r"(?<=[a-z])-(?=\d)", "", text)
    return text if re.match(r"[a-z]", text) else f"source-{text}".rstrip("-")


def _draft(id_: str, files: list[FileProfile], everything: list[FileProfile], controller: str | None) -> Draft:
    plans = plan_sets(files, everything=everything)
    lists, names = code_lists(id_, plans)
    return Draft(
        id_,
        {
            f"agreements/{id_}.yaml": agreement_text(id_, files, plans, controller=controller),
            f"mappings/{id_}.yaml": mapping_text(id_, files, plans, codes=names),
            **{f"codes/{name}.yaml": text for name, text in lists.items()},
        },
    )

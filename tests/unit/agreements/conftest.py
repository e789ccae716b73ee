"""Small councils in a few lines, for tests of the policy."""

from pathlib import Path
from textwrap import dedent

import pytest

from plainview.agreements.council import Council, read_council

AGREEMENT = """
id: {id}
title: A test agreement
reference: T-1
controller: Testborough
department: Housing
system: Testhouse
owner: Head of testing
lawful_basis: {{article_6: public task, article_9: social protection, article_10: schedule 1}}
retention_months: 12
starts: {starts}
ends: {ends}
refresh: monthly
files: {id}_*.csv
{more}
elements:
{elements}
"""

MAPPING = """
agreement: {id}
reads: {{format: csv{reads}}}
{body}
"""

PEOPLE = """
people:
  - mention: tenant
    id: {space: tenant, id: ID}
    full_name: NAME
"""


def agreement_text(
    elements: dict[str, str], *, id: str = "rents", starts: str = "2025-01-01", ends: str = "2027-01-01", more: str = ""
) -> str:
    """Give an agreement's YAML; `elements` are purposes by name, parted by blanks, with an optional legal class."""
    listed = []
    for name, said in elements.items():
        words = said.split()
        legal = next((w for w in words if w in {"special_category", "criminal_offence", "other"}), "personal")
        purposes = ", ".join(w for w in words if w != legal)
        listed.append(f"  - {{name: {name}, meaning: a test, legal_class: {legal}, purposes: [{purposes}]}}")
    return AGREEMENT.format(id=id, starts=starts, ends=ends, more=more, elements="\n".join(listed))


def mapping_text(body: str, *, id: str = "rents", reads: str = "") -> str:
    """Give a mapping's YAML."""
    return MAPPING.format(id=id, reads=reads, body=dedent(body))


def write_council(folder: Path, files: dict[str, str]) -> Path:
    """Write a council's folder, with a `council.yaml` unless one is given."""
    given = {"council.yaml": "name: Council of Testborough\nshort_name: Testborough\ncode: T01\n", **files}
    for kind in ("agreements", "mappings"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    for name, text in given.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class Made:
    """Makes councils in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.people = PEOPLE
        self.agreement = agreement_text
        self.mapping = mapping_text

    def write(self, files: dict[str, str]) -> Path:
        """Write files of the folder."""
        return write_council(self.folder, files)

    def council(self, elements: dict[str, str], body: str, *, more: dict[str, str] | None = None, reads: str = "",
                agreement: str = "", ends: str = "2027-01-01") -> Council:  # fmt: skip
        """Read a council of one agreement, `rents`, and its mapping; `more` files beside."""
        files = {
            "agreements/rents.yaml": agreement_text(elements, more=agreement, ends=ends),
            "mappings/rents.yaml": mapping_text(body, reads=reads),
            **(more or {}),
        }
        return read_council(self.write(files))


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A maker of small councils in a folder of this test's own."""
    return Made(tmp_path)

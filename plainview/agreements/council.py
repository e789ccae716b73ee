"""The council's folder, read whole: all problems of all files are told together."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from plainview.agreements.agreement import Agreement, Policy
from plainview.agreements.mapping import CodeList, Mapping
from plainview.agreements.plain_words import problems_of
from plainview.agreements.positions import Document, Place, read_document
from plainview.agreements.problems import PolicyNotValid, Problem
from plainview.agreements.settings import Settings
from plainview.agreements.undecided import undecided

_Policy = TypeVar("_Policy", bound=Policy)


@dataclass(frozen=True)
class Council:
    """
    All of a council's agreements, mappings and code lists, valid one by one.

    `check` says whether they hold together. `documents` are by file name from the folder
    ("agreements/housing-rents.yaml"); `agreement_files` and `mapping_files` give that name by agreement id.
    """

    folder: Path
    settings: Settings
    agreements: dict[str, Agreement]
    mappings: dict[str, Mapping]  # by agreement id
    codes: dict[str, CodeList]
    documents: dict[str, Document]
    agreement_files: dict[str, str]
    mapping_files: dict[str, str]
    code_files: dict[str, str]
    digest: str  # SHA-256 over every file of the folder: which policy made an output

    def agreement_line(self, agreement: str, element: str | None = None) -> tuple[str, int | None]:
        """Give file and line of an agreement, or of one of its elements."""
        file = self.agreement_files.get(agreement)
        if file is None:
            return "agreements/", None
        place: Place = ()
        if element is not None and agreement in self.agreements:
            names = [e.name for e in self.agreements[agreement].elements]
            place = ("elements", names.index(element)) if element in names else ("elements",)
        return file, self.documents[file].line(place)

    def mapping_line(self, agreement: str, place: Place = ()) -> tuple[str, int]:
        """Give file and line of a place in the mapping of that agreement."""
        file = self.mapping_files[agreement]
        return file, self.documents[file].line(place)


def read_council(folder: Path) -> Council:
    """
    Read a council's folder of YAML.

    In:     the folder, laid out as ARCHITECTURE.md says.
    Out:    the council; each file is valid by itself (`check` looks at them together).
    Raises: PolicyNotValid, with every problem of every file.
    """
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    if not folder.is_dir():
        do = "Give the folder that holds council.yaml, agreements/ and mappings/."
        raise PolicyNotValid(
            [Problem("policy-file-missing", "the council's folder does not exist.", str(folder), None, do)]
        )
    settings = _settings(folder, documents, problems)
    agreements, agreement_files = _all(folder, "agreements", Agreement, "id", documents, problems)
    mappings, mapping_files = _all(folder, "mappings", Mapping, "agreement", documents, problems)
    codes, code_files = _all(folder, "codes", CodeList, "id", documents, problems)
    if not agreements and not problems:
        do = "Write an agreement: docs/reference/agreement.md shows how."
        problems.append(Problem("policy-file-missing", "there is no agreement.", "agreements/", None, do))
    if problems or settings is None:
        raise PolicyNotValid(problems)
    return Council(
        folder=folder,
        settings=settings,
        agreements=agreements,
        mappings=mappings,
        codes=codes,
        documents=documents,
        agreement_files=agreement_files,
        mapping_files=mapping_files,
        code_files=code_files,
        digest=digest_of(folder),
    )


def digest_of(folder: Path) -> str:
    """Give the SHA-256 over name and content of every file in the folder, hidden ones left out."""
    whole = hashlib.sha256()
    for file in sorted(_visible(folder), key=lambda f: f.relative_to(folder).as_posix()):
        name = file.relative_to(folder).as_posix().encode()
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        whole.update(b"%d %s %s\n" % (len(name), name, content.encode()))
    return whole.hexdigest()


def _visible(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts):
            yield file


def _settings(folder: Path, documents: dict[str, Document], problems: list[Problem]) -> Settings | None:
    if not (folder / "council.yaml").is_file():
        do = "Write it, with at least: name, short_name, code."
        problems.append(Problem("policy-file-missing", "'council.yaml' is missing.", "council.yaml", None, do))
        return None
    return _one(folder / "council.yaml", "council.yaml", Settings, documents, problems)


def _all(
    folder: Path, kind: str, model: type[_Policy], key: str,
    documents: dict[str, Document], problems: list[Problem],
) -> tuple[dict[str, _Policy], dict[str, str]]:  # fmt: skip
    """Read every YAML file of one subfolder, by its id."""
    found: dict[str, _Policy] = {}
    files: dict[str, str] = {}
    if not (folder / kind).is_dir():
        if kind != "codes":  # a council may have no code list
            what = f"the folder '{kind}' is missing."
            problems.append(Problem("policy-file-missing", what, f"{kind}/", None, "Make it; one YAML file each."))
        return found, files
    for path in sorted((folder / kind).rglob("*")):
        file = path.relative_to(folder).as_posix()
        if path.is_dir() or any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.suffix != ".yaml":
            if path.suffix in {".yml", ".json"}:
                do = "Rename it to end in .yaml."
                problems.append(Problem("policy-file-ignored", "the file would not be read.", file, None, do))
            continue
        policy = _one(path, file, model, documents, problems)
        if policy is None:
            continue
        name = getattr(policy, key)
        if name in files:
            what = f"'{key}: {name}' is also in {files[name]}."
            line = documents[file].line((key,))
            problems.append(Problem("policy-twice", what, file, line, "Give each its own, or remove one of the files."))
            continue
        found[name], files[name] = policy, file
    return found, files


def _one(
    path: Path, file: str, model: type[_Policy], documents: dict[str, Document], problems: list[Problem]
) -> _Policy | None:
    document = read_document(path, file=file)
    if isinstance(document, Problem):
        problems.append(document)
        return None
    documents[file] = document
    # What a draft left to decide is told in its own words, and not as a date or number that is wrong.
    waiting = undecided(document, file=file)
    problems.extend(waiting)
    try:
        policy = model.model_validate(document.data)
    except ValidationError as error:
        lines = {p.line for p in waiting}
        found = problems_of(error, document=document, file=file, model=model)
        problems.extend(p for p in found if p.line not in lines)
        return None
    return None if waiting else policy

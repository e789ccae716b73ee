"""Another council comes on board by YAML alone: the package holds no name of a source's file, column or code."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from plainview.agreements.council import Council, read_council

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "plainview"
COUNCILS = [PACKAGE / "synthetic/larkmere/council", ROOT / "examples/statutory", ROOT / "examples/harrowmoor"]
READ = {".py", ".yaml", ".html", ".js", ".scss", ".txt", ".svg"}
WORD = re.compile(r"[A-Za-z0-9_']+")
# Keys of a mapping below which its source's own words stand, as keys or as values.
VALUES_OF_SOURCE = {"space", "sheet", "query", "at", "file", "fields", "headers"}


def ordinary_words() -> dict[str, str]:
    """Give each exception and its reason; the file has the words by reason."""
    told = yaml.load((Path(__file__).parent / "ordinary_words.yaml").read_text(), Loader=yaml.BaseLoader)
    return {word: reason for reason, words in told.items() for word in words}


def texts() -> Iterator[tuple[str, str]]:
    """Give every file that people write in the package, but for the borough that is made up."""
    for path in sorted(PACKAGE.rglob("*")):
        inside = path.relative_to(PACKAGE).as_posix()
        built = inside.startswith(("synthetic/", "web/static/", "web/staticfiles/")) or "__pycache__" in inside
        if path.is_file() and not built and path.suffix in READ:
            yield inside, path.read_text(encoding="utf-8")


def names_of(council: Council) -> Iterator[tuple[str, str]]:
    """Give every word that is a source's own: elements, files, systems, record sets, code lists, key spaces, values."""
    for agreement in council.agreements.values():
        yield from ((e.name, "element") for e in agreement.elements)
        yield from ((re.split(r"[*?\[]", glob)[0].strip(".- "), "file") for glob in agreement.patterns)
        yield agreement.id, "agreement"
        yield agreement.system, "system"
    for codes in council.codes.values():
        yield from ((code, "code") for code in codes.codes)
        yield from ((code, "code") for differ in codes.years.values() for code in differ)
    for name, file in council.mapping_files.items():
        data = council.documents[file].data
        yield from _values(data, "")
        sets = council.mappings[name].reads.record_sets
        yield from ((s.table, "table") for s in sets.values() if s.table)


def _values(node: Any, below: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for one in node:
            yield from _values(one, below)
    elif isinstance(node, dict):
        if "element" in node:  # a test of which rows count
            yield from ((value, "value") for test in ("is", "not") for value in node.get(test, ()))
        for key, value in node.items():
            if below in ("codes", "headers", "fields"):
                yield key, below
            if below != "codes":  # what a code leads to is a word of ours
                yield from _values(value, below if below in ("headers", "fields") else key)
    elif isinstance(node, str) and below in VALUES_OF_SOURCE:
        yield node, below


def telling(name: str) -> bool:
    """Say whether a word could tell of a source: figures alone, or one letter, could not."""
    return len(name) > 1 and bool(re.search("[A-Za-z]", name))


def held(name: str, text: str, words: set[str]) -> bool:
    """Say whether a text has the name: a word as a word, what has blanks or signs in it as it is."""
    return name in words if WORD.fullmatch(name) else name in text


@pytest.mark.parametrize("folder", COUNCILS, ids=lambda f: f.name)
def test_no_name_of_a_source_stands_in_the_package(folder):
    """Ordinary words that a source happens to use as names are listed, each with its reason."""
    ordinary = ordinary_words()
    names = {(n, kind) for n, kind in names_of(read_council(folder)) if telling(n) and n not in ordinary}
    found = []
    for inside, text in texts():
        words = set(WORD.findall(text))
        found += [f"{inside}: {kind} {name}" for name, kind in names if held(name, text, words)]
    assert not found, "\n".join(sorted(set(found))[:60])


def test_the_search_finds_what_it_looks_for():
    """A check that can't fail is no check."""
    names = {n for folder in COUNCILS for n, _ in names_of(read_council(folder))}
    assert {"3B", "WBRI", "PL_POST", "Annex_A", "TCY_REFNO", "MISPER"} <= names
    assert held("3B", "factor = '3B'", {"factor", "3B"}) and not held("3B", "13Ba", {"13Ba"})


def test_every_ordinary_word_has_its_reason_and_is_still_needed():
    """The list of exceptions is read by people: it holds none that nothing asks for."""
    names = {n for folder in COUNCILS for n, _ in names_of(read_council(folder))}
    everything = [(text, set(WORD.findall(text))) for _, text in texts()]
    assert all(len(reason) > 8 for reason in ordinary_words().values())
    assert {w for w in ordinary_words() if w not in names or not any(held(w, *t) for t in everything)} == set()

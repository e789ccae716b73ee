"""docs/manual/: what each rule and sentence means, printed from the specs in tests/spec."""

import importlib.util
import inspect
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from scripts.pages import MADE

_FACTORS = """# Factors on small tables

Each example is a test: the rows that go in, the day asked about, and who then has the factor, as *current* or as
*historic*. Who is not named does not have it. `-` is not known. What a factor means in words stands in
[all factors](../reference/factors.md).
"""
_SENTENCES = """# Sentences on small tables

Each example is a test: a row that goes in, and the sentence that is shown for it. The page puts the person's name in
the place of `{who}`. `-` is not known. How sentences are written stands in
[a sentence in YAML](../reference/sentence.md).
"""


def factors_page(root: Path) -> str:
    """Give the page of factors, by factor."""
    by_factor: dict[str, list[str]] = {}
    for told, calls in _examples(root / "tests/spec/factors", "spec"):
        for (factor,), how in calls:
            lines = by_factor.setdefault(factor, [])
            lines += ["", told, ""]
            for name, rows in how.items():
                if name not in ("as_of", "expect"):
                    lines += [f"`{name}`", "", *_block(rows), ""]
            lines += [f"On {how['as_of']}: {_expected(how['expect'])}."]
    lines = [MADE.format(source="tests/spec/factors"), "", _FACTORS]
    for factor in sorted(by_factor):
        lines += ["", f"## {factor}", *by_factor[factor]]
    return "\n".join(lines) + "\n"


def sentences_page(root: Path) -> str:
    """Give the page of sentences, by table."""
    by_table: dict[str, list[str]] = {}
    for told, calls in _examples(root / "tests/spec/sentences", "says"):
        for n, ((table, rows, expect), _) in enumerate(calls):
            lines = by_table.setdefault(table, [])
            lines += ["", told] if n == 0 else []
            lines += ["", *_block(rows), "", f"> {expect}"]
    lines = [MADE.format(source="tests/spec/sentences"), "", _SENTENCES]
    for table in sorted(by_table):
        lines += ["", f"## {table}", *by_table[table]]
    return "\n".join(lines) + "\n"


def _examples(folder: Path, fixture: str) -> Iterator[tuple[str, list[tuple[tuple[Any, ...], dict[str, Any]]]]]:
    """Run each spec with a fixture that only writes down what it is asked."""
    for path in sorted(folder.glob("test_*.py")):
        for name, test in inspect.getmembers(_module(path), inspect.isfunction):
            if name.startswith("test_") and list(inspect.signature(test).parameters) == [fixture]:
                calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
                test(_recorder(calls))
                yield inspect.cleandoc(test.__doc__ or ""), calls


def _recorder(calls: list[tuple[tuple[Any, ...], dict[str, Any]]]) -> Callable[..., None]:
    def write_down(*args: Any, **kwargs: Any) -> None:
        calls.append((args, kwargs))

    return write_down


def _module(path: Path) -> ModuleType:
    found = importlib.util.spec_from_file_location(f"spec_{path.stem}", path)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def _block(rows: str) -> list[str]:
    return ["```", *textwrap.dedent(rows).strip().splitlines(), "```"]


def _expected(expect: dict[str, str]) -> str:
    return ", ".join(f"{who} {how}" for who, how in expect.items()) or "nobody has it"

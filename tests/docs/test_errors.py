"""Every error has its section, and every section its error; so have exit codes."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import plainview
from plainview.vocabulary.errors import PlainviewError

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
WORD = re.compile(r"[a-z]+(-[a-z0-9]+)+")
USAGE = 2  # of the command-line library: called wrongly


@cache
def trees() -> dict[Path, ast.Module]:
    """Give every module of the package, read."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "plainview").rglob("*.py"))}


def said(node: ast.expr | None) -> Iterator[str]:
    """Give a text that is written in the code, if it looks like a slug."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORD.fullmatch(node.value):
        yield node.value


def slugs_in(tree: ast.Module) -> Iterator[str]:
    """Give what is assigned to a slug, or handed over as one, to `Problem` or to a function that takes one."""
    at = {"Problem": 0}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [a.arg for a in node.args.args]
            if "slug" in names and names[0] != "self":
                at[node.name] = names.index("slug")
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Name) and t.id.lower() == "slug" for t in targets):
                yield from said(node.value)
        if isinstance(node, ast.Call):
            yield from (s for k in node.keywords if k.arg == "slug" for s in said(k.value))
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in at and len(node.args) > at[called]:
                yield from said(node.args[at[called]])


def slugs_of_scripts() -> set[str]:
    """Give the slugs with which our scripts stop."""
    stop = re.compile(r'(?:sys\.exit|fail)\(\s*f?"([a-z]+(?:-[a-z]+)+)[:"]')
    return {slug for path in (ROOT / "scripts").rglob("*.py") for slug in stop.findall(path.read_text())}


def slugs() -> set[str]:
    """Give every slug there is."""
    return {slug for tree in trees().values() for slug in slugs_in(tree)} | slugs_of_scripts()


def subclasses(of: type[PlainviewError]) -> Iterator[type[PlainviewError]]:
    """Give every error class of the package, the base first."""
    yield of
    for each in of.__subclasses__():
        yield from subclasses(each)


def errors() -> list[type[PlainviewError]]:
    """Import all that can be imported without starting the web, and give every error class."""
    for module in pkgutil.walk_packages(plainview.__path__, "plainview."):
        if not module.name.startswith(("plainview.web", "plainview.__main__")):
            importlib.import_module(module.name)
    return [each for each in subclasses(PlainviewError) if each.__module__.startswith("plainview.")]


def sections() -> list[str]:
    """Give the headings of the page of errors that are slugs."""
    return re.findall(r"^### (\S+)$", (REFERENCE / "errors.md").read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_every_error_has_its_section():
    assert slugs() - set(sections()) == set()


def test_every_section_has_its_error():
    assert set(sections()) - slugs() == set()


def test_no_section_stands_twice_or_says_nothing():
    text = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    told = re.findall(r"^### (\S+)\n(.*?)(?=^##|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert len({name for name, _ in told}) == len(told)
    assert [name for name, words in told if len(words.split()) < 6] == []


def test_no_error_class_escapes_the_search():
    """A slug that is put together while the program runs would not be found in its text."""
    assert {each.slug for each in errors()} - slugs() == set()


def test_every_error_class_has_a_slug_of_its_own():
    """An error that has its parent's slug can't be told apart by whoever reads the page."""
    assert [each.__name__ for each in errors() if "slug" not in vars(each)] == []


def codes() -> dict[int, set[str]]:
    """Give every exit code of the code, with the slugs of errors that end so."""
    found: dict[int, set[str]] = {0: set(), USAGE: set()}
    for each in errors():
        found.setdefault(each.exit_code, set()).add(each.slug)
    for path, tree in trees().items():
        if path.parent.name == "cli":
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "typer.Exit" and node.args:
                    found.setdefault(_number(node.args[0], tree), set())
    return found


def _number(node: ast.expr, tree: ast.Module) -> int:
    if isinstance(node, ast.Constant):
        return int(node.value)
    named = {ast.unparse(n.targets[0]): n.value for n in tree.body if isinstance(n, ast.Assign)}
    return int(ast.literal_eval(named[ast.unparse(node)]))


def test_every_exit_code_stands_on_its_page_with_the_errors_that_end_so():
    rows = re.findall(r"^\| (\d+) \| (.*?) \|", (REFERENCE / "exit-codes.md").read_text(), flags=re.MULTILINE)
    page = {int(code): set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", words)) for code, words in rows}
    assert page.keys() == codes().keys()
    assert {code: slugs for code, slugs in codes().items() if code > USAGE} == {
        code: slugs for code, slugs in page.items() if code > USAGE
    }

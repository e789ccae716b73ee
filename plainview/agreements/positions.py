"""YAML read with positions: every plain value is text, and each key and item knows its line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from plainview.agreements.problems import Problem

SLUG = "policy-not-yaml"
Place = tuple[str | int, ...]

_TEXT, _LIST, _KEYS = "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"
_BLANK = ("", "~", "null")  # written without quotes


class _Loader(yaml.CSafeLoader):
    """Compose nodes with libyaml and guess no types: `NO`, `01` and `2026-03-31` stay as they are written."""

    yaml_implicit_resolvers: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: its data as text, lists and dictionaries, and the line where each thing stands."""

    path: Path
    data: Any
    lines: dict[Place, int] = field(repr=False)

    def line(self, place: Place = ()) -> int:
        """
        Give the line of the thing at that place, e.g. `("tables", 0, "columns", "need")`.

        Steps that the file doesn't have are skipped, so that a place inside a short form (`need: ELEMENT`
        for `need: {from: ELEMENT}`) is found at the short form, and a missing key at what should hold it.
        """
        at: Place = ()
        for step in place:
            if (*at, step) in self.lines:
                at = (*at, step)
        return self.lines.get(at, 1)


class _Wrong(Exception):
    """Something in the YAML that we don't take; carries no value of the file."""

    def __init__(self, what: str, line: int, do: str) -> None:
        self.what, self.line, self.do = what, line, do
        super().__init__(what)


def read_document(path: Path, *, file: str) -> Document | Problem:
    """
    Read one YAML file with positions.

    In:  path; `file`, its name as messages should say it.
    Out: the document, or the first problem that stops it being read (slug `policy-not-yaml`).
    """
    try:
        text = _text(path.read_bytes())
        if not text.strip():
            raise _Wrong("the file is empty.", 1, "Fill it, or remove it.")
        node = _compose(text)
        lines: dict[Place, int] = {}
        data = _plain(node, (), lines, ())
        if data is None:
            raise _Wrong("the file has comments and no content.", 1, "Fill it, or remove it.")
        return Document(path, data, lines)
    except _Wrong as wrong:
        return Problem(SLUG, wrong.what, file, wrong.line, wrong.do)
    except OSError as error:
        return Problem(SLUG, f"the file can't be read ({type(error).__name__}).", file, None, "Check its permissions.")


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _Wrong("the file is not in UTF-8.", line, "Save it again as UTF-8.") from None


def _compose(text: str) -> yaml.Node | None:
    loader = None
    try:
        loader = _Loader(text)
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        # The place where the parser gave up; where it opened the construct is often pages before.
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _Wrong(*_said(error.problem or "", text, line)) from None
    except yaml.YAMLError:
        line = next((n for n, each in enumerate(text.split("\n"), 1) if _has_control(each)), 1)
        what = "a character here may not stand in YAML (a control character)."
        raise _Wrong(what, line, "Remove it; an editor that shows hidden characters helps.") from None
    finally:
        if loader is not None:
            loader.dispose()


def _has_control(line: str) -> bool:
    return any((ord(c) < 32 and c not in "\t\r") or ord(c) == 127 for c in line)


def _said(problem: str, text: str, line: int) -> tuple[str, int, str]:
    """Put the parser's words plainly; they hold no value of the file."""
    for number in range(max(1, line - 1), line + 1):
        shown = text.split("\n")[number - 1 : number]
        if shown and "\t" in shown[0][: len(shown[0]) - len(shown[0].lstrip())]:
            return "a tab is used to indent.", number, "Use spaces: YAML takes no tabs there."
    if "',' or" in problem or "end of stream" in problem or "quoted scalar" in problem:
        return "a quote or bracket is opened and not closed, here or above.", line, "Close it."
    if "did not find expected" in problem or "mapping values" in problem or "block" in problem:
        what = "the indentation or a colon is wrong here, or in the line above."
        return what, line, "Line up the keys of one level; quote a text that holds ': ' or starts with a special sign."
    if "another document" in problem:
        return "the file holds more than one document.", line, "Remove the '---' that parts them, or make two files."
    if "cannot start any token" in problem:
        return "a text starts with a sign that YAML keeps for itself.", line, "Put the text in quotes."
    if "undefined alias" in problem:
        return "an alias ('*name') has no anchor ('&name') above it.", line, "Correct it, or put the text in quotes."
    return "this is not YAML.", line, "Compare the line with the examples in docs/reference."


def _plain(node: yaml.Node | None, at: Place, lines: dict[Place, int], above: tuple[int, ...]) -> Any:
    if node is None:
        return None
    lines.setdefault(at, node.start_mark.line + 1)
    if id(node) in above:
        raise _Wrong("an alias holds itself.", node.start_mark.line + 1, "Write the content out.")
    if isinstance(node, yaml.ScalarNode):
        if node.tag != _TEXT:
            raise _tagged(node)
        return None if node.style in (None, "") and node.value in _BLANK else node.value
    if isinstance(node, yaml.SequenceNode):
        if node.tag != _LIST:
            raise _tagged(node)
        return [_plain(item, (*at, i), lines, (*above, id(node))) for i, item in enumerate(node.value)]
    if node.tag != _KEYS:
        raise _tagged(node)
    found: dict[str, Any] = {}
    for key, line, value in _pairs(node):
        if key in found:
            first = lines[(*at, key)]
            raise _Wrong(f"'{key}' is written twice; first in line {first}.", line, "Keep one of the two.")
        lines[(*at, key)] = line
        found[key] = _plain(value, (*at, key), lines, (*above, id(node)))
    return found


def _pairs(node: yaml.Node) -> Iterator[tuple[str, int, yaml.Node]]:
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise _Wrong("a list or a set of keys stands where a key belongs.", line, "Use a text as the key.")
        if key.tag != _TEXT:
            raise _tagged(key)
        yield key.value, line, value


def _tagged(node: yaml.Node) -> _Wrong:
    return _Wrong("a tag ('!…') is used.", node.start_mark.line + 1, "Leave it out: all values are read as text.")

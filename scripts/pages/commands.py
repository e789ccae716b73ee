"""docs/reference/cli.md: every command with its help and options, as `--help` tells them."""

import inspect
from collections.abc import Iterator
from typing import Any, get_type_hints

from typer.main import get_command

from plainview.cli import build
from scripts.pages import MADE, table

_HEAD = """# The command line

Every command says what it did, and ends with a code that a script can read: see [exit codes](exit-codes.md).
`--json`, where a command has it, writes one JSON document to standard output. Progress and errors go to standard
error. What an error's first word means stands in [errors](errors.md).

`--council DIR` comes before the command. It may be left out where the environment has `PLAINVIEW_COUNCIL`, and for
commands that need no policy.
"""


def page() -> str:
    """Give the page."""
    top: Any = get_command(build())
    lines = [MADE.format(source="plainview/cli"), "", _HEAD, *_options(top)]
    for name, command in _all(top, ""):
        lines += ["", f"## `{name}`", "", _help(command), "", "```", _usage(name, command), "```", *_options(command)]
    return "\n".join(lines) + "\n"


def _all(group: Any, above: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        full = f"{above} {name}".strip()
        if hasattr(command, "commands"):
            yield from _all(command, full)
        else:
            yield full, command


def _help(command: Any) -> str:
    return inspect.cleandoc(command.help or "")


def _usage(name: str, command: Any) -> str:
    takes_council = "context" in inspect.signature(inspect.unwrap(command.callback)).parameters
    words = ["plainview", *(["--council DIR"] if takes_council else []), name]
    for one in _shown(command):
        if one.param_type_name == "argument":
            words.append(one.name.upper())
        elif one.required:
            words.append(f"{one.opts[0]} {_kind(one, command)}")
    return " ".join(words)


def _shown(command: Any) -> list[Any]:
    return [p for p in command.params if p.name not in ("help", "install_completion", "show_completion")]


def _kind(option: Any, command: Any) -> str:
    """Say what stands behind an option, from the type that the command's function gives it."""
    if option.metavar:
        return str(option.metavar)
    said = str(get_type_hints(inspect.unwrap(command.callback))[option.name])
    return "PATH" if "Path" in said else "NUMBER" if "int" in said else "TEXT"


def _options(command: Any) -> list[str]:
    rows = []
    for one in _shown(command):
        is_argument = one.param_type_name == "argument"
        spelled = one.name.upper() if is_argument else ", ".join((*one.opts, *one.secondary_opts))
        written = spelled if is_argument or one.is_flag else f"{spelled} {_kind(one, command)}"
        default = "needed" if one.required else "" if one.default in (None, False, ()) else f"`{one.default}`"
        rows.append((f"`{written}`", getattr(one, "help", None) or "", default))
    return ["", *table(("option", "what it says", "if left out"), rows)] if rows else []

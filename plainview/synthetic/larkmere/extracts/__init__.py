"""
One module for each extract of Larkmere's systems, in its own format and words.

Each has `write(out, world)`: it writes its files into `out` and gives file name → rows. Modules are found by listing
this folder, in the order of their names; one whose name starts with an underscore is shared code.
"""

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from plainview.synthetic.larkmere.world.model import World

Write = Callable[[Path, World], dict[str, int]]


def writers() -> Iterator[tuple[str, Write]]:
    """Give the name and the writer of each extract, sorted by name."""
    for name in sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")):
        yield name, import_module(f"{__name__}.{name}").write

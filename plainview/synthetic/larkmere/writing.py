"""
Writes extracts and truth from a finished world, in one process or in two that share it.

No writer needs another's work: each record depends on the world, its source and its key alone. So the bytes are the
same either way. Writers of one name space stay together, so that a record is made once.
"""

import gc
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from plainview.synthetic.larkmere import extracts, truth
from plainview.synthetic.larkmere.truth import References, joined
from plainview.synthetic.larkmere.world.model import World

_SECOND = ("hou", "rb")  # housing, revenues and benefits: about half of the work, in name spaces of their own


class CouldNotWrite(RuntimeError):
    """The second process ended before it had written its part."""


@dataclass(slots=True)
class Written:
    """What was written, and whose each reference in it is."""

    rows: dict[str, int] = field(default_factory=dict)
    truth: dict[str, int] = field(default_factory=dict)
    references: References = field(default_factory=dict)
    groups: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, other: "Written") -> None:
        """Add what another process wrote."""
        if twice := self.rows.keys() & other.rows.keys():
            raise ValueError(f"two modules write {', '.join(sorted(twice))}")
        self.rows = dict(sorted({**self.rows, **other.rows}.items()))
        self.truth.update(other.truth)
        self.references = joined(self.references, other.references)
        self.groups |= other.groups


def in_one_process(out: Path, world: World, progress: Callable[[str], None]) -> Written:
    """Write everything, one after the other."""
    return _write(out, world, progress, lambda name: True, is_truth_too=True)


def in_two_processes(out: Path, world: World, progress: Callable[[str], None]) -> Written:
    """Write half of it in a second process, which sees the same world without a copy of it."""
    fork = multiprocessing.get_context("fork")
    receives, sends = fork.Pipe(duplex=False)
    gc.collect()
    gc.freeze()  # so that the collector leaves the shared world alone, in both
    other = fork.Process(target=_second, args=(out, world, sends))
    other.start()
    sends.close()
    try:
        made = _write(out, world, progress, lambda name: not name.startswith(_SECOND), is_truth_too=False)
        progress("the second process's part")
        try:
            made.add(receives.recv())
        except EOFError:
            raise CouldNotWrite("the second process ended before it had written its part") from None
    finally:
        receives.close()
        other.join()
        gc.unfreeze()
    return made


def _second(out: Path, world: World, sends: Connection) -> None:
    gc.disable()
    sends.send(_write(out, world, lambda _: None, lambda name: name.startswith(_SECOND), is_truth_too=True))
    sends.close()


def _write(out: Path, world: World, progress: Callable[[str], None], is_mine: Callable[[str], bool], *,
           is_truth_too: bool) -> Written:  # fmt: skip
    made = Written()
    for name, write in extracts.writers():
        if is_mine(name):
            progress(name)
            made.add(Written(rows=write(out / "extracts", world)))
    if is_truth_too:
        progress("truth")
        made.truth.update(truth.write_world(out / "truth", world))
    made.references, made.groups = truth.references(world), set(world.groups)
    return made

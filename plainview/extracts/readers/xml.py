"""
Reads XML as a stream, without name spaces, outside entities or the network.

`at` is the path of the repeated element: "A/B" and "//B" fit at any depth, "/Root/A/B" from the top. `fields` are
paths from there: "B/C", "../D/C" (up, then down), "@name" for an attribute; without one, the element of that name.
`_row` counts the repeated elements from 1, in the order of the file.

A file is parsed once, for all its record sets together. What was read is let go at once, but for what a path that
goes up still needs. A path up to the root sees only what stands before the record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from lxml import etree

from plainview.extracts.readers.batches import Packed
from plainview.extracts.readers.plan import Opened, Plan
from plainview.extracts.readers.problems import (
    CouldNotReadExtract,
    ExtractIsTruncated,
    ExtractProblem,
    WrongEncoding,
)

_SAFE: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "dtd_validation": False, "huge_tree": False,
    "remove_comments": True, "remove_pis": True,
}  # fmt: skip


@dataclass(slots=True)
class _Step:
    """What is wanted of an element: its text, its attributes, its children; each by the fields that want it."""

    texts: list[str] = field(default_factory=list)
    attributes: dict[str, list[str]] = field(default_factory=dict)
    below: dict[str, "_Step"] = field(default_factory=dict)

    def want(self, field_: str, down: Sequence[str]) -> None:
        """Add a field by its path from here."""
        if not down:
            self.texts.append(field_)
        elif down[0].startswith("@"):
            self.attributes.setdefault(down[0][1:], []).append(field_)
        else:
            self.below.setdefault(down[0], _Step()).want(field_, down[1:])

    def take(self, element: etree._Element, into: dict[str, str]) -> None:
        """Take the texts of an element and of what is below it; several of one field are told with "|" between."""
        if self.texts:
            text = (element.text or "") if len(element) == 0 else "".join(element.itertext(with_tail=False))
            for name in self.texts:
                into[name] = f"{into[name]}|{text}" if name in into else text
        if self.attributes:
            for key, text in element.attrib.items():
                for name in self.attributes.get(_local(key), ()):
                    into[name] = f"{into[name]}|{text}" if name in into else text
        if self.below:
            for child in element:
                if (step := self.below.get(_local(child.tag))) is not None:
                    step.take(child, into)


class _Set:
    """One record set while its file is walked: which element is a record, and the records so far."""

    def __init__(self, plan: Plan) -> None:
        if not (plan.at or "").strip("/"):
            raise CouldNotReadExtract(
                f"The mapping doesn't say which element is repeated (record set {plan.name}).", source=plan.source,
                file=plan.file_name, do="Give 'at' in the mapping, e.g. \"Message/Person\".",
            )  # fmt: skip
        at = plan.at or ""
        self.plan = plan
        self.wanted = [p for p in at.split("/") if p]
        self.from_top = at.startswith("/") and not at.startswith("//")
        self.steps: dict[int, _Step] = {}  # by how many steps up
        self.names: set[str] = set()  # that a path of a field speaks of
        self.kept: set[str] = set()  # that a path going up needs
        for element in plan.elements:
            up, down = _path((plan.fields or {}).get(element, element))
            self.steps.setdefault(up, _Step()).want(element, down)
            self.names.update(down)
            if up:
                self.kept.update(down)
        self.records = Packed(plan.elements)
        self.leaves: set[str] = set()  # names of leaf elements inside records
        self.inside = 0  # depth of the record that is being read; 0: none
        self.waiting: list[tuple[etree._Element, ...]] = []  # read, but not yet all that stands around them
        self.wait_until = 0  # they are whole when an element of this depth ends

    def starts(self, names: list[str]) -> bool:
        """Say whether the element that just started, after those around it, is a record."""
        return names == self.wanted if self.from_top else names[-len(self.wanted) :] == self.wanted

    def ends(self, name: str, depth: int, open_: list[etree._Element]) -> None:
        """Take what is whole when the innermost open element ends."""
        if self.inside:
            if name not in self.leaves and len(open_[-1]) == 0:
                self.leaves.add(name)
            if depth == self.inside:
                self.waiting.append(tuple(open_))
                # As far as a path goes up; the root left aside, which would hold the whole file.
                self.wait_until = min((depth - up for up in self.steps if depth - up > 1), default=depth)
                self.inside = 0
        if self.waiting and depth <= self.wait_until:
            for chain in self.waiting:
                record: dict[str, str] = {}
                for up, step in self.steps.items():
                    if up < len(chain):
                        step.take(chain[-1 - up], record)
                self.records.add(record)
            self.waiting = []

    def opened(self) -> Opened:
        """Give what was found, once the file is walked."""
        found = self.records.finish()
        known = {*self.plan.elements, *(part for path in self.plan.known_paths for part in path.split("/"))}
        return Opened(
            found, self.records.batches(found), has_rows=bool(self.records.count),
            extra=tuple(sorted(self.leaves - known - self.names)),
        )  # fmt: skip


@dataclass(slots=True)
class Walk:
    """Walks a file once, for all record sets that are read from it."""

    sets: list[_Set]
    root: etree._Element | None = None

    def held(self) -> int:
        """Count the elements that are kept in memory now."""
        return 0 if self.root is None else sum(1 for _ in self.root.iter())

    def steps(self) -> Iterator[None]:
        """Walk, and stop wherever the records of a set were taken."""
        plan = self.sets[0].plan
        assert plan.path is not None
        try:
            with plan.path.open("rb") as file:
                yield from self._walk(file)
        except etree.XMLSyntaxError as problem:
            raise _told(plan, problem, self.sets[0].records.count) from None

    def _walk(self, file: BinaryIO) -> Iterator[None]:
        lasts = {s.wanted[-1] for s in self.sets}
        kept = set().union(*(s.kept for s in self.sets))
        open_: list[etree._Element] = []
        names: list[str] = []
        under_way: list[_Set] = []  # inside a record, or waiting for what stands around one
        emptied: dict[int, etree._Element] = {}  # by depth, to be taken out when the next one is
        for event, element in etree.iterparse(file, events=("start", "end"), **_SAFE):
            if event == "start":
                if not open_:
                    self.root = element
                    _refuse_entities(self.sets[0].plan, element)
                open_.append(element)
                names.append(_local(element.tag))
                if names[-1] in lasts:
                    for one in self.sets:
                        if not one.inside and one.starts(names):
                            one.inside = len(open_)
                            if one not in under_way:
                                under_way.append(one)
                continue
            depth = len(open_)
            emptied.pop(depth + 1, None)
            name = names[-1]
            if under_way:
                for one in under_way:
                    one.ends(name, depth, open_)
                if not all(s.inside or s.waiting for s in under_way):
                    under_way = [s for s in under_way if s.inside or s.waiting]
                    yield
            if not under_way and depth > 1 and name not in kept:
                # The library forbids taking out an element at its own end: it is emptied, and taken out at the next.
                element.clear()
                if (previous := emptied.get(depth)) is not None:
                    open_[-2].remove(previous)
                emptied[depth] = element
            open_.pop()
            names.pop()


def open_sets(plans: Sequence[Plan]) -> list[Opened]:
    """Read all record sets of one file, and give them in the order of their plans."""
    sets = [_Set(plan) for plan in plans]
    for _ in Walk(sets).steps():
        pass
    return [one.opened() for one in sets]


def open_set(plan: Plan) -> Opened:
    """Read one record set of a file."""
    return open_sets([plan])[0]


def _told(plan: Plan, problem: etree.XMLSyntaxError, count: int) -> ExtractProblem:
    """Say in our words what the parser found; its own may quote the file."""
    kinds = etree.ErrorTypes
    if problem.code in (kinds.ERR_INVALID_ENCODING, kinds.ERR_UNSUPPORTED_ENCODING, kinds.ERR_UNKNOWN_ENCODING):
        kind: type[ExtractProblem] = WrongEncoding
        what = "The file is not text in the encoding that it says itself."
    elif problem.code == kinds.ERR_DOCUMENT_EMPTY:
        kind, what = CouldNotReadExtract, "The file is not XML."
    elif problem.code in (kinds.ERR_TAG_NOT_FINISHED, kinds.ERR_DOCUMENT_END, kinds.ERR_GT_REQUIRED):
        kind, what = ExtractIsTruncated, f"The file stops in the middle, after {count} whole records."
    else:
        kind, what = CouldNotReadExtract, "The file is not well-formed XML."
    return kind(
        what, source=plan.source, file=plan.file_name, where=f"line {problem.lineno}",
        do="Have the file sent again; look for a transfer that stopped.",
    )  # fmt: skip


def _refuse_entities(plan: Plan, root: etree._Element) -> None:
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
        raise CouldNotReadExtract(
            "The file declares entities of its own, which are not followed.", source=plan.source,
            file=plan.file_name, do="Ask the sender for a file without a DOCTYPE.",
        )  # fmt: skip


def _path(text: str) -> tuple[int, tuple[str, ...]]:
    """Give a field's path: so many steps up, then these names down."""
    parts = [p for p in text.split("/") if p and p != "."]
    return sum(p == ".." for p in parts), tuple(p for p in parts if p != "..")


_LOCAL: dict[Any, str] = {}


def _local(tag: Any) -> str:
    """Give a name without its name space; none of what is no element."""
    known = _LOCAL.get(tag)
    if known is None:
        known = _LOCAL[tag] = tag.rpartition("}")[2] if isinstance(tag, str) else ""
    return known

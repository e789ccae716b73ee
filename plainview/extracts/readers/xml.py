"""
Reads XML as a stream, without name spaces, outside entities or the network.

`at` is the path of the repeated element: "A/B" and "//B" fit at any depth, "/Root/A/B" from the top. `fields` are
paths from there: "B/C", "../D/C" (up, then down), "@name" for an attribute; without one, the element of that name.
`_row` counts the repeated elements from 1, in the order of the file.

What was read is let go at once, but for what a path that goes up still needs. A path up to the root sees only what
stands before the record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from lxml import etree

from plainview.extracts.readers.batches import in_batches
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
class _Path:
    """A field's path: so many steps up, then these names down."""

    up: int
    down: tuple[str, ...]

    def values(self, ancestors: Sequence[etree._Element]) -> list[str]:
        """Give all texts at the path; none where the element is not there."""
        if self.up >= len(ancestors):
            return []
        here = [ancestors[-1 - self.up]]
        for step in self.down:
            if step.startswith("@"):
                wanted = step[1:]
                return [v for e in here for k, v in e.attrib.items() if etree.QName(k).localname == wanted]
            here = [child for e in here for child in e.iterchildren("{*}" + step)]
        return [(e.text or "") if len(e) == 0 else "".join(e.itertext(with_tail=False)) for e in here]


@dataclass(slots=True)
class _Records:
    """Walks the file and gives, for each record, its texts by element."""

    plan: Plan
    paths: dict[str, _Path]
    leaves: set[str] = field(default_factory=set)  # names of leaf elements inside records
    count: int = 0
    root: etree._Element | None = None

    def held(self) -> int:
        """Count the elements that are kept in memory now."""
        return 0 if self.root is None else sum(1 for _ in self.root.iter())

    def __iter__(self) -> Iterator[dict[str, str]]:
        assert self.plan.path is not None
        try:
            with self.plan.path.open("rb") as file:
                yield from self._walk(file)
        except etree.XMLSyntaxError as problem:
            raise self._told(problem) from None

    def _walk(self, file: BinaryIO) -> Iterator[dict[str, str]]:
        at = self.plan.at or ""
        wanted = [p for p in at.split("/") if p]
        from_top = at.startswith("/") and not at.startswith("//")
        ups = {p.up for p in self.paths.values()}
        kept = {name for p in self.paths.values() if p.up for name in p.down}
        open_: list[etree._Element] = []
        names: list[str] = []
        inside = 0  # depth of the record that is being read; 0: none
        waiting: list[tuple[etree._Element, ...]] = []  # read, but not yet all that stands around them
        wait_until = 0  # they are whole when an element of this depth ends
        emptied: dict[int, etree._Element] = {}  # by depth, to be taken out when the next one is
        for event, element in etree.iterparse(file, events=("start", "end"), **_SAFE):
            if event == "start":
                if not open_:
                    self.root = element
                    self._refuse_entities(element)
                open_.append(element)
                names.append(_name(element))
                fits = names == wanted if from_top else names[-len(wanted) :] == wanted
                if fits and not inside:
                    inside = len(open_)
                continue
            depth = len(open_)
            emptied.pop(depth + 1, None)
            if depth == inside:
                self.leaves.update(_name(e) for e in element.iter(etree.Element) if len(e) == 0)
                waiting.append(tuple(open_))
                # As far as a path goes up; the root left aside, which would hold the whole file.
                wait_until = min((depth - up for up in ups if depth - up > 1), default=depth)
                inside = 0
            if waiting and depth <= wait_until:
                self.count += len(waiting)
                for chain in waiting:
                    yield {e: "|".join(v) for e, p in self.paths.items() if (v := p.values(chain))}
                waiting = []
            if not inside and not waiting and depth > 1 and names[-1] not in kept:
                # The library forbids taking out an element at its own end: it is emptied, and taken out at the next.
                element.clear()
                if (previous := emptied.get(depth)) is not None:
                    open_[-2].remove(previous)
                emptied[depth] = element
            open_.pop()
            names.pop()

    def _told(self, problem: etree.XMLSyntaxError) -> ExtractProblem:
        """Say in our words what the parser found; its own may quote the file."""
        kinds = etree.ErrorTypes
        if problem.code in (kinds.ERR_INVALID_ENCODING, kinds.ERR_UNSUPPORTED_ENCODING, kinds.ERR_UNKNOWN_ENCODING):
            kind: type[ExtractProblem] = WrongEncoding
            what = "The file is not text in the encoding that it says itself."
        elif problem.code == kinds.ERR_DOCUMENT_EMPTY:
            kind, what = CouldNotReadExtract, "The file is not XML."
        elif problem.code in (kinds.ERR_TAG_NOT_FINISHED, kinds.ERR_DOCUMENT_END, kinds.ERR_GT_REQUIRED):
            kind, what = ExtractIsTruncated, f"The file stops in the middle, after {self.count} whole records."
        else:
            kind, what = CouldNotReadExtract, "The file is not well-formed XML."
        return kind(
            what, source=self.plan.source, file=self.plan.file_name, where=f"line {problem.lineno}",
            do="Have the file sent again; look for a transfer that stopped.",
        )  # fmt: skip

    def _refuse_entities(self, root: etree._Element) -> None:
        dtd = root.getroottree().docinfo.internalDTD
        if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
            raise CouldNotReadExtract(
                "The file declares entities of its own, which are not followed.", source=self.plan.source,
                file=self.plan.file_name, do="Ask the sender for a file without a DOCTYPE.",
            )  # fmt: skip


def open_set(plan: Plan) -> Opened:
    """Look through the file once, for the fields that are there; then promise its records."""
    if not (plan.at or "").strip("/"):
        raise CouldNotReadExtract(
            f"The mapping doesn't say which element is repeated (record set {plan.name}).", source=plan.source,
            file=plan.file_name, do="Give 'at' in the mapping, e.g. \"Message/Person\".",
        )  # fmt: skip
    paths = {e: _path((plan.fields or {}).get(e, e)) for e in plan.elements}
    look = _Records(plan, paths)
    seen: set[str] = set()
    has_rows = False
    for record in look:
        has_rows = True
        seen.update(record)
    found = tuple(e for e in plan.elements if e in seen)
    known = {*plan.elements, *(part for path in plan.known_paths for part in path.split("/"))}
    known.update(name for p in paths.values() for name in p.down)
    rows = (
        (number, [record.get(e) for e in found])
        for number, record in enumerate(_Records(plan, {e: paths[e] for e in found}), start=1)
    )
    extra = tuple(sorted(look.leaves - known))
    return Opened(found, in_batches(rows, found), has_rows=has_rows, extra=extra)


def _path(text: str) -> _Path:
    parts = [p for p in text.split("/") if p and p != "."]
    up = sum(p == ".." for p in parts)
    return _Path(up, tuple(p for p in parts if p != ".."))


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""

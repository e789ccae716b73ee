"""XML and JSON lines: which things repeat inside each other, and by which paths their fields are found."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from plainview.extracts.profile.layout import CouldNotProfile, Layout, set_name
from plainview.extracts.profile.layout_text import encoding_of
from plainview.extracts.profile.words import looks_like_key
from plainview.extracts.readers.plan import ROWS
from plainview.extracts.readers.text import codec

_ELEMENTS = 400_000  # of an XML file, looked at
_LINES = 3000
_KEYS = 5000  # values kept of a field, to see whether each is another
Way = tuple[str, ...]


@dataclass(slots=True)
class _Seen:
    """One path of the file: how often it was met, how often most in one parent, and what its texts were."""

    times: int = 0
    most: int = 0
    has_children: bool = False
    texts: list[str] = field(default_factory=list)
    attributes: dict[str, None] = field(default_factory=dict)


def xml_layouts(path: Path) -> list[Layout]:
    """
    Give a record set for each element that is repeated and has fields.

    Raises: CouldNotProfile.
    """
    seen: dict[Way, _Seen] = defaultdict(_Seen)
    whole = _walk(path, seen)
    records = [w for w, s in seen.items() if len(w) > 1 and s.most > 1 and (s.has_children or s.attributes)]
    alone: tuple[str, ...] = ()
    if not records:  # one record: what holds most of the fields
        alone = ("Nothing in the file is repeated: what is one record is a guess.",)
        records = [max((w for w, s in seen.items() if s.has_children), key=lambda w: (_leaves_below(seen, w), len(w)))]
    taken: set[str] = set()
    used: set[str] = set()
    found = []
    keys: dict[Way, tuple[str, str]] = {}  # record: its key's element and path
    for record in sorted(records, key=lambda w: (len(w), w)):
        inner = [w for w in records if len(w) > len(record) and w[: len(record)] == record]
        leaves = [
            w
            for w, s in seen.items()
            if w[: len(record)] == record
            and len(w) > len(record)
            and not s.has_children
            and not any(w[: len(i)] == i for i in inner)
        ]
        fields: dict[str, str] = {}
        notes = list(alone)
        for leaf in leaves:
            name = _name(leaf[len(record) :], record[-1], used)
            fields[name] = "/".join(leaf[len(record) :])
            if seen[leaf].most > 1:
                notes.append(f"{name} may stand several times in a record; its values come joined by '|' (see 'each').")
        for way in [record, *{w[:-1] for w in leaves if len(w) > len(record) + 1}]:
            for attribute in seen[way].attributes:
                name = _name((*way[len(record) :], attribute), record[-1], used)
                fields[name] = "/".join([*way[len(record) :], f"@{attribute}"])
        key = _key(seen, record, leaves)
        if key:
            keys[record] = (
                next(n for n, p in fields.items() if p == "/".join(key[len(record) :])),
                "/".join(key[len(record) :]),
            )
        for outer in (w for w in sorted(keys, key=len) if w != record and record[: len(w)] == w):
            up = "/".join([".."] * (len(record) - len(outer)))
            fields[_name((f"{keys[outer][0]}",), record[-1], used)] = f"{up}/{keys[outer][1]}"
        if fields:
            name = ROWS if len(records) == 1 else set_name(record[-1], taken)
            if not whole:
                notes.append("The file is long: its structure was learnt from the first part of it.")
            found.append(Layout(name, "xml", tuple(fields), at="/".join(record), fields=fields, notes=tuple(notes)))
    return found


def _walk(path: Path, seen: dict[Way, _Seen]) -> bool:
    """Go through the file and note its paths. Gives whether all of it was looked at."""
    way: list[str] = []
    counts: list[dict[str, int]] = [defaultdict(int)]
    try:
        events = etree.iterparse(
            str(path),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for number, (event, element) in enumerate(events):
            name = etree.QName(element).localname
            if event == "start":
                way.append(name)
                counts[-1][name] += 1
                counts.append(defaultdict(int))
                continue
            here = seen[tuple(way)]
            here.times += 1
            here.has_children = here.has_children or len(counts[-1]) > 0
            here.attributes |= {etree.QName(a).localname: None for a in element.attrib}
            if not here.has_children and element.text and len(here.texts) < _KEYS:
                here.texts.append(element.text.strip())
            for child, often in counts.pop().items():
                below = seen[(*way, child)]
                below.most = max(below.most, often)
            way.pop()
            element.clear()
            if number > _ELEMENTS * 2:
                for depth in range(len(way), 0, -1):
                    for child, often in counts[depth].items():
                        seen[(*way[:depth], child)].most = max(seen[(*way[:depth], child)].most, often)
                    seen[tuple(way[:depth])].has_children = True
                return False
    except etree.XMLSyntaxError:
        raise CouldNotProfile(
            "the file is not well-formed XML.",
            where=f"File: {path.name}",
            do="Have the file sent again; look for a transfer that stopped.",
        ) from None
    return True


def _leaves_below(seen: dict[Way, _Seen], way: Way) -> int:
    return sum(not s.has_children and w[: len(way)] == way for w, s in seen.items())


def _name(parts: Way, record: str, used: set[str]) -> str:
    """Give a field a name of its own: its last step, with more of the way if another has that already."""
    choices = ["_".join(parts[-n:]) for n in range(1, len(parts) + 1)]
    choices += [f"{record}_{c}" for c in choices]
    name = next((c for c in choices if c not in used), None)
    number = 2
    while name is None:
        name = f"{choices[-1]}_{number}" if f"{choices[-1]}_{number}" not in used else None
        number += 1
    used.add(name)
    return name


def _key(seen: dict[Way, _Seen], record: Way, leaves: list[Way]) -> Way | None:
    """Give the field by which each record is known: always there, each time another."""
    times = min(seen[record].times, _KEYS)
    able = [
        w
        for w in leaves
        if seen[w].texts
        and len(seen[w].texts) >= times
        and seen[w].most <= 1
        and len(set(seen[w].texts)) == len(seen[w].texts)
    ]
    return min(able, key=lambda w: (not looks_like_key(w[-1]), len(w)), default=None)


# ---- JSON lines ----


def json_layouts(path: Path) -> list[Layout]:
    """
    Give a record set for the lines, and one for each list of objects inside them.

    Raises: CouldNotProfile.
    """
    encoding = encoding_of(path)
    with path.open(encoding=codec(encoding)) as file:
        lines = [text for text in islice(file, _LINES) if text.strip()]
    objects: list[dict[str, Any]] = []
    for line in lines:
        try:
            given = json.loads(line)
        except ValueError:
            raise CouldNotProfile(
                "a line is not JSON.", where=f"File: {path.name}", do="Have the file sent again, one object a line."
            ) from None
        if isinstance(given, dict):
            objects.append(given)
    if not objects:
        raise CouldNotProfile("no line is a JSON object.", where=f"File: {path.name}", do="Ask the sender.")
    taken: set[str] = set()
    lists = _lists(objects, ())
    own, notes = _leaves(objects)
    key = _json_key(objects, own)
    name = set_name(path.stem, taken) if lists else ROWS
    found = [Layout(name, "json_lines", tuple(own), encoding, notes=tuple(notes))]
    used = set(own)
    for at, items in lists.items():
        leaves, notes = _leaves(items)
        fields = {}
        for leaf in leaves:
            fields[_name(tuple(leaf.split(".")), at[-1], used)] = leaf
        if key:
            fields[_name((key,), at[-1], used)] = ".." * len(at) + key
        found.append(
            Layout(
                set_name(at[-1], taken),
                "json_lines",
                tuple(fields),
                encoding,
                at="$." + ".".join(at),
                fields=fields,
                notes=tuple(notes),
            )
        )
    return found


def _lists(objects: list[dict[str, Any]], at: Way) -> dict[Way, list[dict[str, Any]]]:
    """Give all lists of objects by their path, however deep."""
    found: dict[Way, list[dict[str, Any]]] = defaultdict(list)
    for one in objects:
        for name, value in one.items():
            if isinstance(value, dict):
                for way, items in _lists([value], (*at, name)).items():
                    found[way] += items
            elif isinstance(value, list) and value and all(isinstance(i, dict) for i in value):
                found[(*at, name)] += value
                for way, items in _lists(value, (*at, name)).items():
                    found[way] += items
    return found


def _leaves(objects: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Give the paths of plain values, and what to know of lists of values."""
    found: dict[str, None] = {}
    notes: dict[str, None] = {}

    def down(one: dict[str, Any], before: str) -> Iterator[tuple[str, Any]]:
        for name, value in one.items():
            if isinstance(value, dict):
                yield from down(value, f"{before}{name}.")
            else:
                yield f"{before}{name}", value

    for one in objects:
        for path, value in down(one, ""):
            if isinstance(value, list):
                if any(isinstance(i, dict) for i in value):
                    continue
                notes[f"{path} holds a list; use 'each' with json to make a row of each part."] = None
            found[path] = None
    return list(found), list(notes)


def _json_key(objects: list[dict[str, Any]], leaves: list[str]) -> str | None:
    able = [
        name
        for name in leaves
        if "." not in name and len({str(o.get(name)) for o in objects if o.get(name) not in (None, "")}) == len(objects)
    ]
    return min(able, key=lambda n: (not looks_like_key(n), leaves.index(n)), default=None)

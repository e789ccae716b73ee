"""
Looks for what may not be there: names, addresses, numbers, contacts and sentences of notes, in any bytes.

The text is cut into words, runs of digits and the like once, and each is looked up in a set: fifteen megabytes and ten
thousand needles take seconds. Pairs of words count whatever stands between them (a comma, a tab, a slash).
"""

import re
import sqlite3
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.lib.borough import Larkmere

_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d(?:[ -]?\d){8,14}")
_MIXED = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)?")
_MAIL = re.compile(r"[\w.+-]+@[\w.-]*\w")
_ADDRESS = re.compile(r"(?<!\w)\d+[a-z]?,? [^\W\d_]+ [^\W\d_]+")
_WINDOW = 5  # words of a note in a row
# A long word with figures in it is a key or a pseudonym: its letters may spell a short name by chance, as bytes may.
_KEY = re.compile(r"\b(?=\w*\d)\w{16,}\b")
_CLOSE = 3  # bytes between a forename and a surname, in what is no text
_BY_CHANCE = 7  # letters of a forename and a surname, below which random bytes meet them in some megabytes


def words_of(text: str) -> list[str]:
    """Give the words of a text that was casefolded."""
    return _WORD.findall(text)


@dataclass
class Needles:
    """What is looked for, by kind."""

    names: set[tuple[str, str]] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)  # planted ones, which are no word of any language
    numbers: set[str] = field(default_factory=set)  # NHS numbers, property numbers, phones, learner numbers
    mixed: set[str] = field(default_factory=set)  # NI numbers, pupil numbers, postcodes: letters and digits, no blank
    mails: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    sentences: set[tuple[str, ...]] = field(default_factory=set)

    def add_name(self, forename: str, surname: str) -> None:
        """Add a name in both orders; of a double name, each of its parts beside the other name."""
        for one in words_of(forename.casefold()):
            for other in words_of(surname.casefold()):
                self.names |= {(one, other), (other, one)}

    def add_sentence(self, text: str) -> None:
        """Add every run of words in a note."""
        words = words_of(text.casefold())
        self.sentences |= set(zip(*(words[n:] for n in range(_WINDOW)), strict=False))

    def found_in(self, data: bytes | str) -> Counter[str]:
        """Say how much of each kind stands in bytes or text."""
        text = (data if isinstance(data, str) else data.decode("utf-8", "replace")).casefold()
        words = words_of(text)
        is_binary = isinstance(data, bytes) and _is_binary(data)
        named = _close_words(text) if is_binary else pairwise(words_of(_KEY.sub(" ", text)))
        return +Counter({
            "name": sum(p in self.names for p in named),
            "surname": sum(w in self.surnames for w in words),
            "number": sum(re.sub(r"[ -]", "", d) in self.numbers for d in _DIGITS.findall(text)),
            "number or postcode": sum(_is_mixed(m, self.mixed) for m in _MIXED.findall(text)),
            "e-mail": sum(m in self.mails for m in _MAIL.findall(text)),
            "address": sum(a.replace(",", "") in self.addresses for a in _ADDRESS.findall(text)),
            "sentence": sum(w in self.sentences for w in zip(*(words[n:] for n in range(_WINDOW)), strict=False)),
        })  # fmt: skip


def _close_words(text: str) -> Iterator[tuple[str, str]]:
    """Give the pairs of words that stand close together; of short ones random bytes make many."""
    for one, other in pairwise(_WORD.finditer(text)):
        pair = one[0], other[0]
        if other.start() - one.end() <= _CLOSE and len(pair[0]) + len(pair[1]) >= _BY_CHANCE:
            yield pair


def _is_binary(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _is_mixed(found: str, wanted: set[str]) -> bool:
    return found.replace(" ", "") in wanted or any(part in wanted for part in found.split(" "))


def needles(larkmere: Larkmere) -> Needles:
    """Give all that is planted, and all that is true of residents."""
    made = Needles()
    for person in larkmere.residents.values():
        for surname in filter(None, (person["surname"], person["former_surname"])):
            for forename in filter(None, (person["forename"], person["known_as"])):
                made.add_name(forename, surname)
        made.numbers |= {re.sub(r"\D", "", person[n]) for n in ("nhs_number", "uln", "phone")}
        made.mixed |= {person[n].casefold() for n in ("nino", "upn")}
        made.mails.add(person["email"].casefold())
    for home in larkmere.truth("homes"):
        made.numbers.add(home["uprn"])
        made.mixed.add(home["postcode"].replace(" ", "").casefold())
        made.addresses.add(home["address"].casefold())
    for note in larkmere.events("notes"):
        made.add_sentence(note["text"])
    planted = larkmere.canaries
    made.surnames = {w for s in planted["surnames"] for w in words_of(s.casefold()) if len(w) > 5}
    for name in planted["names"]:
        made.add_name(*name.rsplit(" ", 1))
    made.addresses |= {a.casefold() for a in planted["addresses"] if a[0].isdigit()}
    made.mails |= {c.casefold() for c in planted["contacts"]}
    made.numbers |= {n for n in planted["numbers"] if n.isdigit()}
    made.mixed |= {n.casefold() for n in planted["numbers"] if not n.isdigit()}
    for sentence in planted["sentences"]:
        made.add_sentence(sentence)
    for kind in (made.numbers, made.mixed, made.mails, made.addresses):
        kind.discard("")
    return made


def texts_of(file: Path) -> Iterator[tuple[str, bytes | str]]:
    """Give a file's bytes as they are, and again what is in them: columns, decompressed cells, parts of a workbook."""
    data = file.read_bytes()
    yield "raw", data
    if file.suffix == ".parquet":
        table = pq.read_table(BytesIO(data))
        for name in table.column_names:
            yield name, "\n".join(_as_text(table.column(name)))
    elif file.suffix == ".sqlite":
        yield from _of_sqlite(file)
    elif zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as whole:
            for name in whole.namelist():
                yield name, whole.read(name)


def _as_text(column: pa.ChunkedArray) -> Iterator[str]:
    return (str(value) for value in column.unique().to_pylist() if value is not None) if not pa.types.is_nested(
        column.type
    ) else (str(value) for value in column.to_pylist() if value)  # fmt: skip


def _of_sqlite(file: Path) -> Iterator[tuple[str, bytes | str]]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db:
        tables = [t for (t,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in db.execute(f'SELECT * FROM "{table}"'):
                yield table, "\t".join(str(_opened(cell)) for cell in row)


def _opened(cell: Any) -> Any:
    if not isinstance(cell, bytes):
        return cell
    with suppress(zlib.error):
        cell = zlib.decompress(cell)
    return cell.decode("utf-8", "replace")

"""The sentences of every table: ours, and the council's, whose sentences for a table take the place of ours."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from plainview.agreements.agreement import Policy
from plainview.agreements.plain_words import problems_of
from plainview.agreements.positions import Document, Place, read_document
from plainview.agreements.problems import PolicyNotValid, Problem
from plainview.agreements.uses import Use
from plainview.store.facts import Fact
from plainview.summaries.wording import Wording, WordingNotValid, read_wording, said_date, said_number, said_pence
from plainview.vocabulary.codes import CODE_WORDS
from plainview.vocabulary.purposes import Purpose
from plainview.vocabulary.tables import TABLES, Kind, Table

SLUG = "sentence-not-valid"
# What the bridge makes of all sources together, and pages show by other means. A row of `residents` is chosen
# field by field from several sources: no one record is the evidence for all that it says.
WITHOUT_SENTENCES = frozenset({"characteristics", "residents", "households", "household_members", "relationships"})

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Sentence(Policy):
    """One way to say a row: `text`, or `open` and `closed` where rows end. The first that fits is taken."""

    id: Word
    section: Literal["concern", "intervention", "contextual"]
    when: dict[str, tuple[str, ...]] = {}  # column: words of which it must be one; true and false for flags
    text: str | None = None
    open: str | None = None
    closed: str | None = None

    @model_validator(mode="after")
    def _has_words(self) -> "Sentence":
        if (self.text is None) == (self.open is None and self.closed is None):
            raise ValueError("a sentence has either 'text', or 'open' and 'closed'")
        if self.text is None and (self.open is None or self.closed is None):
            raise ValueError("'open' and 'closed' go together")
        return self


class TableSentences(Policy):
    """All sentences for one table, tried in their order; the last must fit any row."""

    table: str
    title: str  # what the records are, as a heading
    definition: str  # what a sentence from this table means, and what it does not
    sentences: tuple[Sentence, ...]

    @model_validator(mode="after")
    def _says_something(self) -> "TableSentences":
        if not self.sentences:
            raise ValueError("'sentences' is empty")
        return self


class SentenceFile(Policy):
    """One file of sentences."""

    tables: tuple[TableSentences, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A fact in words: the sentence's id, section, text and the columns that it shows."""

    sentence: str
    section: str
    text: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    sentence: Sentence
    when: tuple[tuple[str, frozenset[Any]], ...]
    open: Wording
    closed: Wording


@dataclass(slots=True)
class Sentences:
    """Every table's sentences, ready to say facts."""

    tables: dict[str, TableSentences]
    labels: Mapping[tuple[str, str], Mapping[str, str]]
    _ready: dict[str, tuple[_Ready, ...]] = field(default_factory=dict, repr=False)
    _say: dict[str, Callable[[str, Any], str]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for name, sentences in self.tables.items():
            self._ready[name] = tuple(_ready(s, TABLES[name]) for s in sentences.sentences)
            self._say[name] = _sayer(TABLES[name], self.labels)

    def tables_in(self, section: str) -> frozenset[str]:
        """Give the tables of which any sentence stands in that section."""
        return frozenset(n for n, told in self.tables.items() if any(s.section == section for s in told.sentences))

    def title(self, table: str) -> str:
        """Give the heading of a table's records."""
        return self.tables[table].title if table in self.tables else table.replace("_", " ")

    def say(self, fact: Fact, values: Mapping[str, Any], *, is_closed: bool) -> Said | None:
        """
        Say a fact in words.

        In:  `values`: what of the fact may be seen, with `department` and, for observations, `value` added.
        Out: None only for a table without sentences.
        """
        say = self._say.get(fact.table)
        if say is None:
            return None
        for ready in self._ready[fact.table]:
            if all(values.get(column) in words for column, words in ready.when):
                filled = (ready.closed if is_closed else ready.open).fill(values, say)
                if filled is not None:
                    text, columns = filled
                    shown = dict.fromkeys([*columns, *(c for c, _ in ready.when)])
                    shown.pop("department", None)
                    return Said(ready.sentence.id, ready.sentence.section, text, tuple(shown))
        raise AssertionError(f"the sentences of {fact.table} do not end with one that fits any row")


def load_sentences(
    *,
    library: bool = True,
    council_folder: Path | None = None,
    labels: Mapping[tuple[str, str], Mapping[str, str]] | None = None,
) -> Sentences:
    """
    Give the sentences of every table.

    In:     `library`: take ours; `council_folder` may hold `summaries/`; `labels`, the council's plain
            words for code words by (table, column), stand before ours.
    Raises: PolicyNotValid, with file and line of every problem.
    """
    tables = {t.table: t for t, _, _, _ in _declared(library, council_folder)}
    merged: dict[tuple[str, str], Mapping[str, str]] = dict(CODE_WORDS)
    for column, words in (labels or {}).items():
        merged[column] = {**merged.get(column, {}), **words}
    return Sentences(tables, merged)


def uses(*, library: bool = True, council_folder: Path | None = None) -> list[Use]:
    """Give every column that the sentences may show, for the purpose check."""
    found = []
    for declared, file, document, place in _declared(library, council_folder):
        for n, sentence in enumerate(declared.sentences):
            line = document.line((*place, "sentences", n))
            ready = _ready(sentence, TABLES[declared.table])
            for column in sorted(ready.open.columns | ready.closed.columns | set(sentence.when)):
                by = f"sentence '{declared.table}.{sentence.id}'"
                found.append(Use(by, declared.table, column, Purpose.DISPLAY, file, line, can_do_without=True))
    return found


_Declared = tuple[TableSentences, str, Document, Place]


def _declared(library: bool, council_folder: Path | None) -> list[_Declared]:
    problems: list[Problem] = []
    found: dict[str, _Declared] = {}
    if library:
        ours = Path(str(files("plainview.summaries") / "library"))
        found.update(_folder(ours, "plainview/summaries/library", problems))
    if council_folder is not None:
        found.update(_folder(council_folder / "summaries", "summaries", problems))
    for one in found.values():
        problems.extend(_problems(*one))
    if library and not problems:
        for name, table in TABLES.items():
            if table.mapped and name not in found and name not in WITHOUT_SENTENCES:
                what = f"table '{name}' has no sentence, so its facts would not be seen."
                problems.append(Problem(SLUG, what, "summaries/", None, "Write one: docs/reference/sentence.md."))
    if problems:
        raise PolicyNotValid(problems)
    return list(found.values())


def _folder(folder: Path, name: str, problems: list[Problem]) -> dict[str, _Declared]:
    found: dict[str, _Declared] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = f"{name}/{path.name}"
        document = read_document(path, file=file)
        if isinstance(document, Problem):
            problems.append(document)
            continue
        try:
            tables = SentenceFile.model_validate(document.data).tables
        except ValidationError as error:
            problems.extend(problems_of(error, document=document, file=file))
            continue
        for n, table in enumerate(tables):
            if table.table in found:
                what = f"table '{table.table}' has sentences in {found[table.table][1]} too."
                problems.append(Problem(SLUG, what, file, document.line(("tables", n)), "Keep one of the two."))
            found[table.table] = (table, file, document, ("tables", n))
    return found


def _problems(declared: TableSentences, file: str, document: Document, place: Place) -> Iterator[Problem]:
    def problem(what: str, *step: str | int) -> Problem:
        line = document.line((*place, *step))
        return Problem(SLUG, what, file, line, "docs/reference/sentence.md shows how a sentence is written.")

    table = TABLES.get(declared.table)
    if table is None or declared.table in WITHOUT_SENTENCES:
        yield problem(f"there is no table '{declared.table}' to write sentences for.", "table")
        return
    for n, sentence in enumerate(declared.sentences):
        for column in sentence.when:
            if column not in table.by_name:
                yield problem(f"table '{table.name}' has no column '{column}'.", "sentences", n, "when", column)
        if sentence.open is not None and table.ends is None:
            yield problem(f"rows of '{table.name}' do not end: write 'text'.", "sentences", n)
        is_last = n == len(declared.sentences) - 1
        if is_last and sentence.when:
            yield problem("the last sentence must fit any row: it can't have 'when'.", "sentences", n)
        for key in ("text", "open", "closed"):
            text = getattr(sentence, key)
            if text is None:
                continue
            try:
                wording = read_wording(text, table)
            except WordingNotValid as error:
                yield problem(f"{error}.", "sentences", n, key)
                continue
            if is_last and wording.needed:
                needed = ", ".join(sorted(wording.needed))
                yield problem(f"the last sentence must fit any row: put {needed} in brackets.", "sentences", n, key)


def _ready(sentence: Sentence, table: Table) -> _Ready:
    opened = read_wording(sentence.text or sentence.open or "", table)
    closed = read_wording(sentence.text or sentence.closed or "", table)
    when = tuple((c, frozenset(_value(w, table.by_name[c].kind) for w in words)) for c, words in sentence.when.items())
    return _Ready(sentence, when, opened, closed)


def _value(word: str, kind: Kind) -> Any:
    if kind is Kind.FLAG:
        return word == "true"
    return float(word) if kind in {Kind.NUMBER, Kind.PENCE} else word


def _sayer(table: Table, labels: Mapping[tuple[str, str], Mapping[str, str]]) -> Callable[[str, Any], str]:
    """Give the function that says a value of this table's columns."""
    kinds = {c.name: c.kind for c in table.columns}
    words = {c.name: labels.get((table.name, c.name), {}) for c in table.columns if c.kind is Kind.CODE}

    def say(column: str, value: Any) -> str:
        kind = kinds.get(column)
        if kind is Kind.DATE:
            return said_date(value)
        if kind is Kind.CODE:
            if column == "ward" and value not in words[column]:
                return _place(value)
            return words[column].get(value) or _plain(value)
        if kind is Kind.PENCE:
            return said_pence(value)
        if kind is Kind.NUMBER:
            return said_number(value)
        return _plain(value) if kind is None else str(value).replace("{", "(").replace("}", ")")

    return say


def _place(word: str) -> str:
    """Give a place with its capitals; a code, which has figures in it, in capitals throughout."""
    return word.upper() if any(c.isdigit() for c in word) else _plain(word).title()


@lru_cache(maxsize=20_000)
def _plain(word: Any) -> str:
    return str(word).replace("_", " ").replace("{", "(").replace("}", ")")

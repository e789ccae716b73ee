"""
The mapping of one extract to our tables, in YAML: the grammar.

A *record set* is one table inside the extract (a CSV has one, named `rows`; a workbook, an XML file or a
database may have several). All its values arrive as text. A *cell* says how one of our fields is made
from elements; a *person reference* says whom a row is about.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from plainview.agreements.agreement import Policy, Slug

Space = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
Format = Literal["csv", "pipe", "fixed_width", "excel", "xml", "json_lines", "sqlite", "database"]


class Split(Policy):
    """Take one part of a cell: "SMITH/JOHN" by "/" part 2 is "JOHN" (parts count from 1; -1 is the last)."""

    by: str
    part: int


class Where(Policy):
    """Keep a row only if the element is one of `is_` / is not one of `not_` / is not blank (neither given)."""

    element: str
    is_: tuple[str, ...] = Field((), alias="is")
    not_: tuple[str, ...] = Field((), alias="not")


class Lookup(Policy):
    """
    Take a value from another record set of the same extract, or of another agreement's extract.

    With `after`, `take` is a date, and of the records with our key the nearest is taken whose date is later than our
    element `after`: in a history that has a row for each change, looked up in itself, the day of the next one.
    """

    in_: str = Field(alias="in")  # record set, or "agreement-id:record_set"
    on: str  # its element that equals ours
    take: str  # its element to take
    after: str | None = None  # our element with a date
    where: tuple[Where, ...] = ()  # which of its records count


class Flag(Policy):
    """Which texts say yes and which say no, compared without case; others are not known."""

    yes: tuple[str, ...]
    no: tuple[str, ...] = ()


class Cell(Policy):
    """
    How one field is made. Just a string `ELEMENT` is short for `{from: ELEMENT}`.

    Exactly one start (`from`, `value`, `first`, `join`, `part`, `received`, `file_name`), then, in this
    order: `lookup`, `json`, `match`, `split`. The kind of the column that is filled decides how the text is
    read: dates by `dates` (here or for the file), codes by `codes`, money by `money`, flags by `flag`.
    """

    from_: str | None = Field(None, alias="from")
    value: str | None = None  # a constant of ours
    first: tuple["CellLike", ...] = ()  # the first that is not blank
    join: tuple["CellLike", ...] = ()  # joined by `with`, blanks left out
    with_: str = Field(" ", alias="with")
    part: bool = False  # the current part of an `each`
    received: bool = False  # the day the extract was received, for balances and states that carry no date
    file_name: bool = False  # the name of the file, for yearly files that say their year there alone

    lookup: Lookup | None = None
    json_: str | None = Field(None, alias="json")  # a path, "$.line1"
    match: str | None = None  # regular expression; its first group is taken
    split: Split | None = None

    dates: tuple[str, ...] = ()  # strptime formats, tried in order
    codes: str | dict[str, str] | None = None  # name of a code list, or one written here
    money: Literal["pounds", "pence"] | None = None
    flag: Flag | None = None
    days_after: int = 0  # for dates: add days

    @model_validator(mode="after")
    def _one_start(self) -> "Cell":
        starts = [self.from_ is not None, self.value is not None, bool(self.first), bool(self.join), self.part,
                  self.received, self.file_name]  # fmt: skip
        if sum(starts) != 1:
            raise ValueError("a cell needs exactly one of: from, value, first, join, part, received, file_name")
        if self.lookup is not None and self.from_ is None:
            raise ValueError("'lookup' needs 'from': the element that is looked up")
        return self

    def elements(self) -> tuple[str, ...]:
        """Give the elements of this record set that the cell stands on, in order (`part` stands on its `each`)."""
        own = (self.from_,) if self.from_ else ()
        return own + tuple(e for c in self.first + self.join for e in c.elements())


def _as_cell(raw: Any) -> Any:
    return {"from": raw} if isinstance(raw, str) else raw


CellLike = Annotated[Cell, BeforeValidator(_as_cell, json_schema_input_type=str | Cell)]


class Each(Policy):
    """Make one row of every part of a cell that holds several ("A1,B2"; "MR A SMITH & MRS B SMITH")."""

    from_: str = Field(alias="from")
    split: tuple[str, ...] = ()  # any of these texts parts the cell
    json_: str | None = Field(None, alias="json")  # or: a path to an array

    @model_validator(mode="after")
    def _one_way(self) -> "Each":
        if bool(self.split) == (self.json_ is not None):
            raise ValueError("'each' needs either 'split' or 'json'")
        return self


class Key(Policy):
    """A local reference: a name space that several extracts share, and where its value stands here."""

    space: Space
    id: CellLike


class PersonReference(Policy):
    """
    Whom a row is about. Just a string is short for `{mention: …}`: the person spoken of in the same row.

    With `space` and `id` it is whoever carries that key in any extract: a person's own id, or a group's
    (household, account, claim, tenancy), which may be several people. `only: responsible` keeps those
    marked `is_responsible` there.
    """

    mention: str | None = None
    space: Space | None = None
    id: CellLike | None = None
    only: Literal["responsible"] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "PersonReference":
        by_key = self.space is not None and self.id is not None
        if by_key == (self.mention is not None) or (self.mention is not None and self.space is not None):
            raise ValueError("say either 'mention', or 'space' and 'id'")
        if self.only is not None and not by_key:
            raise ValueError("'only' goes with 'space' and 'id'")
        return self


def _as_reference(raw: Any) -> Any:
    return {"mention": raw} if isinstance(raw, str) else raw


ReferenceLike = Annotated[PersonReference, BeforeValidator(_as_reference, json_schema_input_type=str | PersonReference)]


class Person(Policy):
    """
    A person spoken of in a row. Fields that the extract does not have are left out.

    With an `id`, all rows of all extracts with the same space and id speak of the same person record.
    Without, each row (and each part of `each`) is a record of its own.
    """

    mention: Slug  # how this mapping calls them, e.g. child, tenant, carer
    in_: str = Field("rows", alias="in")
    where: tuple[Where, ...] = ()
    each: Each | None = None
    id: Key | None = None
    other_ids: tuple[Key, ...] = ()  # legacy and merged ids: the same person record
    groups: tuple[Key, ...] = ()  # household, account, claim, tenancy
    is_responsible: CellLike | None = None  # tenant, liable, claimant: answers for the group
    full_name: CellLike | None = None
    name_order: Literal["forename_first", "surname_first"] = "forename_first"
    title: CellLike | None = None
    forename: CellLike | None = None
    middle_names: CellLike | None = None
    surname: CellLike | None = None
    former_surname: CellLike | None = None
    born_on: CellLike | None = None
    expected_on: CellLike | None = None  # unborn children
    died_on: CellLike | None = None
    sex: CellLike | None = None  # codes: male, female, other
    nhs_number: CellLike | None = None
    nino: CellLike | None = None
    upn: CellLike | None = None
    former_upn: CellLike | None = None
    uln: CellLike | None = None
    uprn: CellLike | None = None
    address: CellLike | None = None  # one line, or joined
    postcode: CellLike | None = None
    lives_from: CellLike | None = None
    lives_until: CellLike | None = None
    is_home: bool = True  # false: correspondence, work, a placement that isn't home
    phone: CellLike | None = None
    email: CellLike | None = None
    first_language: CellLike | None = None
    needs_interpreter: CellLike | None = None


class Same(Policy):
    """Two keys of the same thing (a tenancy reference and a household reference)."""

    in_: str = Field("rows", alias="in")
    keys: tuple[Key, Key]


class Relationship(Policy):
    """A stated relation: `of` is the `kind` of `to` (parent_of, carer_of, partner_of, sibling_of, other_relative)."""

    in_: str = Field("rows", alias="in")
    where: tuple[Where, ...] = ()
    of: ReferenceLike
    to: ReferenceLike
    kind: CellLike
    started_on: CellLike | None = None
    ended_on: CellLike | None = None


class TableRows(Policy):
    """Rows for one of our tables."""

    table: str
    in_: str = Field("rows", alias="in")
    where: tuple[Where, ...] = ()
    each: Each | None = None
    person: ReferenceLike
    columns: dict[str, CellLike]
    known_from: CellLike | None = None  # when it was entered; else the agreement's rhythm after it was so


class Observed(Policy):
    """One element kept as an observation of its own kind."""

    kind: Slug | Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    as_: Literal["code", "number", "flag", "date", "pence"] = Field(alias="as")
    plain: str  # the words an officer reads
    cell: CellLike | None = None  # when more than the element itself is needed
    codes: str | dict[str, str] | None = None
    flag: Flag | None = None


class Observations(Policy):
    """Elements of one record set that become observations, dated by `on`."""

    in_: str = Field("rows", alias="in")
    where: tuple[Where, ...] = ()
    person: ReferenceLike
    on: CellLike
    values: dict[str, Observed]  # element: what it becomes
    known_from: CellLike | None = None


class Note(Policy):
    """Case notes and other free text: kept in the bridge; date, role, service and length cross to the store."""

    in_: str = Field("rows", alias="in")
    where: tuple[Where, ...] = ()
    person: ReferenceLike
    text: CellLike
    written_on: CellLike
    author_role: CellLike | None = None
    service: CellLike | None = None
    kind: CellLike | None = None
    known_from: CellLike | None = None


class Staff(Policy):
    """Members of staff: data about staff, apart from residents. `id` is what `staff` columns refer to."""

    in_: str = Field("rows", alias="in")
    id: Key
    name: CellLike
    role: CellLike | None = None
    team: CellLike | None = None
    phone: CellLike | None = None
    email: CellLike | None = None


class Property(Policy):
    """What a source says of a dwelling. `kind`: private, shared_house, hostel, refuge, care_home, other_communal."""

    in_: str = Field("rows", alias="in")
    where: tuple[Where, ...] = ()
    uprn: CellLike
    parent_uprn: CellLike | None = None
    kind: CellLike | None = None
    property_kind: CellLike | None = None
    ward: CellLike | None = None
    address: CellLike | None = None
    postcode: CellLike | None = None


class Column(Policy):
    """A fixed-width field: where it starts (from 1) and how long it is."""

    at: int = Field(ge=1)
    length: int = Field(ge=1)


def _as_sign(raw: Any) -> Any:
    """Take a tab however it is written; anything else must be one sign."""
    if raw in ("tab", "\\t"):
        return "\t"
    if isinstance(raw, str) and len(raw) != 1:
        raise ValueError('a delimiter is one sign; a tab is written "\\t" or tab')
    return raw


Delimiter = Annotated[str, BeforeValidator(_as_sign)]


class RecordSet(Policy):
    """
    Where one record set stands in the file. Which keys count depends on the format.

    csv, pipe, excel: `header_row`, counted from 1 (of a text file, without its blank lines); excel: `sheet`
    (glob; else the first); sqlite, database: `table` or `query`; xml: `at`, the path of the
    repeated element, and `fields`, path by element name (`..` goes up, several values are joined by `|`);
    json_lines: `at`, a path to an array. An extract of several files (the SSDA903 tables, a table each)
    names each set's `file`, a glob on the file name.
    """

    format: Format | None = None  # when a set of this extract comes in another format
    encoding: str | None = None
    delimiter: Delimiter | None = None
    sheet: str | None = None
    header_row: int = 1
    columns: dict[str, Column] = {}  # fixed width
    table: str | None = None
    query: str | None = None
    at: str | None = None
    fields: dict[str, str] = {}
    file: str | None = None


class Reads(Policy):
    """How the file is read: format, encoding, and how this source writes dates, blanks and yes."""

    format: Format
    encoding: str = "utf-8"
    delimiter: Delimiter | None = None
    has_header: bool = True
    headers: dict[str, tuple[str, ...]] = {}  # element: other header texts seen for it; compared loosely
    columns: dict[str, Column] = {}  # fixed width
    url: str | None = None  # database: name of the environment variable with the SQLAlchemy URL
    record_sets: dict[str, RecordSet] = {}  # none: one set, `rows`
    dates: tuple[str, ...] = ("%Y-%m-%d", "%d/%m/%Y")
    blanks: tuple[str, ...] = ("", "NULL", "N/A", "null", "None", "#N/A")
    open_dates: tuple[str, ...] = ("2099-12-31", "9999-12-31", "1899-12-30")  # read as blank
    flag: Flag = Flag(yes=("Y", "Yes", "1", "true", "T"), no=("N", "No", "0", "false", "F"))
    money: Literal["pounds", "pence"] = "pounds"
    decimal: Literal[".", ","] = "."  # the sign before the part of a whole; the other one parts thousands
    unknown_codes_at_most: float = Field(0.2, ge=0, le=1)  # a larger share of codes not in the list stops the refresh


class Mapping(Policy):
    """All that is made of one extract. Every element of the agreement is used here or stands in `not_used`."""

    agreement: Slug
    reads: Reads
    people: tuple[Person, ...] = ()
    same: tuple[Same, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    tables: tuple[TableRows, ...] = ()
    observations: tuple[Observations, ...] = ()
    characteristics: tuple["Characteristics", ...] = ()
    notes: tuple[Note, ...] = ()
    staff: tuple[Staff, ...] = ()
    properties: tuple[Property, ...] = ()
    purge: tuple["Purge", ...] = ()
    not_used: dict[str, str] = {}  # element: why


class Purge(Policy):
    """
    Rows that the source marks as to be deleted: they go no further, and what was kept of them before goes too.

    `what: person` takes all that this source says of whoever such a row is about; `row` takes the row alone.
    """

    in_: str = Field("rows", alias="in")
    element: str
    is_: tuple[str, ...] = Field(alias="is", min_length=1)  # as received, compared without case
    what: Literal["row", "person"] = "person"


class Characteristics(Policy):
    """Protected characteristics, for equality monitoring alone."""

    in_: str = Field("rows", alias="in")
    person: ReferenceLike
    on: CellLike | None = None
    values: dict[str, "Characteristic"]  # element: which


class Characteristic(Policy):
    """Which characteristic an element records, and its code list."""

    is_: Literal[
        "age", "disability", "gender_reassignment", "marriage_civil_partnership", "pregnancy_maternity",
        "race", "religion_or_belief", "sex", "sexual_orientation",
    ] = Field(alias="is")  # fmt: skip
    codes: str | dict[str, str] | None = None


class CodeList(Policy):
    """A code list: the source's code to our word. `years` holds what differs by collection year."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    confidence: Literal["published", "from memory, unverified", "local"] = "local"
    codes: dict[str, str]  # compared without case and outer blanks
    labels: dict[str, str] = {}  # our word: plain words shown to an officer; default: the word with spaces
    years: dict[int, dict[str, str]] = {}  # collection year (as in the file name): codes that differ


Cell.model_rebuild()
Mapping.model_rebuild()

"""What a record type of the feed is: all that the pipeline knows of one. Each module of feed/records declares one.

SQL here is DuckDB's and runs in the workspace of a load, whose tables are named for records and for models:

* staged_<record>: the accepted rows of a file; removed_<record>: the keys that the feed takes away;
* current_<model>: rows of the main database; upsert_<model>, delete_<model>: what the merge writes and takes away;
  next_<model>: what the database will have, of the rows that are here.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from django.db.models import Model

if TYPE_CHECKING:
    from connect.feed.pipeline.workspace import Workspace

_WIDEST_OTHER = 40  # characters of a date, a time, an amount or a choice, which have no width
_STATEMENT = re.compile(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Column:
    """One column: what it may hold, and where a person meets it.

    `kind`: digits (exactly `width`), id (1 to `width` of A-Z a-z 0-9 - _), ids (ids with spaces between), text (up to
    `width` characters), date (2026-05-29), time (08:00), money (130.15, never negative), number (1 to `width`),
    choice, yesno, email, ssn. `since`: the format that has it first; `later`: its choices that came with format 2.
    """

    name: str
    kind: str
    says: str
    example: str
    screen: str
    width: int = 0
    required: bool = False
    choices: tuple[str, ...] = ()
    since: int = 1
    later: tuple[str, ...] = ()

    def in_format(self, version: int) -> Self:
        known = self.choices if version > 1 else tuple(each for each in self.choices if each not in self.later)
        return replace(self, choices=known)


def sealed_as(column: Column) -> tuple[str, str]:
    """The columns that are staged in the place of one that is sealed: its sealed text, and its index to compare by."""
    return f"{column.name}_sealed", f"{column.name}_index"


@dataclass(frozen=True)
class Reference:
    """`column` of a row names a row of the record `to`; a blank names none.

    `many`: it holds ids with spaces between. `follow`: what the rows on file name is fetched as well as what the feed
    names. `checked`: a row that names one that is not there is rejected; False where a rule of its own says so.
    """

    column: str
    to: str
    noun: str = ""
    many: bool = False
    follow: bool = False
    checked: bool = True


@dataclass(frozen=True)
class Rule:
    """The rows whose `line` the query `lines` gives are rejected for `reason`; `about` names the records it reads."""

    reason: str
    lines: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowRule:
    """A row for which `bad` is true is rejected for `reason`."""

    reason: str
    bad: str


@dataclass(frozen=True)
class RowsQuery:
    """A query of rows or keys. It is run where one of the tables in `given` has rows; by default those staged."""

    query: str
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class Make:
    """A table `name` of the workspace, of the rows of `query`; `add`: into one that is there."""

    name: str
    query: str
    given: tuple[str, ...] = ()
    add: bool = False


@dataclass(frozen=True)
class Fetch:
    """Rows of `model` from the main database: all, or those whose `columns` the query `keys` (k1, k2) names."""

    model: type[Model]
    columns: tuple[str, ...] = ()
    keys: str = ""
    given: tuple[str, ...] = ()


Step = Make | Fetch


@dataclass(frozen=True)
class PartTable:
    """Another table that the rows of a record fill, with the record's key. `rows`: None where other steps write it."""

    model: type[Model]
    rows: str | None = None
    breaker: "Breaker | None" = None


@dataclass(frozen=True)
class Breaker:
    """Where more than a share of the rows would go, the feed waits. `limit`: the key of the profile that says it."""

    name: str
    says: str
    limit: str = "max_removed_participants_percent"


@dataclass(frozen=True)
class Derived:
    """A table of what people read. `rows`: its rows as they will be, with `hidden` where a column can be hidden.

    `keys`: the key columns of the rows on file that could be other ones now, and the query that names them.
    """

    model: type[Model]
    rows: str
    keys: Fetch
    steps: tuple[Step, ...] = ()
    given: tuple[str, ...] = ()
    public_id: str = ""  # the kind of its addresses (lib/public_id.py), for a model that has any


@dataclass(frozen=True)
class RecordScope:
    """What is derived again, by the values of a `column`: `touched` adds to those of the rows that change.

    `before`: steps that `touched` needs. `widen`: steps that may add to the scope once its rows are here. `around`:
    whatever else the derived tables read.
    """

    name: str
    column: str
    before: tuple[Step, ...] = ()
    touched: tuple[RowsQuery, ...] = ()
    widen: tuple[Step, ...] = ()
    around: tuple[Step, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def table(self) -> str:
        return f"scope_{self.name}"


@dataclass(frozen=True)
class Record:
    """A record type: a CSV file of the feed, whose rows are named by `key`, and everything that follows from it.

    `control`: the money column whose sum the manifest states. `model`: the table of its rows as they came; `stays`: a
    row that is gone stays there, with its column `gone` set. `rows`: the table's rows as they will be, where they are
    not the staged ones column by column; `deletes`: its keys that go, where they are not those removed.
    """

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    model: type[Model]
    control: str = ""
    since: int = 1  # the format that has it first
    missing: tuple[Column, ...] = ()  # of a later format than that of the file: staged as blanks
    stays: bool = False
    rows: tuple[RowsQuery, ...] = ()
    deletes: tuple[RowsQuery, ...] = ()
    parts: tuple[PartTable, ...] = ()
    references: tuple[Reference, ...] = ()
    row_rules: tuple[RowRule, ...] = ()
    rules: tuple[Rule, ...] = ()
    round_starts: tuple[Make, ...] = ()  # made anew whenever the rules between rows are run again
    fetches: tuple[Fetch, ...] = ()  # what the rules and the comparison look at beyond the rows named
    before: tuple[Step, ...] = ()  # the comparison with what is on file
    after: tuple[Step, ...] = ()
    breaker: Breaker | None = None
    scope: RecordScope | None = None
    derived: tuple[Derived, ...] = ()
    on_bad_rows: Callable[["Workspace"], None] | None = None  # reads the table `bad`: rows that cannot be staged
    rest: Callable[[], tuple[int, int]] | None = None  # of all on file once a feed is loaded, rows and cents left over
    unexplained: Callable[[], int] | None = None  # of all on file once a feed is loaded, rows that do not add up
    once_loaded: Callable[[Sequence[str]], None] | None = None  # after the merge, of what its scope has touched
    views: Mapping[str, str] = field(default_factory=dict)  # of the workspace, by name: for statements of any record
    on_rejected: tuple[Make, ...] = ()  # reads the table `broken`: lines of staged rows that are about to go

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @property
    def staged(self) -> str:
        return f"staged_{self.name}"

    @property
    def removed(self) -> str:
        return f"removed_{self.name}"

    @property
    def widest_row(self) -> int:
        """Bytes that no row of the file exceeds: each character four in UTF-8, and a quote doubled."""
        return sum(8 * max(column.width, _WIDEST_OTHER) + 3 for column in self) + 8  # and op

    def in_format(self, version: int) -> Self:
        """The record as files of that format have it."""
        columns = tuple(column.in_format(version) for column in self if column.since <= version)
        return replace(self, columns=columns, missing=tuple(column for column in self if column.since > version))

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


@dataclass(frozen=True)
class Statements:
    """The statements of the .sql file beside a module, by name: each begins with a line `-- name: <name>`."""

    module: str
    found: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        text = Path(self.module).with_suffix(".sql").read_text(encoding="utf-8")
        object.__setattr__(self, "found", {name: body.strip() for name, body in _STATEMENT.findall(text)})

    def __getattr__(self, name: str) -> str:
        return self.found[name]

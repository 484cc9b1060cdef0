"""What differs between SQLite and PostgreSQL for a feed: the lock, reading rows out, and bringing rows in."""

import fcntl
import hashlib
import io
import json
import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, NamedTuple

from django.conf import settings
from django.db import connection

from connect.cases.models import Delivery
from connect.feed.outcome import FeedRefused
from connect.feed.pipeline.tables import ACCOUNT, Table, all_tables
from connect.feed.pipeline.workspace import Answer, Workspace, one_ahead, quoted, rows_into

_BUSY = "another feed is being loaded into this database; try again when it has ended"
_BLOCK = 1 << 20  # bytes read at a time
_ROWS = 500  # of one INSERT, at most
# The workspace's own dialect, whatever a server or a session takes for granted.
_CSV = """FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', NULL '', ENCODING 'UTF8'"""
KEYS = 10_000  # rows looked up by one statement
_ADVISORY = 7_305_061_802  # the lock of the feed, any number that no one else uses


def work_folder() -> Path:
    """Where loads into this database keep their lock and their workspace; private to the operator's account."""
    database = connection.settings_dict
    name = f"{database['ENGINE']} {database['HOST']} {database['PORT']} {database['NAME']}"
    folder: Path = settings.VAR / "feed" / hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def only_load() -> Iterator[Path]:
    """The folder of work, held by this process alone. Raises FeedRefused while another load runs. A killed one frees
    it.

    It has a name that DuckDB takes for nothing else.
    """
    folder = work_folder()
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise FeedRefused(_BUSY) from problem
        with _advisory_lock(), _by_another_name(folder) as work:
            yield work


@contextmanager
def _by_another_name(folder: Path) -> Iterator[Path]:
    """The folder, or a link to it where DuckDB cannot name it: a backslash is a slash to it, and bytes must be text."""
    if "\\" not in str(folder) and os.fsencode(folder).decode(errors="replace") == str(folder):
        yield folder
        return
    with TemporaryDirectory(prefix="connect-") as own:
        link = Path(own, "work")
        link.symlink_to(folder)
        yield link


@contextmanager
def _advisory_lock() -> Iterator[None]:
    """On PostgreSQL, the same promise among several machines."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ADVISORY])
        if not cursor.fetchone()[0]:
            raise FeedRefused(_BUSY)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY])


def _now(table: Table) -> str:
    return " WHERE m.valid_to IS NULL" if table.history else ""


class Fresh(NamedTuple):
    """The rows of upsert_<table> that the main table does not have. `since`: of a table with history, the moment from
    which they hold, as the main database writes it."""

    table: Table
    since: str = ""

    @property
    def columns(self) -> str:
        return self.table.written + (", valid_from, valid_to" if self.since else "")

    @property
    def leaving(self) -> str:
        """SQL for the values of `columns`."""
        return self.table.written + (f", '{self.since}', NULL" if self.since else "")


class Lent(NamedTuple):
    """A temporary table of the main database for the time of a merge: the workspace's `rows`, in the columns of the
    main query `like`."""

    name: str
    like: str
    rows: str


class _Piece(NamedTuple):
    """Some fresh rows of one table, on their way into the main database."""

    table: Table
    columns: str
    query: str
    last: bool


class Database(ABC):
    """The main database, seen from a workspace that it can read rows into and take rows from."""

    temporary: str  # the schema of temporary tables

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    @cached_property
    def filled(self) -> set[str]:
        """Those of the tables that a load looks at which have rows as it begins."""
        names = [Delivery._meta.db_table, *(table.main for table in (*all_tables(), ACCOUNT))]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(f'EXISTS (SELECT 1 FROM {name})' for name in names)}")
            return {name for name, some in zip(names, cursor.fetchone(), strict=True) if some}

    def fetch(self, table: Table, columns: tuple[str, ...] = (), keys: str = "") -> None:
        """Rows of `table` into current_<table>: all, or those whose `columns` the workspace's query `keys` names.

        A row that is there already stays as it is.
        """
        if table.main not in self.filled:
            return
        path = self.workspace.folder / "fetched"
        with path.open("wb") as file:
            if not keys:
                self._write_out(table, f"FROM {table.main} AS m", (), file)
            else:
                wanted = self.workspace.ask(f"SELECT DISTINCT * FROM ({keys})")
                for batch in wanted.batches(KEYS):
                    source, values = self._named(table, columns, batch)
                    self._write_out(table, source, values, file)
        if path.stat().st_size:
            self._take(table, path)

    def _take(self, table: Table, path: Path) -> None:
        if not self.workspace.has(table.current):
            self.workspace.take(table.current, path)
            return
        self.workspace.sql(f"CREATE OR REPLACE TABLE fetched AS FROM {table.current} LIMIT 0")
        self.workspace.take(table.current, path, into="fetched")
        self.workspace.add(table.current, f"FROM fetched ANTI JOIN {table.current} USING ({table.keys})")

    @contextmanager
    def brought(self, names: list[tuple[str, Table]]) -> Iterator[None]:
        """Within it, SQL on the main database can read the workspace's tables delete_, and upsert_ without fresh rows.

        Brought before the transaction that uses them, so that it is short.
        """
        made = []
        for name, table in names:
            written, rows = table.keys, name
            if name == table.upsert:
                written, rows = table.written, table.leaving(f"FROM {name} WHERE fresh = 0")
            self._bring(name, f"SELECT {written} FROM {table.main}", f"SELECT {written} FROM {rows}")
            made.append(name)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                for name in made:
                    cursor.execute(f"DROP TABLE IF EXISTS {self.temporary}.{name}")

    @contextmanager
    def lending(self, lent: Sequence[Lent]) -> Iterator[None]:
        """Within it, SQL on the main database can read each table of `lent`."""
        try:
            for each in lent:
                self._bring(*each)
            yield
        finally:
            with connection.cursor() as cursor:
                for each in lent:
                    cursor.execute(f"DROP TABLE IF EXISTS {self.temporary}.{each.name}")

    @contextmanager
    def at_hand(self, fresh: list[Fresh]) -> Iterator[Callable[[], None]]:
        """Within it, a function that brings the `fresh` rows into the main tables, for the transaction of the merge."""
        yield lambda: self._bring_in(fresh)

    def _bring_in(self, fresh: list[Fresh], into: str = "{main}") -> None:
        """The fresh rows of upsert_<table> into the main tables, or into the tables called `into`.

        In the order of their keys, which any index takes quickest. The workspace has them no longer: they give room.
        """
        self.workspace.use_one_core()  # the database needs the other
        pieces = [piece for each in fresh for piece in self._pieces(each)]
        for piece, rows in one_ahead(lambda piece: self._ready(piece.query), pieces):
            self._append(into.format(main=piece.table.main), f"({piece.columns})", rows)
            if piece.last:
                self.workspace.sql(f"TRUNCATE {piece.table.upsert}")

    def _pieces(self, fresh: Fresh) -> Iterator[_Piece]:
        table = fresh.table
        parts = self.workspace.in_pieces(table.upsert, table.key[0])
        for number, part in enumerate(parts, 1):
            rows = table.leaving(f"FROM {table.upsert} WHERE fresh = 1 AND {part}")
            query = f"SELECT {fresh.leaving} FROM {rows} ORDER BY {table.keys}"
            yield _Piece(table, fresh.columns, query, last=number == len(parts))

    def _bring(self, name: str, like: str, rows: str) -> None:
        """A temporary table with the columns of the main query `like` and the workspace's `rows`."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {self.temporary}.{name}")
            cursor.execute(f"CREATE TEMPORARY TABLE {name} AS {like} WHERE 1 = 0")
            self._append(name, "", self._ready(rows))

    @abstractmethod
    def _named(self, table: Table, columns: tuple[str, ...], keys: list[tuple[Any, ...]]) -> tuple[str, list[Any]]:
        """FROM and what follows, for the rows (m) with one of `keys`, and its parameters. The keys are walked and the
        table is looked up by its index, never the reverse."""

    @abstractmethod
    def _write_out(self, table: Table, source: str, values: Sequence[Any], file: BinaryIO) -> None:
        """The rows of `table` (m) that stand after SELECT, as CSV; of one with history those that are current."""

    @abstractmethod
    def _ready(self, query: str) -> Any:
        """The rows of the workspace's `query`, worked out; on any thread."""

    @abstractmethod
    def _append(self, main: str, columns: str, rows: Any) -> None:
        """`rows` into a table of the main database, its `columns` in brackets or all."""


class _Sqlite(Database):
    """Reading takes no lock of the main file (WAL), and writing a temporary table does not either."""

    temporary = "temp"

    @contextmanager
    def at_hand(self, fresh: list[Fresh]) -> Iterator[Callable[[], None]]:
        """Where people are served, the rows are first laid into a file of their own beside the workspace. SQLite takes
        them over from there alone, in a third of the time, and so long only does its lock keep acts waiting."""
        if not fresh or Delivery._meta.db_table not in self.filled:  # no one waits for the first feed
            yield lambda: self._bring_in(fresh)
            return
        connection.ensure_connection()
        raw = connection.connection
        raw.execute(f"ATTACH {quoted(self.workspace.folder / 'laid')} AS laid")
        try:
            raw.execute("PRAGMA laid.journal_mode = OFF")  # a killed load begins anew
            raw.execute("PRAGMA laid.synchronous = OFF")
            for each in fresh:
                main = each.table.main
                raw.execute(f"CREATE TABLE laid.{main} AS SELECT {each.columns} FROM main.{main} WHERE 1 = 0")
            self._bring_in(fresh, into="laid.{main}")
            yield lambda: self._take_over(fresh)
        finally:
            raw.execute("DETACH laid")

    def _take_over(self, fresh: list[Fresh]) -> None:
        with connection.cursor() as cursor:
            for each in fresh:
                main, columns = each.table.main, each.columns
                cursor.execute(f"INSERT INTO main.{main} ({columns}) SELECT {columns} FROM laid.{main}")

    def _named(self, table: Table, columns: tuple[str, ...], keys: list[tuple[Any, ...]]) -> tuple[str, list[Any]]:
        same = " AND ".join(f"m.{name} = k.value ->> {place}" for place, name in enumerate(columns))
        return f"FROM json_each(?) AS k CROSS JOIN {table.main} AS m ON {same}", [json.dumps(keys)]

    def _write_out(self, table: Table, source: str, values: Sequence[Any], file: BinaryIO) -> None:
        connection.ensure_connection()
        # A plus in front of a column changes nothing but that Django does not make a date or a truth of its value.
        columns = ", ".join(f"+m.{column}" for column in table.columns)
        text = io.TextIOWrapper(file, "utf-8", newline="")
        rows_into(text)(connection.connection.execute(f"SELECT {columns} {source}{_now(table)}", values))
        text.detach()

    def _ready(self, query: str) -> Answer:
        return self.workspace.ask(query)

    def _append(self, main: str, columns: str, rows: Answer) -> None:
        # Many rows to a statement: it costs as much again as a row, and only while it runs are the next rows fetched.
        row = f"({', '.join('?' * rows.width)})"
        with _transaction(connection.connection) as raw:
            most = raw.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // rows.width
            for batch in rows.batches(min(_ROWS, most)):
                every = ", ".join([row] * len(batch))
                raw.execute(f"INSERT INTO {main} {columns} VALUES {every}", [*chain.from_iterable(batch)])


@contextmanager
def _transaction(raw: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The one that is open, or one for temporary tables: Django's own would take the write lock of the main file."""
    if raw.in_transaction:
        yield raw
        return
    raw.execute("BEGIN DEFERRED")
    try:
        yield raw
    except BaseException:
        raw.execute("ROLLBACK")
        raise
    raw.execute("COMMIT")


class _Postgresql(Database):
    """COPY both ways."""

    temporary = "pg_temp"

    def _named(self, table: Table, columns: tuple[str, ...], keys: list[tuple[Any, ...]]) -> tuple[str, list[Any]]:
        names = [f"k{place}" for place, _ in enumerate(columns)]
        kinds = ", ".join("%s::bigint[]" if name in table.numbers else "%s::text[]" for name in columns)
        same = " AND ".join(f"m.{column} = k.{name}" for column, name in zip(columns, names, strict=True))
        source = f"FROM unnest({kinds}) AS k ({', '.join(names)}) JOIN {table.main} AS m ON {same}"
        return source, [list(values) for values in zip(*keys, strict=True)]

    def _write_out(self, table: Table, source: str, values: Sequence[Any], file: BinaryIO) -> None:
        columns = ", ".join(f"m.{c}::int" if c in table.booleans else f"m.{c}" for c in table.columns)
        query = f"COPY (SELECT {columns} {source}{_now(table)}) TO STDOUT ({_CSV})"
        with connection.cursor() as cursor, cursor.copy(query, values or None) as copy:
            file.writelines(copy)

    def _ready(self, query: str) -> Path:
        return self.workspace.as_csv(query)

    def _append(self, main: str, columns: str, rows: Path) -> None:
        with connection.cursor() as cursor:
            with rows.open("rb") as file, cursor.copy(f"COPY {main} {columns} FROM STDIN ({_CSV})") as copy:
                while block := file.read(_BLOCK):
                    copy.write(block)
            rows.unlink()
            if not connection.in_atomic_block:  # a temporary table, whose size no one else will know
                cursor.execute(f"ANALYZE {main}")


@contextmanager
def opened(workspace: Workspace) -> Iterator[Database]:
    """The main database beside the workspace."""
    yield _Sqlite(workspace) if connection.vendor == "sqlite" else _Postgresql(workspace)

"""What differs between SQLite and PostgreSQL for a feed: the lock, reading rows out, and bringing rows in."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import connection

from connect.feed.outcome import Refused
from connect.feed.staging import Side
from connect.feed.tables import Table

_BUSY = "another feed is being loaded into this database; try again when it has ended"
_ADVISORY = 7_305_061_802  # the lock of the feed, any number nobody else uses
_READ = 5_000


class Engine(Protocol):
    """The main database, seen from a side file that it can read rows into and take rows from."""

    def fetch(self, table: Table, key: tuple[str, ...] = (), keys: str = "") -> None:
        """Rows of `table` into had_<table>: all, or those whose `key` columns the side file's query `keys` names."""

    def brought(self, names: list[tuple[str, Table]]) -> AbstractContextManager[None]:
        """Within it, plain SQL on the main database can read the side file's tables put_ and del_."""


def work_folder() -> Path:
    """Where loads into this database keep their lock and their side file; private to the operator's account."""
    database = connection.settings_dict
    name = f"{database['ENGINE']} {database['HOST']} {database['PORT']} {database['NAME']}"
    folder = settings.VAR / "feed" / hashlib.sha256(name.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def only_load() -> Iterator[Path]:
    """The folder of work, held by this process alone. Raises Refused while another load runs. A killed one frees it."""
    folder = work_folder()
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise Refused(_BUSY) from problem
        with _advisory_lock():
            yield folder


@contextmanager
def _advisory_lock() -> Iterator[None]:
    """On PostgreSQL, the same promise among several machines."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ADVISORY])
        if not cursor.fetchone()[0]:
            raise Refused(_BUSY)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY])


@contextmanager
def opened(side: Side) -> Iterator[Engine]:
    """The main database beside `side`."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ATTACH DATABASE %s AS side", [str(side.path)])
            cursor.execute("PRAGMA side.journal_mode=OFF")
            cursor.execute("PRAGMA side.synchronous=OFF")
        try:
            yield _Sqlite()
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DETACH DATABASE side")
    else:
        yield _Postgresql(side)


def _condition(table: Table) -> str:
    return "m.valid_to IS NULL" if table.history else "1 = 1"


class _Sqlite:
    """Both files on one connection. Reading takes no lock of the main file (WAL)."""

    def fetch(self, table: Table, key: tuple[str, ...] = (), keys: str = "") -> None:
        wanted, condition = "", _condition(table)
        if keys:
            # CROSS JOIN: the keys are walked and the table looked up by its index, never the reverse.
            wanted = f"(SELECT DISTINCT * FROM ({keys})) AS k CROSS JOIN "
            names = [f"k.{name}" for name in _key_names(key)]
            condition += "".join(f" AND m.{column} = {name}" for column, name in zip(key, names, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT OR IGNORE INTO side.had_{table.name} ({table.listed()}) "
                f"SELECT {table.listed('m')} FROM {wanted}main.{table.main} AS m WHERE {condition}"
            )

    @contextmanager
    def brought(self, names: list[tuple[str, Table]]) -> Iterator[None]:
        yield  # the attached tables are found by their plain names


class _Postgresql:
    """COPY both ways, through temporary tables of this session."""

    def __init__(self, side: Side) -> None:
        self.side = side

    def fetch(self, table: Table, key: tuple[str, ...] = (), keys: str = "") -> None:
        columns = ", ".join(f"m.{c}::int" if c in table.booleans else f"m.{c}" for c in table.columns)
        source = f"{table.main} AS m"
        insert = f"INSERT OR IGNORE INTO had_{table.name} VALUES ({', '.join('?' * len(table.columns))})"
        with connection.cursor() as cursor:
            if keys:
                self._bring_keys(cursor, table, key, keys)
                same = " AND ".join(f"m.{c} = k.{name}" for c, name in zip(key, _key_names(key), strict=True))
                source += f" JOIN feed_keys AS k ON {same}"
            query = f"COPY (SELECT {columns} FROM {source} WHERE {_condition(table)}) TO STDOUT"
            with cursor.copy(query) as copy, self.side.transaction():
                self.side.connection.executemany(insert, copy.rows())

    def _bring_keys(self, cursor: Any, table: Table, key: tuple[str, ...], keys: str) -> None:
        kinds = ["integer" if column in table.numbers else "text" for column in key]
        names = ", ".join(f"{name} {kind}" for name, kind in zip(_key_names(key), kinds, strict=True))
        cursor.execute("DROP TABLE IF EXISTS pg_temp.feed_keys")
        cursor.execute(f"CREATE TEMPORARY TABLE feed_keys ({names})")
        with cursor.copy("COPY feed_keys FROM STDIN") as copy:
            for row in self.side.rows(f"SELECT DISTINCT * FROM ({keys})"):
                copy.write_row(row)
        cursor.execute("ANALYZE feed_keys")

    @contextmanager
    def brought(self, names: list[tuple[str, Table]]) -> Iterator[None]:
        made = [f"{prefix}_{table.name}" for prefix, table in names]
        with connection.cursor() as cursor:
            for (_, table), name in zip(names, made, strict=True):
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
                cursor.execute(
                    f"CREATE TEMPORARY TABLE {name} AS SELECT {table.listed()} FROM {table.main} WHERE false"
                )
                with cursor.copy(f"COPY {name} ({table.listed()}) FROM STDIN") as copy:
                    for row in self.side.rows(f"SELECT {table.listed()} FROM {name}"):
                        copy.write_row(row)
                cursor.execute(f"ANALYZE {name}")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                for name in made:
                    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")


def _key_names(key: tuple[str, ...]) -> list[str]:
    return [f"k{number}" for number in range(1, len(key) + 1)]

"""The workspace: a private DuckDB in which a feed is checked and worked out, away from the main database's locks.

A table is made when a statement first names it, so that a small feed makes few.
"""

import csv
import os
import re
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count, pairwise
from pathlib import Path
from typing import Any, TextIO

import duckdb

from connect.feed.pipeline import tables

MEMORY = "512MB"  # beyond it the rows go to the private folder, so that a load's memory does not grow with the feed
DUCKDB_THREADS = 4
ROWS_AT_ONCE = 5_000
PIECE = 100_000  # rows that are sorted at a time
SAMPLE = 10_000  # rows that tell where to cut

# What DuckDB would find out by itself in the bytes or the name of a CSV file, said by name instead: no column comes
# from a folder called county=MADERA, and nothing is unpacked, guessed, filled up or left out.
# tests/house/test_readers.py holds this to all that the library knows.
_NOTHING_GUESSED = {
    "auto_detect": "false",
    "hive_partitioning": "false",
    "hive_types_autocast": "false",
    "union_by_name": "false",
    "filename": "false",
    "file_row_number": "false",
    "compression": "'none'",
    "encoding": "'utf-8'",
    "delim": "','",
    "comment": "''",
    "skip": "0",
    "strict_mode": "true",
    "null_padding": "false",
    "ignore_errors": "false",
    "store_rejects": "false",
    "allow_empty": "false",
    "normalize_names": "false",
    "all_varchar": "false",
    "auto_type_candidates": "['VARCHAR']",
    "sample_size": "1",
    "files_to_sniff": "1",
    "dateformat": "'%Y-%m-%d'",
    "timestampformat": "'%Y-%m-%d %H:%M:%S'",
    "decimal_separator": "'.'",
    "thousands": "''",
    "nullstr": "''",
    "allow_quoted_nulls": "false",
}
# One dialect of CSV for every road in and out, PostgreSQL's own: NULL is nothing at all, an empty text is "".
_OWN = {"header": "false", "quote": "'\"'", "escape": "'\"'", "new_line": r"'\n'", "parallel": "false"}
_OWN_OUT = """FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '', COMPRESSION 'none'"""

Arrive = Callable[[Iterable[Iterable[Any]]], Any]


class Answer:
    """The rows of one query, to be read once. `width`: how many values a row has."""

    def __init__(self, found: duckdb.DuckDBPyConnection) -> None:
        self.found = found
        self.width = len(found.description)

    def batches(self, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """`size` rows at a time, the last fewer; from the second time on the next are fetched while some are used."""
        with self.found:
            if batch := self.found.fetchmany(size):
                yield batch
            if len(batch) < size:
                return  # and needed no thread, as most answers do not
            with closing(one_ahead(lambda _: self.found.fetchmany(size), count())) as fetched:
                for _, batch in fetched:
                    if not batch:
                        return
                    yield batch


_WORD = re.compile(r"\w+")


class Workspace:
    """An open workspace in the private folder `folder`. `values`: what statements may name as $name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.values: dict[str, Any] = {}
        self._filled: set[str] = set()
        self._kinds = tables.workspace_tables()
        self._views = tables.workspace_views()
        self._made: set[str] = set()
        self._numbers = count()
        settings: dict[str, Any] = {
            "memory_limit": MEMORY,
            "threads": str(min(os.cpu_count() or 1, DUCKDB_THREADS)),
            "temp_directory": str(folder),
            "preserve_insertion_order": False,
        }
        # Nothing is fetched from anywhere, and no variable of ours is taken for a table.
        settings |= dict.fromkeys(
            ("autoinstall_known_extensions", "autoload_known_extensions", "python_enable_replacements"), "false"
        )
        settings["enable_external_file_cache"] = "false"  # one name is that of many files, one after the other
        self.connection = duckdb.connect(":memory:", config=settings)

    def sql(self, statement: str, values: Any = None) -> int:
        """Run `statement`; the number of rows it changed."""
        changed = self._run(self.connection, statement, values).fetchone()
        return int(changed[0]) if changed else 0

    def _run(self, connection: duckdb.DuckDBPyConnection, statement: str, values: Any) -> duckdb.DuckDBPyConnection:
        named = {name: value for name, value in self.values.items() if f"${name}" in statement}
        return connection.execute("; ".join([*self._definitions(statement), statement]), values or named)

    def _definitions(self, statement: str) -> Iterator[str]:
        """SQL that makes the tables and views that `statement` names, where they are not there yet."""
        for name in _WORD.findall(statement):
            if name in self._made:
                continue
            if name in self._kinds:
                self._made.add(name)
                yield f"CREATE TABLE {name} ({', '.join(map(' '.join, self._kinds[name].items()))})"
            elif name in self._views:
                self._made.add(name)
                yield from self._definitions(self._views[name])
                yield f"CREATE VIEW {name} AS {self._views[name]}"

    def add(self, table: str, query: str) -> int:
        """The rows of `query` into a table, column by column as they are named; how many."""
        added = self.sql(f"INSERT INTO {table} BY NAME {query}")
        if added:
            self._filled.add(table)
        return added

    def make(self, table: str, query: str, *, in_order: bool = False) -> int:
        """A table of the rows of `query`, in the place of any other of the name; how many.

        `in_order`: they are written in the order in which they are read, which takes more memory.
        """
        keep = f"SET preserve_insertion_order = {str(in_order).lower()}; "
        added = self.sql(f"{keep}CREATE OR REPLACE TABLE {table} AS {query}")
        self._made.add(table)
        self._filled.discard(table)
        if added:
            self._filled.add(table)
        return added

    def add_rows(self, table: str, rows: Iterable[Iterable[Any]]) -> None:
        with self.arriving(table) as arrive:
            arrive(rows)

    def drop(self, names: Iterable[str]) -> None:
        """Large tables give room to what is worked out from them."""
        if known := [name for name in names if name in self._made]:
            self.sql("; ".join(f"DROP TABLE {name}" for name in known))
        self._made -= set(known)
        self._filled -= set(known)

    def has(self, *names: str) -> bool:
        """Whether one of the tables may have rows: without a statement, since the workspace knows what it filled."""
        return not self._filled.isdisjoint(names)

    def use_one_core(self) -> None:
        self.sql("SET threads = 1")

    def ask(self, query: str, values: Any = None) -> Answer:
        """The rows of `query`, to be read while others are read or made."""
        return Answer(self._run(self.connection.cursor(), query, values))

    def rows(self, query: str, values: Any = None) -> Iterator[tuple[Any, ...]]:
        for batch in self.ask(query, values).batches(ROWS_AT_ONCE):
            yield from batch

    def in_pieces(self, table: str, column: str) -> list[str]:
        """Conditions that cut `table` into parts of about PIECE rows, in the order of `column`: a part is sorted in
        little memory, and while the one before it is written."""
        pieces = self.number(f"SELECT count(*) FROM {table}") // PIECE + 1
        if pieces == 1:
            return ["true"]
        sample = f"SELECT {column} FROM {table} USING SAMPLE reservoir({SAMPLE} ROWS) REPEATABLE (1)"
        some = sorted(str(value) for (value,) in self.rows(sample))
        cuts = sorted({some[number * len(some) // pieces].replace("'", "''") for number in range(1, pieces)})
        between = [f"{column} >= '{low}' AND {column} < '{high}'" for low, high in pairwise(cuts)]
        return [f"{column} < '{cuts[0]}'", *between, f"{column} >= '{cuts[-1]}'"]

    def number(self, query: str, values: Any = None) -> int:
        """The one number a query answers; NULL is 0."""
        (found,) = self._run(self.connection, query, values).fetchall()
        return int(found[0] or 0)

    @contextmanager
    def arriving(self, table: str) -> Iterator[Arrive]:
        """A function that takes rows of `table`, as often as it is called; they are there when the block ends."""
        path = self.folder / f"{table}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            yield rows_into(file)
        if path.stat().st_size:
            self.take(table, path)

    def take(self, table: str, path: Path, into: str = "") -> None:
        """Rows of `table` from a file in our own dialect of CSV, which is then removed; `into` another like it."""
        try:
            self.sql(f"INSERT INTO {into or table} FROM {csv_rows(path, self.kinds(table), **_OWN)}")
            self._filled.add(into or table)
        except duckdb.Error:  # whose message would quote the row
            raise RuntimeError(f"rows of {table} do not come through the workspace's own CSV") from None
        path.unlink()

    def as_csv(self, query: str) -> Path:
        """A file with the rows of `query` in our dialect of CSV; the caller removes it."""
        path = self.folder / f"leaving{next(self._numbers)}"
        with self.connection.cursor() as cursor:
            cursor.execute(f"COPY ({query}) TO {quoted(path)} ({_OWN_OUT})")
        return path

    def declare(self, table: str, kinds: Mapping[str, str]) -> None:
        """An empty table, in the place of any other of the name."""
        self.drop([table])
        self._kinds[table] = kinds

    def kinds(self, table: str) -> Mapping[str, str]:
        return self._kinds[table]

    def close(self) -> None:
        self.connection.close()


def csv_rows(path: Path, columns: Mapping[str, str], **options: str) -> str:
    """The rows of a CSV file, after FROM. `columns`: kinds by name, in order; `options`: the rest of the dialect."""
    kinds = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    said = ", ".join(f"{name} = {value}" for name, value in (options | _NOTHING_GUESSED).items())
    return f"read_csv({literal(path)}, {said}, columns = {{{kinds}}})"


def quoted(path: Path | str) -> str:
    """A path as a text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def literal(path: Path | str) -> str:
    """A path as SQL for a reader that takes patterns: this very file."""
    return quoted("".join(f"[{sign}]" if sign in "[*?" else sign for sign in str(path)))


def rows_into(file: TextIO) -> Arrive:
    """A function that writes rows into `file` in our own dialect of CSV."""
    return csv.writer(file, quoting=csv.QUOTE_NOTNULL, lineterminator="\n").writerows


def one_ahead[Job, T](make: Callable[[Job], T], jobs: Iterable[Job]) -> Generator[tuple[Job, T]]:
    """Each of the `jobs` with what `make` makes of it; the next is being made on another thread while one is used."""
    with ThreadPoolExecutor(1) as maker:
        before: tuple[Job, Future[T]] | None = None
        for job in jobs:
            coming = job, maker.submit(make, job)
            if before:
                yield before[0], before[1].result()
            before = coming
        if before:
            yield before[0], before[1].result()


@contextmanager
def open_workspace(folder: Path) -> Iterator[Workspace]:
    """A new workspace in `folder`, emptied before (a killed run's left-overs) and after. Call under the lock."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    mask = os.umask(0o077)  # whatever is written there is for this account alone
    workspace = Workspace(folder)
    try:
        yield workspace
    finally:
        workspace.close()
        os.umask(mask)
        shutil.rmtree(folder, ignore_errors=True)

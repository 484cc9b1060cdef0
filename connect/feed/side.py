"""The side file: a private DuckDB in which a feed is checked and worked out, away from the main database's locks."""

import csv
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import duckdb

from connect.feed import tables

MEMORY = "512MB"  # beyond it the rows go to the private folder, so that a load's memory does not grow with the feed
THREADS = 4
BATCH = 5_000

# One dialect of CSV for every road in and out, PostgreSQL's own: NULL is nothing at all, an empty text is "".
_CSV = """auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', """
_CSV += "allow_quoted_nulls = false, parallel = false"
_PIPE = 1 << 20  # bytes read at a time

Arrive = Callable[[Iterable[Iterable[Any]]], Any]


class Side:
    """An open side file in the private folder `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings: dict[str, Any] = {
            "memory_limit": MEMORY,
            "threads": str(min(os.cpu_count() or 1, THREADS)),
            "temp_directory": str(folder),
            "preserve_insertion_order": False,
        }
        # Nothing is fetched from anywhere, and no variable of ours is taken for a table.
        settings |= dict.fromkeys(
            ("autoinstall_known_extensions", "autoload_known_extensions", "python_enable_replacements"), "false"
        )
        self.connection = duckdb.connect(":memory:", config=settings)
        self.connection.execute("; ".join(tables.definitions()))

    def sql(self, statement: str, values: Any = ()) -> int:
        """Run `statement`; the number of rows it changed."""
        changed = self.connection.execute(statement, values).fetchone()
        return int(changed[0]) if changed else 0

    def sql_in_order(self, statement: str) -> int:
        """As `sql`; rows are written in the order in which they are read, which takes more memory."""
        self.connection.execute("SET preserve_insertion_order = true")
        changed = self.sql(statement)
        self.connection.execute("SET preserve_insertion_order = false")
        return changed

    def batches(self, query: str, values: Any = ()) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of `query`, some thousands at a time."""
        with self.connection.cursor() as cursor:
            found = cursor.execute(query, values)
            while batch := found.fetchmany(BATCH):
                yield batch

    def rows(self, query: str, values: Any = ()) -> Iterator[tuple[Any, ...]]:
        for batch in self.batches(query, values):
            yield from batch

    def number(self, query: str, values: Any = ()) -> int:
        """The one number a query answers; NULL is 0."""
        (found,) = self.connection.execute(query, values).fetchall()
        return int(found[0] or 0)

    def any(self, source: str) -> bool:
        """Whether `source`, a table or what stands after FROM, has a row."""
        return bool(self.connection.execute(f"SELECT 1 FROM {source} LIMIT 1").fetchone())

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
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in tables.SIDE[table].items())
        try:
            self.sql(f"INSERT INTO {into or table} FROM read_csv('{path}', {_CSV}, columns = {{{columns}}})")
        except duckdb.Error:  # whose message would quote the row
            raise RuntimeError(f"rows of {table} do not come through the side file's own CSV") from None
        path.unlink()

    @contextmanager
    def as_csv(self, query: str) -> Iterator[Iterator[bytes]]:
        """The rows of `query` as pieces of CSV, written on another thread while the block reads them."""
        ours, theirs = os.pipe()

        def write() -> None:
            try:
                with self.connection.cursor() as cursor:
                    cursor.execute(
                        f"COPY ({query}) TO '/dev/fd/{theirs}' (FORMAT csv, HEADER false, USE_TMP_FILE false)"
                    )
            finally:
                os.close(theirs)

        with ThreadPoolExecutor(1) as writer, open(ours, "rb") as pipe:  # noqa: PTH123 - no path: an open end of a pipe
            written = writer.submit(write)
            yield _pieces(pipe)
            written.result()

    def close(self) -> None:
        self.connection.close()


def rows_into(file: TextIO) -> Arrive:
    """A function that writes rows into `file` in our own dialect of CSV."""
    return csv.writer(file, quoting=csv.QUOTE_NOTNULL, lineterminator="\n").writerows


def _pieces(pipe: BinaryIO) -> Iterator[bytes]:
    while piece := pipe.read(_PIPE):
        yield piece


@contextmanager
def side_file(folder: Path) -> Iterator[Side]:
    """A new side file in `folder`, emptied before (a killed run's left-overs) and after. Call under the lock."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    mask = os.umask(0o077)  # whatever is written there is for this account alone
    side = Side(folder)
    try:
        yield side
    finally:
        side.close()
        os.umask(mask)
        shutil.rmtree(folder, ignore_errors=True)

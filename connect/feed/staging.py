"""The side file: a private SQLite database in which a feed is checked and worked out, away from the write lock."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from typing import Any

from django.conf import settings

from connect.feed import tables
from connect.feed.checking import BadMoney, BadValue, RowCheck, Value
from connect.feed.format import File
from connect.feed.manifest import FileEntry, Folder
from connect.feed.outcome import FileCount, Progress, Refused
from connect.feed.reading import rows
from connect.lib import sealed

BATCH = 5_000
BAD_MONEY_NAMED = 10  # lines a refusal names, before "and more"


class Side:
    """An open side file. `sql` runs one statement, outside any transaction unless `transaction` is entered."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch(mode=0o600)
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=60)
        # Nothing here outlives a crash, so nothing here waits for the disk.
        for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-100000", "temp_store=FILE"):
            self.connection.execute(f"PRAGMA {setting}")
        for statement in tables.definitions():
            self.connection.execute(statement)

    def sql(self, statement: str, *values: Any) -> int:
        """Run `statement`; the number of rows it changed."""
        return self.connection.execute(statement, values).rowcount

    def rows(self, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        return iter(self.connection.execute(statement, values))

    def number(self, statement: str, *values: Any) -> int:
        """The one number a statement answers; NULL is 0."""
        return int(self.connection.execute(statement, values).fetchone()[0] or 0)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Many statements, one write. There is no way back: a failed load throws the whole file away."""
        self.connection.execute("BEGIN")
        yield
        self.connection.execute("COMMIT")

    def close(self) -> None:
        self.connection.close()


@contextmanager
def side_file(folder: Path) -> Iterator[Side]:
    """A new side file in `folder`, emptied before (a killed run's left-overs) and after. Call under the lock."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    side = Side(folder / "side.sqlite3")
    try:
        yield side
    finally:
        side.close()
        shutil.rmtree(folder, ignore_errors=True)


def stage(side: Side, folder: Folder, entry: FileEntry, progress: Progress) -> FileCount:
    """Reads one file into in_<file>, its bad rows into rejected. Raises Refused where the whole file cannot be used.

    Holds the laws of a file: the rows are as many as the manifest says, and the cents of its control column add up.
    """
    file = entry.declared
    count = FileCount(file.name, entry.rows)
    staging = _Staging(side, entry, count)
    insert = f"INSERT INTO in_{file.name} VALUES ({', '.join('?' * (len(tables.staged_columns(file)) + 2))})"
    read = 0
    progress(f"Checking {entry.name}", 0, entry.rows)
    for batch in batched(rows(folder.path / entry.name, file, entry.mode), BATCH, strict=False):
        read += len(batch)
        if read > entry.rows:
            raise Refused(f"{entry.name}: the manifest says {entry.rows} rows, and the file has more")
        with side.transaction():
            side.connection.executemany(insert, staging.good(batch))
        progress(f"Checking {entry.name}", read, entry.rows)
    if staging.bad_money:
        raise Refused(staging.refusal())
    if read < entry.rows:
        raise Refused(f"{entry.name}: the manifest says {entry.rows} rows, and the file has {read}")
    if count.cents != entry.control_cents:
        said = f"the manifest says {entry.control_cents} cents"
        raise Refused(f"{entry.name}: {said}, and the column {file.control or '(none)'} adds up to {count.cents}")
    key = ", ".join(file.key)
    side.sql(f"CREATE INDEX key_{file.name} ON in_{file.name} ({key})")
    return count


class _Staging:
    """The rows of one file on their way into the side file."""

    def __init__(self, side: Side, entry: FileEntry, count: FileCount) -> None:
        self.side = side
        self.entry = entry
        self.count = count
        self.check = RowCheck(entry.declared)
        self.seal = _sealing(entry.declared)
        self.bad_money: list[tuple[int, str]] = []

    def good(self, batch: tuple[tuple[int, list[str]], ...]) -> Iterator[list[Value]]:
        """The rows to insert; counts the cents of all rows and writes down the bad ones."""
        for line, fields in batch:
            try:
                values = self.check.values(fields)
            except BadMoney as problem:
                self.bad_money.append((line, str(problem)))
            except BadValue as problem:
                self._reject(line, fields, str(problem))
            else:
                if self.check.control is not None:
                    self.count.cents += int(values[self.check.control + 1] or 0)
                yield [line, *self.seal(values)]

    def _reject(self, line: int, fields: list[str], reason: str) -> None:
        try:
            cents = self.check.cents_of(fields) if len(fields) == len(self.check.columns) + 1 else 0
        except BadMoney as problem:
            self.bad_money.append((line, str(problem)))
            return
        self.count.cents += cents
        self.side.sql("INSERT INTO rejected VALUES (?, ?, ?, ?)", self.check.file.name, line, reason, cents)
        key = self.check.key_of(fields)
        if self.check.file.name == "parties" and self._may_carry_a_mark(fields):
            self.side.sql("INSERT INTO marked_rejects VALUES (?, ?)", *(key or ("", "")))
        if key:
            self.side.sql("INSERT INTO kept VALUES (?, ?, ?)", self.check.file.name, *key, *[""] * (2 - len(key)))
        else:
            self.count.absences_ignored = self.entry.mode == "full"

    def _may_carry_a_mark(self, fields: list[str]) -> bool:
        """A bad row hides its party unless it says clearly that it need not."""
        place = [column.name for column in self.check.columns].index("nondisclosure") + 1
        return fields[0] != "gone" and fields[place] != "no"

    def refusal(self) -> str:
        named = "; ".join(f"line {line}: {reason}" for line, reason in self.bad_money[:BAD_MONEY_NAMED])
        more = len(self.bad_money) - BAD_MONEY_NAMED
        rest = f"; and {more} lines more" if more > 0 else ""
        return f"{self.entry.name}: money that cannot be read, so nothing was loaded. {named}{rest}"


def _sealing(file: File) -> Callable[[list[Value]], list[Value]]:
    """Replaces the SSN of a row by its sealed text and its blind index, before it touches any disk."""
    place = next((i + 1 for i, column in enumerate(file) if column.kind == "ssn"), None)
    if place is None:
        return lambda values: values
    keys, index_key = settings.FIELD_KEYS, settings.BLIND_INDEX_KEYS[0].encode()

    def seal(values: list[Value]) -> list[Value]:
        ssn = str(values[place] or "")
        values[place : place + 1] = [sealed.seal(keys, ssn), sealed.blind_index(index_key, ssn)]
        return values

    return seal

"""One file of a feed into the side file: good rows into in_<file>, bad ones into rejected.

A plain file is read and checked by whole columns (bulk.py); what that is not sure of, and every other file, is checked
row by row (checking.py).
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import batched

import duckdb
from django.conf import settings

from connect.feed.copies import Copy
from connect.feed.format import File
from connect.feed.manifest import FileEntry
from connect.feed.outcome import FileCount, Progress, Refused
from connect.feed.pipeline import bulk
from connect.feed.pipeline.check import BadMoney, BadValue, RowCheck, Value, says_hide
from connect.feed.pipeline.read import Row, largest, plain, rows, unpacked
from connect.feed.pipeline.workspace import BATCH, Arrive, Workspace
from connect.lib import sealed

BAD_MONEY_NAMED = 10  # lines a refusal names, before "and more"


def stage(side: Workspace, copy: Copy, entry: FileEntry, progress: Progress) -> FileCount:
    """Reads one file, received as `copy`, into in_<file>, its bad rows into rejected.

    Raises Refused where the whole file cannot be used. Holds the laws of a file: the rows are as many as the manifest
    says, and the cents of its control column add up.
    """
    file = entry.declared
    count = FileCount(file.name, entry.rows)
    progress(f"Checking {entry.name}", 0, entry.rows)
    with (
        side.arriving("rejected") as reject,
        side.arriving("unused") as unused,
        side.arriving("kept") as keep,
        side.arriving("marked") as mark,
    ):
        staging = _Staging(entry, count, reject, unused, keep, mark)
        read = _by_columns(side, staging, copy)
        if read is None:
            read = _by_rows(side, staging, rows(copy, file, entry.mode, largest(file, entry.rows)), progress)
    if staging.bad_money:
        raise Refused(staging.refusal())
    if read < entry.rows:
        raise Refused(f"{entry.name}: the manifest says {entry.rows} rows, and the file has {read}")
    if count.cents != entry.control_cents:
        said = f"the manifest says {entry.control_cents} cents"
        raise Refused(f"{entry.name}: {said}, and the column {file.control or '(none)'} adds up to {count.cents}")
    progress(f"Checking {entry.name}", read, entry.rows)
    return count


def _by_columns(side: Workspace, staging: "_Staging", copy: Copy) -> int | None:
    """The rows of a plain file, checked all at once; how many there were. None where it is not plain."""
    entry, file = staging.entry, staging.check.file
    if not bulk.can_read(file) or (found := plain(copy, file, entry.mode, largest(file, entry.rows))) is None:
        return None
    if found.rows > entry.rows:
        raise Refused(_too_many(entry, entry.rows + 2))
    op = "" if entry.mode == "changes" else "'put' AS op, "
    try:
        with unpacked(copy, side.folder / "unpacked") as path:
            read = side.sql_in_order(f"CREATE OR REPLACE TABLE read AS SELECT {op}* FROM {bulk.source(path, found)}")
    except duckdb.InvalidInputException:  # a row has too few columns
        return None
    if read != found.rows:  # a line of nothing
        return None
    good = bulk.good(file)
    # Rows lie in the order of the file, whose first line names the columns.
    accepted = side.sql(f"INSERT INTO in_{file.name} SELECT rowid + 2, {bulk.stored(file)} FROM read WHERE {good}")
    if file.control:
        staging.count.cents += side.number(f"SELECT sum({file.control}) FROM in_{file.name}")
    if accepted < read:
        columns = ", ".join(f"coalesce({name}, '')" for name in ("op", *(column.name for column in file)))
        asked = side.rows(f"SELECT rowid + 2, {columns} FROM read WHERE ({good}) IS NOT TRUE ORDER BY rowid")
        _by_rows(side, staging, ((line, list(fields)) for line, *fields in asked))
    side.sql("DROP TABLE read")
    return read


def _by_rows(
    side: Workspace, staging: "_Staging", found: Iterable[tuple[int, Row]], progress: Progress | None = None
) -> int:
    """Rows checked one by one; how many there were."""
    read = 0
    with side.arriving(f"in_{staging.check.file.name}") as arrive:
        for batch in batched(found, BATCH, strict=False):
            arrive(staging.good(batch))
            if read + len(batch) > staging.entry.rows:
                raise Refused(_too_many(staging.entry, batch[staging.entry.rows - read][0], staging.no_row))
            read += len(batch)
            if progress:
                progress(f"Checking {staging.entry.name}", read, staging.entry.rows)
    return read


def _too_many(entry: FileEntry, line: int, no_row: str = "") -> str:
    """`line`: of the first row too many. `no_row`: the first line that is hardly a row, and what it is."""
    return f"{entry.name}: the manifest says {entry.rows} rows, and the file has more: {no_row or f'line {line}'}"


class _Staging:
    """The rows of one file that are checked one by one, and what becomes of the bad ones and the bad values."""

    def __init__(
        self, entry: FileEntry, count: FileCount, reject: Arrive, unused: Arrive, keep: Arrive, mark: Arrive
    ) -> None:
        self.entry = entry
        self.count = count
        self.check = RowCheck(entry.declared)
        self.seal = _sealing(entry.declared)
        self.reject, self.unused, self.keep, self.mark = reject, unused, keep, mark
        self.bad_money: list[tuple[int, str]] = []
        self.no_row = ""  # the first line that has no value or one, and what it is instead

    def good(self, batch: Iterable[tuple[int, Row]]) -> Iterator[list[Value]]:
        """The rows to insert; counts the cents of all rows and writes down the bad ones."""
        for line, fields in batch:
            try:
                values = self.check.values(fields)
            except BadValue as problem:
                if len(fields) <= 2 and not self.no_row:
                    self.no_row = f"line {line}: {problem}"
                if isinstance(problem, BadMoney):
                    self.bad_money.append((line, str(problem)))
                else:
                    self._reject(line, fields, str(problem))
            else:
                if self.check.control is not None:
                    self.count.cents += int(values[self.check.control + 1] or 0)
                self._note_unused(line, values)
                yield [line, *self.seal(values)]

    def _note_unused(self, line: int, values: list[Value]) -> None:
        found = [(self.check.file.name, line, reason) for reason in self.check.unused(values)]
        self.count.unused += len(found)
        self.unused(found)

    def _reject(self, line: int, fields: Row, reason: str) -> None:
        try:
            cents = self.check.cents_of(fields) if len(fields) == len(self.check.columns) + 1 else 0
        except BadMoney as problem:
            self.bad_money.append((line, str(problem)))
            return
        self.count.cents += cents
        self.reject([(self.check.file.name, line, reason, cents)])
        key = self.check.key_of(fields)
        if self.check.file.name == "parties":
            self._mark(key or ("", ""), fields)
        if key:
            self.keep([(self.check.file.name, *key, *[""] * (2 - len(key)))])
        else:
            self.count.absences_ignored = self.entry.mode == "full"

    def _mark(self, key: tuple[str, ...], fields: list[str]) -> None:
        """A bad row hides its party unless it says clearly that it need not."""
        place = [column.name for column in self.check.columns].index("nondisclosure") + 1
        if fields[0] != "gone" and (said := says_hide(fields[place])) != "no":
            self.mark([(*key, int(said == "yes"))])

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

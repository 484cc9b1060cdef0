"""Reads a CSV file of a feed row by row, and refuses a file whose structure cannot be trusted."""

import csv
import gzip
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

from connect.feed.copies import Copy
from connect.feed.outcome import FeedRefused
from connect.feed.record import Record
from connect.lib.by_hand import not_utf8

OP = "op"  # the first column of a file of changes

_BOM = b"\xef\xbb\xbf"
_BLOCK = 1 << 22  # bytes scanned at a time
LONGEST_ROW = 1 << 16  # bytes, three times as many as any row of the format has
CsvRow = list[str]


@dataclass(frozen=True)
class Plain:
    """A file without quotes: one row on each line, with the right number of commas."""

    columns: list[str]  # in the order of the file
    rows: int
    line_end: str  # \\n or \\r\\n, as SQL writes it


def largest(file: Record, rows: int) -> int:
    """The most bytes that a file of so many rows can have once it is unpacked."""
    most: int = settings.AGENCY.feed.max_file_megabytes * 1_000_000
    return min(most, LONGEST_ROW + rows * file.widest_row)


def rows(copy: Copy, file: Record, mode: str, most: int) -> Iterator[tuple[int, CsvRow]]:
    """(line number, fields in the order of the format, `op` first) of every row; a row may have too few or too many.

    An empty line is a row without fields. A byte order mark and CRLF are accepted. Raises FeedRefused for bytes that
    are not UTF-8, a broken gzip file, broken quotes, wrong columns, a row that is too long, and more than `most` bytes.
    """
    lines = _Lines(copy, most)
    path = copy.path
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader, None)
        order = _order(path.name, file, mode, header)
        same = order == list(range(len(order)))
        width, line = len(order), reader.line_num
        for row in reader:
            lines.row = 0
            if mode == "full" and row:
                row.insert(0, "put")
            yield line + 1, row if same or len(row) != width else [row[i] for i in order]
            line = reader.line_num
    except csv.Error as problem:
        raise FeedRefused(f"{path.name} line {reader.line_num}: {problem}") from problem


def plain_file(copy: Copy, file: Record, mode: str, most: int) -> Plain | None:
    """What DuckDB needs to know to read a plain file; None if `rows` must read it. Raises FeedRefused as `rows` does.

    The total of the commas does not prove that each row has the right number. DuckDB refuses a row with too few, and
    the two together do.
    """
    path = copy.path
    ends = returns = commas = size = 0
    last = b""
    try:
        with open_file(copy) as binary:
            header = binary.readline(LONGEST_ROW + 1)
            if b'"' in header or len(header) > LONGEST_ROW:
                return None
            while block := binary.read(_BLOCK) + binary.readline(LONGEST_ROW + 1):
                size += len(block)
                if size > most or (len(block) > _BLOCK and block[-1:] != b"\n"):
                    return None  # `rows` says so
                block.decode()
                if b'"' in block or b"\0" in block or block.count(b"\r") != block.count(b"\r\n"):
                    return None
                ends += block.count(b"\n")
                returns += block.count(b"\r")
                commas += block.count(b",")
                last = block[-1:]
        columns = next(csv.reader([header.removeprefix(_BOM).decode()], strict=True), [])
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, zlib.error, csv.Error):
        return None  # `rows` says what is wrong, and where
    _order(path.name, file, mode, columns)
    count = ends + (last not in (b"\n", b""))
    windows = header.endswith(b"\r\n")
    if commas != count * (len(columns) - 1) or returns != (ends if windows else 0):
        return None
    return Plain(columns, count, r"\r\n" if windows else r"\n")


@contextmanager
def unpacked(copy: Copy, place: Path) -> Iterator[Path]:
    """A path to the unpacked bytes of a file: the copy itself, or `place`, into which a gzip file is unpacked
    meanwhile.

    We unpack it ourselves because DuckDB reads fewer kinds of gzip headers and accepts damaged files. Raises
    FeedRefused if the disk has no room."""
    if copy.path.suffix != ".gz":
        yield copy.path
        return
    try:
        with open_file(copy) as packed, place.open("wb") as out:
            shutil.copyfileobj(packed, out, _BLOCK)
    except OSError as problem:
        raise FeedRefused(f"no file of the feed can be unpacked in CONNECT_VAR: {problem.strerror}") from problem
    try:
        yield place
    finally:
        place.unlink()


@contextmanager
def open_file(copy: Copy) -> Iterator[BinaryIO]:
    """The bytes of a file, gzip or not."""
    with copy.open() as file:
        if copy.path.suffix == ".gz":
            with gzip.open(file, "rb") as unpacked:
                yield cast(BinaryIO, unpacked)
        else:
            yield file


class _Lines:
    """The lines of a text file, gzip or not, decoded strictly. `row`: the bytes read since the last row was taken."""

    def __init__(self, copy: Copy, most: int) -> None:
        self.copy = copy
        self.most = most
        self.row = 0

    def __iter__(self) -> Iterator[str]:
        name, number, size = self.copy.path.name, 0, 0
        with open_file(self.copy) as file:
            try:
                while raw := file.readline(LONGEST_ROW + 1):
                    number += 1
                    size += len(raw)
                    self.row += len(raw)
                    if self.row > LONGEST_ROW:
                        raise FeedRefused(f"{name} line {number}: longer than a row can be ({LONGEST_ROW:,} bytes)")
                    if size > self.most:
                        says = f"more than {self.most:,} bytes, which its rows cannot have or the agency profile allows"
                        raise FeedRefused(f"{name}: {says}; read up to line {number}")
                    text = (raw.removeprefix(_BOM) if number == 1 else raw).decode()
                    if number == 1 and "\0" in text:
                        raise FeedRefused(f"{name} line 1: NUL (0x00), as in UTF-16; the file must be saved as UTF-8")
                    yield text
            except UnicodeDecodeError as problem:
                raise FeedRefused(f"{name} line {number}: {not_utf8(raw)}") from problem
            except (EOFError, gzip.BadGzipFile, zlib.error) as problem:
                raise FeedRefused(f"{name}: not a whole gzip file: {_damage(problem, number)}") from problem


def _damage(problem: Exception, number: int) -> str:
    """What is wrong with a gzip file that was read up to line `number`."""
    if not str(problem).startswith("Not a gzipped file"):
        return f"{'cut off' if isinstance(problem, EOFError) else 'damaged'} after line {number}"
    return f"something else follows after line {number}" if number else "it is not compressed, as its name says it is"


def _order(name: str, file: Record, mode: str, header: CsvRow | None) -> list[int]:
    """The place of each column of the format in a row of the file, `op` first. Raises FeedRefused."""
    if not header:
        raise FeedRefused(f"{name}: the file is empty; even a file without rows has its line of column names")
    wanted = [column.name for column in file]
    if mode == "full" and OP in header:
        raise FeedRefused(f"{name}: a full file has no column {OP}; is the mode in the manifest right?")
    if mode == "changes" and header[0] != OP:
        raise FeedRefused(f"{name}: the first column of a file of changes is {OP} (put or gone)")
    present = header if mode == "changes" else [OP, *header]
    # Missing ones first: a file without its line of names must not have its first row quoted at anyone.
    if missing := [column for column in wanted if column not in present]:
        raise FeedRefused(f"{name}: missing columns: {', '.join(missing)}")
    if unknown := [column for column in present if column not in (OP, *wanted)]:
        raise FeedRefused(f"{name}: unknown columns: {', '.join(repr(column[:40]) for column in unknown)}")
    if twice := sorted({column for column in present if present.count(column) > 1}):
        raise FeedRefused(f"{name}: columns that stand there twice: {', '.join(twice)}")
    return [present.index(column) for column in (OP, *wanted)]

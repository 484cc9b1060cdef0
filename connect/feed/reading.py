"""Reads one CSV file of a feed row by row, and refuses a file whose shape cannot be trusted."""

import csv
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from connect.feed.format import File
from connect.feed.outcome import Refused

OP = "op"  # the first column of a file of changes

_BOM = b"\xef\xbb\xbf"
Row = list[str]


def rows(path: Path, file: File, mode: str) -> Iterator[tuple[int, Row]]:
    """(line number, fields in the order of the format, `op` first) of every row; a row may have too few or too many.

    A byte order mark and CRLF are accepted. Raises Refused for bytes that are not UTF-8, a broken gzip, broken quotes,
    and columns that are not the format's.
    """
    reader = csv.reader(_lines(path), strict=True)
    try:
        header = next(reader, None)
        order = _order(path.name, file, mode, header)
        same = order == list(range(len(order)))
        width, line = len(order), reader.line_num
        for row in reader:
            if mode == "full":
                row.insert(0, "put")
            yield line + 1, row if same or len(row) != width else [row[i] for i in order]
            line = reader.line_num
    except csv.Error as problem:
        raise Refused(f"{path.name} line {reader.line_num}: {problem}") from problem


def _lines(path: Path) -> Iterator[str]:
    """The lines of a text file, gzip or not, decoded strictly."""
    number = 0
    with cast(BinaryIO, gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb") as file:
        try:
            for raw in file:
                number += 1
                yield (raw.removeprefix(_BOM) if number == 1 else raw).decode()
        except UnicodeDecodeError as problem:
            raise Refused(
                f"{path.name} line {number}: not UTF-8 (a file saved as Windows-1252 or Latin-1 must be saved as UTF-8)"
            ) from problem
        except (EOFError, gzip.BadGzipFile, zlib.error) as problem:
            raise Refused(f"{path.name}: not a whole gzip file, damaged after line {number}") from problem


def _order(name: str, file: File, mode: str, header: Row | None) -> list[int]:
    """Where in a row of the file each column of the format stands, `op` first. Raises Refused."""
    if not header:
        raise Refused(f"{name}: the file is empty; even a file without rows has its line of column names")
    wanted = [column.name for column in file]
    if mode == "full" and OP in header:
        raise Refused(f"{name}: a full file has no column {OP}; is the mode in the manifest right?")
    if mode == "changes" and header[0] != OP:
        raise Refused(f"{name}: the first column of a file of changes is {OP} (put or gone)")
    present = header if mode == "changes" else [OP, *header]
    # Missing ones first: a file without its line of names must not have its first row quoted at anyone.
    if missing := [column for column in wanted if column not in present]:
        raise Refused(f"{name}: missing columns: {', '.join(missing)}")
    if unknown := [column for column in present if column not in (OP, *wanted)]:
        raise Refused(f"{name}: unknown columns: {', '.join(repr(column[:40]) for column in unknown)}")
    if twice := sorted({column for column in present if present.count(column) > 1}):
        raise Refused(f"{name}: columns that stand there twice: {', '.join(twice)}")
    return [present.index(column) for column in (OP, *wanted)]

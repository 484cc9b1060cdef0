"""Non-disclosure marks are taken from a feed before anything else, whatever happens to the rest of it.

A feed may be held, or refused because of another file. People who must stay hidden cannot wait for that. So the file of
parties is read here by itself, and as tolerantly as is safe: only the key and the mark matter, not the rest of the row.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from connect.feed.copies import Copy, Received
from connect.feed.manifest import Folder
from connect.feed.nondisclosure import says_hide
from connect.feed.outcome import FeedRefused
from connect.feed.pipeline.check import is_id
from connect.feed.pipeline.read import LONGEST_ROW, OP, largest, open_file
from connect.feed.records.parties import PARTIES
from connect.feed.set_marks import PartyKey, marks_not_set_yet, set_marks

# Rows with an unclear mark hide their party too if there are fewer than FEW of them, or at most this share of all rows.
# More than that is not a mark but a broken file.
FEW = 5
FEW_PERCENT = 2

_FURTHER = 16  # how much further a bad file is read than a good one could reach
_MOST_PIECES = 8  # lines of one row


@dataclass
class Taken:
    """The result: the number of marks that were `set`, and of rows with an `unclear` mark, if they were too many."""

    set: int = 0
    unclear: int = 0


@dataclass
class _Said:
    """Who must stay hidden: for `sure`, and according to rows whose mark is unclear."""

    rows: int = 0
    sure: set[PartyKey] = field(default_factory=set)
    unclear_rows: int = 0
    unclear: set[PartyKey] = field(default_factory=set)

    @property
    def few(self) -> bool:
        return self.unclear_rows < FEW or self.unclear_rows * 100 <= FEW_PERCENT * self.rows


def take_marks(folder: Folder, received: Received, work: Path) -> Taken:
    """Sets the marks of the feed that are not set yet, in a transaction of their own, and makes accounts safe.

    The feed's manifest is the agency's, and newer than what is loaded. Nothing is taken from a file whose hash is
    another; the load that follows says so.
    """
    said, most = _Said(), 0
    for entry in folder.manifest.files:
        if entry.name not in (f"{PARTIES.name}.csv", f"{PARTIES.name}.csv.gz"):
            continue
        try:
            copy = received.take(entry.name, entry.sha256)
        except FeedRefused:
            continue  # not the agency's file, or damaged
        most += max(FEW, entry.rows * FEW_PERCENT // 100)
        _read(copy, entry.rows, said, most)
    taken = Taken(unclear=0 if said.few else said.unclear_rows)
    wanted = dict.fromkeys(said.sure, 1)
    if said.few:
        wanted |= dict.fromkeys(said.unclear - said.sure, 0)
    sequence = folder.manifest.sequence
    if new := marks_not_set_yet(wanted, folder.marks_at):
        taken.set = set_marks(
            new, folder.marks_at, work, lambda marks: marks.record_new("feed", {"sequence": sequence})
        )
    return taken


def _read(copy: Copy, rows: int, said: _Said, most: int) -> None:
    """Adds what the rows of the file say. A damaged file is read as far as possible, up to a limit."""
    try:
        with open_file(copy) as binary, io.TextIOWrapper(binary, "utf-8-sig", "replace") as text:
            names = [name.strip().casefold() for name in _fields(text.readline(LONGEST_ROW))]
            if any(names.count(name) != 1 for name in PARTIES.key) or _MARK not in names:
                return
            _read_rows(_lines(text, _FURTHER * largest(PARTIES, rows)), names, said, most)
    except (EOFError, gzip.BadGzipFile, zlib.error, OSError):
        return


_MARK = "nondisclosure"
_KEY = [PARTIES.column(name) for name in PARTIES.key]


def _read_rows(lines: Iterator[str], names: list[str], said: _Said, most: int) -> None:
    keys = [names.index(name) for name in PARTIES.key]
    marks = [place for place, name in enumerate(names) if name == _MARK]
    op = names.index(OP) if OP in names else None
    commas = len(names) - 1
    last = marks == [commas]
    for line, counts in _records(lines, len(names)):
        said.rows += counts
        if last and line.endswith(",no\n") and '"' not in line and line.count(",") == commas:
            continue  # nearly every row
        fields = _fields(line)
        answer = _says(fields, len(names), marks, op)
        if answer == "no":
            continue
        if answer == "unclear" and not counts:
            continue
        said.unclear_rows += answer == "unclear"
        if part := _part(fields, keys):
            if answer == "yes":
                said.sure.add(part)
            elif len(said.unclear) <= most:
                said.unclear.add(part)


def _says(fields: list[str], width: int, marks: list[int], op: int | None) -> Literal["yes", "no", "unclear"]:
    if len(fields) != width:
        return "unclear"  # no one knows which value is which
    if op is not None and fields[op] == "gone":
        return "no"
    answers = {says_hide(fields[place]) for place in marks}
    return "yes" if "yes" in answers else "no" if answers == {"no"} else "unclear"


def _part(fields: list[str], keys: list[int]) -> PartyKey | None:
    """The participant and case that a row names; None if they cannot be read."""
    if max(keys) >= len(fields):
        return None
    participant_id, case_number = (fields[place].strip() for place in keys)
    if not all(is_id(column, text) for column, text in zip(_KEY, (participant_id, case_number), strict=True)):
        return None
    return participant_id, case_number


def _lines(text: io.TextIOWrapper, most: int) -> Iterator[str]:
    """The lines of a file, up to `most` characters in all. A line longer than any row is cut."""
    while most > 0 and (line := text.readline(LONGEST_ROW)):
        most -= len(line)
        rest = line
        while most > 0 and rest and not rest.endswith("\n"):
            rest = text.readline(LONGEST_ROW)
            most -= len(rest)
        if line.strip():
            yield line


def _records(lines: Iterator[str], width: int) -> Iterator[tuple[str, bool]]:
    """The rows, and whether each counts as one. Lines are joined if a quoted value with line breaks then makes a row.

    The single lines are yielded as well and count only for a clear yes: two rows with an unclosed quote look the same,
    and must not hide a row between them.
    """
    pieces: list[str] = []
    for line in lines:
        odd = line.count('"') % 2 == 1
        if not pieces and not odd:
            yield line, True
            continue
        pieces.append(line)
        ends = odd and len(pieces) > 1
        if ends and len(_fields("".join(pieces))) == width:
            yield "".join(pieces), True
            yield from ((piece, False) for piece in pieces)
        elif ends or len(pieces) == _MOST_PIECES:
            yield from ((piece, True) for piece in pieces)
        else:
            continue
        pieces = []
    yield from ((piece, True) for piece in pieces)


def _fields(line: str) -> list[str]:
    if '"' not in line:
        return line.rstrip("\n").split(",")
    try:
        return next(csv.reader([line], strict=False), [])  # a row with broken quotes may name someone too
    except csv.Error:
        return []

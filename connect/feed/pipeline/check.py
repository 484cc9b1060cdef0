"""The check of one file: good rows into staged_<record>, bad ones into `rejected` with their reasons.

Each kind of value is defined once, in SQL, for whole columns at a time. A plain file is read by DuckDB itself; any
other, and one with a number that is to be sealed, row by row into the same table of texts. A reason never repeats a
value: values may be personal.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

import duckdb
from django.conf import settings

from connect.feed.copies import Copy
from connect.feed.manifest import FileEntry
from connect.feed.outcome import FeedRefused, FileCount, Progress
from connect.feed.pipeline.read import LONGEST_ROW, CsvRow, Plain, largest, plain_file, rows, unpacked
from connect.feed.pipeline.workspace import ROWS_AT_ONCE, Workspace, csv_rows
from connect.feed.record import Column, Record, sealed_as
from connect.lib import sealed
from connect.lib.characters import UNSAFE, is_plain
from connect.lib.mailable import can_be_mailed

BAD_MONEY_NAMED = 10  # lines a refusal names, before "and more"
NO_MAIL = "no mail can go to this address, so it is not used"
CONTROL = "a line break or another control character inside the value"
_CONTROL = re.sub(r"\\u([0-9a-f]{4})", r"\\x{\1}", UNSAFE.replace(r"\ud800-\udfff", ""))
# What str.strip takes away, in every script.
BLANKS = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
_TRIMMED = f"trim({{v}}, '{BLANKS}')"
_EMAIL = rf'[^@,;<>"{BLANKS}]+@[^@,;<>"{BLANKS}]*\.[^@,;<>"{BLANKS}]*'  # its shape alone
_DIGITS, _ID = "[0-9]+", "[A-Za-z0-9_-]+"


@dataclass(frozen=True)
class ValueKind:
    """`checks`: SQL that is true for a good value {v} that is not blank, each with the reason where it is not.

    `stored`: SQL for what is staged of a good value, or of a blank, which is NULL as it is read. `any_sign`: the checks
    let a control character pass.
    """

    checks: tuple[tuple[str, str], ...]
    stored: str = "coalesce({v}, '')"
    any_sign: bool = False


KINDS = {
    "digits": ValueKind(
        ((f"length({{v}}) = {{width}} AND regexp_full_match({{v}}, '{_DIGITS}')", "exactly {width} digits 0-9"),),
    ),
    "id": ValueKind(
        ((f"length({{v}}) <= {{width}} AND regexp_full_match({{v}}, '{_ID}')", "1 to {width} of A-Z a-z 0-9 - _"),),
    ),
    "ids": ValueKind(
        (
            (
                f"length({{v}}) <= {{width}} AND regexp_full_match({{v}}, '{_ID}( {_ID})*')",
                "ids with one space between, at most {width} characters",
            ),
            (
                "len(list_distinct(string_split({v}, ' '))) = len(string_split({v}, ' '))",
                "the same id twice",
            ),
        ),
    ),
    "text": ValueKind(
        (("length({v}) <= {width}", "longer than {width} characters"),), f"coalesce({_TRIMMED}, '')", True
    ),
    "date": ValueKind(
        (
            (
                "length({v}) = 10 AND regexp_full_match({v}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') "
                "AND coalesce(TRY_CAST({v} AS DATE) BETWEEN DATE '1850-01-01' AND DATE '2100-12-31', false)",
                "a date like 2026-05-29",
            ),
        ),
        "{v}",
    ),
    "time": ValueKind(
        (("regexp_full_match({v}, '([01][0-9]|2[0-3]):[0-5][0-9]')", "a time like 08:00"),), "{v} || ':00'"
    ),
    "money": ValueKind(
        (
            ("regexp_full_match({v}, '-?[0-9]{{1,9}}[.][0-9]{{2}}')", "an amount is written like 130.15"),
            ("NOT starts_with({v}, '-')", "an amount is never negative"),
        ),
        "TRY_CAST(replace({v}, '.', '') AS BIGINT)",
    ),
    "number": ValueKind(
        (
            (
                "regexp_full_match({v}, '[1-9][0-9]{{0,8}}') AND TRY_CAST({v} AS BIGINT) <= {width}",
                "a whole number from 1 to {width}",
            ),
        ),
        "TRY_CAST({v} AS BIGINT)",
    ),
    "choice": ValueKind((("{v} IN ({choices})", "one of {listed}"),)),
    "yesno": ValueKind((("{v} IN ('yes', 'no')", "yes or no"),), "CAST({v} = 'yes' AS BIGINT)"),
    "email": ValueKind(
        ((f"length({{v}}) <= {{width}} AND regexp_full_match({{v}}, '{_EMAIL}')", "an e-mail address"),),
        any_sign=True,
    ),
    # Its shape alone: the number itself is sealed before it gets here (_sealed), and its digits are zeros.
    "ssn": ValueKind((("length({v}) = {width} AND regexp_full_match({v}, '0+')", "exactly {width} digits 0-9"),)),
}


def is_id(column: Column, text: str) -> bool:
    """Whether a text is good for a column of digits or of an id: for a reader that takes a file row by row."""
    if column.kind == "digits":
        return len(text) == column.width and bool(re.fullmatch(_DIGITS, text))
    return len(text) <= column.width and bool(re.fullmatch(_ID, text))


def good(column: Column, value: str = "") -> str:
    """SQL: true for a text of the column that is good; false, never NULL, for any other."""
    kind, v = KINDS[column.kind], value or column.name
    checks = [_filled(check, column, v) for check, _ in kind.checks]
    if kind.any_sign:
        checks.append(f"NOT regexp_matches({v}, '[{_CONTROL}]')")
    if kind.any_sign and column.required:
        checks.append(f"{_TRIMMED.format(v=v)} <> ''")
    every = " AND ".join(f"({check})" for check in checks)
    return f"({v} IS NOT NULL AND {every})" if column.required else f"({v} IS NULL OR {every})"


def reason_of(column: Column) -> str:
    """SQL: why a text of the column is bad, after the column's name; NULL for a good one."""
    kind, v = KINDS[column.kind], column.name
    cases = []
    if column.required:
        cases.append((f"{v} IS NULL", "an amount is missing" if column.kind == "money" else "missing"))
    if column.kind != "money":
        cases.append((f"regexp_matches({v}, '[{_CONTROL}]')", CONTROL))
    cases += [(f"NOT ({_filled(check, column, v)})", _filled(why, column, v)) for check, why in kind.checks]
    if column.required and kind.any_sign:
        cases.append((f"{_TRIMMED.format(v=v)} = ''", "missing"))
    named = " ".join(f"WHEN {bad} THEN '{v}: {why}'" for bad, why in cases)
    return f"CASE {named} END" if column.required else f"CASE WHEN {v} IS NOT NULL THEN CASE {named} END END"


def stored(column: Column, value: str = "") -> str:
    """SQL: what is staged of a good text of the column, or of a blank."""
    if column.kind == "ssn":
        return ", ".join(f"coalesce({name}, '') AS {name}" for name in sealed_as(column))
    return f"{KINDS[column.kind].stored.format(v=value or column.name)} AS {column.name}"


def _filled(text: str, column: Column, value: str) -> str:
    choices = ", ".join(f"'{choice}'" for choice in column.choices)
    return text.format(v=value, width=column.width, choices=choices, listed=", ".join(column.choices))


# The rows of a plain file, as `_read_rows` gives those of any other.
FROM_COLUMNS = "(SELECT rowid + 2 AS line, CAST(NULL AS TEXT) AS shape, * FROM read)"


def check_file(workspace: Workspace, record: Record, copy: Copy, entry: FileEntry, progress: Progress) -> FileCount:
    """Reads one file, received as `copy`, into staged_<record>, its bad rows into `rejected`.

    Raises FeedRefused where the whole file cannot be used. Holds the laws of a file: the rows are as many as the
    manifest says, and the cents of its control column add up."""
    count = FileCount(record.name, entry.rows)
    progress(f"Checking {entry.name}", 0, entry.rows)
    source, read = FROM_COLUMNS, None
    if all(column.kind != "ssn" for column in record):  # whose texts may spill
        read = _read_columns(workspace, record, copy, entry)
    if read is None:
        source, read = "read", _read_rows(workspace, record, copy, entry, progress)
    accepted = _accept(workspace, record, source, entry.mode)
    if record.control and accepted:
        count.cents += workspace.number(f"SELECT sum({record.control}) FROM {record.staged}")
    if accepted < read:
        _reject(workspace, record, source, entry, count)
    if read < entry.rows:
        raise FeedRefused(f"{entry.name}: the manifest says {entry.rows} rows, and the file has {read}")
    if count.cents != entry.control_cents:
        said = f"the manifest says {entry.control_cents} cents"
        raise FeedRefused(f"{entry.name}: {said}, and the column {record.control or '(none)'} adds up to {count.cents}")
    _note_unused(workspace, record, count)
    progress(f"Checking {entry.name}", read, entry.rows)
    return count


def csv_source(path: Path, found: Plain) -> str:
    """The rows of a plain file, in its order, every value as text and a blank as NULL; goes after FROM."""
    return csv_rows(
        path,
        dict.fromkeys(found.columns, "VARCHAR"),
        header="true",
        quote="''",
        escape="''",
        new_line=f"'{found.line_end}'",
        parallel="true",
        buffer_size="4000000",
        max_line_size=str(LONGEST_ROW),
    )


def _read_columns(workspace: Workspace, record: Record, copy: Copy, entry: FileEntry) -> int | None:
    """A plain file into `read`, in its order, so that a row's place tells its line; None for one that is not plain."""
    found = plain_file(copy, record, entry.mode, largest(record, entry.rows))
    if found is None:
        return None
    if found.rows > entry.rows:
        raise FeedRefused(_too_many(entry, entry.rows + 2))
    op = "" if entry.mode == "changes" else "'put' AS op, "
    try:
        with unpacked(copy, workspace.folder / "unpacked") as path:
            read = workspace.make("read", f"SELECT {op}* FROM {csv_source(path, found)}", in_order=True)
    except duckdb.InvalidInputException:  # a row has too few columns
        return None
    return read if read == found.rows else None  # a line of nothing


def _read_rows(workspace: Workspace, record: Record, copy: Copy, entry: FileEntry, progress: Progress) -> int:
    """Any file into `read`; how many rows there were."""
    names = [name for c in record for name in ((c.name, *sealed_as(c)) if c.kind == "ssn" else (c.name,))]
    workspace.declare("read", {"line": "BIGINT", "shape": "TEXT"} | dict.fromkeys(["op", *names], "TEXT"))
    read, hardly = 0, ""
    with workspace.arriving("read") as arrive:
        for batch in batched(rows(copy, record, entry.mode, largest(record, entry.rows)), ROWS_AT_ONCE, strict=False):
            hardly = hardly or next((f"line {line}: {_shape(row, record)}" for line, row in batch if len(row) <= 2), "")
            if read + len(batch) > entry.rows:
                raise FeedRefused(_too_many(entry, batch[entry.rows - read][0], hardly))
            arrive(_texts(record, batch))
            read += len(batch)
            progress(f"Checking {entry.name}", read, entry.rows)
    return read


def _too_many(entry: FileEntry, line: int, hardly: str = "") -> str:
    """`line`: of the first row too many. `hardly`: the first line that is hardly a row, and what it is."""
    return f"{entry.name}: the manifest says {entry.rows} rows, and the file has more: {hardly or f'line {line}'}"


def _shape(row: CsvRow, record: Record) -> str | None:
    """What a row is that has not the values of one; None for one that has."""
    if len(row) == len(record.columns) + 1:
        return None
    if not row:
        return "an empty line"
    if len(row) <= 2 and row[-1] and not row[-1].strip("\x1a\0"):
        return "nothing but a Ctrl-Z (0x1A) or NUL (0x00), which some programs write at the end of a file"
    return f"{len(row) - 1} values instead of {len(record.columns)}, not counting op"


def _texts(record: Record, batch: tuple[tuple[int, CsvRow], ...]) -> Iterator[list[object]]:
    """Rows as `read` has them. A NUL, which no row may hold, becomes another control character, which CSV can hold."""
    width = len(record.columns) + 1
    places = [place for place, column in enumerate(record, 1) if column.kind == "ssn"]
    for line, row in batch:
        shape = _shape(row, record)
        values: list[object] = [None] * width if shape else [text.replace("\0", "\1") or None for text in row]
        for place in places:
            values[place : place + 1] = _sealed(str(values[place] or ""))
        yield [line, shape, *values]


def _sealed(ssn: str) -> list[str | None]:
    """The shape of a Social Security number, its sealed text and its blind index: all that touches any disk of it."""
    shape = "".join("0" if sign in "0123456789" else "x" if is_plain(sign) else sign for sign in ssn)
    index_key = settings.BLIND_INDEX_KEYS[0].encode()
    return [shape or None, sealed.seal(settings.FIELD_KEYS, ssn), sealed.blind_index(index_key, ssn)]


def _accept(workspace: Workspace, record: Record, source: str, mode: str) -> int:
    """The good rows into staged_<record>. A row that is gone needs its key alone, and its amount if it says one."""
    values = ", ".join([*map(stored, record), *(stored(column, "CAST(NULL AS TEXT)") for column in record.missing)])
    every = " AND ".join(good(column) for column in record)
    put = f"SELECT line, op, {values} FROM {source} WHERE shape IS NULL AND op = 'put' AND {every}"
    accepted = workspace.add(record.staged, put)
    if mode == "changes":
        needed = [column for column in record if column.name in record.key]
        control = [record.column(record.control)] if record.control else []
        values = ", ".join(stored(column) for column in (*needed, *control))
        every = " AND ".join([*map(good, needed), *(f"({c.name} IS NULL OR {good(c)})" for c in control)])
        gone = f"SELECT line, op, {values} FROM {source} WHERE shape IS NULL AND op = 'gone' AND {every}"
        accepted += workspace.add(record.staged, gone)
    return accepted


def _reject(workspace: Workspace, record: Record, source: str, entry: FileEntry, count: FileCount) -> None:
    """The rows that are not staged into `rejected`, and their keys, where they can be read but for blanks, into
    `rejected_keys`. Raises FeedRefused for money that cannot be read."""
    workspace.make("bad", _bad_rows(record, source))
    if bad_money := list(workspace.rows("SELECT line, money FROM bad WHERE money IS NOT NULL ORDER BY line")):
        raise FeedRefused(_bad_money(entry, bad_money))
    workspace.add("rejected", f"SELECT '{record.name}' AS record, line, why AS reason, cents FROM bad")
    named = workspace.add(
        "rejected_keys", f"SELECT '{record.name}' AS record, k1, k2 FROM bad WHERE k1 IS NOT NULL AND k2 IS NOT NULL"
    )
    ((rejected, cents),) = workspace.rows("SELECT count(*), sum(cents) FROM bad")
    count.cents += int(cents)
    count.absences_ignored = named < rejected and entry.mode == "full"
    if record.on_bad_rows:
        record.on_bad_rows(workspace)


def _bad_rows(record: Record, source: str) -> str:
    """SQL: `money`: which amount of a row cannot be read; `why` it is bad; `cents` of its control column; k1, k2."""
    key = [record.column(name) for name in record.key]
    control = record.column(record.control) if record.control else None
    money = [reason_of(column) for column in record if column.kind == "money"]
    own = f"CASE WHEN {control.name} IS NOT NULL THEN {reason_of(control)} END" if control else "NULL"
    cents = f"CASE WHEN {good(control)} THEN {KINDS['money'].stored.format(v=control.name)} END" if control else "0"
    keys = [f"CASE WHEN {good(column, _trimmed(column))} THEN {_trimmed(column)} END" for column in key]
    keys += ["''"] * (2 - len(keys))
    return (
        f"SELECT *, CASE WHEN shape IS NOT NULL THEN {'shape' if money else 'NULL'} "
        f"WHEN op = 'put' THEN {_first(money)} ELSE {own} END AS money, "
        f"CASE WHEN shape IS NOT NULL THEN shape WHEN op = 'put' THEN {_first(map(reason_of, record))} "
        f"WHEN op = 'gone' THEN {_first(map(reason_of, key))} ELSE 'op: put or gone' END AS why, "
        f"coalesce({cents}, 0) AS cents, {keys[0]} AS k1, {keys[1]} AS k2 "
        f"FROM {source} AS s ANTI JOIN {record.staged} USING (line)"
    )


def _trimmed(column: Column) -> str:
    return _TRIMMED.format(v=column.name)


def _first(reasons: Iterable[str]) -> str:
    return f"coalesce({', '.join(['NULL', *reasons])})"


def _bad_money(entry: FileEntry, bad: list[tuple[int, str]]) -> str:
    named = "; ".join(f"line {line}: {why}" for line, why in bad[:BAD_MONEY_NAMED])
    more = len(bad) - BAD_MONEY_NAMED
    rest = f"; and {more} lines more" if more > 0 else ""
    return f"{entry.name}: money that cannot be read, so nothing was loaded. {named}{rest}"


def _note_unused(workspace: Workspace, record: Record, count: FileCount) -> None:
    """Values of accepted rows that nothing will use, into `unused`."""
    for name in (column.name for column in record if column.kind == "email"):
        given = workspace.rows(f"SELECT line, {name} FROM {record.staged} WHERE {name} <> ''")
        found = [(record.name, line, f"{name}: {NO_MAIL}") for line, value in given if not can_be_mailed(value)]
        count.unused += len(found)
        workspace.add_rows("unused", found)

"""The format once more, row by row in plain Python: what the checks of the product are held to."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from connect.feed.record import Column, Record
from connect.lib.characters import is_plain
from connect.lib.mailable import can_be_mailed
from connect.lib.money import cents

Value = str | int | None
Check = Callable[[str], Value]

_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]*\.[^@\s,;<>\"]*")  # its shape alone; no blank of any script
_YEARS = range(1850, 2101)
_YESNO = {"yes": 1, "no": 0}


NO_MAIL = "no mail can go to this address, so it is not used"


class BadValue(ValueError):
    """A value the format does not allow; the message does not repeat it."""


class BadMoney(BadValue):
    """An amount that cannot be read, so the control total of its file cannot be held."""


def _digits(column: Column) -> Check:
    def check(text: str) -> Value:
        if len(text) != column.width or not _DIGITS.fullmatch(text):
            raise BadValue(f"exactly {column.width} digits 0-9")
        return text

    return check


def _id(column: Column) -> Check:
    def check(text: str) -> Value:
        if len(text) > column.width or not _ID.fullmatch(text):
            raise BadValue(f"1 to {column.width} of A-Z a-z 0-9 - _")
        return text

    return check


def _ids(column: Column) -> Check:
    def check(text: str) -> Value:
        parts = text.split(" ")
        if len(text) > column.width or not all(_ID.fullmatch(part) for part in parts):
            raise BadValue(f"ids with one space between, at most {column.width} characters")
        if len(set(parts)) < len(parts):
            raise BadValue("the same id twice")
        return text

    return check


def _text(column: Column) -> Check:
    def check(text: str) -> Value:
        if len(text) > column.width:
            raise BadValue(f"longer than {column.width} characters")
        return text.strip()

    return check


@lru_cache(maxsize=50_000)
def _day(text: str) -> str:
    """`text`, if it is a day of the calendar; the days of a feed repeat, so they are remembered."""
    if _DATE.fullmatch(text):
        try:
            if date.fromisoformat(text).year in _YEARS:
                return text
        except ValueError:
            pass
    raise BadValue("a date like 2026-05-29")


def _date(column: Column) -> Check:
    return _day


def _time(column: Column) -> Check:
    def check(text: str) -> Value:
        if not _TIME.fullmatch(text):
            raise BadValue("a time like 08:00")
        return text + ":00"

    return check


def _money(column: Column) -> Check:
    def check(text: str) -> Value:
        try:
            amount = cents(text)
        except ValueError as problem:
            raise BadMoney(str(problem)) from problem
        if text.startswith("-"):
            raise BadMoney("an amount is never negative")
        return amount

    return check


def _number(column: Column) -> Check:
    def check(text: str) -> Value:
        if not _NUMBER.fullmatch(text) or int(text) > column.width:
            raise BadValue(f"a whole number from 1 to {column.width}")
        return int(text)

    return check


def _choice(column: Column) -> Check:
    def check(text: str) -> Value:
        if text not in column.choices:
            raise BadValue(f"one of {', '.join(column.choices)}")
        return text

    return check


def _yesno(column: Column) -> Check:
    def check(text: str) -> Value:
        if text not in _YESNO:
            raise BadValue("yes or no")
        return _YESNO[text]

    return check


def _email(column: Column) -> Check:
    def check(text: str) -> Value:
        if len(text) > column.width or not _EMAIL.fullmatch(text):
            raise BadValue("an e-mail address")
        return text

    return check


_KINDS: dict[str, Callable[[Column], Check]] = {
    "digits": _digits,
    "id": _id,
    "ids": _ids,
    "text": _text,
    "date": _date,
    "time": _time,
    "money": _money,
    "number": _number,
    "choice": _choice,
    "yesno": _yesno,
    "email": _email,
    "ssn": _digits,
}
_NULL_WHEN_BLANK = {"date", "time", "yesno", "money", "number"}


def check_of(column: Column) -> Check:
    """The check of one column: the stored value of a text, or BadValue with the reason after the column's name."""
    inner = _KINDS[column.kind](column)
    blank: Value = None if column.kind in _NULL_WHEN_BLANK else ""

    def check(text: str) -> Value:
        if text == "":
            if not column.required:
                return blank
            raise BadMoney("an amount is missing") if column.kind == "money" else BadValue("missing")
        if not text.isascii() or not text.isprintable():
            _check_characters(text, column)
        value = inner(text)
        if value == "" and column.required:
            raise BadValue("missing")
        return value

    return check


def _check_characters(text: str, column: Column) -> None:
    """What a database, a mail or a screen would choke on; an amount with one of them is refused as no amount."""
    if column.kind != "money" and not is_plain(text):
        raise BadValue("a line break or another control character inside the value")


class RowCheck:
    """The check of a file's rows: `values` gives what is stored, or raises BadValue; BadMoney goes before others."""

    def __init__(self, file: Record) -> None:
        self.file = file
        self.columns = tuple(file)
        self.checks = [check_of(column) for column in self.columns]
        self.money = [i for i, column in enumerate(self.columns) if column.kind == "money"]
        self.key = [i for i, column in enumerate(self.columns) if column.name in file.key]
        self.emails = [(i, column.name) for i, column in enumerate(self.columns) if column.kind == "email"]
        self.control = next((i for i, c in enumerate(self.columns) if c.name == file.control), None)

    def values(self, fields: list[str]) -> list[Value]:
        """The stored values of a row, `op` first. A row that is gone needs its key alone."""
        if len(fields) != len(self.columns) + 1:
            raise (BadMoney if self.money else BadValue)(self._instead(fields))
        op = fields[0]
        if op == "put":
            try:
                return [op, *[check(text) for check, text in zip(self.checks, fields[1:], strict=True)]]
            except BadValue as problem:
                named = self._first(fields, self.money, BadMoney) or self._first(
                    fields, range(len(self.checks)), BadValue
                )
                raise named or problem from None
        if op == "gone":
            return self._gone(fields)
        raise BadValue("op: put or gone")

    def _instead(self, fields: list[str]) -> str:
        """What a row is that has not the values of one."""
        if not fields:
            return "an empty line"
        if len(fields) <= 2 and fields[-1] and not fields[-1].strip("\x1a\0"):
            return "nothing but a Ctrl-Z (0x1A) or NUL (0x00), which some programs write at the end of a file"
        return f"{len(fields) - 1} values instead of {len(self.columns)}, not counting op"

    def unused(self, values: list[Value]) -> list[str]:
        """Why a value of this accepted row is not used by anything: a reason for each."""
        given = ((name, values[i + 1]) for i, name in self.emails)
        return [f"{name}: {NO_MAIL}" for name, value in given if value and not can_be_mailed(str(value))]

    def _gone(self, fields: list[str]) -> list[Value]:
        wanted = set(self.key) | ({self.control} if self.control is not None and fields[self.control + 1] else set())
        problem = self._first(fields, sorted(wanted & set(self.money)), BadMoney)
        if problem := problem or self._first(fields, self.key, BadValue):
            raise problem
        return ["gone", *[check(fields[i + 1]) if i in wanted else None for i, check in enumerate(self.checks)]]

    def _first(self, fields: list[str], places: range | list[int], kind: type[BadValue]) -> BadValue | None:
        """The first bad value among `places`, with the name of its column."""
        for i in places:
            try:
                self.checks[i](fields[i + 1])
            except BadValue as problem:
                return kind(f"{self.columns[i].name}: {problem}")
        return None

    def key_of(self, fields: list[str]) -> tuple[str, ...] | None:
        """The key of a bad row, where it can be read but for blanks: the row it names is then not taken for absent."""
        fields = [text.strip() for text in fields]
        if len(fields) != len(self.columns) + 1 or self._first(fields, self.key, BadValue):
            return None
        return tuple(fields[i + 1] for i in self._in_key_order())

    def _in_key_order(self) -> list[int]:
        return [next(i for i, c in enumerate(self.columns) if c.name == name) for name in self.file.key]

    def cents_of(self, fields: list[str]) -> int:
        """The control amount of a row, bad or not. Raises BadMoney."""
        if self.control is None or (fields[0] != "put" and not fields[self.control + 1]):
            return 0
        value = self.checks[self.control](fields[self.control + 1])
        return int(value or 0)

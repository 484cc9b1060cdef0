"""The cast of the demo: the hand-written files of demo/feed, with days that are counted from today."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta

from connect.feed.record import Record
from connect.feed.records import RECORDS
from connect.feed.writer import FeedWriter
from connect.lib.by_hand import Unreadable, load_table, load_text

# {workday}, {workday-15}, {wednesday+5}. {workday} is today, or the Friday before it; its offset counts from Monday to
# Friday only. {wednesday} is the first Wednesday at least four days away: the screen shows three appointments, on WED,
# MON and SAT (S002 L66). {month-3}, {month-3+14}: the first day of the month three months ago, and 14 days later.
_DAY = re.compile(r"\{(workday|wednesday)([+-][0-9]+)?\}")
_MONTH = re.compile(r"\{month(-[0-9]+)?(\+[0-9]+)?\}")
_WEDNESDAY, _FRIDAY = 2, 4


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who can sign in to the demo."""

    name: str
    participant_id: str
    pin: str
    temporary: bool
    story: str


def members(demo: Path) -> list[Member]:
    """Return the people of demo/cast.toml in the order of the file. Raises Unreadable."""
    file = demo / "cast.toml"
    try:
        entries = tomllib.loads(load_text(file))
    except tomllib.TOMLDecodeError as problem:
        raise Unreadable(f"{file}: not valid TOML: {problem}") from problem
    return [Member(name=name.capitalize(), **entry) for name, entry in entries.items()]


def dated(field: str, today: date) -> str:
    """Replace the placeholders of `field` with days counted from `today`."""
    field = _MONTH.sub(lambda match: _in_month(int(match[1] or 0), int(match[2] or 0), today).isoformat(), field)
    return _DAY.sub(lambda match: _day(match[1], int(match[2] or 0), today).isoformat(), field)


def _in_month(months: int, days: int, today: date) -> date:
    return today.replace(day=1) + relativedelta(months=months) + timedelta(days=days)


def _day(anchor: str, offset: int, today: date) -> date:
    if anchor == "wednesday":
        earliest = today + timedelta(days=4)
        return earliest + timedelta(days=(_WEDNESDAY - earliest.weekday()) % 7 + offset)
    friday_or_before = min(today.weekday(), _FRIDAY)
    weeks, weekday = divmod(friday_or_before + offset, 5)
    return today + timedelta(days=7 * weeks + weekday - today.weekday())


def write_cast(folder: Path, *, demo: Path, agency: str, sequence: int, as_of: datetime, earlier: bool = False) -> None:
    """Write the cast as a feed of changes into `folder`; today is the date of `as_of`.

    `earlier`: write the cast as it was before the last changes. demo/earlier has the rows that were different then, and
    marks rows that did not exist yet as gone.
    """
    today = as_of.date()
    with FeedWriter(folder, agency=agency, sequence=sequence, as_of=as_of, mode="changes", demo=True) as feed:
        for file in RECORDS:
            for row in _rows(demo, file, earlier=earlier):
                op = row.pop("op")
                filled = {column: dated(field, today) for column, field in row.items()}
                (feed.put if op == "put" else feed.gone)(file.name, filled)


def _rows(demo: Path, file: Record, *, earlier: bool) -> Iterator[dict[str, str]]:
    earlier_rows = {_key(file, row): row for row in _read(demo / "earlier" / f"{file.name}.csv")} if earlier else {}
    for row in _read(demo / "feed" / f"{file.name}.csv"):
        earlier_row = earlier_rows.get(_key(file, row), row)
        if earlier_row["op"] == "put" or earlier_row is row:
            yield earlier_row


def _key(file: Record, row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in file.key)


def _read(path: Path) -> list[dict[str, str]]:
    return [row for _, row in load_table(path)] if path.exists() else []

"""The cast of the demo: the hand-made files of demo/feed, with what must lie in the future dated from today."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from connect.feed.record import Record
from connect.feed.records import RECORDS
from connect.feed.writer import FeedWriter
from connect.lib.by_hand import Unreadable, table_of, text_of

# {today}, {today-15}, {wednesday+5}: the Wednesday is the first one at least four days away, as the screen's three
# tiles lie on WED, MON and SAT (S002 L66).
_DAY = re.compile(r"\{(today|wednesday)([+-][0-9]+)?\}")
_WEDNESDAY = 2


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who can sign in to the demo."""

    name: str
    participant_id: str
    pin: str
    temporary: bool
    story: str


def members(demo: Path) -> list[Member]:
    """The people of demo/cast.toml, in its order. Raises Unreadable."""
    file = demo / "cast.toml"
    try:
        entries = tomllib.loads(text_of(file))
    except tomllib.TOMLDecodeError as problem:
        raise Unreadable(f"{file}: not valid TOML: {problem}") from problem
    return [Member(name=name.capitalize(), **entry) for name, entry in entries.items()]


def dated(field: str, today: date) -> str:
    """`field` with its placeholders replaced by days counted from `today`."""
    return _DAY.sub(lambda found: _day(found[1], int(found[2] or 0), today).isoformat(), field)


def _day(anchor: str, offset: int, today: date) -> date:
    if anchor == "wednesday":
        soon = today + timedelta(days=4)
        today = soon + timedelta(days=(_WEDNESDAY - soon.weekday()) % 7)
    return today + timedelta(days=offset)


def write_cast(folder: Path, *, demo: Path, agency: str, sequence: int, as_of: datetime, earlier: bool = False) -> None:
    """Write the cast as a feed of changes into `folder`; today is `as_of`'s own date.

    `earlier`: as it was before the last changes, which are in demo/earlier: rows that were other, or (gone) not there.
    """
    today = as_of.date()
    with FeedWriter(folder, agency=agency, sequence=sequence, as_of=as_of, mode="changes", demo=True) as feed:
        for file in RECORDS:
            for row in _rows(demo, file, earlier=earlier):
                op = row.pop("op")
                filled = {column: dated(field, today) for column, field in row.items()}
                (feed.put if op == "put" else feed.gone)(file.name, filled)


def _rows(demo: Path, file: Record, *, earlier: bool) -> Iterator[dict[str, str]]:
    before = {_key(file, row): row for row in _read(demo / "earlier" / f"{file.name}.csv")} if earlier else {}
    for row in _read(demo / "feed" / f"{file.name}.csv"):
        was = before.get(_key(file, row), row)
        if was["op"] == "put" or was is row:
            yield was


def _key(file: Record, row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in file.key)


def _read(path: Path) -> list[dict[str, str]]:
    return [row for _, row in table_of(path)] if path.exists() else []

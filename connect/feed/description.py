"""docs/feed-format.md: description.md, and the tables of the records that the checks are made from too."""

from pathlib import Path

from connect.feed.record import Column, Record
from connect.feed.records import RECORDS, VERSION, VERSIONS

_KINDS = {
    "digits": "exactly {width} digits 0-9",
    "id": "1 to {width} of A-Z a-z 0-9 - _",
    "ids": "ids with one space between, at most {width} characters",
    "text": "text, at most {width} characters, no line break",
    "date": "date, 2026-05-29",
    "time": "time, 08:00",
    "number": "a whole number from 1 to {width}",
    "money": "amount, 130.15: digits, a point, two digits; never negative",
    "choice": "one of the values listed",
    "yesno": "yes or no",
    "email": "e-mail address, at most {width} characters",
    "ssn": "exactly {width} digits 0-9",
}

_BEFORE = Path(__file__).with_suffix(".md")


def describe() -> str:
    """The whole page."""
    earlier = ", ".join(str(version) for version in VERSIONS[:-1])
    before = _BEFORE.read_text(encoding="utf-8").replace("%VERSION%", str(VERSION)).replace("%EARLIER%", earlier)
    return "\n".join([before, *(_file(record) for record in RECORDS)])


def _file(record: Record) -> str:
    control = f" Control column: `{record.control}`." if record.control else ""
    since = f" Since format {record.since}." if record.since > 1 else ""
    head = [
        f"### {record.name}.csv",
        "",
        f"{record.says}{since} Key: {', '.join(f'`{name}`' for name in record.key)}.{control}",
        "",
        "| column | what it is | type and width | required | example | seen on |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(_row(column) for column in record), ""])


def _row(column: Column) -> str:
    kind = _KINDS[column.kind].format(width=column.width)
    if column.choices:
        kind = "one of " + ", ".join(f"`{choice}`" for choice in column.choices)
    if column.later:
        kind += f"; {', '.join(f'`{choice}`' for choice in column.later)} since format 2"
    if column.since > 1:
        kind += f"; since format {column.since}"
    example = f"`{column.example}`" if column.example else ""
    required = "yes" if column.required else ""
    return f"| `{column.name}` | {column.says} | {kind} | {required} | {example} | {column.screen} |"

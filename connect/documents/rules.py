"""Which statements a month has, why one is missing, and how a document is numbered. Pure: no database, no clock."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from connect.cases.kinds import Role
from connect.documents.kinds import StatementOutcome
from connect.lib.dates import moment_for_operators
from connect.lib.retention import months_before

MONTHS_SHOWN = 6  # S002 L130
_NUMBER_DIGITS = 10
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)


class NoSuchRun(Exception):
    """The statements of a month cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class PartOfMonth:
    """What decides whether a party of a case gets a statement of a month.

    `payments`: received on the case in the month, whatever became of them (V8). `due`: anything is due in the case,
    the month's charges and what is past due with it. `closed_by_then`: before what a bill asks for was due.
    """

    role: str
    address: bool
    withholding: bool
    payments: int
    due: bool
    closed_by_then: bool


def outcome(part: PartOfMonth) -> StatementOutcome:
    """Made, or the first reason that holds. A closed case stops a bill; money that came is told all the same (V8)."""
    if not part.address:
        return StatementOutcome.NO_ADDRESS
    if part.role == Role.RECEIVING:
        return StatementOutcome.MADE if part.payments else StatementOutcome.NO_PAYMENT
    if part.withholding:
        return StatementOutcome.WITHHELD
    if not part.due:
        return StatementOutcome.NOTHING_DUE
    return StatementOutcome.CASE_CLOSED if part.closed_by_then else StatementOutcome.MADE


def month_of(text: str) -> date:
    """The first day of '2026-11'. Raises NoSuchRun for a text that is no month."""
    said = _MONTH.fullmatch(text)
    if not said or not 1 <= int(said[2]) <= 12 or int(said[1]) < 1900:
        raise NoSuchRun(f"{text!r} is no month; write it like 2026-11")
    return date(int(said[1]), int(said[2]), 1)


def next_month(month: date) -> date:
    """The first day of the month after it."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def day_in(month: date, day: int) -> date:
    """That day of the month, or its last."""
    return month + relativedelta(day=day)


def last_month_over(as_of: datetime, zone: ZoneInfo) -> date:
    """The last month that was over when the agency's facts were true, in its zone."""
    return as_of.astimezone(zone).date().replace(day=1) - relativedelta(months=1)


def refuse_month(month: date, as_of: datetime | None, zone: ZoneInfo, *, years_kept: int) -> datetime:
    """Returns `as_of`. Raises NoSuchRun for a month that is not over by then, or whose documents are not kept."""
    if as_of is None:
        raise NoSuchRun("no feed is loaded yet")
    last = last_month_over(as_of, zone)
    if month > last:
        raise NoSuchRun(
            f"{month:%Y-%m} is not over: the last feed is as of {moment_for_operators(as_of.astimezone(zone))}. "
            f"Load a feed as of {next_month(month)} or later first; the last month that is over is {last:%Y-%m}"
        )
    if month < last - relativedelta(years=years_kept):
        raise NoSuchRun(f"{month:%Y-%m} is too long ago: documents are kept for {years_kept} years")
    return as_of


def fee_year(dated_on: date) -> tuple[date, date]:
    """The federal fiscal year, October 1 to September 30, that was over on the day of a fee notice (V6)."""
    ends = date(dated_on.year, 9, 30)
    if ends >= dated_on:
        ends = date(dated_on.year - 1, 9, 30)
    return date(ends.year - 1, 10, 1), ends


def fee_is_open(dated_on: date, month: date) -> bool:
    """Whether statements of that month tell of the fee of a notice: those of the fiscal year after the fee's."""
    ended = fee_year(dated_on)[1]
    return ended < month <= ended + relativedelta(years=1)


def shown_since(today: date) -> date:
    """The day from which on documents stand on the page: six calendar months back (S002 L130)."""
    return months_before(today, MONTHS_SHOWN)


def months_shown(today: date) -> tuple[date, ...]:
    """The months whose statements stand on the page, the newest first: those that ended since `shown_since`."""
    since, month, found = shown_since(today), today.replace(day=1), []
    while month >= since:
        month -= relativedelta(months=1)
        found.append(month)
    return tuple(found)


def send_by(due_on: date, processing_days: int) -> date:
    """When to send a payment so that it arrives before the month in which it is due is over, as interest begins then
    (V10, V15): never on a weekend."""
    day = next_month(due_on) - timedelta(days=1 + processing_days)
    return day - timedelta(days=max(0, day.weekday() - 4))


def document_number(public_id: str) -> str:
    """'4821-0937-55': what stands on each page of a document. It says nothing about whom or what it is about."""
    digits = str(int.from_bytes(sha256(public_id.encode()).digest()) % 10**_NUMBER_DIGITS).zfill(_NUMBER_DIGITS)
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"

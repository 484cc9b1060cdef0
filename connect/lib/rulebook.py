"""The rules that changed and will change again: amounts, days and orders of the law, each from a day to a day, with its
source. Read from rules.toml beside the agency profile.

`rule(name, day)` is the row that counts on a day. A day that no row has is an error, and so is one that two rows have:
the rows of a rule follow each other without a gap or an overlap, or the portal does not start.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Literal

import msgspec

from connect.lib.agency import BadProfile, Phrase, Struct
from connect.lib.by_hand import Unreadable, load_text

_DAY = timedelta(days=1)


class NoRule(LookupError):
    """No row of a rule counts on a day; the message names both."""


class DatedRule(Struct, frozen=True, kw_only=True):
    """A row of a rule: from the first day for which its source vouches to the last, None for no end."""

    valid_from: date
    valid_to: date | None = None
    source: str

    def counts_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class AnnualFee(DatedRule, frozen=True, kw_only=True):
    """The yearly fee of a case without cash aid, in cents. `threshold`: collected in the year, this much or more."""

    amount: int
    threshold: int
    sentence: Phrase

    def applies(self, collected: int) -> bool:
        return collected >= self.threshold


class PassThrough(DatedRule, frozen=True, kw_only=True):
    """What of support that is assigned now goes to the family in a month, at most, in cents."""

    one_child: int
    several_children: int
    sentence: Phrase


class FormerAid(DatedRule, frozen=True, kw_only=True):
    """Whether assigned past support that is collected goes to a family that had cash aid before."""

    goes_to_family: bool


class InterestRate(DatedRule, frozen=True, kw_only=True):
    percent_a_year: int  # simple, on each installment from its due date
    sentence: Phrase


class OffsetThresholds(DatedRule, frozen=True, kw_only=True):
    """From what past due support on, in cents, a federal tax refund is taken: this much or more."""

    assigned: int
    family: int


class PassportThreshold(DatedRule, frozen=True, kw_only=True):
    more_than: int  # cents of past due support
    sentence: Phrase


class OrderOfCredit(DatedRule, frozen=True, kw_only=True):
    """What a payment pays first."""

    order: list[Literal["current", "principal", "interest"]]
    sentence: Phrase


class LicenseProtection(DatedRule, frozen=True, kw_only=True):
    """Whose driver's license is not sent to be suspended: household income at or below a share of the county's."""

    percent_of_median: int
    commercial_too: bool
    sentence: Phrase


class ComplaintClock(DatedRule, frozen=True, kw_only=True):
    """Days to complain, for the agency to answer, and to ask for a state hearing after that."""

    days: int
    answer_days: int
    hearing_days: int


class Reason(DatedRule, frozen=True, kw_only=True):
    """Why the agency decided as it did, as (jurisdiction, code). `help`: what keeps the case open, or what to do."""

    jurisdiction: str
    code: str
    sentence: Phrase
    help: list[Phrase] = []


class _Book(Struct, frozen=True):
    annual_fee: list[AnnualFee]
    pass_through: list[PassThrough]
    former_aid: list[FormerAid]
    interest_rate: list[InterestRate]
    offset_thresholds: list[OffsetThresholds]
    passport_threshold: list[PassportThreshold]
    order_of_credit: list[OrderOfCredit]
    license_protection: list[LicenseProtection]
    complaint_clock: list[ComplaintClock]
    closure: list[Reason]
    license_release: list[Reason]


@dataclass(frozen=True)
class Rulebook:
    """The rows of each rule by its name, the oldest first. A reason is a rule of its own: `closure.CA.payer_died`."""

    rows: dict[str, tuple[DatedRule, ...]]

    def rule(self, name: str, day: date) -> DatedRule:
        """The row of the rule that counts on the day. Raises NoRule."""
        found = self.find(name, day, DatedRule)
        if found is None:
            raise NoRule(f"rules.toml has no rule {name} for {day}")
        return found

    def find[R: DatedRule](self, name: str, day: date, kind: type[R]) -> R | None:
        """The row of the rule that counts on the day, if it is of that kind; None where no row counts."""
        found = next((row for row in self.rows.get(name, ()) if row.counts_on(day)), None)
        return found if isinstance(found, kind) else None

    def annual_fee(self, collected: int, day: date) -> int:
        """The fee in cents for a case on which so much was collected in a year; 0 where it is too little."""
        found = self.rule("annual_fee", day)
        return found.amount if isinstance(found, AnnualFee) and found.applies(collected) else 0

    def reasons(self, of: str, jurisdiction: str) -> Iterator[Reason]:
        """Every row of every reason that a jurisdiction has, of `closure` or of `license_release`."""
        beginning = reason_rule(of, jurisdiction, "")
        for name, rows in self.rows.items():
            if name.startswith(beginning):
                yield from (row for row in rows if isinstance(row, Reason))


def reason_rule(of: str, jurisdiction: str, code: str) -> str:
    """The name of the rule that a reason is."""
    return f"{of}.{jurisdiction}.{code}"


def read_rules(path: Path) -> Rulebook:
    """Read and check the rules in `path`. Raises BadProfile with the file, the rule, and the days that are wrong."""
    try:
        book = msgspec.convert(tomllib.loads(load_text(path)), _Book)
    except Unreadable as problem:
        raise BadProfile(str(problem)) from problem
    except tomllib.TOMLDecodeError as problem:
        raise BadProfile(f"{path}: not valid TOML: {problem}") from problem
    except msgspec.ValidationError as problem:
        raise BadProfile(f"{path}: {problem}") from problem
    rows: dict[str, list[DatedRule]] = {}
    for rule in book.__struct_fields__:
        for row in getattr(book, rule):
            name = reason_rule(rule, row.jurisdiction, row.code) if isinstance(row, Reason) else rule
            rows.setdefault(name, []).append(row)
    for name, those in rows.items():
        for reason in _what_is_wrong(name, those):
            raise BadProfile(f"{path}: {reason}")
    if empty := [rule for rule in book.__struct_fields__ if not getattr(book, rule)]:
        raise BadProfile(f"{path}: no row of {', '.join(empty)}")
    return Rulebook({name: tuple(those) for name, those in rows.items()})


def _what_is_wrong(name: str, rows: list[DatedRule]) -> Iterator[str]:
    """Rows that end before they begin, or do not follow each other day after day in the order of the file."""
    for row in rows:
        if row.valid_to and row.valid_to < row.valid_from:
            yield f"{name}: valid_to {row.valid_to} is before valid_from {row.valid_from}"
        if not row.source.strip():
            yield f"{name}: the row from {row.valid_from} has no source"
    for row, following in pairwise(rows):
        due = row.valid_to + _DAY if row.valid_to else None
        if due is None or following.valid_from < due:
            ends = min(row.valid_to or date.max, following.valid_to or date.max)
            until = "" if ends == date.max else f" to {ends}"
            yield f"{name}: two rows for {following.valid_from}{until}"
        elif following.valid_from > due:
            yield f"{name}: no row for {due} to {following.valid_from - _DAY}"

"""Sums over rows of payments. Pure: no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from connect.payments.kinds import MoneyState


class Counted(Protocol):
    """The fields of a row that decide its sum."""

    @property
    def case_number(self) -> str: ...
    @property
    def amount(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def reversed_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Sum:
    """Payments that were not taken back: how many, and their cents."""

    payments: int = 0
    cents: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.payments + other.payments, self.cents + other.cents)


@dataclass(frozen=True, slots=True)
class Totals:
    """`by_case` in the order of case numbers. Payments taken back are shown among the rows and counted only in
    `reversed`.

    What is of no case yet ('') comes last, and only if some of it was not taken back. Held money has come in, so it is
    in the sums; `held` says how much of them may still change (V1).
    """

    by_case: tuple[tuple[str, Sum], ...]
    everything: Sum
    reversed: Sum
    held: Sum


def totals(rows: Iterable[Counted]) -> Totals:
    """The sums of `rows`: a reversed payment stays visible and adds nothing."""
    by_case: dict[str, Sum] = {}
    everything = taken_back = held = Sum()
    for row in rows:
        one = Sum(1, row.amount)
        if row.case_number:
            by_case.setdefault(row.case_number, Sum())
        if row.reversed_on:
            taken_back += one
            continue
        by_case[row.case_number] = by_case.get(row.case_number, Sum()) + one
        everything += one
        if row.state == MoneyState.HELD:
            held += one
    in_order = sorted(by_case.items(), key=lambda found: (not found[0], found[0]))
    return Totals(tuple(in_order), everything, taken_back, held)

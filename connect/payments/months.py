"""What came in month by month, for the chart of the last twelve."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from connect.cases.viewer import Viewer
from connect.lib.rows import day_of_row
from connect.payments.queries import NO_CASE

MONTHS = 12
# Twelve months of the index payments_newest_first, and nothing beyond: as many rows back as there were days with one.
_DAYS = """
SELECT case_number, received_on, sum(CASE WHEN reversed_on IS NULL THEN amount ELSE 0 END), count(reversed_on)
FROM payments_paymentline
WHERE participant_id = %s AND direction = %s AND received_on BETWEEN %s AND %s
GROUP BY case_number, received_on
"""


@dataclass(frozen=True, slots=True)
class Months:
    """Twelve months of payments.

    `firsts`: the first days of the months, oldest first. `cents`: one sum for each month, by case number, and last ('')
    for what is of no case yet; payments taken back count as nothing. `reversed`: how many were taken back.
    """

    firsts: tuple[date, ...]
    cents: dict[str, tuple[int, ...]]
    reversed: int

    @property
    def together(self) -> tuple[int, ...]:
        """The sums of all cases."""
        return tuple(sum(month) for month in zip(*self.cents.values(), strict=True)) or (0,) * len(self.firsts)


def last_months(viewer: Viewer, direction: str, today: date) -> Months:
    """The twelve months that end with the one of `today` (in the agency's zone). One statement."""
    firsts = first_days(today)
    end = (firsts[-1] + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [viewer.participant_id, direction, firsts[0], end])
        found = cursor.fetchall()
    numbers = sorted({row[0] for row in found}, key=lambda number: (number == NO_CASE, number))
    sums: dict[str, list[int]] = {number: [0] * MONTHS for number in numbers}
    for number, received, cents, _ in found:
        sums[number][firsts.index(day_of_row(received).replace(day=1))] += int(cents)
    return Months(firsts, {number: tuple(months) for number, months in sums.items()}, sum(row[3] for row in found))


def first_days(today: date) -> tuple[date, ...]:
    """The first days of the twelve months that end with the one of `today`, the oldest first."""
    last = today.year * 12 + today.month - 1
    return tuple(date(month // 12, month % 12 + 1, 1) for month in range(last - MONTHS + 1, last + 1))

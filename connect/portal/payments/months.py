"""The last twelve months as a chart, which is a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse

from connect.lib.dates import month_in_words
from connect.lib.money import in_dollars
from connect.payments.months import Months, last_months
from connect.payments.queries import NO_CASE
from connect.portal.frame.clock import as_of, today
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@dataclass(frozen=True, slots=True)
class Chart:
    """The months of one case. `case_number`: None for all payments, '' for payments that are of no case yet.

    `rows` and `total` are finished texts: (month, length of its bar in percent, amount), the oldest month first.
    """

    case_number: str | None
    rows: list[tuple[str, int, str]]
    total: str


@signed_in
def twelve_months(request: SignedInRequest, direction: str) -> HttpResponse:
    """All payments of one direction by month; then, if they are on several cases, each case."""
    viewer = request.viewer
    months = last_months(viewer, direction, today())
    facts = {
        "direction": direction,
        "charts": _charts(months, viewer.language),
        "reversed": months.reversed,
        "being_applied": any(months.cents.get(NO_CASE, ())),
        "as_of": as_of(viewer),
    }
    return page(request, "payments/months.html", facts)


def _charts(months: Months, language: str) -> list[Chart]:
    """One scale for every bar, so that a reader can compare the cases with each other and with their sum."""
    if not months.cents:
        return []
    longest = max(months.together)
    names = [month_in_words(first, language) for first in months.firsts]

    def chart(case_number: str | None, cents: Sequence[int]) -> Chart:
        lengths = [round(sum_of_month * 100 / longest) if longest else 0 for sum_of_month in cents]
        rows = list(zip(names, lengths, map(in_dollars, cents), strict=True))
        return Chart(case_number, rows, in_dollars(sum(cents)))

    cases = {number: cents for number, cents in months.cents.items() if number != NO_CASE or any(cents)}
    apart = cases if len(cases) > 1 or NO_CASE in cases else {}
    return [chart(None, months.together), *(chart(number, cents) for number, cents in apart.items())]

"""The last twelve months in a picture: the table that is the chart."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

from connect.lib.dates import month_in_words
from connect.lib.money import in_dollars
from connect.payments.kinds import MoneyState
from connect.payments.months import Months, last_months
from connect.payments.queries import NO_CASE
from connect.portal.frame.clock import as_of, today
from connect.portal.frame.wording import being_applied
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@dataclass(frozen=True, slots=True)
class Chart:
    """Finished texts: (month, length of its bar in percent, amount), the oldest month first, and their sum."""

    caption: str
    rows: list[tuple[str, int, str]]
    total: str


@signed_in
def twelve_months(request: SignedInRequest, direction: str) -> HttpResponse:
    """All payments of one direction by month; and where they are on several cases, each of them."""
    viewer = request.viewer
    found = last_months(viewer, direction, today())
    facts = {
        "direction": direction,
        "charts": _charts(found, viewer.language),
        "reversed": found.reversed,
        "being_applied": being_applied() if any(found.cents.get(NO_CASE, ())) else "",
        "as_of": as_of(viewer),
    }
    return page(request, "payments/months.html", facts)


def _charts(found: Months, language: str) -> list[Chart]:
    """Every bar to one scale, so that the cases can be compared with each other and with their sum; none of nothing."""
    if not found.cents:
        return []
    longest = max(found.together)
    wanted = {_("All payments"): found.together}
    apart = {number: cents for number, cents in found.cents.items() if number != NO_CASE or any(cents)}
    if len(apart) > 1 or NO_CASE in apart:
        wanted |= {_caption(number): cents for number, cents in apart.items()}
    names = [month_in_words(first, language) for first in found.firsts]
    return [
        Chart(
            caption,
            [
                (name, round(cents * 100 / longest) if longest else 0, in_dollars(cents))
                for name, cents in zip(names, sums, strict=True)
            ],
            in_dollars(sum(sums)),
        )
        for caption, sums in wanted.items()
    ]


def _caption(case_number: str) -> str:
    if case_number == NO_CASE:
        return str(MoneyState.RECEIVED.label)
    return _("Case %(number)s") % {"number": case_number}

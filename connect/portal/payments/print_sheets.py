"""Print Page and Print By Year: sheets of payments with the reader's name on each (S002 L113, S004 L24, L110)."""

from calendar import monthrange
from datetime import date

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from connect.cases.kinds import Role
from connect.cases.viewer import Viewer
from connect.lib.dates import day_in_table, month_alone
from connect.lib.money import in_dollars
from connect.payments import queries
from connect.payments.kinds import Direction, MoneyState
from connect.payments.totals import totals
from connect.portal.frame.clock import as_of, today
from connect.portal.payments.query_params import PaymentsQuery, in_state, left_out_cents, mark_of, type_words, with_type
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

_A_WHOLE_YEAR = 1_000_000  # lines of a page: more than any year has


@signed_in
def print_page(request: SignedInRequest, direction: str) -> HttpResponse:
    """The page of the list that was on the screen, by the same `?page= &year= &case=`."""
    query = PaymentsQuery.of(request.GET)
    listing = _listing(request.viewer, direction, query, settings.AGENCY.payments.page_size)
    own: dict[str, object] = {
        "year": None,
        "period": _period(listing.rows),
        "years": [],
        "without": "",
    }
    return _sheet(request, direction, query, listing, own)


@signed_in
def print_year(request: SignedInRequest, direction: str, year: int) -> HttpResponse:
    """All payments of one year, of all cases or of `?case=`. For a year without payments the sheet says so."""
    query = PaymentsQuery.of(request.GET)
    listing = _listing(request.viewer, direction, PaymentsQuery(1, year, query.case), _A_WHOLE_YEAR)
    last = min(date(year, 12, 31), max(_known_until(request.viewer), date(year, 1, 1)))
    own: dict[str, object] = {
        "year": year,
        "period": (date(year, 1, 1), last),
        "years": _years(direction, year, listing, query),
        "without": _without(listing, last, request.viewer.language),
    }
    return _sheet(request, direction, query, listing, own)


def _listing(viewer: Viewer, direction: str, query: PaymentsQuery, page_size: int) -> queries.PaymentsPage:
    """The rows of the sheet; 404 for a case that is not theirs."""
    listing = queries.payments_page(
        viewer, direction, number=query.page, year=query.year, case=query.case, page_size=page_size
    )
    if listing is None:
        raise Http404
    return listing


def _sheet(
    request: SignedInRequest,
    direction: str,
    query: PaymentsQuery,
    listing: queries.PaymentsPage,
    own: dict[str, object],
) -> HttpResponse:
    """The sheet, with the facts that both kinds share and its `own`."""
    sums = totals(listing.rows)
    facts = {
        "direction": direction,
        "listing": listing,
        "role": (Role.PAYING if direction == Direction.MADE else Role.RECEIVING).label,
        "cases": listing.case[1] if listing.case else ", ".join(number for number, _sum in sums.by_case if number),
        "with_type": with_type(Direction(direction), *listing.rows),
        "any_status": any(map(_status, listing.rows)),
        "rows": _rows(listing, direction, request.viewer.language),
        "sums": sums,
        "any_held": any(row.state == MoneyState.HELD for row in listing.rows),
        "any_being_applied": in_state(MoneyState.RECEIVED, listing.rows),
        "left_out_cents": left_out_cents(listing),
        "shared": _any_shared(listing.rows),
        "back": reverse(f"payments_{direction}") + query.address(),
        "as_of": as_of(request.viewer),
    }
    return page(request, "payments/sheet.html", facts | own)


def _rows(listing: queries.PaymentsPage, direction: str, language: str) -> list[list[str]]:
    """Finished texts, because a year can have hundreds of rows. All rows show a type, or none does (V1)."""
    types = type_words(language) if with_type(Direction(direction), *listing.rows) else None
    marked = any(map(_status, listing.rows))
    return [
        [
            day_in_table(row.received_on, language),
            in_dollars(row.amount),
            *([types[row.source]] if types else []),
            row.case_number or _instead_of_a_case(row),
            *([_status(row)] if marked else []),
        ]
        for row in listing.rows
    ]


def _status(row: queries.PaymentRow) -> str:
    """The mark of a row, unless it stands in place of the case; usually ''."""
    return mark_of(row) if row.case_number or row.reversed_on else ""


def _instead_of_a_case(row: queries.PaymentRow) -> str:
    return _("None") if row.reversed_on else str(MoneyState.RECEIVED.label)


def _any_shared(rows: tuple[queries.PaymentRow, ...]) -> bool:
    """Whether payments of one day stand on lines of several cases."""
    shares = {(row.received_on, row.case_number) for row in rows if row.case_number}
    return len(shares) > len({received_on for received_on, _case in shares})


def _period(rows: tuple[queries.PaymentRow, ...]) -> tuple[date, date] | None:
    """(day of the oldest row, day of the newest); None without rows."""
    return (rows[-1].received_on, rows[0].received_on) if rows else None


def _known_until(viewer: Viewer) -> date:
    """The last day that the agency's facts cover."""
    return viewer.as_of.astimezone(settings.AGENCY.zone).date() if viewer.as_of else today()


def _years(
    direction: str, year: int, listing: queries.PaymentsPage, query: PaymentsQuery
) -> list[tuple[str, str, bool]]:
    """[(year, address of its sheet, whether it is this one)], newest first: each year with a payment, and `year`."""
    filters = query.address()
    return [
        (str(other), reverse("payments_year", args=[direction, other]) + filters, other == year)
        for other in sorted({*listing.years, year}, reverse=True)
    ]


def _without(listing: queries.PaymentsPage, last: date, language: str) -> str:
    """'February, July': the whole months up to `last` without a payment; '' for a year without any payment.

    The sheet of one case also leaves out a month with a payment that may still become that case's.
    """
    if not listing.rows:
        return ""
    whole = last.month if last.day == monthrange(last.year, last.month)[1] else last.month - 1
    paid = {row.received_on.month for row in (*listing.rows, *listing.left_out) if not row.reversed_on}
    return ", ".join(month_alone(month, language) for month in range(1, whole + 1) if month not in paid)

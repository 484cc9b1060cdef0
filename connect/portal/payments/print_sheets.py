"""Print Page and Print By Year: the payments as clean sheets, the reader's name on each (S002 L113, S004 L24, L110)."""

from calendar import monthrange
from datetime import date

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from connect.cases.kinds import Role
from connect.cases.viewer import Viewer
from connect.lib.dates import in_figures, month_alone
from connect.lib.money import in_dollars
from connect.payments import queries
from connect.payments.kinds import Direction, MoneyState
from connect.payments.totals import totals
from connect.portal.frame.clock import as_of, today
from connect.portal.payments.query_params import PaymentsQuery, in_state, left_out_cents, mark_of, type_words, with_type
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

_A_WHOLE_YEAR = 1_000_000  # lines: more than any year has, so that it is one page


@signed_in
def print_page(request: SignedInRequest, direction: str) -> HttpResponse:
    """The page of the list that was on the screen, by the same `?page= &year= &case=`."""
    asked = PaymentsQuery.of(request.GET)
    found = _found(request.viewer, direction, asked, settings.AGENCY.payments.page_size)
    own: dict[str, object] = {
        "year": None,
        "period": _period(found.rows),
        "years": [],
        "without": "",
    }
    return _sheet(request, direction, asked, found, own)


@signed_in
def print_year(request: SignedInRequest, direction: str, year: int) -> HttpResponse:
    """All payments of one year, of all cases or of `?case=`. A year without payments is a sheet that says so."""
    asked = PaymentsQuery.of(request.GET)
    found = _found(request.viewer, direction, PaymentsQuery(1, year, asked.case), _A_WHOLE_YEAR)
    last = min(date(year, 12, 31), max(_known_until(request.viewer), date(year, 1, 1)))
    own: dict[str, object] = {
        "year": year,
        "period": (date(year, 1, 1), last),
        "years": _years(direction, year, found, asked),
        "without": _without(found, last, request.viewer.language),
    }
    return _sheet(request, direction, asked, found, own)


def _found(viewer: Viewer, direction: str, asked: PaymentsQuery, page_size: int) -> queries.Page:
    """The rows of the sheet; 404 for a case that is not theirs."""
    found = queries.page(viewer, direction, number=asked.page, year=asked.year, case=asked.case, page_size=page_size)
    if found is None:
        raise Http404
    return found


def _sheet(
    request: SignedInRequest, direction: str, asked: PaymentsQuery, found: queries.Page, own: dict[str, object]
) -> HttpResponse:
    """The page both sheets are."""
    sums = totals(found.rows)
    facts = {
        "direction": direction,
        "found": found,
        "role": (Role.PAYING if direction == Direction.MADE else Role.RECEIVING).label,
        "cases": found.case[1] if found.case else ", ".join(number for number, _sum in sums.by_case if number),
        "with_type": with_type(Direction(direction), *found.rows),
        "any_status": any(map(_status, found.rows)),
        "rows": _rows(found, direction, request.viewer.language),
        "sums": sums,
        "any_held": any(row.state == MoneyState.HELD for row in found.rows),
        "any_being_applied": in_state(MoneyState.RECEIVED, found.rows),
        "left_out_cents": left_out_cents(found),
        "shared": _any_shared(found.rows),
        "back": reverse(f"payments_{direction}") + asked.address(),
        "as_of": as_of(request.viewer),
    }
    return page(request, "payments/sheet.html", facts | own)


def _rows(found: queries.Page, direction: str, language: str) -> list[list[str]]:
    """Finished texts, nothing to click. The type stands on all rows or on none (V1)."""
    types = type_words(language) if with_type(Direction(direction), *found.rows) else None
    marked = any(map(_status, found.rows))
    return [
        [
            in_figures(row.received_on),
            in_dollars(row.amount),
            *([types[row.source]] if types else []),
            row.case_number or _instead_of_a_case(row),
            *([_status(row)] if marked else []),
        ]
        for row in found.rows
    ]


def _status(row: queries.Row) -> str:
    """The mark of a row, but for the one that stands in place of its case; mostly ''."""
    return mark_of(row) if row.case_number or row.reversed_on else ""


def _instead_of_a_case(row: queries.Row) -> str:
    return _("None") if row.reversed_on else str(MoneyState.RECEIVED.label)


def _any_shared(rows: tuple[queries.Row, ...]) -> bool:
    """Whether what was received on one day stands on lines of several cases."""
    shares = {(row.received_on, row.case_number) for row in rows if row.case_number}
    return len(shares) > len({received_on for received_on, _case in shares})


def _period(rows: tuple[queries.Row, ...]) -> tuple[date, date] | None:
    """From the oldest row to the newest; None without rows."""
    return (rows[-1].received_on, rows[0].received_on) if rows else None


def _known_until(viewer: Viewer) -> date:
    """The last day of which the agency's facts can tell."""
    return viewer.as_of.astimezone(settings.AGENCY.zone).date() if viewer.as_of else today()


def _years(direction: str, year: int, found: queries.Page, asked: PaymentsQuery) -> list[tuple[str, str, bool]]:
    """(year, its sheet, whether it is this one), newest first: every year with a payment, and the one asked for."""
    query = asked.address()
    return [
        (str(each), reverse("payments_year", args=[direction, each]) + query, each == year)
        for each in sorted({*found.years, year}, reverse=True)
    ]


def _without(found: queries.Page, last: date, language: str) -> str:
    """'February, July': the whole months up to `last` in which no payment came; '' in a year without any.

    On the sheet of one case a month is not named either in which something came that may become that case's.
    """
    if not found.rows:
        return ""
    whole = last.month if last.day == monthrange(last.year, last.month)[1] else last.month - 1
    had = {row.received_on.month for row in (*found.rows, *found.left_out) if not row.reversed_on}
    return ", ".join(month_alone(month, language) for month in range(1, whole + 1) if month not in had)

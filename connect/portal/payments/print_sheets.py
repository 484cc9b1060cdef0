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
from connect.payments.totals import Sum, Totals, totals
from connect.portal.frame.clock import as_of, today
from connect.portal.frame.wording import being_applied, held_sentence
from connect.portal.payments.query_params import PaymentsQuery, in_state, left_out, mark_of, type_words, with_type
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

_A_WHOLE_YEAR = 1_000_000  # lines: more than any year has, so that it is one page


@signed_in
def this_page(request: SignedInRequest, direction: str) -> HttpResponse:
    """The page of the list that was on the screen, by the same `?page= &year= &case=`."""
    asked = PaymentsQuery.of(request.GET)
    found = _found(request.viewer, direction, asked, settings.AGENCY.payments.page_size)
    own: dict[str, object] = {
        "title": _("Page %(page)s of %(pages)s") % {"page": found.number, "pages": found.last},
        "period": _period(found.rows),
        "years": [],
        "without": "",
    }
    return _sheet(request, direction, asked, found, own)


@signed_in
def year(request: SignedInRequest, direction: str, year: int) -> HttpResponse:
    """All payments of one year, of all cases or of `?case=`. A year without payments is a sheet that says so."""
    asked = PaymentsQuery.of(request.GET)
    found = _found(request.viewer, direction, PaymentsQuery(1, year, asked.case), _A_WHOLE_YEAR)
    last = min(date(year, 12, 31), max(_known_until(request.viewer), date(year, 1, 1)))
    own: dict[str, object] = {
        "title": str(year),
        "period": _("%(first)s to %(last)s") % {"first": in_figures(date(year, 1, 1)), "last": in_figures(last)},
        "years": _years(direction, year, found, asked),
        "without": _without(found, last, request.viewer.language),
    }
    return _sheet(request, direction, asked, found, own)


def _found(viewer: Viewer, direction: str, asked: PaymentsQuery, page_size: int) -> queries.PaymentsPage:
    """The rows of the sheet; 404 for a case that is not theirs."""
    found = queries.payments_page(
        viewer, direction, number=asked.page, year=asked.year, case=asked.case, page_size=page_size
    )
    if found is None:
        raise Http404
    return found


def _sheet(
    request: SignedInRequest, direction: str, asked: PaymentsQuery, found: queries.PaymentsPage, own: dict[str, object]
) -> HttpResponse:
    """The page both sheets are."""
    sums = totals(found.rows)
    language = request.viewer.language
    facts = {
        "direction": direction,
        "role": str((Role.PAYING if direction == Direction.MADE else Role.RECEIVING).label),
        "cases": found.case[1] if found.case else ", ".join(number for number, _sum in sums.by_case if number),
        "heads": _heads(found, direction),
        "rows": _rows(found, direction, language),
        "sums": _sums(sums),
        "notes": list(_notes(found, sums)),
        "back": reverse(f"payments_{direction}") + asked.address(),
        "as_of": as_of(request.viewer),
    }
    return page(request, "payments/sheet.html", facts | own)


def _heads(found: queries.PaymentsPage, direction: str) -> list[str]:
    """The column names that belong to `_rows`."""
    heads = [_("Date received"), _("Amount")]
    heads += [_("Payment Type")] if with_type(Direction(direction), *found.rows) else []
    return [*heads, _("Case Number"), *([_("Status")] if any(map(_status, found.rows)) else [])]


def _rows(found: queries.PaymentsPage, direction: str, language: str) -> list[list[str]]:
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


def _status(row: queries.PaymentRow) -> str:
    """The mark of a row, but for the one that stands in place of its case; mostly ''."""
    return mark_of(row) if row.case_number or row.reversed_on else ""


def _instead_of_a_case(row: queries.PaymentRow) -> str:
    return _("None") if row.reversed_on else str(MoneyState.RECEIVED.label)


def _sums(sums: Totals) -> list[tuple[str, str, str]]:
    """(case, what is of no case yet, or 'Total'; how many; amount): each case, then all of them."""

    def line(name: str, of: Sum) -> tuple[str, str, str]:
        return name, str(of.payments), in_dollars(of.cents)

    of_no_case = str(MoneyState.RECEIVED.label)
    return [*(line(number or of_no_case, of) for number, of in sums.by_case), line(_("Total"), sums.everything)]


def _notes(found: queries.PaymentsPage, sums: Totals) -> list[str]:
    """What a reader of the sums must know, each only where it occurs."""
    notes, rows = [], found.rows
    if sums.reversed.payments:
        notes.append(
            _("Reversed payments were taken back. They are listed and not counted: %(count)s, %(amount)s.")
            % {"count": sums.reversed.payments, "amount": in_dollars(sums.reversed.cents)}
        )
    if any(row.state == MoneyState.HELD for row in rows):
        notes.append(f"{_('Held')}: {held_sentence()}")
    if sums.held.payments:
        notes.append(_("Held payments in the total: %(amount)s.") % {"amount": in_dollars(sums.held.cents)})
    if in_state(MoneyState.RECEIVED, rows):
        notes.append(f"{MoneyState.RECEIVED.label}: {being_applied()}")
    if found.left_out:
        notes.append(left_out(found))
    shared = {(row.received_on, row.case_number) for row in rows if row.case_number}
    if len(shared) > len({received_on for received_on, _case in shared}):
        notes.append(_("One payment can be shared among several cases. Each case has its own line in the list."))
    return notes


def _period(rows: tuple[queries.PaymentRow, ...]) -> str:
    """From the oldest row to the newest, '' without rows."""
    if not rows:
        return ""
    return _("%(first)s to %(last)s") % {
        "first": in_figures(rows[-1].received_on),
        "last": in_figures(rows[0].received_on),
    }


def _known_until(viewer: Viewer) -> date:
    """The last day of which the agency's facts can tell."""
    return viewer.as_of.astimezone(settings.AGENCY.zone).date() if viewer.as_of else today()


def _years(direction: str, year: int, found: queries.PaymentsPage, asked: PaymentsQuery) -> list[tuple[str, str, bool]]:
    """(year, its sheet, whether it is this one), newest first: every year with a payment, and the one asked for."""
    query = asked.address()
    return [
        (str(each), reverse("payments_year", args=[direction, each]) + query, each == year)
        for each in sorted({*found.years, year}, reverse=True)
    ]


def _without(found: queries.PaymentsPage, last: date, language: str) -> str:
    """'February, July': the whole months up to `last` in which no payment came; '' in a year without any.

    On the sheet of one case a month is not named either in which something came that may become that case's.
    """
    if not found.rows:
        return ""
    whole = last.month if last.day == monthrange(last.year, last.month)[1] else last.month - 1
    had = {row.received_on.month for row in (*found.rows, *found.left_out) if not row.reversed_on}
    return ", ".join(month_alone(month, language) for month in range(1, whole + 1) if month not in had)

"""Payments I Made and Payments I Received: the lists (S002 L107-122, S004 L30-67)."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from connect.cases import queries as cases
from connect.cases.rules import payments_first_asked_for
from connect.lib.dates import day_in_table
from connect.lib.money import in_dollars
from connect.payments import queries
from connect.payments.kinds import Direction, MoneyState
from connect.portal.frame.clock import as_of, today
from connect.portal.payments.how_sent import case_in_short, how_sent
from connect.portal.payments.query_params import (
    PaymentsQuery,
    any_mark,
    in_state,
    left_out_cents,
    mark_of,
    type_words,
    with_type,
)
from connect.web.page import fixed_address, page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def own_payments(request: SignedInRequest) -> HttpResponse:
    """The tab 'Payments': leads to the list that is this person's own."""
    direction = payments_first_asked_for(cases.roles(request.viewer))
    return HttpResponseRedirect(reverse(f"payments_{direction}"))


@signed_in
def payments_made(request: SignedInRequest) -> HttpResponse:
    return _listed(request, Direction.MADE)


@signed_in
def payments_received(request: SignedInRequest) -> HttpResponse:
    return _listed(request, Direction.RECEIVED)


def _listed(request: SignedInRequest, direction: Direction) -> HttpResponse:
    """One page of the list, by `?page= &year= &case=`; 404 for a case that is not theirs."""
    query = PaymentsQuery.of(request.GET)
    viewer = request.viewer
    listing = queries.payments_page(
        viewer,
        direction,
        number=query.page,
        year=query.year,
        case=query.case,
        page_size=settings.AGENCY.payments.page_size,
    )
    if listing is None:
        raise Http404
    filters, here = query.filters(), PaymentsQuery(listing.number, query.year, query.case).address()
    year = query.year or next(iter(listing.years), today().year)
    facts = {
        "direction": direction.value,
        "listing": listing,
        "query": query,
        "years": _years(query, listing),
        "cases": _cases(listing),
        "several_cases": _several_cases(listing),
        "with_type": with_type(direction, *listing.rows),
        "with_status": _with_status(listing, direction),
        "rows": _rows(listing, direction, here, viewer.language),
        "any_held": any(row.state == MoneyState.HELD for row in listing.rows),
        "any_being_applied": in_state(MoneyState.RECEIVED, listing.rows),
        "left_out_cents": left_out_cents(listing),
        "print_page": fixed_address("payments_print", direction.value) + here,
        "print_year": fixed_address("payments_year", direction.value, year) + here,
        "prefix": f"?{filters}&page=" if filters else "?page=",
        "as_of": as_of(viewer),
    }
    return page(request, "payments/list.html", facts)


def _years(query: PaymentsQuery, listing: queries.PaymentsPage) -> tuple[tuple[str, str], ...]:
    """The years to choose from, among them the chosen one even if it has no payments."""
    years = sorted({*listing.years, *([query.year] if query.year else [])}, reverse=True)
    return tuple((str(year), str(year)) for year in years)


def _cases(listing: queries.PaymentsPage) -> tuple[tuple[str, str], ...]:
    """The cases to choose from, among them the chosen one even if it has no payments."""
    chosen = [listing.case] if listing.case and listing.case not in listing.cases else []
    return (*listing.cases, *chosen)


def _rows(listing: queries.PaymentsPage, direction: Direction, back: str, language: str) -> list[tuple[str, list[str]]]:
    """(address, [date, amount, type, case, status]): finished texts, because a page has many of them.

    No type if the policy shows none; no case where all are of one.
    """
    types = type_words(language) if with_type(direction, *listing.rows) else None
    several_cases = _several_cases(listing)
    with_status = _with_status(listing, direction)
    folder = fixed_address(f"payments_{direction}")
    rows = []
    for row in listing.rows:
        cells = [day_in_table(row.received_on, language), in_dollars(row.amount)]
        if types:
            cells.append(types[row.source])
        if several_cases:
            cells.append(case_in_short(row.case_number))
        if with_status:
            cells.append(mark_of(row) or (how_sent(row, language) if direction == Direction.RECEIVED else ""))
        rows.append((f"{folder}/{row.public_id}{back}", cells))
    return rows


def _with_status(listing: queries.PaymentsPage, direction: Direction) -> bool:
    """Who receives reads of each payment when and how it was sent; who pays, only the marks, where a row has one."""
    return any_mark(listing.rows) or direction == Direction.RECEIVED


def _several_cases(listing: queries.PaymentsPage) -> bool:
    """Whether the rows may be of more than one case, so that each must say which."""
    return len(listing.cases) > 1 and not listing.case

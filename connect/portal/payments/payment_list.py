"""Payments I Made and Payments I Received: the lists (S002 L107-122, S004 L30-67)."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from connect.cases import queries as cases
from connect.cases.rules import payments_first_asked_for
from connect.lib.dates import in_figures
from connect.lib.money import in_dollars
from connect.payments import queries
from connect.payments.kinds import Direction, MoneyState
from connect.portal.frame.clock import as_of, today
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
    """The tab 'Payments': the list that is this person's own."""
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
    asked = PaymentsQuery.of(request.GET)
    viewer = request.viewer
    found = queries.page(
        viewer,
        direction,
        number=asked.page,
        year=asked.year,
        case=asked.case,
        page_size=settings.AGENCY.payments.page_size,
    )
    if found is None:
        raise Http404
    kept, here = asked.filters(), PaymentsQuery(found.number, asked.year, asked.case).address()
    year = asked.year or next(iter(found.years), today().year)
    facts = {
        "direction": direction.value,
        "found": found,
        "asked": asked,
        "years": _years(asked, found),
        "cases": _cases(found),
        "with_type": with_type(direction, *found.rows),
        "any_mark": any_mark(found.rows),
        "rows": _rows(found, direction, here, viewer.language),
        "any_held": any(row.state == MoneyState.HELD for row in found.rows),
        "any_being_applied": in_state(MoneyState.RECEIVED, found.rows),
        "left_out_cents": left_out_cents(found),
        "print_page": fixed_address("payments_print", direction.value) + here,
        "print_year": fixed_address("payments_year", direction.value, year) + here,
        "prefix": f"?{kept}&page=" if kept else "?page=",
        "as_of": as_of(viewer),
    }
    return page(request, "payments/list.html", facts)


def _years(asked: PaymentsQuery, found: queries.Page) -> tuple[tuple[str, str], ...]:
    """The years to choose from, with the one asked for even where it has no payments."""
    years = sorted({*found.years, *([asked.year] if asked.year else [])}, reverse=True)
    return tuple((str(year), str(year)) for year in years)


def _cases(found: queries.Page) -> tuple[tuple[str, str], ...]:
    """The cases to choose from, with the one asked for even where it has no payments."""
    asked_for = [found.case] if found.case and found.case not in found.cases else []
    return (*found.cases, *asked_for)


def _rows(found: queries.Page, direction: Direction, back: str, language: str) -> list[tuple[str, list[str]]]:
    """(address, [date, amount, type, mark]): finished texts, because a page has many of them.

    No type where the policy shows none; no mark where no row of the page has one.
    """
    types = type_words(language) if with_type(direction, *found.rows) else None
    marked = any_mark(found.rows)
    folder = fixed_address(f"payments_{direction}")
    rows = []
    for row in found.rows:
        cells = [in_figures(row.received_on), in_dollars(row.amount)]
        if types:
            cells.append(types[row.source])
        if marked:
            cells.append(mark_of(row))
        rows.append((f"{folder}/{row.public_id}{back}", cells))
    return rows

"""Payments I Made and Payments I Received: the lists (S002 L107-122, S004 L30-67)."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from connect.cases import queries as cases
from connect.cases.rules import payments_first_asked_for
from connect.lib.dates import in_figures
from connect.lib.money import in_dollars
from connect.payments import queries
from connect.payments.kinds import Direction, MoneyState
from connect.portal.frame.clock import as_of, today
from connect.portal.frame.wording import being_applied, held_sentence
from connect.portal.payments.query_params import (
    PaymentsQuery,
    any_mark,
    in_state,
    left_out,
    mark_of,
    type_words,
    with_type,
)
from connect.web.page import fixed_address, page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def payments(request: SignedInRequest) -> HttpResponse:
    """The tab 'Payments': the list that is this person's own."""
    direction = payments_first_asked_for(cases.roles(request.viewer))
    return HttpResponseRedirect(reverse(f"payments_{direction}"))


@signed_in
def made(request: SignedInRequest) -> HttpResponse:
    return _listed(request, Direction.MADE)


@signed_in
def received(request: SignedInRequest) -> HttpResponse:
    return _listed(request, Direction.RECEIVED)


def _listed(request: SignedInRequest, direction: Direction) -> HttpResponse:
    """One page of the list, by `?page= &year= &case=`; 404 for a case that is not theirs."""
    asked = PaymentsQuery.of(request.GET)
    viewer = request.viewer
    found = queries.payments_page(
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
        "filtered_by": _filtered_by(asked, found),
        "years": _years(asked, found),
        "cases": _cases(found),
        "heads": _heads(found, direction),
        "rows": _rows(found, direction, here, viewer.language),
        "notes": list(_notes(found)),
        "print_page": fixed_address("payments_print", direction.value) + here,
        "print_year": fixed_address("payments_year", direction.value, year) + here,
        "prefix": f"?{kept}&page=" if kept else "?page=",
        "as_of": as_of(viewer),
    }
    return page(request, "payments/list.html", facts)


def _years(asked: PaymentsQuery, found: queries.PaymentsPage) -> tuple[tuple[str, str], ...]:
    """The years to choose from, with the one asked for even where it has no payments."""
    years = sorted({*found.years, *([asked.year] if asked.year else [])}, reverse=True)
    return ("", _("All years")), *((str(year), str(year)) for year in years)


def _cases(found: queries.PaymentsPage) -> list[tuple[str, str]]:
    """The cases to choose from, with the one asked for even where it has no payments."""
    asked_for = [found.case] if found.case and found.case not in found.cases else []
    return [("", _("All cases")), *found.cases, *asked_for]


def _filtered_by(asked: PaymentsQuery, found: queries.PaymentsPage) -> str:
    """'Showing only: 2020, case 200000000123.' where the list is not all of it, else ''."""
    only = [str(asked.year)] if asked.year else []
    only += [_("case %(number)s") % {"number": found.case[1]}] if found.case else []
    return _("Showing only: %(filters)s.") % {"filters": ", ".join(only)} if only else ""


def _rows(found: queries.PaymentsPage, direction: Direction, back: str, language: str) -> list[tuple[str, list[str]]]:
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


def _notes(found: queries.PaymentsPage) -> Iterator[tuple[str, str]]:
    """(mark or '', sentence): what the marks of these rows mean, and what is not among them."""
    if any(row.state == MoneyState.HELD for row in found.rows):
        yield _("Held"), held_sentence()
    if in_state(MoneyState.RECEIVED, found.rows):
        yield str(MoneyState.RECEIVED.label), being_applied()
    if found.left_out:
        yield "", left_out(found)


def _heads(found: queries.PaymentsPage, direction: Direction) -> list[str]:
    """The column names that belong to `_rows` (S002 L117)."""
    heads = [_("Payment Date"), _("Amount")]
    heads += [_("Payment Type")] if with_type(direction, *found.rows) else []
    return heads + ([_("Status")] if any_mark(found.rows) else [])

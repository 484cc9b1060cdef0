"""Payments I Made and Payments I Received, and one payment (S002 L107-122, S004 L30-67)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Self

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from markupsafe import Markup

from connect.cases import queries as cases
from connect.cases.rules import payments_first_asked_for
from connect.lib.dates import in_figures
from connect.lib.money import in_dollars
from connect.lib.terms import plain
from connect.payments import queries
from connect.payments.kinds import Bucket, Direction, Method, MoneyState, Source
from connect.payments.rules import Audience, shows_source
from connect.portal.clock import as_of
from connect.portal.words import held, on_screen
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

_PAGE = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_YEAR = re.compile(r"(19|20)[0-9]{2}", re.ASCII)

# The words of the glossary that explain what a share of a payment paid.
_BUCKET_TERMS = {
    Bucket.CURRENT: "current support",
    Bucket.ARREARS_FAMILY: "support owed to the family (unassigned)",
    Bucket.ARREARS_STATE: "aid repayment",
    Bucket.INTEREST: "interest",
    Bucket.MEDICAL: "medical support",
    Bucket.SPOUSAL: "spousal support",
    Bucket.FEES: "fees",
    Bucket.HELD: "held payment",
    Bucket.FUTURE: "credit for a coming month (future)",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: a page, a year (None: all) and the public id of a case ('': all)."""

    page: int
    year: int | None
    case: str

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """What cannot be a page is page 1; what cannot be a year is every year."""
        number, year = query.get("page", ""), query.get("year", "")
        return cls(
            int(number) if _PAGE.fullmatch(number) else 1,
            int(year) if _YEAR.fullmatch(year) else None,
            query.get("case", ""),
        )

    def filters(self) -> str:
        """'year=2020&case=Ab3' or '': the part of the address that stays when the page changes."""
        query = QueryDict(mutable=True)
        if self.year:
            query["year"] = str(self.year)
        if self.case:
            query["case"] = self.case
        return query.urlencode()

    def address(self) -> str:
        """The query of this very page, '' for the first page of everything."""
        parts = [f"page={self.page}"] if self.page > 1 else []
        parts += [kept] if (kept := self.filters()) else []
        return "?" + "&".join(parts) if parts else ""


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
    asked = Asked.of(request.GET)
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
    kept = asked.filters()
    facts = {
        "direction": direction.value,
        "found": found,
        "asked": asked,
        "filtered_by": _filtered_by(asked, found),
        "years": _years(asked, found),
        "cases": _cases(found),
        "heads": _heads(found, direction),
        "rows": _rows(found, direction, Asked(found.number, asked.year, asked.case).address(), viewer.language),
        "held": held() if any(row.state == MoneyState.HELD for row in found.rows) else "",
        "prefix": f"?{kept}&page=" if kept else "?page=",
        "as_of": as_of(viewer),
    }
    return page(request, "portal/payments/list.html", facts)


def _years(asked: Asked, found: queries.Page) -> list[tuple[str, str]]:
    """The years to choose from, with the one asked for even where it has no payments."""
    years = sorted({*found.years, *([asked.year] if asked.year else [])}, reverse=True)
    return [("", _("All years")), *((str(year), str(year)) for year in years)]


def _cases(found: queries.Page) -> list[tuple[str, str]]:
    """The cases to choose from, with the one asked for even where it has no payments."""
    asked_for = [found.case] if found.case and found.case not in found.cases else []
    return [("", _("All cases")), *found.cases, *asked_for]


def _filtered_by(asked: Asked, found: queries.Page) -> str:
    """'Showing only: 2020, case 200000000123.' where the list is not all of it, else ''."""
    only = [str(asked.year)] if asked.year else []
    only += [_("case %(number)s") % {"number": found.case[1]}] if found.case else []
    return _("Showing only: %(filters)s.") % {"filters": ", ".join(only)} if only else ""


def _with_type(direction: Direction) -> bool:
    says = settings.AGENCY.payments
    return shows_source(
        Audience.of(direction), show_source=says.show_source, show_source_to_payer=says.show_source_to_payer
    )


def _rows(found: queries.Page, direction: Direction, back: str, language: str) -> list[tuple[str, list[str]]]:
    """(address, [date, amount, type, mark]): finished texts, because a page has many of them.

    No type where the policy shows none; no mark where no row of the page has one.
    """
    types = _types(language) if _with_type(direction) else None
    marks = [_mark(row) for row in found.rows]
    folder = reverse(f"payments_{direction}")
    rows = []
    for row, mark in zip(found.rows, marks, strict=True):
        cells = [in_figures(row.received_on), in_dollars(row.amount)]
        cells += [types[row.source]] if types else []
        cells += [mark] if any(marks) else []
        rows.append((f"{folder}/{row.public_id}{back}", cells))
    return rows


def _heads(found: queries.Page, direction: Direction) -> list[str]:
    """The column names that belong to `_rows` (S002 L117)."""
    heads = [_("Payment Date"), _("Amount")]
    heads += [_("Payment Type")] if _with_type(direction) else []
    return heads + ([_("Status")] if any(_mark(row) for row in found.rows) else [])


def _mark(row: queries.Row) -> str:
    """What a reader must not overlook, in bold: that a payment was taken back, or is held; mostly ''."""
    if not row.reversed_on and row.state != MoneyState.HELD:
        return ""
    return Markup("<b>{}</b>").format(_("Reversed") if row.reversed_on else _("Held"))


@cache
def _types(language: str) -> dict[str, str]:
    """{source: 'INCOME WITHHOLDING ORDER'}: the Payment Type column in the screens' capitals (S002 L118)."""
    with override(language):
        return {source.value: on_screen(source) for source in Source}


@signed_in
def payment(request: SignedInRequest, direction: str, public_id: str) -> HttpResponse:
    """One of the viewer's payments: the dates of its way, what it paid, the case; 404 for anything else."""
    viewer = request.viewer
    found = queries.line(viewer, direction, public_id)
    if found is None:
        raise Http404
    facts = {
        "direction": direction,
        "found": found,
        "type": on_screen(Source(found.source)) if _with_type(Direction(direction)) else "",
        "method": Method(found.method).label if found.method and direction == Direction.RECEIVED else "",
        "state": _state(found),
        "held": held() if _is_held(found) else "",
        "dates": list(_dates(found, direction, viewer.language)),
        "parts": [_part(part, found, viewer.language) for part in found.parts],
        "reversed_on": in_figures(found.reversed_on) if found.reversed_on else "",
        "reversed_means": plain("reversed payment", viewer.language),
        "back": reverse(f"payments_{direction}") + Asked.of(request.GET).address(),
        "as_of": as_of(viewer),
    }
    return page(request, "portal/payments/payment.html", facts)


def _is_held(line: queries.Line) -> bool:
    return MoneyState.HELD in (line.state, *(part.state for part in line.parts))


def _dates(line: queries.Line, direction: str, language: str) -> Iterator[tuple[str, str, str]]:
    """(label, date, what it means) in the order of the payment's way; the date received always, the others if known."""
    way: tuple[tuple[str, date | None, str], ...] = (
        (_("Date withheld"), line.withheld_on, "date withheld"),
        (_("Date received"), line.received_on, "date received"),
        (_("Counts for"), line.collected_on, "date of collection (counts for)"),
        (_("Date posted"), line.posted_on, "date posted"),
        (_("Date sent"), line.sent_on, "payment sent" if direction == Direction.RECEIVED else "disbursement"),
        (_("Date reversed"), line.reversed_on, "reversed payment"),
    )
    for label, day, term in way:
        if day:
            yield label, in_figures(day), plain(term, language)


def _part(part: queries.Part, line: queries.Line, language: str) -> tuple[str, str, str, str]:
    """(what it paid, amount, what that means, how far the money has come where the label does not say so)."""
    bucket = Bucket(part.bucket)
    means = plain(_BUCKET_TERMS[bucket], language)
    status = _("Reversed") if line.reversed_on else str(MoneyState(part.state).label)
    return str(bucket.label), in_dollars(part.amount), means, "" if status == str(bucket.label) else status


def _state(line: queries.Line) -> str:
    """In words how far the money has come; taken back outweighs the rest."""
    return _("Reversed") if line.reversed_on else str(MoneyState(line.state).label)

"""Home: what changed since the last visit, what is coming up, and the cases (S002 L62-87, S004 L18)."""

from datetime import date, time

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from connect.cases import queries as cases
from connect.cases.kinds import AppointmentKind
from connect.lib.dates import hours_in_words, in_figures, in_words, month_short, weekday_short
from connect.lib.money import in_dollars
from connect.news import queries
from connect.payments.kinds import Direction
from connect.portal.frame.clock import as_of, today
from connect.portal.frame.wording import call_for_the_place, in_capitals, names_in
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

MOST_NEWS = 10


@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """What changed, appointments from today on, a card for each case, and where to go next."""
    viewer = request.viewer
    facts: dict[str, object] = {
        "appointments": [_appointment(each, viewer.language) for each in cases.appointments(viewer, today())],
        "news": _news(request),
        "cases": [_card(each) for each in cases.case_cards(viewer)],
        "as_of": as_of(viewer),
    }
    return page(request, "cases/home.html", facts)


def _news(request: SignedInRequest) -> dict[str, object] | None:
    """The changes as sentences, each with the page it leads to; None on a first visit, which has nothing to compare."""
    before, viewer = request.visit.previous_visit_at, request.viewer
    if before is None:
        return None
    found = queries.since(viewer, before, today(), MOST_NEWS)
    return {
        "since": in_words(before.astimezone(settings.AGENCY.zone).date(), viewer.language),
        "items": [(_sentence(item, viewer.language), _leads_to(item)) for item in found.items],
        "more": found.more,
    }


def _sentence(item: queries.NewsItem, language: str) -> str:
    """One change in words.

    Of a balance only that it moved: an amount owed never stands without the others, the day it was worked out and the
    right to have it checked, and those stand on the case's page (V10, V13).
    """
    made = item.direction == Direction.MADE
    kind = "being applied" if item.kind == "received" and item.being_applied else item.kind
    said = {
        ("payment", "received"): _("Your payment of %(amount)s was received on %(day)s.")
        if made
        else _("A payment of %(amount)s was received on %(day)s."),
        ("payment", "being applied"): _(
            "Your payment of %(amount)s received on %(day)s is being applied to your cases."
        ),
        ("payment", "applied"): _("%(amount)s of your payment received on %(day)s was applied to case %(case)s."),
        ("payment", "reversed"): _("Your payment of %(amount)s received on %(day)s was reversed.")
        if made
        else _("A payment of %(amount)s received on %(day)s was reversed."),
        ("balance", "moved"): _("The amounts owed in case %(case)s changed."),
        ("appointment", "set"): _("You have a new appointment on %(day)s at %(time)s."),
        ("appointment", "moved"): _("An appointment was moved. It is now on %(day)s at %(time)s."),
        ("appointment", "place"): _("The place of your appointment on %(day)s at %(time)s changed."),
        ("appointment", "cancelled"): _("Your appointment on %(day)s was cancelled."),
    }[item.subject, kind]
    return said % {
        "amount": in_dollars(item.amount),
        "day": in_figures(item.day) if item.day else "",
        "time": _hours(item.day, item.starts, None, language) if item.day and item.starts else "",
        "case": item.case_number,
    }


def _leads_to(item: queries.NewsItem) -> str:
    """The page that says more; '' for appointments, which stand below on the same page."""
    if item.subject == "payment":
        return reverse("payment", args=[item.direction, item.public_id])
    return reverse("case", args=[item.public_id]) if item.subject == "balance" else ""


def _appointment(of: cases.Appointment, language: str) -> dict[str, object]:
    """The tile (WED 29 May) and the lines beside it."""
    times = _hours(of.on_date, of.starts, of.ends, language)
    rows = [(_("Case Number"), of.case_number), (_("Date"), in_figures(of.on_date)), (_("Time"), times)]
    if of.place_hidden:
        rows.append((_("Place"), call_for_the_place()))
    elif of.place:
        rows.append((_("Place"), of.place))
    return {
        "weekday": weekday_short(of.on_date, language),
        "day": of.on_date.day,
        "month": month_short(of.on_date, language),
        "kind": in_capitals(AppointmentKind(of.kind)),
        "rows": rows,
    }


def _hours(day: date, starts: time, ends: time | None, language: str) -> str:
    return hours_in_words(day, starts, ends, settings.AGENCY.zone, language)


def _card(of: cases.CaseCard) -> dict[str, object]:
    return {
        "public_id": of.public_id,
        "case_number": of.case_number,
        "rows": [(_("Other Party"), names_in(of.other_parties))],
    }

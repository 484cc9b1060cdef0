"""Home: what changed since the last visit, what is coming up, and the cases (S002 L62-87, S004 L18)."""

from datetime import date, time

from django.conf import settings
from django.http import HttpResponse

from connect.cases import queries as cases
from connect.cases.kinds import AppointmentKind
from connect.lib.dates import hours_in_words, month_short, weekday_short
from connect.news import queries as news
from connect.portal.frame.clock import as_of, today
from connect.portal.frame.wording import day_at_agency, in_capitals, isolated_names
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

MOST_NEWS = 10


@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """What changed, appointments from today on, a card for each case, and where to go next."""
    viewer = request.viewer
    facts: dict[str, object] = {
        "appointments": [_tile(appointment, viewer.language) for appointment in cases.appointments(viewer, today())],
        "news": _news(request),
        "cases": [(case, isolated_names(case.other_parties)) for case in cases.case_cards(viewer)],
        "as_of": as_of(viewer),
    }
    return page(request, "cases/home.html", facts)


def _news(request: SignedInRequest) -> dict[str, object] | None:
    """The changes, each with the time of day it names; None on a first visit, which has nothing to compare."""
    before, viewer = request.visit.previous_visit_at, request.viewer
    if before is None:
        return None
    changes = news.since(viewer, before, today(), MOST_NEWS)
    return {
        "since": day_at_agency(before, viewer.language),
        "items": [(item, _time_of(item, viewer.language)) for item in changes.items],
        "more": changes.more,
    }


def _time_of(item: news.NewsItem, language: str) -> str:
    return _hours(item.day, item.starts, None, language) if item.day and item.starts else ""


def _tile(appointment: cases.Appointment, language: str) -> dict[str, object]:
    """An appointment with the texts of its tile (WED 29 May)."""
    return {
        "facts": appointment,
        "weekday": weekday_short(appointment.on_date, language),
        "month": month_short(appointment.on_date, language),
        "kind": in_capitals(AppointmentKind(appointment.kind)),
        "hours": _hours(appointment.on_date, appointment.starts, appointment.ends, language),
    }


def _hours(day: date, starts: time, ends: time | None, language: str) -> str:
    return hours_in_words(day, starts, ends, settings.AGENCY.zone, language)

"""Home: what is coming up, and the cases (S002 L62-87, S004 L18)."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from connect.cases import queries as cases
from connect.cases.kinds import AppointmentKind
from connect.lib.dates import clock, in_figures, month_short, weekday_short
from connect.portal.clock import as_of, today
from connect.portal.words import call_for_the_place, names_in, on_screen
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """Appointments from today on, a card for each case, and where to go next."""
    viewer = request.viewer
    facts: dict[str, object] = {
        "appointments": [_appointment(each, viewer.language) for each in cases.appointments(viewer, today())],
        "cases": [_card(each) for each in cases.cases_of(viewer)],
        "as_of": as_of(viewer),
    }
    return page(request, "portal/home/home.html", facts)


def _appointment(of: cases.Appointment, language: str) -> dict[str, object]:
    """The tile (WED 29 May) and the lines beside it."""
    times = clock(of.starts) + (f" - {clock(of.ends)}" if of.ends else "")
    rows = [(_("Case Number"), of.case_number), (_("Date"), in_figures(of.on_date)), (_("Time"), times)]
    if of.place_hidden:
        rows.append((_("Place"), call_for_the_place()))
    elif of.place:
        rows.append((_("Place"), of.place))
    return {
        "weekday": weekday_short(of.on_date, language),
        "day": of.on_date.day,
        "month": month_short(of.on_date, language),
        "kind": on_screen(AppointmentKind(of.kind)),
        "rows": rows,
    }


def _card(of: cases.CaseCard) -> dict[str, object]:
    return {
        "public_id": of.public_id,
        "case_number": of.case_number,
        "rows": [(_("Other Party"), names_in(of.other_parties))],
    }

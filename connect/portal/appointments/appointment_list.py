"""All appointments: those to come, and those that are over."""

from django.http import HttpResponse
from django.urls import reverse

from connect.cases.appointments import AppointmentRecord, appointment_records
from connect.cases.kinds import AppointmentKind
from connect.lib.dates import day_in_words
from connect.portal.appointments.wording import hours_of
from connect.portal.frame.clock import as_of, today
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def all_appointments(request: SignedInRequest) -> HttpResponse:
    """Those of today and later, the next one first; then those before, the latest first."""
    viewer = request.viewer
    found = appointment_records(viewer)
    coming = [each for each in found if each.on_date >= today() and not each.canceled]
    other = [each for each in reversed(found) if each.on_date < today() or each.canceled]
    facts: dict[str, object] = {
        "coming": [_shown(each, viewer.language) for each in coming],
        "other": [_shown(each, viewer.language) for each in other],
        "as_of": as_of(viewer),
    }
    return page(request, "appointments/list.html", facts)


def _shown(record: AppointmentRecord, language: str) -> dict[str, object]:
    return {
        "address": reverse("appointment", args=[record.public_id]),
        "day": day_in_words(record.on_date, language),
        "hours": hours_of(record, language),
        "kind": AppointmentKind(record.kind).label if record.kind else "",
        "canceled": record.canceled,
    }

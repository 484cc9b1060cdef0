"""One appointment: when, where, what to bring and expect. Someone else's is the 404 of one that never was."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from connect.cases.appointments import AppointmentRecord, appointment_record
from connect.cases.kinds import AppointmentKind
from connect.lib.dates import day_in_words
from connect.portal.appointments.calendar import calendar_of
from connect.portal.appointments.wording import hours_of
from connect.portal.frame.clock import as_of, today
from connect.portal.frame.wording import in_capitals
from connect.portal.help import texts
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

_FILE_NAME = "appointment.ics"


@signed_in
def one_appointment(request: SignedInRequest, public_id: str) -> HttpResponse:
    viewer, record = request.viewer, _record(request, public_id)
    facts: dict[str, object] = {
        "record": record,
        "day": day_in_words(record.on_date, viewer.language),
        "hours": hours_of(record, viewer.language),
        "kind": in_capitals(AppointmentKind(record.kind)) if record.kind else "",
        "over": record.on_date < today(),
        "text": texts.rendered(f"{texts.MEETINGS}{record.kind}").markup if record.kind else "",
        "calendar": reverse("appointment_calendar", args=[public_id]),
        "as_of": as_of(viewer),
    }
    return page(request, "appointments/appointment.html", facts)


@signed_in
def calendar_entry(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The file that a calendar opens."""
    entry = calendar_of(_record(request, public_id), as_of=request.viewer.as_of or timezone.now())
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{_FILE_NAME}"'}
    return HttpResponse(entry, content_type="text/calendar; charset=utf-8", headers=headers)


def _record(request: SignedInRequest, public_id: str) -> AppointmentRecord:
    record = appointment_record(request.viewer, public_id)
    if record is None:
        raise Http404
    return record

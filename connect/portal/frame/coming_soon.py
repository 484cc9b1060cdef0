"""Pages that are still to come: they say how the thing is done today, and what will come."""

from django.http import HttpResponse

from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def all_appointments(request: SignedInRequest) -> HttpResponse:
    return page(request, "frame/coming_soon/appointments.html")

"""Sign-in and security: every way into the account, where the person is signed in, and who was there, on one page."""

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from connect.access import devices, email_confirmation, recovery_codes, visits
from connect.access.passkeys.registry import passkeys_of
from connect.access.pins import requests as pin_requests
from connect.access.social_security import ssn_ending
from connect.portal.frame.wording import day_at_agency
from connect.web.caller import caller_of
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def security(request: SignedInRequest) -> HttpResponse:
    """One line for each, with a link to the page that says more."""
    visit, language, now = request.visit, request.viewer.language, timezone.now()
    codes = recovery_codes.left(visit.participant_id)
    status = pin_requests.latest(visit.participant_id)
    private = devices.private_devices(visit, caller_of(request))
    facts: dict[str, object] = {
        "pin_status": status if status and not (status.used or status.voided) else None,
        "unconfirmed": settings.AGENCY.access.confirmed_email_only
        and email_confirmation.unconfirmed(visit.participant_id, now),
        "ssn_ends": ssn_ending(visit) if settings.AGENCY.access.ssn_sign_in else "",
        "passkeys": len(passkeys_of(visit)),
        "codes": codes,
        "codes_made": day_at_agency(codes.made_at, language) if codes else "",
        "private": any(device.this_one for device in private),
        "devices": len(visits.by_browser(visits.open_visits(visit, now))),
        "last_time": day_at_agency(visit.previous_visit_at, language) if visit.previous_visit_at else "",
    }
    return page(request, "account/security.html", facts)

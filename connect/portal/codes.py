"""Recovery codes: how many are left, and a new sheet of ten to print. They are shown once and never again."""

from django.http import HttpResponse
from django.utils import timezone

from connect.access import codes as access
from connect.access.confirming import NotConfirmed
from connect.portal.confirm import freshly_confirmed, to_confirm
from connect.portal.words import day_of
from connect.web.page import page
from connect.web.repeats import acted, acts_once
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def codes(request: SignedInRequest) -> HttpResponse:
    """What they are, and how many still work."""
    made = access.left(request.visit.participant_id)
    day = day_of(made.made_at, request.viewer.language) if made else ""
    return page(request, "portal/security/codes.html", {"codes": made, "day": day, "of": access.HOW_MANY})


@acts_once
@signed_in
@freshly_confirmed
def new(request: SignedInRequest) -> HttpResponse:
    """GET: what happens to the old ones. POST: the sheet, in the answer itself, because nothing keeps the codes."""
    if request.method != "POST":
        return page(request, "portal/security/codes_new.html", {"codes": access.left(request.visit.participant_id)})
    now = timezone.now()
    try:
        made = access.make(request.visit, door="web", now=now)
    except NotConfirmed:
        return to_confirm(request.path)
    day, digits = day_of(now, request.viewer.language), request.visit.participant_id[-4:]
    return acted(page(request, "portal/security/codes_sheet.html", {"made": made, "day": day, "digits": digits}))

"""Recovery codes: how many are left, and a new sheet of ten to print.

The visit that made the sheet can show it again until its "Is it you?" ends; after that no one can.
"""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from connect.access import recovery_codes as access
from connect.access.reauthentication import NotConfirmed
from connect.lib.doors import Door
from connect.portal.account.reauthentication import freshly_confirmed, redirect_to_confirm
from connect.portal.frame.wording import day_at_agency, moment_at_agency
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def codes_left(request: SignedInRequest) -> HttpResponse:
    """What recovery codes are, and how many still work."""
    made, sheet = access.left(request.visit.participant_id), _sheet(request)
    facts: dict[str, object] = {
        "codes": made,
        "day": day_at_agency(made.made_at, request.viewer.language) if made else "",
        "of": access.HOW_MANY,
        "again_until": moment_at_agency(sheet.until, request.viewer.language) if sheet else "",
    }
    return page(request, "account/codes.html", facts)


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@freshly_confirmed
def new_codes(request: SignedInRequest) -> HttpResponse:
    """GET: what happens to the old codes, or with ?again the sheet that was made a few minutes ago. POST: makes the
    sheet and shows it in the answer itself."""
    if request.method != "POST" and "again" in request.GET:
        return _shown(request)
    if request.method != "POST":
        return page(request, "account/codes_new.html", {"codes": access.left(request.visit.participant_id)})
    try:
        access.make_codes(request.visit, door=Door.WEB, now=timezone.now(), key=_key(request))
    except NotConfirmed:
        return redirect_to_confirm(request.path)
    return acted(_shown(request))


def _shown(request: SignedInRequest) -> HttpResponse:
    """The sheet of this visit; if it is gone, the page that says how many codes are left."""
    sheet, language = _sheet(request), request.viewer.language
    if sheet is None:
        return redirect("codes")
    facts: dict[str, object] = {
        "made": sheet.codes,
        "day": day_at_agency(sheet.made_at, language),
        "digits": request.visit.participant_id[-4:],
        "again_until": moment_at_agency(sheet.until, language),
    }
    return page(request, "account/codes_sheet.html", facts)


def _sheet(request: SignedInRequest) -> access.Sheet | None:
    return access.sheet_of(request.visit, _key(request), timezone.now())


def _key(request: SignedInRequest) -> str:
    return request.COOKIES.get(settings.VISIT_COOKIE_NAME, "")

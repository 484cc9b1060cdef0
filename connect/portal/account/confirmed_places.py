"""Where a PIN can be sent, and how its owner confirms that a place is theirs alone (access/channels.py,
access/confirmed_places.py).

The page names no place, and no day since when it is on file: someone who knows the old PIN may be reading it.
"""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from connect.access import confirmed_places as access
from connect.access import email_confirmation, reauthentication, safety_check
from connect.access.channels import May, Place, for_check
from connect.lib.dates import day_in_words
from connect.lib.doors import Door
from connect.portal.account.reauthentication import redirect_to_confirm
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import SignedInRequest, signed_in_unchecked


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_unchecked
def confirm_places(request: SignedInRequest) -> HttpResponse:
    """GET: by letter and by email. POST `address`: the mail there is theirs alone; `email`: sends the link."""
    now, visit = timezone.now(), request.visit
    if not safety_check.safety_check_of(visit).has_new_pin:
        return redirect("check")
    if not visit.must_check and not reauthentication.is_fresh(visit, now):
        return redirect_to_confirm(request.path)
    address_confirmed = (
        request.method == "POST" and "address" in request.POST and access.confirm_address(visit, door=Door.WEB, now=now)
    )
    link_sent = request.method == "POST" and "email" in request.POST and email_confirmation.send_link(visit, now=now)
    places, language = for_check(visit.participant_id, now), request.viewer.language
    facts = {
        "letter": {"may": "TOLD"} if address_confirmed else _shown(places.letter, language, hidden=places.hidden),
        "email": _shown(places.email, language, hidden=places.hidden),
        "link_sent": link_sent,
        "link_failed": link_sent and email_confirmation.link_failed(visit.participant_id, now),
        "checking": visit.must_check,
    }
    response = page(request, "account/confirmed_places.html", facts)
    return acted(response) if address_confirmed or link_sent else response


def _shown(place: Place, language: str, *, hidden: bool) -> dict[str, str]:
    """`may`: NOW, LATER, WHEN_CONFIRMED or NEVER. For a hidden person HIDDEN takes the place of the first three: a day,
    or the fact that there is nothing to confirm, would tell when the place came on file. `day`: the first day, if it is
    known and may be told."""
    if hidden and place.may is not May.NEVER:
        return {"may": "HIDDEN", "day": ""}
    later = place.may is May.LATER and place.from_day
    return {"may": place.may.name, "day": day_in_words(place.from_day, language) if later and place.from_day else ""}

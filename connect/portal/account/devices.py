"""Where a person is signed in, and their private devices: end a visit, name this device, remove a device."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from connect.access import devices as access
from connect.access import visits
from connect.access.reauthentication import NotConfirmed
from connect.lib.doors import Door
from connect.portal.account.reauthentication import freshly_confirmed, redirect_to_confirm
from connect.portal.frame.wording import day_at_agency, moment_at_agency
from connect.web.caller import caller_of, remember_device
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import SignedInRequest, signed_in


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def device_list(request: SignedInRequest) -> HttpResponse:
    """GET: both lists. POST: one button of them."""
    if request.method == "POST":
        return _pressed(request)
    language = request.viewer.language
    browsers = visits.by_browser(visits.open_visits(request.visit, timezone.now()))
    private = [_device(device, language) for device in access.private_devices(request.visit, caller_of(request))]
    before = request.visit.previous_visit_at
    facts = {
        "browsers": [_browser(together, language) for together in browsers],
        "devices": private,
        "private_here": any(device["here"] for device in private),
        "before": moment_at_agency(before, language) if before else "",
    }
    return page(request, "account/devices.html", facts)


def _pressed(request: SignedInRequest) -> HttpResponse:
    """Does what the pressed button says; an id that is not theirs is a 404."""
    visit, form, now = request.visit, request.POST, timezone.now()
    if "end" in form:
        done, sentence = visits.end(visit, form["end"], door=Door.WEB, now=now), _("That device is signed out.")
    elif "end_others" in form:
        done, sentence = visits.end_others(visit, door=Door.WEB, now=now) >= 0, _("All other devices are signed out.")
    elif "remove" in form:
        done, sentence = access.remove_device(visit, form["remove"], door=Door.WEB, now=now), _("Removed.")
    elif "remove_all" in form:
        done, sentence = access.remove_all(visit, door=Door.WEB, now=now) >= 0, _("Removed.")
    else:
        return redirect("devices")
    if not done:
        raise Http404
    messages.success(request, sentence)
    return acted(redirect("devices"))


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@freshly_confirmed
def name_private_device(request: SignedInRequest) -> HttpResponse:
    """GET: what it means. POST: makes this browser a private device of this person."""
    if request.method != "POST":
        return page(request, "account/private.html")
    try:
        key = access.name_private(request.visit, caller_of(request), door=Door.WEB, now=timezone.now())
    except NotConfirmed:
        return redirect_to_confirm(request.path)
    messages.success(request, _("This device is now one of your private devices."))
    response = redirect("devices")
    remember_device(response, key)
    return acted(response)


def _browser(together: tuple[visits.OpenVisit, ...], language: str) -> dict[str, object]:
    """One row: the newest of the visits that browsers of one name opened, and how many there are."""
    newest, oldest = together[0], together[-1]
    return {
        "public_id": newest.public_id,
        "browser": newest.browser,
        "visits": len(together),
        "started": moment_at_agency(newest.started_at, language),
        "first": moment_at_agency(oldest.started_at, language),
        "methods": list(dict.fromkeys(visit.way_in for visit in together)),
        "here": newest.this_one,
    }


def _device(device: access.Device, language: str) -> dict[str, object]:
    return {
        "public_id": device.public_id,
        "browser": device.browser,
        "since": day_at_agency(device.made_at, language),
        "used": day_at_agency(device.used_at, language),
        "here": device.this_one,
    }

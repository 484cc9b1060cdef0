"""Where I am signed in, and which devices are mine alone: end a visit, name this device, let one go."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from connect.access import devices as access
from connect.access import visits
from connect.access.reauthentication import NotConfirmed
from connect.portal.account.reauthentication import freshly_confirmed, redirect_to_confirm
from connect.portal.frame.wording import day_at_agency, moment_at_agency
from connect.web.caller import caller_of, remember_device
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import SignedInRequest, signed_in


@acts_once
@signed_in
def device_list(request: SignedInRequest) -> HttpResponse:
    """GET: both lists. POST: one button of them."""
    if request.method == "POST":
        return _pressed(request)
    language = request.viewer.language
    open_visits = [_visit(each, language) for each in visits.open_visits(request.visit, timezone.now())]
    private = [_device(each, language) for each in access.private_devices(request.visit, caller_of(request))]
    before = request.visit.previous_visit_at
    facts = {
        "visits": open_visits,
        "devices": private,
        "private_here": any(each["here"] for each in private),
        "before": moment_at_agency(before, language) if before else "",
        "said": request.GET.get("done", ""),
    }
    return page(request, "account/devices.html", facts)


def _pressed(request: SignedInRequest) -> HttpResponse:
    """What was pressed; an id that is not theirs is not found."""
    visit, said, now = request.visit, request.POST, timezone.now()
    if "end" in said:
        done, word = visits.end(visit, said["end"], door="web", now=now), "ended"
    elif "end_others" in said:
        done, word = visits.end_others(visit, door="web", now=now) >= 0, "ended"
    elif "remove" in said:
        done, word = access.remove(visit, said["remove"], door="web", now=now), "removed"
    elif "remove_all" in said:
        done, word = access.remove_all(visit, door="web", now=now) >= 0, "removed"
    else:
        return redirect("devices")
    if not done:
        raise Http404
    return acted(redirect(reverse("devices") + f"?done={word}"))


@acts_once
@signed_in
@freshly_confirmed
def name_private_device(request: SignedInRequest) -> HttpResponse:
    """GET: what it means. POST: this browser is a private device of this person from now on."""
    if request.method != "POST":
        return page(request, "account/private.html")
    try:
        key = access.name_private(request.visit, caller_of(request), door="web", now=timezone.now())
    except NotConfirmed:
        return redirect_to_confirm(request.path)
    response = redirect(reverse("devices") + "?done=private")
    remember_device(response, key)
    return acted(response)


def _visit(of: visits.OpenVisit, language: str) -> dict[str, object]:
    return {
        "public_id": of.public_id,
        "browser": of.browser,
        "started": moment_at_agency(of.started_at, language),
        "method": of.way_in,
        "here": of.this_one,
    }


def _device(of: access.Device, language: str) -> dict[str, object]:
    return {
        "public_id": of.public_id,
        "browser": of.browser,
        "since": day_at_agency(of.made_at, language),
        "used": day_at_agency(of.used_at, language),
        "here": of.this_one,
    }

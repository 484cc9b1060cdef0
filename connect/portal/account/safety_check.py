"""Check who can get into your account: until the check is done, no other page opens (access/safety_check.py).

The page names no reason and no place, because someone who knows the old PIN may be reading it.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from connect.access import safety_check
from connect.access.safety_check import Finished
from connect.lib.doors import Door
from connect.portal.frame.wording import day_at_agency
from connect.web.messages import has_unread
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import SignedInRequest, signed_in_unchecked

CHECKED = "checked"  # tags the message after which the page says that the account is checked


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_unchecked
def check_account(request: SignedInRequest) -> HttpResponse:
    """GET: the steps, and which are done. POST: ends everything that is not kept, if there is a new PIN."""
    if not request.visit.must_check:
        return page(request, "account/safety_check/done.html") if has_unread(request, CHECKED) else redirect("security")
    keep = frozenset(request.POST.getlist("keep"))
    pin_missing = False
    if request.method == "POST":
        finished = safety_check.finish_check(request.visit, keep=keep, door=Door.WEB, now=timezone.now())
        if finished is Finished.DONE:
            said = gettext("Now only your new PIN and the passkeys you kept can open your account.")
            messages.success(request, said, extra_tags=CHECKED)
            return acted(redirect("check"))
        pin_missing = True
    return _steps(request, keep, pin_missing=pin_missing)


def _steps(request: SignedInRequest, keep: frozenset[str], *, pin_missing: bool) -> HttpResponse:
    """The page of the steps. `keep`: public ids of the passkeys that are ticked already."""
    check, language = safety_check.safety_check_of(request.visit), request.viewer.language
    rows = [
        {
            "public_id": key.public_id,
            "name": key.name,
            "made": day_at_agency(key.made_at, language),
            "used": day_at_agency(key.used_at, language) if key.used_at else "",
            "kept": key.public_id in keep,
        }
        for key in check.passkeys
    ]
    facts = {"has_new_pin": check.has_new_pin, "passkeys": rows, "pin_missing": pin_missing}
    return page(request, "account/safety_check/check.html", facts)

"""Signing in with a passkey, without a number or a PIN. The sign-in page shows the button where scripts run."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from connect.access.passkeys.sign_in import challenge_to_sign_in
from connect.access.passkeys.sign_in import sign_in_with_passkey as sign_in_by_passkey
from connect.access.visits import SignedIn
from connect.web import passkey_challenge
from connect.web.caller import arrival_of
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import safe_next
from connect.web.visit import give_key


@require_safe
def sign_in_options(request: HttpRequest) -> HttpResponse:
    """The options for the browser's passkey question: the same for everyone except for the challenge."""
    return passkey_challenge.ask(challenge_to_sign_in(now=timezone.now()))


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
def passkey_sign_in_page(request: HttpRequest) -> HttpResponse:
    """GET: the button. POST: signs in, or shows the button again with one answer for everything that can be wrong."""
    back_to = str(request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST":
        if getattr(request, "viewer", None):
            return redirect(safe_next(back_to, "home"))
        return page(request, "signing_in/passkey.html", {"next": back_to, "refused": False})
    new_visit = sign_in_by_passkey(*passkey_challenge.brought(request), arrival_of(request))
    if new_visit is None:
        answer = page(request, "signing_in/passkey.html", {"next": back_to, "refused": True})
    else:
        answer = let_in(request, new_visit, back_to)
    return passkey_challenge.done(answer)


def let_in(request: HttpRequest, new_visit: SignedIn, back_to: str) -> HttpResponse:
    """Gives the browser the key of the new visit and leads on: to the choice of a PIN if it opens nothing else."""
    rotate_token(request)
    response = HttpResponseRedirect(reverse("pin") if new_visit.temporary else safe_next(back_to, "home"))
    give_key(response, new_visit.key)
    return acted(response)

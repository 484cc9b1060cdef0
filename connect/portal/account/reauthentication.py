"""A person confirms who they are, by PIN or passkey, before anything that opens the account another way."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from connect.access import reauthentication
from connect.access.passkeys.registry import passkeys_of
from connect.access.passkeys.sign_in import challenge_to_confirm, confirm_with_passkey
from connect.access.reauthentication import Confirmed
from connect.design.forms import PageForm
from connect.lib.doors import Door
from connect.web import passkey_challenge, saved_input
from connect.web.caller import caller_of
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import SignedInRequest, safe_next, signed_in
from connect.web.visit import give_key


class ConfirmForm(PageForm):
    """The current PIN."""

    pin = forms.CharField(
        label=_("PIN"),
        max_length=100,
        error_messages={"required": _("Enter your PIN."), "max_length": _("Enter your PIN. It has 6 to 12 digits.")},
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "current-password"}),
    )


def freshly_confirmed[**P](
    view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
) -> Callable[Concatenate[SignedInRequest, P], HttpResponse]:
    """Sends anyone who has not just confirmed who they are to the page that asks, and back afterwards.

    Text typed into the fields that the view saves is kept meanwhile.
    """

    @wraps(view)
    def confirmed_view(request: SignedInRequest, /, *parts: P.args, **named: P.kwargs) -> HttpResponse:
        if reauthentication.is_fresh(request.visit, timezone.now()):
            return view(request, *parts, **named)
        saved_input.save_input(request, getattr(confirmed_view, "keeps", ()))
        return redirect_to_confirm(request.get_full_path())

    return confirmed_view


def redirect_to_confirm(back_to: str) -> HttpResponse:
    query = QueryDict(mutable=True)
    query["next"] = back_to
    return HttpResponseRedirect(f"{reverse('confirm')}?{query.urlencode(safe='/')}")


@signed_in
@require_safe
def confirmation_options(request: SignedInRequest) -> HttpResponse:
    """The options for the browser's passkey question, bound to this visit."""
    return passkey_challenge.ask(challenge_to_confirm(request.visit, now=timezone.now()))


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def confirm_identity(request: SignedInRequest) -> HttpResponse:
    """GET: the question. POST: goes on to `next` under a new key, or asks again."""
    back_to = str(request.POST.get("next") or request.GET.get("next") or "")
    form = ConfirmForm(request.POST if request.method == "POST" and "answer" not in request.POST else None)
    answered = request.method == "POST" and "answer" in request.POST
    confirmed = _by_passkey(request) if answered else _by_pin(request, form)
    if confirmed and confirmed.key:
        response: HttpResponse = HttpResponseRedirect(safe_next(back_to, "security"))
        give_key(response, confirmed.key)
        return acted(passkey_challenge.done(response) if answered else response)
    context = {
        "form": form,
        "next": back_to,
        "refused": answered,
        "with_passkey": passkeys_of(request.visit),
        "of_information": back_to.startswith(reverse("information")),
    }
    return page(request, "account/confirm.html", context)


def _by_passkey(request: SignedInRequest) -> Confirmed | None:
    return confirm_with_passkey(request.visit, *passkey_challenge.brought(request), door=Door.WEB, now=timezone.now())


def _by_pin(request: SignedInRequest, form: ConfirmForm) -> Confirmed | None:
    """None if the form is not valid; a refusal puts its reason at the field. Raises Busy and Closed."""
    if not form.is_valid():
        return None
    typed, caller, now = form.cleaned_data["pin"], caller_of(request), timezone.now()
    confirmed = reauthentication.confirm_by_pin(request.visit, typed, door=Door.WEB, caller=caller, now=now)
    if reason := confirmed.reason:
        form.add_error("pin", reason.sentence % {"minutes": settings.AGENCY.access.pause_minutes})
    return confirmed

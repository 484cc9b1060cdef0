"""Signing in with a recovery code from paper, which opens only the choice of a new PIN."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.access import recovery_codes
from connect.access.visits import SignedIn
from connect.design.forms import PageForm
from connect.portal.frame.fields import FORGET_WHEN_SENT, SentOnce, Unrepeated, participant_id_field
from connect.portal.signing_in.passkey_sign_in import let_in
from connect.web.caller import arrival_of
from connect.web.language_switch import retyped
from connect.web.page import page
from connect.web.repeated_forms import acts_once
from connect.web.saved_input import saves_input


class CodeForm(PageForm):
    """Participant ID and one of the ten codes."""

    participant_id = participant_id_field()
    code = SentOnce(
        label=_("Recovery code"),
        max_length=100,
        help_text=_("10 letters and digits. You can type it with or without dashes, spaces and capitals."),
        error_messages={
            "required": _("Enter one of your recovery codes."),
            "max_length": _("Enter one of your recovery codes. It has 10 letters and digits."),
        },
        widget=Unrepeated(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"} | FORGET_WHEN_SENT
        ),
    )


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@saves_input("participant_id")
def sign_in_with_code(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: leads to the choice of a PIN, or shows the form with one answer for everything wrong."""
    if request.method != "POST" and getattr(request, "viewer", None):
        return redirect("home")
    form = CodeForm(request.POST if request.method == "POST" else None, initial=retyped(request))
    if form.is_valid():
        if new_visit := _sign_in(request, form):
            return let_in(request, new_visit, "")
        form.add_error(None, _code_refused())
    return page(request, "signing_in/code.html", {"form": form})


def _sign_in(request: HttpRequest, form: CodeForm) -> SignedIn | None:
    """The new visit, None for a wrong number or code. Raises gate.Closed."""
    data = form.cleaned_data
    return recovery_codes.sign_in_with_recovery_code(data["participant_id"], data["code"], arrival_of(request))


def _code_refused() -> str:
    """The same sentence for an unknown number, a wrong or used code, and a pause."""
    return gettext(
        "We could not sign you in. Check your Participant ID and the code. Each code works once. After %(tries)s "
        "wrong codes, codes are paused for at least %(minutes)s minutes. During the pause, even a right code does not "
        "work."
    ) % {"tries": settings.AGENCY.access.tries, "minutes": settings.AGENCY.access.pause_minutes}

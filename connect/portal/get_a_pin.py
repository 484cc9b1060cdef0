"""Asking for a PIN (S002 L18-41, S000 L40), and how far it is. Every answer is the same for everybody."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from connect.access import gate, pin_requests
from connect.access.models import How
from connect.access.pins import Busy
from connect.lib.dates import in_words, moment_in_words
from connect.portal.fields import participant_id_field
from connect.web import errors
from connect.web.caller import caller_of
from connect.web.page import page


def _name_field(label: Any, missing: Any, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=100,
        error_messages={"required": missing, "max_length": missing},
        widget=forms.TextInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"}),
    )


class GetAPinForm(forms.Form):
    """The form of S002 L38-41, and the tick that an earlier temporary PIN may stop working."""

    use_required_attribute = False

    first_name = _name_field(_("First Name"), _("Enter your first name."), "given-name")
    last_name = _name_field(_("Last Name"), _("Enter your last name."), "family-name")
    participant_id = participant_id_field(forms.TextInput(), autocomplete="off")
    how = forms.ChoiceField(
        label=_("How shall we send it?"),
        choices=[(How.EMAIL.value, _("Email")), (How.LETTER.value, _("Standard Mail"))],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose Email or Standard Mail.")),
    )
    earlier_may_stop = forms.BooleanField(
        label=_("I asked for a PIN in the last 10 days. Send a new one: my earlier letter or email will stop working."),
        required=False,
    )

    def asked(self) -> pin_requests.Form:
        said = self.cleaned_data
        return pin_requests.Form(
            said["first_name"], said["last_name"], said["participant_id"], How(said["how"]), said["earlier_may_stop"]
        )


def register(request: HttpRequest) -> HttpResponse:
    """For somebody who has no PIN yet."""
    return _form_or_sent(request, "portal/get_a_pin/register.html")


def forgot_pin(request: HttpRequest) -> HttpResponse:
    """For somebody who has lost it: the same request."""
    return _form_or_sent(request, "portal/get_a_pin/forgot_pin.html")


def _form_or_sent(request: HttpRequest, template: str) -> HttpResponse:
    form = GetAPinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            pin_requests.ask(form.asked(), door="web", caller=caller_of(request))
        except (Busy, gate.Closed):
            return errors.too_many(request)
        return HttpResponseRedirect(reverse("pin_asked"))
    visit = getattr(request, "visit", None)
    theirs = visit is not None and not visit.temporary and not visit.must_check
    status = pin_requests.latest(visit.participant_id) if visit and theirs else None
    return page(request, template, {"form": form, "status": said(status) if status else ""})


def asked(request: HttpRequest) -> HttpResponse:
    """What happens now, whoever asked and whatever for."""
    return page(request, "portal/get_a_pin/asked.html")


def status(request: HttpRequest, token: str) -> HttpResponse:
    """How far a PIN is, for whoever holds the link of a mail."""
    found = pin_requests.of_link(token)
    return page(request, "portal/get_a_pin/status.html", {"status": said(found) if found else ""})


def said(status: pin_requests.Status) -> str:
    """ "PIN mailed May 3, expected by May 13; asking again cancels it", in the language in force."""
    language = get_language() or settings.LANGUAGE_CODE
    words = {
        "asked": in_words(status.asked_on, language),
        "left": in_words(status.left_on, language) if status.left_on else "",
        "by": in_words(status.expected_by, language),
        "until": moment_in_words(status.until.astimezone(settings.AGENCY.zone), language),
    }
    if status.used:
        return gettext("The temporary PIN you asked for on %(asked)s was used.") % words
    if status.voided:
        return gettext("The temporary PIN you asked for on %(asked)s does not work any more.") % words
    if status.trouble:
        held = gettext("You asked for a PIN on %(asked)s. Sending it takes longer than usual; we keep trying.") % words
        return held + " " + gettext("Asking again cancels it.")
    if status.how is How.IN_PERSON:
        text = gettext("Our staff gave you a PIN on %(asked)s.")
    elif status.how is How.EMAIL:
        text = gettext("PIN emailed %(left)s.") if status.left_on else gettext("Your PIN is on its way by email.")
    elif status.left_on:
        text = gettext("PIN mailed %(left)s, expected by %(by)s.")
    else:
        text = gettext("You asked for a PIN on %(asked)s. It goes into the mail next, and is expected by %(by)s.")
    return (text + " " + gettext("It works until %(until)s. Asking again cancels it.")) % words

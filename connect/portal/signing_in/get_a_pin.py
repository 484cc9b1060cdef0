"""Asking for a PIN (S002 L18-41, S000 L40), and how far it is. Every answer is the same for everybody."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from connect.access import gate
from connect.access.models import DeliveryMethod
from connect.access.pins import requests as pin_requests
from connect.access.pins.hashing import Busy
from connect.access.pins.requests import Stage
from connect.lib.dates import day_in_words, moment_in_words
from connect.portal.frame.fields import of_a_person, participant_id_field
from connect.web import errors
from connect.web.caller import caller_of
from connect.web.language_switch import retyped
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.saved_input import saves_input

TYPED = ("first_name", "last_name", "participant_id", "how", "earlier_may_stop")


def _name_field(label: Any, missing: Any, autocomplete: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=100,
        error_messages={"required": missing, "max_length": missing},
        widget=forms.TextInput(attrs=of_a_person(autocomplete)),
        **more,
    )


class GetAPinForm(forms.Form):
    """The form of S002 L38-41, and the tick that an earlier temporary PIN may stop working."""

    use_required_attribute = False

    first_name = _name_field(
        _("First Name"),
        _("Enter your first name."),
        "given-name",
        required=False,
        help_text=_("If you have only one name, leave this empty and enter it as your last name."),
    )
    last_name = _name_field(_("Last Name"), _("Enter your last name."), "family-name")
    participant_id = participant_id_field(autocomplete="off")
    how = forms.ChoiceField(
        label=_("How shall we send it?"),
        choices=[(DeliveryMethod.EMAIL.value, _("Email")), (DeliveryMethod.LETTER.value, _("Standard Mail"))],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose Email or Standard Mail.")),
    )
    earlier_may_stop = forms.BooleanField(
        label=_("I asked for a PIN in the last 10 days. Send a new one: my earlier letter or email will stop working."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if "last_name" in self.errors and said.get("first_name") == "":
            self.add_error("first_name", self.fields["first_name"].error_messages["required"])
        return said

    def asked(self) -> pin_requests.Form:
        said = self.cleaned_data
        return pin_requests.Form(
            said["first_name"],
            said["last_name"],
            said["participant_id"],
            DeliveryMethod(said["how"]),
            said["earlier_may_stop"],
        )


@acts_once
@saves_input(*TYPED)
def register(request: HttpRequest) -> HttpResponse:
    """For somebody who has no PIN yet."""
    return _form_or_sent(request, "signing_in/get_a_pin/register.html")


@acts_once
@saves_input(*TYPED)
def forgot_pin(request: HttpRequest) -> HttpResponse:
    """For somebody who has lost it: the same request."""
    return _form_or_sent(request, "signing_in/get_a_pin/forgot_pin.html")


def _form_or_sent(request: HttpRequest, template: str) -> HttpResponse:
    form = GetAPinForm(request.POST if request.method == "POST" else None, initial=retyped(request))
    if form.is_valid():
        try:
            pin_requests.ask(form.asked(), door="web", caller=caller_of(request))
        except (Busy, gate.Closed):
            return errors.too_many(request)
        return acted(HttpResponseRedirect(reverse("pin_asked")))
    visit = getattr(request, "visit", None)
    theirs = visit is not None and not visit.temporary and not visit.must_check
    status = pin_requests.latest(visit.participant_id) if visit and theirs else None
    return page(request, template, {"form": form, "status": said(status) if status else ""})


def asked(request: HttpRequest) -> HttpResponse:
    """What happens now, whoever asked and whatever for."""
    return page(request, "signing_in/get_a_pin/asked.html")


def status(request: HttpRequest, token: str) -> HttpResponse:
    """How far a PIN is, for whoever holds the link of a mail."""
    found = pin_requests.of_link(token)
    return page(request, "signing_in/get_a_pin/status.html", {"status": said(found) if found else ""})


def said(status: pin_requests.Status) -> str:
    """ "PIN mailed May 3, expected by May 13; asking again cancels it", in the language in force."""
    language = get_language() or settings.LANGUAGE_CODE
    words = {
        "phone": settings.AGENCY.phones.statewide,
        "asked": day_in_words(status.asked_on, language),
        "left": day_in_words(status.left_on, language) if status.left_on else "",
        "by": day_in_words(status.expected_by, language),
        "until": moment_in_words(status.until.astimezone(settings.AGENCY.zone), language),
    }
    if status.used:
        return gettext("The temporary PIN you asked for on %(asked)s was used.") % words
    if status.stage in _NOT_ON_ITS_WAY:
        return str(_NOT_ON_ITS_WAY[status.stage]) % words
    if status.voided:
        return gettext("The temporary PIN you asked for on %(asked)s does not work any more.") % words
    if status.stage is Stage.HELD_UP:
        return str(_HELD_UP[status.how]) % words + " " + gettext("Asking again cancels it.")
    text = _where_it_is(status) + " " + gettext("It works until %(until)s. Asking again cancels it.")
    first = gettext("Our email with your PIN did not reach you, so a letter with a new PIN goes in its place.")
    return (f"{first} {text}" if status.instead else text) % words


def _where_it_is(status: pin_requests.Status) -> str:
    if status.how is DeliveryMethod.IN_PERSON:
        return gettext("Our staff gave you a PIN on %(asked)s.")
    if status.how is DeliveryMethod.EMAIL:
        return gettext("PIN emailed %(left)s.") if status.left_on else gettext("Your PIN is on its way by email.")
    if status.left_on:
        return gettext("PIN mailed %(left)s, expected by %(by)s.")
    return gettext("You asked for a PIN on %(asked)s. It goes into the mail next, and is expected by %(by)s.")


# Whether a letter may go is not said before it goes: it would tell a new place from an old one.
_NOT_ON_ITS_WAY = {
    Stage.UNSURE: _(
        "We cannot tell whether our email with your PIN reached you. If it did, the PIN works until %(until)s. If it is"
        " not used by then, a letter with a new PIN goes by itself, if we have a mailing address that we may use. If"
        " no letter comes, call %(phone)s or visit your local office. Asking again cancels it."
    ),
    Stage.FOLLOWED: _(
        "Our email with the PIN you asked for on %(asked)s did not reach you. A letter with a new PIN goes by itself,"
        " if we have a mailing address that we may use. If no letter comes, call %(phone)s or visit your local office."
    ),
    Stage.NOT_SENT: _(
        "The PIN you asked for on %(asked)s could not be sent to you, and we do not try again. Call %(phone)s or visit"
        " your local office: we make sure that it is you, and can then give you a PIN at once."
    ),
}
_HELD_UP = {
    DeliveryMethod.EMAIL: _("You asked for a PIN on %(asked)s. Sending it takes longer than usual; we keep trying."),
    DeliveryMethod.LETTER: _(
        "You asked for a PIN on %(asked)s. The letter with it is held up, and our staff look after it. If you cannot"
        " wait, call %(phone)s or visit your local office."
    ),
}

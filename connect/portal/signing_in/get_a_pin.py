"""Asking for a PIN (S002 L18-41, S000 L40), and how far it is. Every answer is the same for everyone."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.access.models import DeliveryMethod
from connect.access.pins import requests as pin_requests
from connect.design.forms import PageForm
from connect.lib.doors import Door
from connect.portal.frame.fields import participant_id_field, personal_attributes
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
        widget=forms.TextInput(attrs=personal_attributes(autocomplete)),
        **more,
    )


def _ways() -> list[tuple[str, str]]:
    """Email and Standard Mail (S002 L38-41), each with how long it takes."""
    access = settings.AGENCY.access
    by_email = gettext("Email (comes within 20 minutes, works for %(hours)s hours)")
    by_letter = gettext("Standard Mail (comes in about 10 days, works for %(days)s days)")
    return [
        (DeliveryMethod.EMAIL.value, by_email % {"hours": access.email_pin_hours}),
        (DeliveryMethod.LETTER.value, by_letter % {"days": access.letter_pin_days}),
    ]


class GetAPinForm(PageForm):
    """The form of S002 L38-41, and a box that lets an earlier temporary PIN stop working."""

    first_name = _name_field(
        _("First Name"),
        _("Enter your first name."),
        "given-name",
        required=False,
        help_text=_("If you have only one name, leave this blank and enter it as your last name."),
    )
    last_name = _name_field(_("Last Name"), _("Enter your last name."), "family-name")
    participant_id = participant_id_field(autocomplete="off")
    how = forms.ChoiceField(
        label=_("How should we send your PIN?"),
        choices=_ways,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose Email or Standard Mail.")),
    )
    earlier_may_stop = forms.BooleanField(
        label=_("I already asked for a PIN in the last 10 days. Cancel that one and send a new one."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "last_name" in self.errors and data.get("first_name") == "":
            self.add_error("first_name", self.fields["first_name"].error_messages["required"])
        return data

    def pin_request(self) -> pin_requests.Form:
        data = self.cleaned_data
        return pin_requests.Form(
            data["first_name"],
            data["last_name"],
            data["participant_id"],
            DeliveryMethod(data["how"]),
            data["earlier_may_stop"],
            get_language() or "",
        )


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@saves_input(*TYPED)
def register(request: HttpRequest) -> HttpResponse:
    """For someone who has no PIN yet."""
    return _form_or_sent(request, "signing_in/get_a_pin/register.html")


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@saves_input(*TYPED)
def forgot_pin(request: HttpRequest) -> HttpResponse:
    """For someone who has lost their PIN: the same request."""
    return _form_or_sent(request, "signing_in/get_a_pin/forgot_pin.html")


def _form_or_sent(request: HttpRequest, template: str) -> HttpResponse:
    form = GetAPinForm(request.POST if request.method == "POST" else None, initial=retyped(request))
    if form.is_valid():
        pin_requests.request_pin(form.pin_request(), door=Door.WEB, caller=caller_of(request), now=timezone.now())
        return acted(HttpResponseRedirect(reverse("pin_asked")))
    visit = getattr(request, "visit", None)
    settled = visit is not None and not visit.temporary and not visit.must_check
    status = pin_requests.latest(visit.participant_id) if visit and settled else None
    return page(request, template, {"form": form, "status": status})


def pin_asked(request: HttpRequest) -> HttpResponse:
    """What happens next: the same page for everyone."""
    return page(request, "signing_in/get_a_pin/asked.html")


def show_pin_status(request: HttpRequest, code: str) -> HttpResponse:
    """How far a PIN is, for anyone who holds the link of a mail."""
    return page(request, "signing_in/get_a_pin/status.html", {"status": pin_requests.of_link(code, now=timezone.now())})

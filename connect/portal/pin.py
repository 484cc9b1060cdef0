"""Choosing a PIN: forced after a temporary one (S000 L51), and at any time by choice (S000 L21)."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from connect.access import actions as access
from connect.access.pins import Busy
from connect.access.rules import PinReason
from connect.web import errors
from connect.web.page import page
from connect.web.session import give_key
from connect.web.signed_in import SignedInRequest, signed_in_with_any_pin

# About the PIN they have now; every other reason is about the new one.
_ABOUT_CURRENT = {PinReason.WRONG_CURRENT, PinReason.PAUSED}


def _pin_field(autocomplete: str, *, missing: Any, **more: Any) -> forms.CharField:
    """A PIN is never shown again and may be pasted; spaces and dashes are forgiven. `missing` is a lazy phrase."""
    return forms.CharField(
        max_length=100,
        error_messages={"required": missing, "max_length": missing},
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": autocomplete}),
        **more,
    )


class PinForm(forms.Form):
    """The PIN they have now, and twice the one they choose."""

    use_required_attribute = False

    current = _pin_field("current-password", missing=_("Enter your current PIN."), label=_("Current PIN"))
    new = _pin_field(
        "new-password",
        missing=_("Enter a new PIN."),
        label=_("New PIN"),
        help_text=_("6 to 12 digits. A longer PIN is safer."),
    )
    again = _pin_field("new-password", missing=_("Enter the new PIN again."), label=_("New PIN again"))

    def __init__(self, *args: Any, temporary: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if temporary:
            self.fields["current"].help_text = _("The current PIN is the temporary PIN you just used.")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if "new" in said and "again" in said and said["new"] != said["again"]:
            self.add_error("again", _("The two new PINs are not the same."))
        return said

    def refuse(self, reasons: tuple[PinReason, ...]) -> None:
        for reason in reasons:
            sentence = reason.sentence % {"minutes": settings.AGENCY.access.pause_minutes}
            self.add_error("current" if reason in _ABOUT_CURRENT else "new", sentence)


@signed_in_with_any_pin
def pin(request: SignedInRequest) -> HttpResponse:
    """The only page a temporary PIN opens; for everybody else a way to a new PIN."""
    if request.method != "POST" and "changed" in request.GET and not request.visit.temporary:
        return page(request, "portal/pin/changed.html")
    temporary = request.visit.temporary
    form = PinForm(request.POST if request.method == "POST" else None, temporary=temporary)
    if form.is_valid():
        current, new = form.cleaned_data["current"], form.cleaned_data["new"]
        try:
            change = access.change_pin(request.visit, current=current, new=new, door="web")
        except Busy:
            return errors.too_many(request)
        if change.signed_in:
            return _renewed(request, change.signed_in.key)
        form.refuse(change.reasons)
    return page(request, "portal/pin/pin.html", {"form": form, "temporary": temporary})


def _renewed(request: SignedInRequest, key: str) -> HttpResponse:
    """The visit goes on with a new key; a first PIN leads on to Home, a later one says that it is done."""
    rotate_token(request)
    first = request.visit.temporary
    response = redirect("home") if first else HttpResponseRedirect(f"{reverse('pin')}?changed=1")
    give_key(response, key)
    return response

"""Choosing a PIN: forced after a temporary one (S000 L51), and at any time by choice (S000 L21).

"Give me a PIN" is the first choice. We show the proposed PIN in the answer to a POST, never in an address, and it
counts only when it comes back (with the current PIN, where one is asked). It comes back sealed and tied to the visit,
so what is saved is what we proposed and showed: no one can put a PIN of their own into another person's page. The
server keeps none of it.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.access.current_visit import CurrentVisit, needs_no_current_pin
from connect.access.pins.change import change_pin
from connect.access.pins.choices import may_choose
from connect.access.pins.proposal import random_pin
from connect.access.pins.rules import PinReason
from connect.access.rules import pin_digits
from connect.design.forms import PageForm
from connect.lib import tokens
from connect.lib.doors import Door
from connect.web.caller import caller_of
from connect.web.messages import has_unread
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import SignedInRequest, signed_in_with_any_pin
from connect.web.visit import give_key

CHANGED = "changed"  # tags the message after which the page says that the PIN is changed
PROPOSED_FOR = timedelta(minutes=30)  # time enough to find a pen
# Reasons about the current PIN; every other reason is about the new one.
_ABOUT_CURRENT = {PinReason.WRONG_CURRENT, PinReason.PAUSED, PinReason.DEAD}


def _pin_field(autocomplete: str, *, missing: Any, **more: Any) -> forms.CharField:
    """A field whose PIN is never shown again; it accepts spaces and dashes. `missing`: a lazy phrase."""
    return forms.CharField(
        max_length=100,
        error_messages={"required": missing, "max_length": missing},
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": autocomplete}),
        **more,
    )


class ProposedForm(PageForm):
    """The current PIN; the new one is the PIN we proposed."""

    closed = False  # True: the person chose so many PINs that only one we give is accepted

    current = _pin_field("current-password", missing=_("Enter your current PIN."), label=_("Current PIN"))

    def __init__(self, *args: Any, visit: CurrentVisit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if visit and needs_no_current_pin(visit):
            del self.fields["current"]

    def refuse(self, reasons: tuple[PinReason, ...]) -> None:
        """Shows the first reason about each field there, or at the top if the form has no such field."""
        self.closed = PinReason.NO_MORE_CHOICES in reasons
        first = {"current" if reason in _ABOUT_CURRENT else "new": reason for reason in reversed(reasons)}
        for about, reason in first.items():
            sentence = reason.sentence % {"minutes": settings.AGENCY.access.pause_minutes}
            self.add_error(about if about in self.fields else None, sentence)


class PinForm(ProposedForm):
    """The current PIN, and the new one twice."""

    new = _pin_field(
        "new-password",
        missing=_("Enter a new PIN."),
        label=_("New PIN"),
        help_text=_("6 to 12 digits. A longer PIN is safer."),
    )
    again = _pin_field("new-password", missing=_("Enter the new PIN again."), label=_("New PIN again"))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "new" in data and "again" in data and pin_digits(data["new"]) != pin_digits(data["again"]):
            self.add_error("again", _("The two new PINs do not match."))
        return data


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_with_any_pin
def choose_pin(request: SignedInRequest) -> HttpResponse:
    """The only page a temporary PIN opens; everyone else changes their PIN here."""
    temporary = request.visit.temporary
    if request.method != "POST":
        if not temporary and has_unread(request, CHANGED):
            return page(request, "account/pin/changed.html")
        if proposed := _opened(request.visit, request.POST.get("proposed", "")):  # shown again in the other language
            return _proposing(request, proposed, ProposedForm(visit=request.visit))
        form = PinForm(visit=request.visit)
        form.closed = not may_choose(request.visit, timezone.now())
        return _choosing(request, form)
    if "give" in request.POST:
        return _proposing(request, random_pin(), ProposedForm(visit=request.visit))
    if "proposed" in request.POST:
        return _confirmed(request, _opened(request.visit, request.POST["proposed"]))
    form = PinForm(request.POST, visit=request.visit)
    return _saved(request, form, form.data.get("new", "")) or _choosing(request, form)


def change_password(request: HttpRequest) -> HttpResponse:
    """Where password managers send people to change a password (W3C, "A Well-Known URL for Changing Passwords")."""
    return redirect("pin")


def _confirmed(request: SignedInRequest, proposed: str) -> HttpResponse:
    """Saves the proposed PIN; proposes another one if it is too old, or from another visit."""
    form = ProposedForm(request.POST, visit=request.visit)
    if not proposed:
        form.add_error(None, gettext("That PIN has expired. Here is a new one."))
        return _proposing(request, random_pin(), form)
    return _saved(request, form, proposed, given=True) or _proposing(request, proposed, form)


def _saved(request: SignedInRequest, form: ProposedForm, new: str, *, given: bool = False) -> HttpResponse | None:
    """Makes `new` the PIN and leads on; None if it was refused: then `form` holds the reasons."""
    if not form.is_valid():
        return None
    current, caller = form.cleaned_data.get("current", ""), caller_of(request)
    change = change_pin(
        request.visit, current=current, new=new, door=Door.WEB, caller=caller, given=given, now=timezone.now()
    )
    if change.signed_in:
        return _renewed(request, change.signed_in.key)
    form.refuse(change.reasons)
    return None


def _choosing(request: SignedInRequest, form: PinForm) -> HttpResponse:
    """The first page: take a PIN we give, or choose one. After too many choices we only give one."""
    digits = settings.AGENCY.access.given_pin_digits
    context = {"form": form, "temporary": request.visit.temporary, "way": request.visit.way_in, "digits": digits}
    return page(request, "account/pin/pin.html", context)


def _proposing(request: SignedInRequest, proposed: str, form: ProposedForm) -> HttpResponse:
    """The proposed PIN in large digits, to be written down. VisitMiddleware keeps the answer out of every cache."""
    until = timezone.now() + PROPOSED_FOR
    sealed = tokens.seal_token(settings.FIELD_KEYS, _purpose(request.visit), {"pin": proposed}, until)
    return page(request, "account/pin/proposed.html", {"form": form, "groups": grouped(proposed), "sealed": sealed})


def grouped(pin: str) -> tuple[str, ...]:
    """`pin` as people read digits aloud: in fours if that leaves no rest (8492 0517), else in threes (402 958)."""
    size = 4 if len(pin) % 4 == 0 else 3
    return tuple(pin[at : at + size] for at in range(0, len(pin), size))


def _opened(visit: CurrentVisit, sealed: str) -> str:
    """The PIN that was proposed in this visit within PROPOSED_FOR; else ''."""
    facts = tokens.open_token(settings.FIELD_KEYS, _purpose(visit), sealed, timezone.now(), "pin")
    return facts["pin"] if facts else ""


def _purpose(visit: CurrentVisit) -> str:
    """The purpose of the token: a proposed PIN of this visit alone, also after the visit gets a new key."""
    return f"proposed PIN {visit.participant_id} {visit.started_at.timestamp()}"


def _renewed(request: SignedInRequest, key: str) -> HttpResponse:
    """The visit goes on with a new key. After a first PIN the person goes to Home, after a later one to a page that
    confirms it; as a step of the account check it leads back to the check."""
    if request.visit.must_check:
        response: HttpResponse = redirect("check")
    elif request.visit.temporary:
        response = redirect("home")
    else:
        said = gettext("Use your new PIN from now on. You are signed out on every other device.")
        messages.success(request, said, extra_tags=CHANGED)
        response = redirect("pin")
    give_key(response, key)
    return acted(response)

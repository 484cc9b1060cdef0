"""Signing in, staying signed in and signing out (S000 L34-51, S002 L28)."""

from contextlib import suppress
from http import HTTPStatus
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.access import gate, puzzle
from connect.access.current_visit import CurrentVisit
from connect.access.gate import Closed, Shut
from connect.access.sign_in import sign_in_with_pin
from connect.access.social_security import participant_with_ssn
from connect.access.visit_lock import VisitEnded
from connect.access.visits import sign_out
from connect.design.forms import PageForm
from connect.lib.database_writes import cannot_write
from connect.lib.doors import Door
from connect.portal.frame.fields import participant_id_field
from connect.portal.signing_in.passkey_sign_in import let_in
from connect.web import errors, saved_input
from connect.web.caller import arrival_of, caller_of
from connect.web.form_token import own_page_is_enough
from connect.web.language_switch import retyped
from connect.web.page import page
from connect.web.repeated_forms import acts_once
from connect.web.saved_input import saves_input
from connect.web.signed_in import SignedInRequest, safe_next, signed_in_with_any_pin
from connect.web.visit import Request, take_key


class SignInForm(PageForm):
    """Participant ID (or SSN, if the profile allows it) and PIN. Draw it with signing_in/form.html; it posts to
    the page `login`."""

    by = forms.ChoiceField(
        label=_("Sign in with"),
        choices=[("id", _("Participant ID")), ("ssn", _("Social Security number (no spaces or dashes)"))],  # S004 L12
        initial="id",
        required=False,
        widget=forms.RadioSelect,
    )

    participant_id = participant_id_field()
    pin = forms.CharField(
        label=_("PIN"),
        max_length=100,
        error_messages={"required": _("Enter your PIN."), "max_length": _("Enter your PIN. It has 6 to 12 digits.")},
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.AGENCY.access.ssn_sign_in:
            del self.fields["by"]
            return
        self.initial.pop("participant_id", None)  # half a Social Security number is one too
        number = self.fields["participant_id"]
        number.repeats = False  # type: ignore[attr-defined]
        number.label = _("Participant ID or Social Security number")
        number.error_messages |= dict.fromkeys(
            ("required", "max_length"), _("Enter your Participant ID or Social Security number.")
        )
        number.widget.attrs["data-autocomplete"] = "off"  # a browser must not remember a Social Security number

    def number(self) -> str:
        """The Participant ID that was typed; for an SSN the ID of its person, or '' if there is none."""
        typed = str(self.cleaned_data["participant_id"])
        return participant_with_ssn(typed) if self.cleaned_data.get("by") == "ssn" else typed


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@saves_input("by", "participant_id")
def login(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: signs in, or shows the form again with one answer for everything that can be wrong."""
    back_to = str(request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST" and getattr(request, "viewer", None):
        return redirect(safe_next(back_to, "home"))
    form = SignInForm(request.POST if request.method == "POST" else None, initial=retyped(request))
    if form.is_valid():
        try:
            if response := _let_in(request, form, back_to):
                return response
            form.add_error(None, not_signed_in())
        except Closed as closed:
            if closed.why is Shut.NETWORK:
                raise
            form.add_error(None, _shut(closed.why))
    asked_first = request.method != "POST"
    ended = asked_first and settings.VISIT_COOKIE_NAME in request.COOKIES
    sent_here = asked_first and not ended and safe_next(back_to, "login") == back_to
    context = {"form": form, "next": back_to, "ended": ended, "sent_here": sent_here}
    context["kept"] = ended and saved_input.waits(request)
    return page(request, "signing_in/login.html", context | {"puzzle": puzzle_now(request)})


def puzzle_now(request: HttpRequest) -> puzzle.Puzzle | None:
    """The puzzle that an unknown device must solve first while someone is trying many accounts; usually None. It is
    harder for the network that the tries come from."""
    now = timezone.now()
    pressure = gate.pressure(now, caller_of(request))
    return puzzle.new_puzzle(now, pressure.puzzle_tries) if pressure.asks_for_a_puzzle else None


def _solved(request: HttpRequest) -> bool:
    """Whether the request answers a puzzle that is, or was until just now, hard enough for this network."""
    answer, now = request.POST.get("puzzle", ""), timezone.now()
    if not answer:
        return False
    pressure = gate.pressure(now, caller_of(request))
    return puzzle.solved(answer, now, pressure.puzzle_tries // 2 if pressure.asks_for_a_puzzle else 0)


def _shut(why: Shut) -> str:
    """The same sentence for every number."""
    if why is Shut.PUZZLE:
        return gettext(
            "We are seeing many failed sign-ins right now, so your browser will do a short security check. "
            "This is not about your PIN. Please enter it again."
        )
    return gettext(
        "We are seeing many failed sign-ins right now. To protect every account, people can sign in only on private "
        "devices or with passkeys for the moment. This is not about your PIN. Try again in a few minutes."
    )


def not_signed_in() -> str:
    """The same sentence for an unknown number, a wrong PIN, a pause and a temporary PIN that has ended."""
    return gettext(
        "We could not sign you in. Check your Participant ID and your PIN. After %(tries)s wrong tries, sign-in is "
        "paused for at least %(minutes)s minutes. During the pause, even the right PIN does not work."
    ) % {"tries": settings.AGENCY.access.tries, "minutes": settings.AGENCY.access.pause_minutes}


def _let_in(request: HttpRequest, form: SignInForm, back_to: str) -> HttpResponse | None:
    """Signs in and leads on if the ID and the PIN are right, else None. Raises Busy and Closed."""
    pin = form.cleaned_data["pin"]
    signed_in = sign_in_with_pin(form.number(), pin, arrival_of(request, puzzle_solved=_solved(request)))
    if signed_in is None:
        return None
    return let_in(request, signed_in, back_to)


@own_page_is_enough  # the page may be older than its visit's token just when someone must get out
@require_http_methods(["GET", "HEAD", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """POST ends the visit, in the browser and on the server, if it has not ended yet, and leads to the welcome page."""
    if request.method != "POST":
        return redirect("welcome")
    asking = cast(Request, request)
    response = _signed_out(request, asking.visit) if asking.visit else redirect("welcome")
    if response.status_code == HTTPStatus.FOUND:
        asking.visit = None  # the welcome page, which says so, is no one's
        messages.success(request, gettext("You are signed out."))
    take_key(response)
    return response


def _signed_out(request: HttpRequest, visit: CurrentVisit) -> HttpResponse:
    """Leads to the welcome page; if the database cannot be written, to a page that says what that leaves open."""
    try:
        with suppress(VisitEnded):
            sign_out(visit, door=Door.WEB, now=timezone.now())
    except DatabaseError as problem:
        if not cannot_write(problem):
            raise
        return errors.answer(request, "not-signed-out")
    return redirect("welcome")


@own_page_is_enough
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_with_any_pin
def stay(request: SignedInRequest) -> HttpResponse:
    """ "Stay signed in": the request itself has extended the visit."""
    return HttpResponse(status=204) if request.method == "POST" else redirect("home")

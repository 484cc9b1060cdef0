"""Asking us to change one thing about oneself."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from connect.access.new_email import LINKS_A_DAY, TooManyLinks
from connect.access.reauthentication import NotConfirmed
from connect.contact import actions
from connect.contact.change_kinds import CHANGE_KINDS, EMAIL, EMPLOYER
from connect.contact.file_rules import FileNotTaken
from connect.contact.kinds import SubmissionKind
from connect.contact.receiving import TooManyToday
from connect.contact.rules import REQUESTS_A_DAY
from connect.lib.doors import Door
from connect.portal.account.reauthentication import freshly_confirmed, redirect_to_confirm
from connect.portal.files.fields import (
    file_was_chosen,
    say_choose_again,
    say_not_taken,
    sent_file,
    too_many_files,
)
from connect.portal.frame.clock import today
from connect.portal.messages.fields import form_key
from connect.portal.profile.change_forms import (
    ADDRESS_KINDS,
    CHANGE_FIELDS,
    AddressAbroadForm,
    AnyChangeForm,
    ChangeForm,
    HomeAddressForm,
    doubts_in_words,
)
from connect.portal.requests.wording import clock_sentences
from connect.web.language_switch import retyped
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.saved_input import Typed, save_input, saves_input, typed
from connect.web.signed_in import SignedInRequest, signed_in
from connect.web.uploads import FILE_FIELD, takes_file


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@saves_input(*CHANGE_FIELDS, FILE_FIELD)
@takes_file
def change_information(request: SignedInRequest, name: str) -> HttpResponse:
    """GET: the form, never with what is on file. POST: asks for the change; `sure` sends a doubted address as it is.

    Where it is a place at which we reach the person, the PIN is asked for first.
    """
    kind = CHANGE_KINDS[name]
    return (_confirmed_change if kind.tells else _change)(request, kind)


def _change(request: SignedInRequest, kind: SubmissionKind) -> HttpResponse:
    key = form_key(request)
    if request.method != "POST":
        kept = typed(request)
        return _shown(request, kind, _form(request, kind, initial=kept | retyped(request)), key, kept=kept)
    form, doubts = _form(request, kind), []
    if not form.is_valid() and sent_file(request):
        say_choose_again(form)
    elif form.is_valid():
        if kind.name in ADDRESS_KINDS and "sure" not in request.POST:
            doubts = doubts_in_words(form.answers())
        if not doubts and (done := _done(request, kind, form, key)):
            return done
    return _shown(request, kind, form, key, doubts=doubts)


_confirmed_change = saves_input(*CHANGE_FIELDS)(freshly_confirmed(_change))


def _form(request: SignedInRequest, kind: SubmissionKind, initial: Typed | None = None) -> AnyChangeForm:
    data = request.POST if request.method == "POST" else None
    if kind.name not in ADDRESS_KINDS:
        return ChangeForm(data, request.FILES or None, kind=kind, initial=initial)
    if "abroad" in request.GET or (data or initial or {}).get("country"):
        return AddressAbroadForm(data, initial=initial, language=request.viewer.language)
    return HomeAddressForm(data, initial=initial)


def _done(request: SignedInRequest, kind: SubmissionKind, form: AnyChangeForm, key: str) -> HttpResponse | None:
    """Where asking leads; None where the form says what is wrong."""
    ask = actions.ask_for_guarded_change if kind.tells else partial(actions.ask_for_change, file=sent_file(request))
    try:
        sent = ask(request.visit, kind, form_key=key, answers=form.answers(), door=Door.WEB, now=timezone.now())
    except FileNotTaken as refused:
        say_not_taken(form, refused)
    except NotConfirmed:  # the ten minutes have just ended
        save_input(request, CHANGE_FIELDS)
        return redirect_to_confirm(request.get_full_path())
    except TooManyToday:
        said = gettext("You have sent %(most)s requests today, as many as we take in a day. Send this one tomorrow.")
        form.add_error(None, said % {"most": REQUESTS_A_DAY})
    except TooManyLinks:
        said = gettext("We have sent %(most)s links today, as many as we send in a day. Try again tomorrow.")
        form.add_error(None, said % {"most": LINKS_A_DAY})
    else:
        if kind is EMAIL:
            said = gettext("We sent a link to the new address. Open it within a day. Only then do we get your request.")
            messages.success(request, said)
            return acted(redirect("information"))
        messages.success(request, gettext("Your request is sent."))
        return acted(redirect("request", sent))
    return None


def _shown(
    request: SignedInRequest,
    kind: SubmissionKind,
    form: AnyChangeForm,
    key: str,
    *,
    kept: Typed | None = None,
    doubts: list[str] | None = None,
) -> HttpResponse:
    too_many = any(form.non_field_errors()) or too_many_files(form)
    facts: dict[str, object] = {
        "kind": kind,
        "form": form,
        "form_key": key,
        "kept": kept,
        "retyped": retyped(request),
        "doubts": doubts or [],
        "clocks": clock_sentences(kind, today(), request.viewer.language),
        "of_home": isinstance(form, HomeAddressForm),
        "abroad": isinstance(form, AddressAbroadForm),
        "is_email": kind is EMAIL,
        "is_employer": kind is EMPLOYER,
        "choose_again": file_was_chosen(request, kept or {}),
    }
    return page(request, "profile/change.html", facts, status=429 if too_many else 200)

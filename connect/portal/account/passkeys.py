"""A person's own passkeys: add one, rename it, remove it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from connect.access.passkeys.registry import (
    MOST_PASSKEYS,
    NAME_LENGTH,
    OwnPasskey,
    add_passkey,
    challenge_to_add,
    passkeys_of,
    remove_passkey,
    rename_passkey,
)
from connect.access.reauthentication import NotConfirmed
from connect.design.forms import PageForm
from connect.lib.doors import Door
from connect.portal.account.reauthentication import freshly_confirmed, redirect_to_confirm
from connect.portal.frame.wording import day_at_agency
from connect.web import passkey_challenge
from connect.web.caller import caller_of
from connect.web.language_switch import retyped
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.saved_input import Typed, saves_input, typed
from connect.web.signed_in import SignedInRequest, signed_in


class NameForm(PageForm):
    """The name of a passkey."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("So you can recognize it, such as “My phone”."),
        error_messages={
            "required": _("Enter a name."),
            "max_length": _("Enter a shorter name. It can have up to 60 characters."),
            "null_characters_not_allowed": _("Enter a name."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@signed_in
def passkey_list(request: SignedInRequest) -> HttpResponse:
    """The list of passkeys, and what a passkey is."""
    rows = [_row(key, request.viewer.language) for key in passkeys_of(request.visit)]
    return page(request, "account/passkeys.html", {"rows": rows, "most": MOST_PASSKEYS})


@signed_in
@require_safe
def creation_options(request: SignedInRequest) -> HttpResponse:
    """The options for making a new passkey; 403 for anyone who has not just confirmed who they are."""
    try:
        return passkey_challenge.ask(challenge_to_add(request.visit, now=timezone.now()))
    except NotConfirmed:
        return HttpResponse(status=403)


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@saves_input("name")
@freshly_confirmed
def new_passkey(request: SignedInRequest) -> HttpResponse:
    """GET: the name and the button. POST: adds the passkey, or shows the form again."""
    form, kept = _name_form(request, caller_of(request).browser)
    if form.is_valid():
        sealed, answer = passkey_challenge.brought(request)
        name = form.cleaned_data["name"]
        try:
            if add_passkey(request.visit, sealed=sealed, answer=answer, name=name, door=Door.WEB, now=timezone.now()):
                messages.success(request, gettext("You added a passkey. You can sign in with it from now on."))
                return acted(passkey_challenge.done(redirect("passkeys")))
        except NotConfirmed:
            return redirect_to_confirm(request.path)
        form.add_error(None, gettext("The passkey was not added. Try again, or use another device."))
    context = {"form": form, "kept": kept, "retyped": retyped(request)}
    return page(request, "account/passkey_add.html", context)


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@saves_input("name")
def edit_passkey(request: SignedInRequest, public_id: str) -> HttpResponse:
    """One passkey: rename it or remove it. Another person's is a 404."""
    key = next((key for key in passkeys_of(request.visit) if key.public_id == public_id), None)
    if key is None:
        raise Http404
    if request.method == "POST" and "remove" in request.POST:
        return _removed(request, public_id)
    form, kept = _name_form(request, key.name)
    if form.is_valid():
        name = form.cleaned_data["name"]
        if rename_passkey(request.visit, public_id, name, door=Door.WEB, now=timezone.now()):
            messages.success(request, gettext("You renamed the passkey."))
            return acted(redirect("passkeys"))
        form.add_error("name", gettext("Enter a name."))
    context = {"form": form, "kept": kept, "retyped": retyped(request), "row": _row(key, request.viewer.language)}
    return page(request, "account/passkey.html", context)


def _name_form(request: SignedInRequest, name: str) -> tuple[NameForm, Typed]:
    """The form, filled with the saved name (connect.web.saved_input) if there is one, else with `name`."""
    if request.method == "POST":
        return NameForm(request.POST), {}
    kept = typed(request)
    return NameForm(initial={"name": name} | kept | retyped(request)), kept


def _removed(request: SignedInRequest, public_id: str) -> HttpResponse:
    try:
        remove_passkey(request.visit, public_id, door=Door.WEB, now=timezone.now())
    except NotConfirmed:
        return redirect_to_confirm(request.path)
    messages.success(request, gettext("You removed the passkey. You can no longer sign in with it."))
    return acted(redirect("passkeys"))


def _row(key: OwnPasskey, language: str) -> dict[str, str]:
    return {
        "public_id": key.public_id,
        "name": key.name,
        "made": day_at_agency(key.made_at, language),
        "used": day_at_agency(key.used_at, language) if key.used_at else "",
    }

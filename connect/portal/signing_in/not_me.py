""" "This was not me": the link of a mail, or the code of a letter, undoes a change within ten days."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.access import gate
from connect.access.not_me import Undone, say_not_me, ways_left
from connect.design.forms import PageForm
from connect.lib.doors import Door
from connect.portal.frame.fields import FORGET_WHEN_SENT
from connect.portal.frame.wording import day_at_agency
from connect.web.caller import caller_of
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once


class NotMeForm(PageForm):
    """The code of the letter or mail; the link of a mail fills it in."""

    code = forms.CharField(
        label=_("Code"),
        max_length=100,
        help_text=_(
            "You will find it in our letter or email, after “If it was not you.” "
            "You can type it with or without dashes and spaces."
        ),
        error_messages=dict.fromkeys(("required", "max_length"), _("Enter the code from our letter or email.")),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"} | FORGET_WHEN_SENT
        ),
    )


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
def undo_change(request: HttpRequest, code: str = "") -> HttpResponse:
    """GET shows what will happen and a button, because mail programs open links by themselves; POST does it."""
    form = NotMeForm(request.POST if request.method == "POST" else None, initial={"code": code})
    if form.is_valid():
        gate.admit_network(caller_of(request), timezone.now(), asks="not me")
        undone = say_not_me(form.cleaned_data["code"], door=Door.WEB, now=timezone.now())
        if undone:
            return acted(_done(request, undone, form.cleaned_data["code"]))
        form.add_error(
            "code", gettext("This code does not work. It may have been used already, or it may have expired.")
        )
    return page(request, "signing_in/not_me/not_me.html", {"form": form, "linked": bool(code)})


def _done(request: HttpRequest, undone: Undone, code: str) -> HttpResponse:
    """What was undone, and the days on which the passkeys were made that still sign in. Never their names: someone else
    may hold the code."""
    language = get_language() or settings.LANGUAGE_CODE
    days = [day_at_agency(moment, language) for moment in ways_left(code)]
    return page(request, "signing_in/not_me/done.html", {"undone": undone.name, "passkeys": days})

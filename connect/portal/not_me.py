""" "This was not me": the link of a mail, or the code of a letter, undoes a change within ten days."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from connect.access import disavowals, gate
from connect.access.pins import Busy
from connect.web import errors
from connect.web.caller import caller_of
from connect.web.page import page


class NotMeForm(forms.Form):
    """The code of the letter or mail; a link brings it along."""

    use_required_attribute = False

    code = forms.CharField(
        label=_("Code"),
        max_length=100,
        help_text=_("It is in our letter or email, next to “This was not me”. Dashes and spaces do not matter."),
        error_messages=dict.fromkeys(("required", "max_length"), _("Enter the code from our letter or email.")),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


def not_me(request: HttpRequest, code: str = "") -> HttpResponse:
    """GET shows what will happen and a button, so that a mail program that opens links does nothing; POST does it."""
    form = NotMeForm(request.POST if request.method == "POST" else None, initial={"code": code})
    if form.is_valid():
        try:
            gate.admit_network(caller_of(request), timezone.now(), asks="not me")
            undone = disavowals.say_not_me(form.cleaned_data["code"], door="web")
        except (Busy, gate.Closed):
            return errors.too_many(request)
        if undone:
            return page(request, "portal/not_me/done.html", {"undone": undone.name})
        form.add_error("code", gettext("This code does not work. It may have been used, or be too old."))
    return page(request, "portal/not_me/not_me.html", {"form": form, "linked": bool(code)})

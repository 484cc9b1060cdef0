"""What the forms of messages have in common."""

import secrets
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from connect.contact.kinds import LONGEST_TEXT
from connect.contact.rules import form_key_of, plain_text
from connect.web.language_switch import retyped

FORM_KEY_FIELD = "form_key"


class LongText(forms.CharField):
    """A text of several lines, without characters that do something to what stands beside them."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return plain_text(typed) if isinstance(typed, str) else typed


def message_text_field(label: Any) -> LongText:
    return LongText(
        label=label,
        max_length=LONGEST_TEXT,
        help_text=_("Up to 5,000 characters."),
        error_messages={
            "required": _("Write your message."),
            "max_length": _("Your message is too long. Shorten it to 5,000 characters, or send it in two messages."),
        },
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "data-forget": "left"}),
    )


def form_key(request: HttpRequest, kept: str = "") -> str:
    """The key of the form on this page: the one it came with, else `kept`, that of a draft, else a new one."""
    brought = request.POST.get(FORM_KEY_FIELD, "") or str(retyped(request).get(FORM_KEY_FIELD, ""))
    return form_key_of(brought) or kept or secrets.token_urlsafe(16)

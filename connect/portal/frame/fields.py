"""Fields that more than one form has."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# portal.js empties a secret when the form is sent (a PasswordInput always is one), and both kinds of field when the
# person leaves the page. No browser keeps a page with such a field (connect.web.page).
FORGET_WHEN_SENT: dict[str, Any] = {"data-forget": "sent"}


def personal_attributes(autocomplete: str) -> dict[str, Any]:
    """Attributes of a field for a number or a name.

    Without scripts only `autocomplete="off"` keeps a browser from filling the field in again after Back; where scripts
    run, portal.js empties it and sets what the field is for (WCAG 1.3.5)."""
    return {"autocomplete": "off", "data-autocomplete": autocomplete, "data-forget": "left", "spellcheck": "false"}


class Unrepeated(forms.TextInput):
    """The widget of a SentOnce field. It has its own class so that its text is never saved for later."""


class SentOnce(forms.CharField):
    """A text that is never filled in again after it was sent: it opens an account, and the device may be shared."""

    widget = Unrepeated

    def bound_data(self, data: object, initial: object) -> None:
        return None


def participant_id_field(
    kind: type[forms.CharField] = forms.CharField, autocomplete: str = "username"
) -> forms.CharField:
    """Ten digits, with or without spaces and dashes (S002 L38). The sign-in itself refuses what cannot be an ID."""
    attributes = {"inputmode": "numeric"} | personal_attributes(autocomplete)
    return kind(
        label=_("Participant ID"),
        max_length=100,
        error_messages={
            "required": _("Enter your Participant ID."),
            "max_length": _("Enter your Participant ID. It has 10 digits."),
        },
        widget=kind.widget(attrs=attributes),
    )

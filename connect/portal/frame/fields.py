"""Fields that more than one form has."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from connect.lib.digits import could_be_ssn

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


class ParticipantIdField(forms.CharField):
    """A Participant ID as typed. The answer to its own form has it once more; a Social Security number never.

    `repeats`: False where the number opens an account by itself or with a PIN and is no Participant ID.
    """

    repeats = True

    def bound_data(self, data: object, initial: object) -> object:
        return data if self.repeats and not could_be_ssn(str(data or "")) else None


def participant_id_field(autocomplete: str = "username") -> ParticipantIdField:
    """Ten digits, with or without spaces and dashes (S002 L38). The sign-in itself refuses what cannot be an ID."""
    return ParticipantIdField(
        label=_("Participant ID"),
        max_length=100,
        error_messages={
            "required": _("Enter your Participant ID."),
            "max_length": _("Enter your Participant ID. It has 10 digits."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"} | personal_attributes(autocomplete)),
    )

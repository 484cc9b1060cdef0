"""Fields that more than one form has."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# What portal.js empties: a secret when it is sent (a PasswordInput is one by itself), and both when the page goes.
# A page with either is kept by no browser (connect.web.page).
FORGET_WHEN_SENT: dict[str, Any] = {"data-forget": "sent"}


def personal_attributes(autocomplete: str) -> dict[str, Any]:
    """Attributes of a field for a number or a name. Only `autocomplete="off"` keeps a browser from filling it in again
    after Back where no script empties it; where scripts run, portal.js says what the field is for (WCAG 1.3.5)."""
    return {"autocomplete": "off", "data-autocomplete": autocomplete, "data-forget": "left", "spellcheck": "false"}


class Unrepeated(forms.TextInput):
    """The box of a SentOnce field. A kind of its own, so that what is typed into it is never kept for later."""


class SentOnce(forms.CharField):
    """A text that never comes back filled in once it was sent: it opens a case, and the device may be shared."""

    widget = Unrepeated

    def bound_data(self, data: object, initial: object) -> None:
        return None


def participant_id_field(
    kind: type[forms.CharField] = forms.CharField, autocomplete: str = "username"
) -> forms.CharField:
    """Ten digits, spaces and dashes forgiven (S002 L38); what cannot be one is judged where PINs are."""
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

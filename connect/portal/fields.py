"""Fields that more than one form has."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Unrepeated(forms.TextInput):
    """A text field that never comes back filled in: the number opens a case, and the device may be shared."""

    def format_value(self, value: object) -> None:
        return None


def participant_id_field(widget: forms.TextInput, autocomplete: str = "username") -> forms.CharField:
    """Ten digits, spaces and dashes forgiven (S002 L38); what cannot be one is judged where PINs are."""
    widget.attrs |= {"inputmode": "numeric", "autocomplete": autocomplete, "spellcheck": "false"}
    return forms.CharField(
        label=_("Participant ID"),
        max_length=100,
        error_messages={
            "required": _("Enter your Participant ID."),
            "max_length": _("Enter your Participant ID. It has 10 digits."),
        },
        widget=widget,
    )

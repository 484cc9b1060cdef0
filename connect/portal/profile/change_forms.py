"""The forms of changes: an address in the United States, one elsewhere, and every other kind."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from connect.contact.change_kinds import CHANGE_KINDS, MAILING, NEW_NAME, RESIDENCE
from connect.contact.kinds import SubmissionKind
from connect.contact.receiving import Answers
from connect.design.forms import PageForm
from connect.lib.postal_addresses import country_choices, doubts_about, state_choices
from connect.portal.files.fields import file_field
from connect.portal.messages.fields import LongText
from connect.portal.requests.question_fields import named_question_field
from connect.web.uploads import FILE_FIELD

ADDRESS_KINDS = (MAILING.name, RESIDENCE.name)
CHANGE_FIELDS = tuple(dict.fromkeys(each.name for kind in CHANGE_KINDS.values() for each in kind.questions))
_HOME_COUNTRY = country_choices("en")[0][0]
_TYPED = {"data-forget": "left"}


def _line(
    label: Any, longest: int, wrong: Any, autocomplete: str, *, required: bool = True, hint: Any = ""
) -> LongText:
    errors = dict.fromkeys(("required", "null_characters_not_allowed"), wrong)
    errors["max_length"] = _("This line is too long. Enter %(limit_value)s characters at most.")
    widget = forms.TextInput({"autocomplete": autocomplete} | _TYPED)
    return LongText(
        label=label, max_length=longest, required=required, help_text=hint, error_messages=errors, widget=widget
    )


class HomeAddressForm(PageForm):
    """An address in the United States, its territories, or of its armed forces."""

    street = _line(_("Street address or P.O. Box"), 100, _("Enter the street address or P.O. Box."), "address-line1")
    unit = _line(_("Apartment, suite or unit (optional)"), 100, "", "address-line2", required=False)
    city = _line(_("City"), 60, _("Enter the city."), "address-level2", hint=_("Or APO, FPO or DPO."))
    state = forms.ChoiceField(
        label=_("State, territory or armed forces"),
        choices=lambda: [("", _("Choose one")), *state_choices()],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose the state.")),
        widget=forms.Select({"autocomplete": "address-level1"}),
    )
    zip = _line(_("ZIP Code"), 12, _("Enter the ZIP Code."), "postal-code")

    def answers(self) -> Answers:
        return {"country": _HOME_COUNTRY, **self.cleaned_data}


class AddressAbroadForm(PageForm):
    """An address in another country."""

    country = forms.ChoiceField(
        label=_("Country"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose the country.")),
        widget=forms.Select({"autocomplete": "country"}),
    )
    street = _line(_("Street address"), 100, _("Enter the street address."), "address-line1")
    unit = _line(_("Second line (optional)"), 100, "", "address-line2", required=False)
    city = _line(_("City or town"), 60, _("Enter the city or town."), "address-level2")
    state = _line(_("State, province or region (optional)"), 60, "", "address-level1", required=False)
    zip = _line(_("Postal code (optional)"), 12, "", "postal-code", required=False)

    def __init__(self, *args: Any, language: str = "en", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
        field.choices = [("", _("Choose one")), *country_choices(language)[1:]]

    def answers(self) -> Answers:
        return self.cleaned_data


class ChangeForm(PageForm):
    """The questions of a kind, all on one page."""

    def __init__(self, *args: Any, kind: SubmissionKind | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for question in kind.questions if kind else ():
            self.fields[question.name] = named_question_field(question)
        if kind and kind.files:
            self.fields[FILE_FIELD] = file_field(kind.files, _("PDF, JPEG, PNG or HEIC, up to 10 MB."))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.kind is NEW_NAME and not said.get("first") and not said.get("last"):
            self.add_error("last", _("Enter the name as it should be."))
        return said

    def answers(self) -> Answers:
        return {name: _as_text(value) for name, value in self.cleaned_data.items() if name != FILE_FIELD}


type AnyChangeForm = HomeAddressForm | AddressAbroadForm | ChangeForm


def _as_text(value: Any) -> str:
    return str(value.isoformat() if hasattr(value, "isoformat") else value or "")


def doubts_in_words(answers: Answers) -> list[str]:
    """Questions about an address that does not have the form of its country. Its owner may know better."""
    said = {
        "zip": _("The ZIP or postal code does not look right for this place."),
        "state": _("The state, province or region does not look right for this country."),
        "city": _("The city does not look right for this country."),
        "street": _("Something about this address does not look right for this country."),
    }
    found = doubts_about(
        country=answers["country"],
        street=answers["street"],
        city=answers["city"],
        state=answers["state"],
        postal_code=answers["zip"],
    )
    return [str(sentence) for part, sentence in said.items() if part in found]

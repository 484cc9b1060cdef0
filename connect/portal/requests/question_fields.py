"""The field of a question, with our own words for what is wrong."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from connect.contact.kinds import AnswerForm, Question
from connect.lib.mailable import can_be_mailed
from connect.lib.phones import phone_as_kept, phone_in_words
from connect.lib.postal_addresses import country_choices
from connect.portal.frame.clock import today
from connect.portal.messages.fields import LongText

CHOOSE = dict.fromkeys(("required", "invalid_choice"), _("Choose one of the answers."))
_TYPED = {"autocomplete": "off", "data-forget": "left"}  # no browser keeps it


def common_of(question: Question) -> dict[str, Any]:
    """What every field of the question takes."""
    return {"label": question.label, "help_text": question.hint, "required": question.required}


def named_question_field(question: Question) -> forms.Field:
    """The field of a question that stands beside others: what is wrong begins with its label."""
    field = question_field(question)
    field.error_messages = {code: _named(question.label, said) for code, said in field.error_messages.items()}
    return field


def _with_name(label: object, said: object) -> str:
    """'Name of the employer: Enter your answer.'; a question needs no colon."""
    name = re.sub(r"\s*\([^)]*\)$", "", str(label))
    return f"{name} {said}" if name.endswith("?") else f"{name}: {said}"


_named = lazy(_with_name, str)


def question_field(question: Question) -> forms.Field:
    """The field of a question that needs nothing of the person's own."""
    common = common_of(question)
    if question.choices:
        choices = question.choices.choices
        return forms.ChoiceField(**common, choices=choices, widget=forms.RadioSelect, error_messages=CHOOSE)
    if question.form is AnswerForm.DAY:
        return DayField(**common)
    if question.form is AnswerForm.PHONE:
        return PhoneField(**common, max_length=question.longest)
    if question.form is AnswerForm.EMAIL:
        return EmailAddressField(**common, max_length=question.longest)
    if question.form is AnswerForm.COUNTRY:
        return forms.ChoiceField(**common, choices=_countries, error_messages=CHOOSE)
    return _text_field(question, common)


def _countries() -> list[tuple[str, str]]:
    return list(country_choices((get_language() or "en")[:2]))


class DayField(forms.DateField):
    """A day that has come, typed: a browser's own picker stops the keyboard in places that it does not mark."""

    def __init__(self, **common: Any) -> None:
        common["help_text"] = format_lazy("{} {}", common["help_text"], _("Month/day/year, for example 11/20/2026."))
        wrong = _("Enter a day that has come, such as 11/20/2026.")
        super().__init__(
            **common,
            input_formats=["%m/%d/%Y", "%Y-%m-%d"],
            error_messages={"required": _("Enter the day."), "invalid": wrong},
            widget=forms.DateInput(attrs=_TYPED, format="%m/%d/%Y"),
        )

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        if (day and not 1950 <= day.year <= today().year) or (day and day > today()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class PhoneField(forms.CharField):
    """A phone number, kept in E.164."""

    def __init__(self, **common: Any) -> None:
        wrong = _("Enter a phone number with its area code, such as 559-555-0102.")
        codes = ("required", "invalid", "max_length", "null_characters_not_allowed")
        widget = forms.TextInput({"type": "tel", "autocomplete": "tel", "data-forget": "left"})
        super().__init__(**common, error_messages=dict.fromkeys(codes, wrong), widget=widget)

    def prepare_value(self, value: Any) -> Any:
        return phone_in_words(value) if isinstance(value, str) and value.startswith("+") else value

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        kept = phone_as_kept(typed) if typed else ""
        if typed and not kept:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return kept


class EmailAddressField(forms.CharField):
    """An email address to which our mail can go at all."""

    def __init__(self, **common: Any) -> None:
        wrong = _("Enter an email address in the form name@example.com.")
        codes = ("required", "invalid", "max_length", "null_characters_not_allowed")
        attributes = {"type": "email", "autocomplete": "email", "spellcheck": "false", "data-forget": "left"}
        super().__init__(**common, error_messages=dict.fromkeys(codes, wrong), widget=forms.TextInput(attributes))

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if typed and not can_be_mailed(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return typed


def _text_field(question: Question, common: dict[str, Any]) -> forms.Field:
    errors = {
        "required": _("Enter your answer."),
        "max_length": _("Your answer is too long. Enter %(limit_value)s characters at most."),
        "null_characters_not_allowed": _("Enter your answer."),
    }
    if question.form is AnswerForm.LINES:
        widget: forms.Widget = forms.Textarea({"rows": 8} | _TYPED)
        return LongText(**common, max_length=question.longest, error_messages=errors, widget=widget)
    return LongText(**common, max_length=question.longest, error_messages=errors, widget=forms.TextInput(_TYPED))

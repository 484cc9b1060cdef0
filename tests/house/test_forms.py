"""What a form says when something is wrong is always ours: it names the field and what to do (frontend, "Traps")."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django import forms
from django.core import validators
from django.utils.functional import Promise

import connect

# What people, and machines, send instead of an answer.
GARBAGE = ("", "x" * 10_000, "nonsense", "-1", "2026-13-45", "99999999999999999999", "a@b", "ñ ' < \" &")


def stock_messages() -> list[str | Promise]:
    """Every message that Django's own fields, forms and validators bring along."""
    found: list[str | Promise] = []
    for module in (forms.fields, forms.models, forms.formsets, validators):
        for _, kind in inspect.getmembers(module, inspect.isclass):
            found += getattr(kind, "default_error_messages", {}).values()
            if isinstance(message := getattr(kind, "message", None), str | Promise):
                found.append(message)
    return found


def our_forms() -> list[type[forms.BaseForm]]:
    for module in pkgutil.walk_packages(connect.__path__, "connect."):
        if not re.search(r"\.(migrations|management|wsgi)\b", module.name):
            importlib.import_module(module.name)
    return sorted(_ours_below(forms.BaseForm), key=lambda form: (form.__module__, form.__qualname__))


def _ours_below(base: type) -> Iterator[type[forms.BaseForm]]:
    for form in base.__subclasses__():
        if form.__module__.startswith("connect."):
            yield form
        yield from _ours_below(form)


def stock_answers(form: type[forms.BaseForm]) -> set[str]:
    """The fields and codes for which `form`, left empty or filled with garbage, answers in Django's words."""
    stock = {id(message) for message in stock_messages()}  # the very objects: a plural cannot be compared as text
    found = set()
    for garbage in GARBAGE:
        answers = form(data=dict.fromkeys(form.base_fields, garbage)).errors.as_data()
        for field, errors in answers.items():
            found |= {f"{field}: {error.code}" for error in errors if id(error.message) in stock}
    return found


@pytest.mark.parametrize("form", our_forms(), ids=lambda form: f"{form.__module__}.{form.__qualname__}")
def test_no_default_message_is_left(form):
    assert stock_answers(form) == set()


def test_a_default_message_would_be_found():
    class Bad(forms.Form):
        name = forms.CharField(max_length=10, error_messages={"required": "Enter your name."})
        day = forms.DateField(error_messages={"required": "Enter the day."})

    assert stock_answers(Bad) == {"name: max_length", "day: invalid"}

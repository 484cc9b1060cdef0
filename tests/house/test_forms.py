"""What a form says when something is wrong is always ours: it names the field and what to do (frontend, "Traps")."""

import importlib
import inspect

import pytest
from django import forms
from django.core import validators
from django.utils.functional import Promise

from connect.design.forms import PageForm
from connect.portal.account import passkeys
from tests.house.forms import our_forms, typed_into

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


def stock_answers(form: type[forms.BaseForm]) -> set[str]:
    """The fields and codes for which `form`, left empty or filled with garbage, answers in Django's words."""
    stock = {id(message) for message in stock_messages()}  # the very objects: a plural cannot be compared as text
    found = set()
    for garbage in GARBAGE:
        answers = form(data=dict.fromkeys(form.base_fields, garbage)).errors.as_data()
        for field, errors in answers.items():
            found |= {f"{field}: {error.code}" for error in errors if id(error.message) in stock}
    return found


def test_every_form_has_the_one_base():
    assert [form for form in our_forms() if not issubclass(form, PageForm)] == []


@pytest.mark.parametrize("form", our_forms(), ids=lambda form: f"{form.__module__}.{form.__qualname__}")
def test_no_default_message_is_left(form):
    assert stock_answers(form) == set()


def not_kept(module: object) -> set[str]:
    """What is typed on pages behind sign-in of `module` and would be lost with the visit."""
    views = [view for view in vars(module).values() if getattr(view, "behind_sign_in", False)]
    mine = [form for form in our_forms() if form.__module__ == module.__name__]
    kept = {name for view in vars(module).values() for name in getattr(view, "keeps", ())}
    return {name for form in mine for name in typed_into(form)} - kept if views else set()


@pytest.mark.parametrize("name", sorted({form.__module__ for form in our_forms()}))
def test_what_is_typed_behind_sign_in_waits_for_the_next_visit(name):
    assert not_kept(importlib.import_module(name)) == set()


def test_a_form_that_forgets_would_be_found(monkeypatch):
    monkeypatch.delattr(passkeys.new_passkey, "keeps")
    monkeypatch.delattr(passkeys.edit_passkey, "keeps")
    assert not_kept(passkeys) == {"name"}


def test_a_default_message_would_be_found():
    class Bad(forms.Form):
        name = forms.CharField(max_length=10, error_messages={"required": "Enter your name."})
        day = forms.DateField(error_messages={"required": "Enter the day."})

    assert stock_answers(Bad) == {"name: max_length", "day: invalid"}

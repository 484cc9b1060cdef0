"""Every field of every model says whether it is personal, and what is sealed says with which keys."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from connect.lib.personal import Keys, is_personal, personal, plain, sealed, sealed_columns, sealed_with

OURS = [model for model in apps.get_models() if model.__module__.startswith("connect.")]


def undeclared(model: type[models.Model]) -> list[str]:
    """What `model` does not say of its columns; a counter `id` needs no word, and a composite key has no column."""
    fields = [field for field in model._meta.get_fields() if not _is_counter(field) and not _is_composite(field)]
    return [f"{field.name} is neither personal nor plain" for field in fields if is_personal(field) is None]


def _is_counter(field: Any) -> bool:
    return isinstance(field, models.AutoField)


def _is_composite(field: Any) -> bool:
    return isinstance(field, models.CompositePrimaryKey)


def unsaid(model: type[models.Model]) -> list[str]:
    """Columns whose name says that their text is sealed, and which are not marked with what seals them."""
    named = [field for field in model._meta.local_fields if field.name.rpartition("_")[2] == "sealed"]
    return [f"{model._meta.label_lower}.{field.name}" for field in named if sealed_with(field) is None]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_declared_personal_or_plain(model):
    assert undeclared(model) == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_sealed_column_says_with_which_keys(model):
    assert unsaid(model) == []


def test_each_sealed_column_is_sealed_anew_or_says_why_not():
    found = {
        f"{model._meta.label_lower}.{field.name}": sealed_with(field)
        for model in OURS
        for field in model._meta.local_fields
        if sealed_with(field)
    }
    assert found == {
        "access.savedanswer.sealed": Keys.READER,
        "access.visit.session_data": Keys.FIELD,
        "cases.participant.ssn_sealed": Keys.FIELD,
        "contact.message.name_sealed": Keys.FIELD,
        "contact.message.text_sealed": Keys.FIELD,
        "contact.submission.reason_sealed": Keys.FIELD,
        "contact.submission.values_sealed": Keys.FIELD,
        "contact.submittedfile.key_sealed": Keys.FIELD,
        "contact.submittedfile.name_sealed": Keys.FIELD,
        "notices.outboxmessage.sealed": Keys.OUTBOX,
    }
    assert {column.name for column in sealed_columns()} == {name for name, keys in found.items() if keys is Keys.FIELD}


@isolate_apps("connect.cases")
def test_a_field_that_nobody_declared_would_be_found():
    class Someone(models.Model):
        name = models.TextField()
        born = personal(models.DateField())
        note_sealed = personal(models.TextField())

        class Meta:
            app_label = "cases"

    assert undeclared(Someone) == ["name is neither personal nor plain"]
    assert unsaid(Someone) == ["cases.someone.note_sealed"]


@pytest.mark.parametrize("again", [personal, plain, lambda field: sealed(field, Keys.FIELD)])
def test_a_field_that_is_declared_twice_is_refused(again):
    with pytest.raises(TypeError):
        again(plain(models.DateField()))

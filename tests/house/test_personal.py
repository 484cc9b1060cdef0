"""Every field of every model says whether it is personal (house habit 15)."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from connect.lib.personal import Declared

OURS = [model for model in apps.get_models() if model.__module__.startswith("connect.")]


def undeclared(model: type[models.Model]) -> list[str]:
    """What `model` does not say, says twice, or says of a field it does not have; a counter `id` needs no word."""
    if not issubclass(model, Declared):
        return ["is not Declared"]
    fields = {field.name for field in model._meta.get_fields() if not _is_counter(field)}
    said = [name for name in (*model.PERSONAL, *model.PLAIN) if name != "id"]
    wrong = [f"{name} is neither PERSONAL nor PLAIN" for name in sorted(fields - {"id"} - set(said))]
    wrong += [f"{name} is declared, and no field" for name in sorted(set(said) - fields)]
    return wrong + [f"{name} is declared twice" for name in sorted({name for name in said if said.count(name) > 1})]


def _is_counter(field: Any) -> bool:
    return isinstance(field, models.AutoField)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_declared_personal_or_plain(model):
    assert undeclared(model) == []


@isolate_apps("connect.cases")
def test_a_field_that_nobody_declared_would_be_found():
    class Someone(Declared, models.Model):
        name = models.TextField()
        born = models.DateField()

        PERSONAL = ("born", "height")
        PLAIN = ("born",)

        class Meta:
            app_label = "cases"

    assert undeclared(Someone) == [
        "name is neither PERSONAL nor PLAIN",
        "height is declared, and no field",
        "born is declared twice",
    ]

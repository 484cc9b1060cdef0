"""Every form of ours, and the fields into which people type."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

from django import forms

import connect


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


def typed_into(form: type[forms.BaseForm]) -> set[str]:
    """The fields of `form` that hold words of a person: no choices, and nothing that a browser hides."""
    fields = form.base_fields.items()
    return {name for name, field in fields if type(field.widget) in (forms.TextInput, forms.Textarea, forms.EmailInput)}

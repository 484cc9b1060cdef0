"""What a column holds: each field says so where it is defined, and a house test finds one that does not.

    name = personal(models.CharField(max_length=60))
    made_at = plain(models.DateTimeField())
    ssn_sealed = sealed(models.TextField(blank=True), Keys.FIELD, index="ssn_index")

Personal may never stand in a log, an address or a demo copy; plain may. A composite primary key needs no word: each of
its columns has one.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import models


class Keys(Enum):
    """What seals a column, and how it comes under a newer key."""

    FIELD = "settings.FIELD_KEYS; `manage.py keys rotate` seals it anew"
    OUTBOX = "settings.OUTBOX_KEYS; a message is finished within weeks, and holds nothing then"
    READER = "what its reader alone can say; it ends within minutes"


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of Fernet tokens under FIELD_KEYS; '' is no text. `index`: the column with its blind index, or ''."""

    model: type[models.Model]
    column: str
    index: str = ""

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.column}"


def personal[F: models.Field[Any, Any]](field: F) -> F:
    """Mark `field` as one that tells something of a person. Raises TypeError for one that is marked already."""
    return _marked(field, personal=True)


def plain[F: models.Field[Any, Any]](field: F) -> F:
    """Mark `field` as one that tells nothing of a person. Raises TypeError for one that is marked already."""
    return _marked(field, personal=False)


def sealed[F: models.Field[Any, Any]](field: F, keys: Keys, *, index: str = "") -> F:
    """Mark `field` as personal, and as text sealed with `keys` (connect.lib.sealed). `index`: the name of the field
    with the blind index of what is inside."""
    field.sealed_with, field.blind_index = keys, index  # type: ignore[attr-defined]  # marks of ours
    return personal(field)


def is_personal(field: object) -> bool | None:
    """How `field` was marked; None for one that was not."""
    return getattr(field, "personal", None)


def sealed_with(field: object) -> Keys | None:
    """The keys that seal `field`; None for one that is not sealed."""
    return getattr(field, "sealed_with", None)


def sealed_columns() -> list[SealedColumn]:
    """Every column of every room that is sealed with FIELD_KEYS, by name."""
    found = [
        SealedColumn(model, field.name, getattr(field, "blind_index", ""))
        for model in apps.get_models()
        for field in model._meta.local_fields
        if sealed_with(field) is Keys.FIELD
    ]
    return sorted(found, key=lambda column: column.name)


def _marked[F: models.Field[Any, Any]](field: F, *, personal: bool) -> F:
    if is_personal(field) is not None:
        raise TypeError("a field is marked once, as personal or as plain")
    field.personal = personal  # type: ignore[attr-defined]  # a mark of ours
    return field

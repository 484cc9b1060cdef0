"""The registry of retention rules and sealed columns. Each room declares those of its tables in its `retention.py`.

A table takes one line. `manage.py retention` applies the rules; `manage.py keys` reseals the columns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import models, transaction
from django.utils.module_loading import autodiscover_modules

from connect.lib.agency import Retention

type Batch = Callable[[datetime, Retention, int], int]
type Old = Callable[[datetime, Retention], models.Q]

_RULES: dict[str, Batch] = {}
_SEALED: dict[str, "Sealed"] = {}


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column of Fernet tokens. `index`: the column with the blind index of the sealed text, '' for none."""

    model: type[models.Model]
    column: str
    index: str = ""

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.column}"


def retain(name: str, batch: Batch) -> None:
    """Register a rule. `batch(now, retention, limit)` removes about `limit` old items in its own transaction.

    It returns how many it removed, 0 when none is left, and may be killed and run again at any time.
    """
    _RULES[name] = batch


def retain_rows(name: str, model: type[models.Model], old: Old) -> None:
    """Register a rule that removes the rows of `model` that match `old(now, retention)`.

    retain_rows("visits", Visit, lambda now, periods: Q(expire_date__lt=now - timedelta(days=periods.sessions_days)))
    """

    def batch(now: datetime, periods: Retention, limit: int) -> int:
        with transaction.atomic():
            rows = model._default_manager
            keys = list(rows.filter(old(now, periods)).order_by("pk").values_list("pk", flat=True)[:limit])
            # The condition is repeated because a row may have been renewed since it was selected.
            return rows.filter(old(now, periods), pk__in=keys).delete()[0] if keys else 0

    retain(name, batch)


def seals(model: type[models.Model], column: str, *, index: str = "") -> None:
    """Register `column` of `model` as text sealed with FIELD_KEYS (connect.lib.sealed); '' means no text."""
    sealed = Sealed(model, column, index)
    _SEALED[sealed.name] = sealed


def rules() -> dict[str, Batch]:
    """Return every rule of every room by name."""
    autodiscover_modules("retention")
    return dict(_RULES)


def sealed_columns() -> list[Sealed]:
    """Return every sealed column of every room."""
    autodiscover_modules("retention")
    return [_SEALED[name] for name in sorted(_SEALED)]


def months_before(day: date, months: int) -> date:
    """Return the day `months` earlier, or the last of that month: six months before August 31 is February 28 or 29."""
    return day - relativedelta(months=months)

"""How long rows are kept, and what is sealed: each room says so for its own tables in its file `retention.py`.

One line a table. `manage.py retention` (connect.audit) runs the rules; `manage.py keys` (connect.feed) reseals.
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
    """A column of Fernet tokens. `index`: the column of the blind index of what is inside, '' for none."""

    model: type[models.Model]
    column: str
    index: str = ""

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.column}"


def retain(name: str, batch: Batch) -> None:
    """A rule: `batch(now, retention, limit)` removes about `limit` old things in a transaction of its own and returns
    how many it removed; 0 when nothing is left to remove. It may be killed and run again at any time."""
    _RULES[name] = batch


def retain_rows(name: str, model: type[models.Model], old: Old) -> None:
    """A rule: the rows of `model` for which `old(now, retention)` holds leave.

    keeps_rows("sessions", Session, lambda now, kept: Q(expire_date__lt=now - timedelta(days=kept.sessions_days)))
    """

    def batch(now: datetime, kept: Retention, limit: int) -> int:
        with transaction.atomic():
            rows = model._default_manager
            keys = list(rows.filter(old(now, kept)).order_by("pk").values_list("pk", flat=True)[:limit])
            # Asked again: what was renewed in between stays.
            return rows.filter(old(now, kept), pk__in=keys).delete()[0] if keys else 0

    retain(name, batch)


def seals(model: type[models.Model], column: str, *, index: str = "") -> None:
    """`column` of `model` holds text sealed with FIELD_KEYS (connect.lib.sealed); '' is no text."""
    sealed = Sealed(model, column, index)
    _SEALED[sealed.name] = sealed


def rules() -> dict[str, Batch]:
    """Every rule of every room, by name."""
    autodiscover_modules("retention")
    return dict(_RULES)


def sealed_columns() -> list[Sealed]:
    """Every sealed column of every room."""
    autodiscover_modules("retention")
    return [_SEALED[name] for name in sorted(_SEALED)]


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier, or the last of that month: six months before August 31 is February 28 or 29."""
    return day - relativedelta(months=months)

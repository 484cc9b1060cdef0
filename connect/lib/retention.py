"""How long rows are kept: each room says so for its own tables in its file `retention.py`, one line a table.

`manage.py retention` runs the rules (connect.operation).
"""

from collections.abc import Callable
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import models, transaction
from django.utils.module_loading import autodiscover_modules

from connect.lib.agency import Retention

type Batch = Callable[[datetime, Retention, int], int]
type Old = Callable[[datetime, Retention], models.Q]

_RULES: dict[str, Batch] = {}


def retain(name: str, batch: Batch) -> None:
    """Register a rule. `batch(now, retention, limit)` removes about `limit` old items in its own transaction.

    It returns how many it removed, 0 when none is left, and may be killed and run again at any time.
    """
    _RULES[name] = batch


def retain_rows(name: str, model: type[models.Model], old: Old) -> None:
    """Register a rule that removes the rows of `model` that match `old(now, retention)`.

    retain_rows("visits", Visit, lambda now, kept: Q(expire_date__lt=now - timedelta(days=kept.sessions_days)))
    """

    def batch(now: datetime, periods: Retention, limit: int) -> int:
        with transaction.atomic():
            rows = model._default_manager
            keys = list(rows.filter(old(now, periods)).order_by("pk").values_list("pk", flat=True)[:limit])
            # The condition is repeated because a row may have been renewed since it was selected.
            return rows.filter(old(now, periods), pk__in=keys).delete()[0] if keys else 0

    retain(name, batch)


def _load_every_room() -> None:
    """Import each room's file of the same name as this one, where it says its rules."""
    autodiscover_modules(__name__.rpartition(".")[2])


def rules() -> dict[str, Batch]:
    """Every rule of every room, by name."""
    _load_every_room()
    return dict(_RULES)


def months_before(day: date, months: int) -> date:
    """Return the day `months` earlier, or the last of that month: six months before August 31 is February 28 or 29."""
    return day - relativedelta(months=months)

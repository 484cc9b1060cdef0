"""The job that keeps the retention table of the profile: every room's rules, in small batches, audited once a run."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib import retention

BATCH = 500

type Removed = dict[str, int]


def remove_what_is_old(now: datetime, *, ended: Callable[[], bool] = lambda: False, batch: int = BATCH) -> Removed:
    """Removes what is older than the profile keeps it; what was removed, by the name of the rule.

    Each batch is a transaction of its own, so that nobody waits long and a killed run has only less done. Between two
    batches `ended` is asked whether to stop. At the end one entry says what left.
    """
    removed: Removed = {}
    for name, rule in retention.rules().items():
        removed[name] = 0
        while not ended() and (count := rule(now, settings.AGENCY.retention, batch)):
            removed[name] += count
    counts: dict[str, Any] = {name: count for name, count in removed.items() if count}
    with transaction.atomic():
        audit.record(Act.OLD_RECORDS_REMOVED, by="retention", **counts)
    return removed

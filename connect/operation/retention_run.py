"""The retention job: every room's rules, in small batches, with one entry in the trail for each run."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib import retention

REMOVED_AT_ONCE = 500

type Removed = dict[str, int]


def remove_what_is_old(
    now: datetime, *, ended: Callable[[], bool] = lambda: False, batch: int = REMOVED_AT_ONCE
) -> Removed:
    """Remove what is older than the profile keeps it; how much, by the name of the rule.

    Each batch is its own transaction, so no one waits long and a killed run has only done less. Between two batches
    `ended` says whether to stop. At the end one entry in the trail says what left.
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

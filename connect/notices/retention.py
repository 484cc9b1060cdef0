"""How long the outbox remembers what has left. The secrets are gone long before: with the mail, or with its batch.

What waits, is unsure or unconfirmed stays, however old. A pruned `key` could be used again: the profile keeps rows
longer than any request lives.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from connect.lib.agency import Retention
from connect.lib.retention import retain_rows
from connect.notices.models import LetterBatch, OutboxMessage


def _old_batches(now: datetime, kept: Retention) -> Q:
    """Confirmed, and none of their letters is kept any more."""
    still = OutboxMessage.objects.filter(batch_id__isnull=False)
    return Q(confirmed_at__lt=now - timedelta(days=kept.outbox_days)) & ~Q(pk__in=still.values("batch_id"))


retain_rows(
    "mail and letters", OutboxMessage, lambda now, kept: Q(finished_at__lt=now - timedelta(days=kept.outbox_days))
)
retain_rows("letter batches", LetterBatch, _old_batches)

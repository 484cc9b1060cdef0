"""How long the outbox remembers what has left. Secrets are gone long before: with the mail, or with its batch."""

from datetime import datetime, timedelta

from django.db import transaction

from connect.notices.kinds import FINISHED
from connect.notices.models import LetterBatch, Outgoing


@transaction.atomic
def keep(*, now: datetime, days: int) -> int:
    """Delete the mails and letters that ended more than `days` ago, and their batches. Returns how many rows went.

    What waits, is unsure or unconfirmed stays, however old. A pruned `key` could be used again: keep longer than any
    request lives.
    """
    before = now - timedelta(days=days)
    rows, _ = Outgoing.objects.filter(state__in=FINISHED, finished_at__lt=before).delete()
    kept = Outgoing.objects.filter(batch_id__isnull=False).values("batch_id")
    batches, _ = LetterBatch.objects.filter(confirmed_at__lt=before).exclude(pk__in=kept).delete()
    return rows + batches

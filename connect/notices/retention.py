"""How long finished rows of the outbox are kept. Their secrets are deleted earlier: with the mail, or with the batch.

Rows that wait, are unsure or are unconfirmed are never removed. A removed `key` could be used again; therefore the
profile keeps rows longer than any request lives.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from connect.cases.retention import long_gone
from connect.lib.agency import Retention
from connect.lib.retention import retain_rows
from connect.notices.models import (
    ConfirmedPlace,
    Consent,
    LetterBatch,
    NoticeEmail,
    OutboxMessage,
    ProviderEvent,
    StoppedAddress,
)


def _old_batches(now: datetime, periods: Retention) -> Q:
    """Confirmed batches whose letters have all been removed."""
    letters = OutboxMessage.objects.filter(batch_id__isnull=False)
    return Q(confirmed_at__lt=now - timedelta(days=periods.outbox_days)) & ~Q(pk__in=letters.values("batch_id"))


retain_rows(
    "mail and letters", OutboxMessage, lambda now, periods: Q(finished_at__lt=now - timedelta(days=periods.outbox_days))
)
retain_rows("letter batches", LetterBatch, _old_batches)
# A consent proves for as long as the trail does that someone wanted no paper.
retain_rows("consents", Consent, lambda now, periods: Q(until__lt=now - timedelta(days=365 * periods.audit_years)))
for _table in (ConfirmedPlace, NoticeEmail, Consent, StoppedAddress):
    retain_rows(f"{_table._meta.verbose_name_plural} of closed accounts", _table, long_gone)
retain_rows(
    "what mail providers told",
    ProviderEvent,
    lambda now, kept: Q(told_at__lt=now - timedelta(days=kept.used_keys_days)),
)
retain_rows(
    "addresses put right",
    StoppedAddress,
    lambda now, kept: Q(put_right_at__lt=now - timedelta(days=kept.outbox_days)),
)

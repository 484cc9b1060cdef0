"""How long the data of signing in is kept (connect/lib/retention.py)."""

from datetime import timedelta

from django.db.models import Q

from connect.access.models import (
    Account,
    CodeTries,
    Disavowal,
    MailedLink,
    NetworkMinute,
    Passkey,
    PinRequest,
    PressureMinute,
    PrivateDevice,
    RecoveryCode,
    SavedAnswer,
    SingleUseKey,
    Visit,
)
from connect.cases.retention import long_gone
from connect.lib.retention import retain_rows

retain_rows("sessions", Visit, lambda now, kept: Q(expire_date__lt=now - timedelta(days=kept.sessions_days)))
retain_rows("PIN requests", PinRequest, lambda now, kept: Q(asked_at__lt=now - timedelta(days=kept.pin_requests_days)))
retain_rows("this was not me", Disavowal, lambda now, kept: Q(until__lt=now - timedelta(days=kept.pin_requests_days)))
retain_rows("links of mails", MailedLink, lambda now, kept: Q(until__lt=now))
retain_rows("networks", NetworkMinute, lambda now, kept: Q(minute__lt=now - timedelta(days=kept.used_keys_days)))
retain_rows("once only", SingleUseKey, lambda now, kept: Q(expires_at__lt=now - timedelta(days=kept.used_keys_days)))
retain_rows("answers to read again", SavedAnswer, lambda now, kept: Q(expires_at__lt=now))
retain_rows("pressure", PressureMinute, lambda now, kept: Q(minute__lt=now - timedelta(weeks=5)))  # four are compared
# Every table of a person's ways in is here, so that a closed account leaves none behind.
retain_rows("closed accounts", Account, long_gone)
for _table in (
    CodeTries,
    Disavowal,
    MailedLink,
    Passkey,
    PinRequest,
    PrivateDevice,
    RecoveryCode,
    Visit,
):
    retain_rows(f"{_table._meta.verbose_name_plural} of closed accounts", _table, long_gone)

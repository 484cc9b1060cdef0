"""How long what belongs to signing in is kept, and what of it is sealed. One line a table (connect/lib/keeping.py)."""

from datetime import timedelta

from django.db.models import Q

from connect.access.models import Account, CodeTries, Passkey, PrivateDevice, RecoveryCode, Session
from connect.cases.keeping import long_gone
from connect.lib.keeping import keeps_rows, seals

keeps_rows("sessions", Session, lambda now, kept: Q(expire_date__lt=now - timedelta(days=kept.sessions_days)))
# Every table of a person's ways in has this line, so that a closed account leaves none behind.
keeps_rows("closed accounts", Account, long_gone)
keeps_rows("sessions of closed accounts", Session, long_gone)
keeps_rows("passkeys of closed accounts", Passkey, long_gone)
keeps_rows("recovery codes of closed accounts", RecoveryCode, long_gone)
keeps_rows("tries of recovery codes of closed accounts", CodeTries, long_gone)
keeps_rows("private devices of closed accounts", PrivateDevice, long_gone)

seals(Session, "session_data")  # what was typed when a visit ended (connect/web/kept.py)

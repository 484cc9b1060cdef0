"""The link in a mail that ends its kind for its reader: it names the mail, keyed, and says nothing of anyone.

It works for as long as the mail's row is kept (`outbox_days`). Who has the mail may end its kind, as everywhere
else; nothing else can be done or seen with it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door
from connect.notices.by_kind import end_for
from connect.notices.kinds import NOTICE_KINDS, OPEN, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.release_checks import load_every_room
from connect.notices.sealed_rows import finished_columns

_ID_BYTES = 16


def unsubscribe_link(row_id: UUID) -> str:
    """The address that ends the kind of the mail `row_id`."""
    token = urlsafe_b64encode(row_id.bytes + _key_of(row_id)).decode().rstrip("=")
    return f"{settings.SITE}/unsubscribe/{token}"


def mail_of(token: str) -> OutboxMessage | None:
    """The mail whose link holds `token`; None for a token that is not ours, or whose mail is no longer kept."""
    try:
        content = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        row_id = UUID(bytes=content[:_ID_BYTES])
    except (Error, ValueError):
        return None
    if not hmac.compare_digest(content[_ID_BYTES:], _key_of(row_id)):
        return None
    row = OutboxMessage.objects.filter(id=row_id).first()
    return row if row and row.event in NOTICE_KINDS and NOTICE_KINDS[row.event].can_be_ended else None


@transaction.atomic
def end_kind_of(token: str, *, now: datetime) -> bool:
    """End the kind of the mail whose link holds `token`, for its reader, at once. A second time changes nothing.

    False: there is no such mail. What waits of the kind never leaves.
    """
    row = mail_of(token)
    if row is None:
        return False
    load_every_room()
    end_for(row.event, row.participant_id, now)
    waiting = OutboxMessage.objects.filter(participant_id=row.participant_id, event=row.event, content_free=True)
    waiting.filter(state__in=OPEN).exclude(state=OutboxState.SENDING).update(
        **finished_columns(OutboxState.WITHDRAWN, now), withdrawn_at=now, trouble=""
    )
    waiting.filter(state=OutboxState.SENDING).update(withdrawn_at=now)
    audit.record(Act.NOTICES_ENDED, by=Door.MAIL, about=row.participant_id, kind=row.event)
    return True


def _key_of(row_id: UUID) -> bytes:
    said = b"unsubscribe\x1f" + row_id.bytes
    return hmac.digest(settings.SECRET_KEY.encode(), said, "sha256")[:_ID_BYTES]

"""The link that lets our notices come to the address that a person chose: its owner opens it, within a day."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door
from connect.lib.public_id import PUBLIC_ID_PATTERN
from connect.notices import outbox
from connect.notices.addresses import is_stopped, put_right
from connect.notices.confirmed import notice_place
from connect.notices.enrolment import is_confirmed_for_notices, notices_go_to
from connect.notices.events import NoticeEmailToConfirm
from connect.notices.kinds import Channel
from connect.notices.links import confirm_notices_link
from connect.notices.models import ConfirmedPlace, NoticeEmail, OutboxMessage
from connect.notices.queries import language_of

NOTICE_LINK_LASTS = timedelta(hours=24)
NOTICE_LINKS_A_DAY = 5
_CODE = re.compile(PUBLIC_ID_PATTERN, re.ASCII)


def mail_notice_link(participant_id: str, *, now: datetime) -> bool:
    """Mail a link that confirms the chosen address; it ends the one before.

    False: there is nothing to confirm, or enough links went today.
    """
    row = NoticeEmail.objects.select_for_update().filter(participant_id=participant_id).first()
    email = notices_go_to(row) if row else ""
    if row is None or not email or (is_confirmed_for_notices(row, email) and not is_stopped(email)):
        return False
    today = OutboxMessage.objects.filter(
        participant_id=participant_id, event=NoticeEmailToConfirm.name, made_at__gt=now - timedelta(days=1)
    )
    if today.count() >= NOTICE_LINKS_A_DAY:
        return False
    code, until = secrets.token_urlsafe(16), now + NOTICE_LINK_LASTS
    for key in list(today.values_list("key", flat=True)):
        outbox.withdraw(participant_id=participant_id, key=key)
    NoticeEmail.objects.filter(participant_id=participant_id).update(
        place_hash=notice_place(email), link_hash=_hash(code), link_until=until
    )
    outbox.enqueue(
        NoticeEmailToConfirm(link=confirm_notices_link(code)),
        participant_id=participant_id,
        key=f"{NoticeEmailToConfirm.name} {_hash(code)[:32]}",
        channel=Channel.MAIL,
        to=email,
        language=language_of(participant_id),
        now=now,
        not_after=until,
    )
    audit.record(Act.EMAIL_LINK_SENT, by=participant_id, about=participant_id)
    return True


@transaction.atomic
def confirm_notice_email(code: str, *, door: Door, now: datetime) -> bool:
    """Record that the holder of the link reads the mail at the chosen address. False: no link of ours, or ended."""
    if not _CODE.fullmatch(code):
        return False
    row = NoticeEmail.objects.select_for_update().filter(link_hash=_hash(code), link_until__gt=now).first()
    if row is None:
        return False
    email = notices_go_to(row)
    if not email or row.place_hash != notice_place(email):
        return False
    ConfirmedPlace.objects.update_or_create(
        participant_id=row.participant_id, place_hash=row.place_hash, defaults={"confirmed_at": now}
    )
    NoticeEmail.objects.filter(participant_id=row.participant_id).update(link_hash="", link_until=None)
    audit.record(Act.NOTICE_EMAIL_CONFIRMED, by=door, about=row.participant_id)
    put_right(email, by=door, now=now)
    return True


def waits_to_be_confirmed(participant_id: str, email: str) -> bool:
    """Whether the newest link went to `email`, and still may."""
    rows = NoticeEmail.objects.filter(participant_id=participant_id, place_hash=notice_place(email))
    return rows.exclude(link_hash="").exists()


def forget_link(participant_id: str) -> None:
    """End the link that waits to be opened. In the caller's transaction."""
    NoticeEmail.objects.filter(participant_id=participant_id).update(link_hash="", link_until=None)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()

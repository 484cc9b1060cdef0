"""A mail that came back, or that its reader called spam: what a mail provider or an operator tells us of it."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from connect.notices.addresses import stop_address
from connect.notices.kinds import OutboxState, StopReason
from connect.notices.models import OutboxMessage, ProviderEvent

OLDEST_TOLD = timedelta(hours=1)
EARLIEST_TOLD = timedelta(minutes=5)  # clocks differ


class NoSuchMail(Exception):
    """The mail is none of ours, has not left, or left so long ago that no one knows where to."""


@dataclass(frozen=True, slots=True)
class ToldOfMail:
    """What a provider tells of one mail. `event_id`: its own name for it; `message_id`: its name for the mail."""

    event_id: str
    message_id: str
    reason: StopReason
    at: datetime | None


@transaction.atomic
def hear(told: ToldOfMail, *, now: datetime) -> bool:
    """Stop the address of the mail. False, and nothing is done, where it is told again, too late, or of no mail of
    ours."""
    if told.at is None or not now - OLDEST_TOLD <= told.at <= now + EARLIEST_TOLD:
        return False
    row = _sent(told.message_id)
    if row is None:
        return False
    said = "\x1f".join((told.event_id, told.message_id, told.reason, told.at.isoformat()))
    hashed = hashlib.sha256(said.encode()).hexdigest()
    _, new = ProviderEvent.objects.get_or_create(event_hash=hashed, defaults={"told_at": now})
    return new and _stop(row, told.reason, by="provider", now=now)


@transaction.atomic
def mark_bounced(*, message_id: str, by: str, now: datetime) -> None:
    """Stop the address of a mail that came back, as an operator reads in the mail server's log or mailbox.

    `message_id`: its Message-ID, or its id in `outbox list`. Raises NoSuchMail.
    """
    row = _sent(message_id)
    if row is None:
        raise NoSuchMail(f"{message_id} is no mail of ours that has left in the days for which mail is kept")
    _stop(row, StopReason.BOUNCED, by=by, now=now)


def _sent(message_id: str) -> OutboxMessage | None:
    """The mail with this Message-ID, ours or the provider's. Where it went is known of those that have left."""
    name = message_id.strip().strip("<>")
    if not name or len(name) > 200 or "\0" in name:
        return None
    sent = OutboxMessage.objects.filter(state=OutboxState.SENT).exclude(address_hash="")
    with suppress(ValueError):
        if row := sent.filter(id=UUID(name.partition("@")[0])).first():
            return row
    return sent.filter(provider_id__in=(name, f"<{name}>")).exclude(provider_id="").first()


def _stop(row: OutboxMessage, reason: StopReason, *, by: str, now: datetime) -> bool:
    return stop_address(
        participant_id=row.participant_id,
        hashed=row.address_hash,
        reason=reason,
        message_id=row.id,
        by=by,
        now=now,
    )

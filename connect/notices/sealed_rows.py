"""The sealed content of an outbox row, a guard against concurrent changes, and the columns of a finished row."""

import json
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from connect.lib.sealed import seal, unseal
from connect.notices.events import Event, read_event
from connect.notices.kinds import OutboxState
from connect.notices.models import OutboxMessage


def seal_row(to: str, facts: dict[str, str]) -> str:
    """Seal the address and the facts of a row with the newest of CONNECT_OUTBOX_KEYS."""
    return seal(settings.OUTBOX_KEYS, json.dumps({"to": to, "facts": facts}))


def unseal_row(row: OutboxMessage) -> tuple[str, dict[str, str]]:
    """Return the address and the facts of `row`. Raises cryptography.fernet.InvalidToken if no key opens it."""
    content = json.loads(unseal(settings.OUTBOX_KEYS, row.sealed))
    return content["to"], content["facts"]


def address_and_event(row: OutboxMessage) -> tuple[str, Event]:
    """Return the address and the event of `row`. Raises InvalidToken as `unseal_row` does."""
    to, facts = unseal_row(row)
    return to, read_event(row.event, facts)


def if_unchanged(row: OutboxMessage) -> QuerySet[OutboxMessage]:
    """A query for `row` that matches nothing once another process has changed its state."""
    return OutboxMessage.objects.filter(participant_id=row.participant_id, id=row.id, state=row.state)


def finished_columns(state: OutboxState, now: datetime) -> dict[str, object]:
    """Return the columns of a row that ends in `state`. The same statement deletes its secret."""
    return {"state": state, "sealed": "", "finished_at": now}

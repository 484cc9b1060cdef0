"""An outbox row's sealed content, the row again as it was read, and how a row ends."""

import json
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from connect.lib.sealed import seal, unseal
from connect.notices.events import Event, read_event
from connect.notices.kinds import OutboxState
from connect.notices.models import OutboxMessage


def seal_row(to: str, facts: dict[str, str]) -> str:
    """Where a row goes and its facts, under the newest of CONNECT_OUTBOX_KEYS."""
    return seal(settings.OUTBOX_KEYS, json.dumps({"to": to, "facts": facts}))


def unseal_row(row: OutboxMessage) -> tuple[str, dict[str, str]]:
    """Where `row` goes, and its facts. Raises cryptography.fernet.InvalidToken when no key of the list fits."""
    content = json.loads(unseal(settings.OUTBOX_KEYS, row.sealed))
    return content["to"], content["facts"]


def event_of(row: OutboxMessage) -> tuple[str, Event]:
    """Where `row` goes, and its event. Raises InvalidToken as `unseal_row` does."""
    to, facts = unseal_row(row)
    return to, read_event(row.event, facts)


def as_it_was(row: OutboxMessage) -> QuerySet[OutboxMessage]:
    """`row`, as long as nobody has moved it to another state since it was read."""
    return OutboxMessage.objects.filter(participant_id=row.participant_id, id=row.id, state=row.state)


def ended(state: OutboxState, now: datetime) -> dict[str, object]:
    """The columns of a row that reaches its end: its secret goes in the same statement."""
    return {"state": state, "sealed": "", "finished_at": now}

"""Addresses to which no mail goes: whether one is, what stops it, and what puts it right.

Of an address only a keyed hash is kept. A room that has to do something about it says so with `on_stop` in its file
`release_checks.py`: access sends a letter.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.notices.confirmed import place_hash
from connect.notices.kinds import StopReason
from connect.notices.models import StoppedAddress
from connect.notices.release_checks import load_every_room

# participant_id, reason, key (the same for one stop, however often it is told), now.
type StopHook = Callable[[str, StopReason, str, datetime], None]

_STOP_HOOKS: list[StopHook] = []
_MAIL_GOES_TO = "mail goes to"


def on_stop(hook: StopHook) -> None:
    """Register a hook that runs in the transaction that stops an address, once for each time it is stopped."""
    _STOP_HOOKS.append(hook)


def address_hash(address: str) -> str:
    """The keyed hash, in hex, that stands for an email address in the tables of this room."""
    return place_hash(_MAIL_GOES_TO, (address.strip(),))


def is_stopped(address: str) -> bool:
    return StoppedAddress.objects.filter(address_hash=address_hash(address), put_right_at__isnull=True).exists()


@transaction.atomic
def stop_address(
    *, participant_id: str, hashed: str, reason: StopReason, message_id: UUID, by: str, now: datetime
) -> bool:
    """Stop all mail to an address. False: for this person it is stopped already."""
    stop = {
        "reason": reason,
        "stopped_at": now,
        "stopped_on": now.astimezone(settings.AGENCY.zone).date(),
        "message_id": message_id,
    }
    _row, new = StoppedAddress.objects.get_or_create(participant_id=participant_id, address_hash=hashed, defaults=stop)
    again = StoppedAddress.objects.filter(
        participant_id=participant_id, address_hash=hashed, put_right_at__isnull=False
    )
    if not new and not again.update(**stop, put_right_at=None):
        return False
    audit.record(Act.MAIL_STOPPED, by=by, about=participant_id, reason=str(reason))
    load_every_room()
    for hook in _STOP_HOOKS:
        hook(participant_id, reason, f"mail stopped {hashed[:32]} {now.timestamp():.0f}", now)
    return True


def stop_also_for(participant_id: str, address: str, *, now: datetime) -> None:
    """Tell one more person that their address is stopped: others have it too, and it came back from one of them."""
    hashed = address_hash(address)
    first = StoppedAddress.objects.filter(address_hash=hashed, put_right_at__isnull=True).order_by("stopped_at").first()
    if first:
        stop_address(
            participant_id=participant_id,
            hashed=hashed,
            reason=StopReason(first.reason),
            message_id=first.message_id,
            by="worker",
            now=now,
        )


@transaction.atomic
def put_right(address: str, *, by: str, now: datetime) -> int:
    """Let mail go to `address` again, for everyone who has it: its owner opened a link of ours there. Returns for how
    many it was stopped."""
    stopped = StoppedAddress.objects.filter(address_hash=address_hash(address), put_right_at__isnull=True)
    people = list(stopped.values_list("participant_id", flat=True))
    for participant_id in people:
        audit.record(Act.MAIL_RESUMED, by=by, about=participant_id)
    stopped.update(put_right_at=now)
    return len(people)

""" "This is my private device": a browser with tries of its own, so that nobody can lock its owner out.

Off until a person asks for it, because a device may be shared or watched; several people of one household may each
name the same one. The key in the cookie is 256 random bits and stands here only as its SHA-256.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db.models import QuerySet

from connect.access import gate, notify_owner
from connect.access.current_visit import CurrentVisit
from connect.access.gate import Caller
from connect.access.models import PrivateDevice
from connect.access.reauthentication import in_a_confirmed_visit
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door
from connect.lib.public_id import public_id
from connect.notices.events import AccountChange, SignInMethodChanged

MOST_DEVICES = 10  # private devices of one person; naming one more lets go the one that was not used for longest
_KEY = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Device:
    """A private device. `this_one`: it is the one that asks."""

    public_id: str
    browser: str
    made_at: datetime
    used_at: datetime
    this_one: bool


def private_devices(visit: CurrentVisit, caller: Caller) -> tuple[Device, ...]:
    """The person's private devices, the one that asks first, then the last used first.

    One whose own tries were used up is none any more.
    """
    here = gate.device_hash(caller.device_key)
    found = [
        Device(_public_id_of(row), row.browser, row.made_at, row.used_at, row.device_hash == here)
        for row in _of(visit).order_by("-used_at")
    ]
    return tuple(sorted(found, key=lambda each: not each.this_one))


@in_a_confirmed_visit
def name_private(visit: CurrentVisit, caller: Caller, *, door: Door, now: datetime) -> str:
    """The key for this device's cookie; the one it has already, where somebody else named the device before.

    Raises VisitEnded and confirming.NotConfirmed. Every address on file is told.
    """
    person = visit.participant_id
    key = caller.device_key if _KEY.fullmatch(caller.device_key) else secrets.token_urlsafe(32)
    mine = PrivateDevice.objects.filter(participant_id=person)
    fresh = {"browser": caller.browser, "made_at": now, "used_at": now, "tries": 0, "paused_until": None}
    mine.update_or_create(
        device_hash=gate.device_hash(key), defaults=fresh, create_defaults=fresh | {"participant_id": person}
    )
    kept = mine.order_by("-used_at").values_list("device_hash", flat=True)[:MOST_DEVICES]
    mine.exclude(device_hash__in=list(kept)).delete()
    audit.record(Act.DEVICE_ADDED, by=person, about=person, door=door)
    notify_owner.notify_owner(
        person, partial(SignInMethodChanged, what=AccountChange.DEVICE_ADDED), about=Act.DEVICE_ADDED, now=now
    )
    return key


@in_a_visit
def remove_device(visit: CurrentVisit, public: str, *, door: Door, now: datetime) -> bool:
    """Lets one go. False: there is no such device, or it is somebody else's. Raises VisitEnded."""
    row = next((row for row in _of(visit) if _public_id_of(row) == public), None)
    return row is not None and _removed(visit, _of(visit).filter(device_hash=row.device_hash), door, now) > 0


@in_a_visit
def remove_all(visit: CurrentVisit, *, door: Door, now: datetime) -> int:
    """Lets all of them go; how many. Raises VisitEnded."""
    return _removed(visit, _of(visit), door, now)


def _removed(visit: CurrentVisit, rows: QuerySet[PrivateDevice], door: Door, now: datetime) -> int:
    person = visit.participant_id
    gone = rows.delete()[0]
    if gone:
        audit.record(Act.DEVICE_REMOVED, by=person, about=person, door=door)
        notify_owner.notify_owner(
            person, partial(SignInMethodChanged, what=AccountChange.DEVICE_REMOVED), about=Act.DEVICE_REMOVED, now=now
        )
    return gone


def _of(visit: CurrentVisit) -> QuerySet[PrivateDevice]:
    alive = settings.AGENCY.access.tries_until_dead
    return PrivateDevice.objects.filter(participant_id=visit.participant_id, tries__lt=alive)


def _public_id_of(row: PrivateDevice) -> str:
    return public_id(settings.PUBLIC_ID_KEY.encode(), "device", row.participant_id, row.device_hash)

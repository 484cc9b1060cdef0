"""Private devices: browsers with tries of their own, so that no one can lock their owner out.

A person has to ask for it, because a device may be shared or watched. Several people of one household may each name the
same one. The cookie holds a key of 256 random bits; the table holds only its SHA-256.
"""

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
from connect.lib.public_id import public_id, with_public_id
from connect.lib.random_keys import could_be_key, new_key
from connect.notices.events import AccountChange, SignInMethodChanged

MOST_DEVICES = 10  # private devices of one person; naming one more lets go the one that was not used for longest


@dataclass(frozen=True, slots=True)
class Device:
    """A private device. `this_one`: it is the device that asks."""

    public_id: str
    browser: str
    made_at: datetime
    used_at: datetime
    this_one: bool


def private_devices(visit: CurrentVisit, caller: Caller) -> tuple[Device, ...]:
    """The person's private devices: the one that asks first, then by last use.

    A device that used up its own tries is not private anymore and is left out.
    """
    here = gate.device_hash(caller.device_key)
    devices = [
        Device(_public_id_of(row), row.browser, row.made_at, row.used_at, row.device_hash == here)
        for row in _of(visit).order_by("-used_at")
    ]
    return tuple(sorted(devices, key=lambda device: not device.this_one))


@in_a_confirmed_visit
def name_private(visit: CurrentVisit, caller: Caller, *, door: Door, now: datetime) -> str:
    """Make this device private; the key for its cookie. Every address on file is told.

    A device that another person has already named keeps its key. Raises VisitEnded and NotConfirmed.
    """
    person = visit.participant_id
    key = caller.device_key if could_be_key(caller.device_key) else new_key()
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
    """Remove one device. False: there is no such device, or it is someone else's. Raises VisitEnded."""
    row = with_public_id(_of(visit), public, _public_id_of)
    return row is not None and _removed(visit, _of(visit).filter(device_hash=row.device_hash), door, now) > 0


@in_a_visit
def remove_all(visit: CurrentVisit, *, door: Door, now: datetime) -> int:
    """Remove all of the person's devices; how many. Raises VisitEnded."""
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

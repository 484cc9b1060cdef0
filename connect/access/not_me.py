""" "This was not me": undo what was changed, and send a new temporary PIN to the address that is long on file.

A change can be disavowed for as long as its code works. The person who made one change may have made others, so every
way in that was made since the oldest of them ends. Passkeys from before still sign in; the page says so.
"""

from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db import transaction

from connect.access import confirmed_places, revocation
from connect.access.models import DeliveryMethod, Disavowal, Passkey
from connect.access.notify_owner import code_hash, typed_code
from connect.access.pins import requests as pin_requests
from connect.access.pins.requests import AskedBy
from connect.access.undoing import undo_everything
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door
from connect.notices import enrolment
from connect.notices.kinds import OutboxState
from connect.notices.queries import progress


class Undone(Enum):
    """What "this was not me" did."""

    VOIDED = "the temporary PIN does not work; nothing else had changed"
    FROZEN_AND_SENT = "every way in made since has ended, and a new temporary PIN is on its way"
    FROZEN = "every way in made since has ended; nothing is on file to send a PIN to"


def say_not_me(code_text: str, *, door: Door, now: datetime) -> Undone | None:
    """Undo what the code is about; None for a code that is wrong, used or too old. Raises hashing.Busy: nothing was
    done.

    If a PIN was only asked for, that temporary PIN stops working. After any change the PIN, every visit, private device
    and recovery code end, and so do passkeys made since the oldest change that can still be disavowed: the person who
    made the change may know the PIN. The codes of those changes are then used up.
    """
    found = _open(code_text, now)
    if found is None:
        return None
    person = found.participant_id
    fresh = pin_requests.fresh_pin(person)
    with transaction.atomic():
        account = pin_requests.locked_account(person, now)
        unused = Disavowal.objects.filter(participant_id=person, code_hash=found.code_hash, used_at__isnull=True)
        still = unused.first()  # a mark may have ended it while the new PIN was hashed
        if still is None or not _still_counts(still, now) or not unused.update(used_at=now):
            return None
        revocation.void_temporary(account, now)
        audit.record(Act.CHANGE_DISAVOWED, by=door, about=person, change=found.about)
        if found.about == Act.PIN_SENT and account.changed_at <= found.made_at:
            return Undone.VOIDED
        since = min(found.made_at, _oldest_change(person, now))
        _freeze(person, since, now)
        confirmed_places.forget_confirmed_places(person, since=since)
        enrolment.undo_since(person, since=since, door=door, now=now)
        undo_everything(person, since=since, now=now)
        sent = pin_requests.give(person, fresh, how=DeliveryMethod.LETTER, asked_by=AskedBy.NOT_ME, by=door, now=now)
    return Undone.FROZEN_AND_SENT if sent else Undone.FROZEN


def ways_left(code_text: str) -> tuple[datetime, ...]:
    """When the passkeys that still sign in were made, oldest first, for the person who has just used the code."""
    used = Disavowal.objects.filter(code_hash=code_hash(typed_code(code_text)), used_at__isnull=False)
    left = Passkey.objects.filter(participant_id__in=used.values("participant_id"))
    return tuple(left.order_by("made_at").values_list("made_at", flat=True))


def _oldest_change(person: str, now: datetime) -> datetime:
    """When the first change was made that can still be disavowed; `now` where there is none.

    Asking for a PIN is no change: using that PIN takes the choice of another one first, which is a change.
    """
    return next((each.made_at for each in _still_open(person, now) if each.about != Act.PIN_SENT), now)


def _freeze(person: str, since: datetime, now: datetime) -> None:
    revocation.end_pin(person, now)
    revocation.end_visits_and_devices(person)
    Passkey.objects.filter(participant_id=person, made_at__gte=since).delete()
    for each in _still_open(person, now):
        Disavowal.objects.filter(participant_id=person, code_hash=each.code_hash).update(used_at=now)


def _open(code_text: str, now: datetime) -> Disavowal | None:
    code = typed_code(code_text)
    if not code:
        return None
    unused = Disavowal.objects.filter(code_hash=code_hash(code), used_at__isnull=True).first()
    return unused if unused and _still_counts(unused, now) else None


def _still_open(person: str, now: datetime) -> list[Disavowal]:
    """What this person can still disavow, the oldest first."""
    unused = Disavowal.objects.filter(participant_id=person, used_at__isnull=True).order_by("made_at")
    return [each for each in unused if _still_counts(each, now)]


def _still_counts(unused: Disavowal, now: datetime) -> bool:
    return unused.until > now or _its_letter_is_fresh(unused, now)


def _its_letter_is_fresh(found: Disavowal, now: datetime) -> bool:
    """Whether the letter with the code may have just come: it is printed, or was mailed less than ten days ago.

    Its time begins when its batch is confirmed, because no one can have read it before.
    """
    letter = progress(found.participant_id, found.letter_key) if found.letter_key else None
    if letter is None or letter.state not in (OutboxState.PRINTED, OutboxState.CONFIRMED):
        return False
    days = timedelta(days=settings.AGENCY.access.on_file_days)
    return letter.left_at is None or now < letter.left_at + days

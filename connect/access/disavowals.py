""" "This was not me": what was changed is frozen, and a new temporary PIN goes to the address that is long on file."""

from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from connect.access import pin_requests, places
from connect.access.models import Account, Disavowal, How, Passkey, PrivateDevice, RecoveryCode, Session
from connect.access.pin_requests import AskedBy
from connect.access.telling import code_hash, typed_code
from connect.audit import actions as audit
from connect.notices.kinds import State
from connect.notices.queries import progress


class Undone(Enum):
    """What "this was not me" did."""

    VOIDED = "the temporary PIN does not work; nothing else had changed"
    FROZEN_AND_SENT = "everything is closed, and a new temporary PIN is on its way"
    FROZEN = "everything is closed; nothing is on file to send a PIN to"


def is_open(code_text: str, now: datetime | None = None) -> bool:
    """Whether a code, as typed or linked, can still be used."""
    return _open(code_text, now or timezone.now()) is not None


def say_not_me(code_text: str, *, door: str, now: datetime | None = None) -> Undone | None:
    """Undoes what the code is about; None for a code that is wrong, used or too old.

    Where a PIN was only asked for, that temporary PIN stops working. After any change the PIN, every visit, private
    device and recovery code end, and passkeys made since: whoever made the change may know the PIN. Raises pins.Busy:
    then nothing was done.
    """
    now = now or timezone.now()
    found = _open(code_text, now)
    if found is None:
        return None
    person = found.participant_id
    fresh = pin_requests.fresh_pin(person)
    with transaction.atomic():
        account = pin_requests.locked_account(person, now)
        unused = Disavowal.objects.filter(participant_id=person, code_hash=found.code_hash, used_at__isnull=True)
        if not unused.update(used_at=now):
            return None
        pin_requests.void_temporary(account, now)
        audit.record("change disavowed", by=door, about=person, change=found.about)
        if found.about == "PIN sent" and account.changed_at < found.made_at:
            return Undone.VOIDED
        _freeze(person, found.made_at, now)
        places.forget(person, since=found.made_at)
        sent = pin_requests.give(person, fresh, how=How.LETTER, asked_by=AskedBy.NOT_ME, by=door, now=now)
    return Undone.FROZEN_AND_SENT if sent else Undone.FROZEN


def _freeze(person: str, since: datetime, now: datetime) -> None:
    Account.objects.filter(participant_id=person).update(pin_hash="", tries=0, paused_until=None, changed_at=now)
    for ended in (Session, PrivateDevice, RecoveryCode):
        ended.objects.filter(participant_id=person).delete()
    Passkey.objects.filter(participant_id=person, made_at__gte=since).delete()


def _open(code_text: str, now: datetime) -> Disavowal | None:
    code = typed_code(code_text)
    if not code:
        return None
    unused = Disavowal.objects.filter(code_hash=code_hash(code), used_at__isnull=True).first()
    return unused if unused and (unused.until > now or _its_letter_is_fresh(unused, now)) else None


def _its_letter_is_fresh(found: Disavowal, now: datetime) -> bool:
    """Whether the letter with the code may just have come: it is printed, or was mailed less than ten days ago. Its
    time begins when its batch is confirmed, for until then nobody can have read it."""
    letter = progress(found.participant_id, found.letter_key) if found.letter_key else None
    if letter is None or letter.state not in (State.PRINTED, State.CONFIRMED):
        return False
    days = timedelta(days=settings.AGENCY.access.on_file_days)
    return letter.left_at is None or now < letter.left_at + days

"""Ending what opens an account: each way in by itself, and all but PIN and passkeys at once.

In the caller's transaction, and the caller holds the account (connect/access/visit_lock.py says why).
"""

from datetime import datetime
from uuid import UUID

from connect.access import rules
from connect.access.models import Account, ConfirmedPlace, Disavowal, PinRequest, PrivateDevice, RecoveryCode, Visit
from connect.notices import outbox


def end_pin(participant_id: str, now: datetime) -> None:
    """The PIN opens nothing any more."""
    Account.objects.filter(participant_id=participant_id).update(
        pin_hash="", tries=0, paused_until=None, changed_at=now
    )


def end_visits_and_devices(participant_id: str) -> None:
    """Everyone is signed out; no device is private and no recovery code works any more."""
    for ended in (Visit, PrivateDevice, RecoveryCode):
        ended.objects.filter(participant_id=participant_id).delete()


def end_ways_in(account: Account, now: datetime) -> None:
    """Ends visits, private devices, recovery codes, the temporary PIN, confirmed places, codes, links and what waits in
    the outbox; the check of who can get in comes first at the next sign-in."""
    person = account.participant_id
    void_temporary(account, now)
    end_visits_and_devices(person)
    ConfirmedPlace.objects.filter(participant_id=person).delete()
    end_codes(person, now)
    outbox.withdraw_all(participant_id=person)
    Account.objects.filter(participant_id=person).update(must_check_since=now, made_safe_at=now)


def end_codes(person: str, now: datetime) -> None:
    """No code of "this was not me" of before closes anything, also where its letter has only just come."""
    Disavowal.objects.filter(participant_id=person, used_at__isnull=True).update(until=now, letter_key="")


def void_temporary(account: Account, now: datetime) -> None:
    """The temporary PIN of `account`, if there is one, opens nothing any more, and does not leave if it has not yet."""
    person, request = account.participant_id, account.temporary_request
    Account.objects.filter(participant_id=person).update(
        temporary_hash="", temporary_until=None, temporary_request=None
    )
    if request:
        PinRequest.objects.filter(participant_id=person, id=request).update(voided_at=now)
        stop_sending(person, request)


def stop_sending(participant_id: str, asked: UUID) -> None:
    """What answers a request does not leave, if it has not yet."""
    for key in (rules.request_key(asked), rules.letter_key(asked)):
        outbox.withdraw(participant_id=participant_id, key=key)

"""Ending what opens an account: each way in by itself, or all but PIN and passkeys at once.

Runs in the caller's transaction, which holds the account (connect/access/visit_lock.py says why).
"""

from datetime import datetime
from uuid import UUID

from connect.access import rules
from connect.access.models import (
    Account,
    Disavowal,
    PinRequest,
    PrivateDevice,
    RecoveryCode,
    SignInMethod,
    Visit,
)
from connect.notices import notice_link, outbox
from connect.notices.models import ConfirmedPlace


def end_pin(participant_id: str, now: datetime) -> None:
    """Make the PIN open nothing anymore."""
    Account.objects.filter(participant_id=participant_id).update(
        pin_hash="", tries=0, paused_until=None, changed_at=now
    )


def end_visits_and_devices(participant_id: str) -> None:
    """Sign the person out everywhere; no device is private and no recovery code works anymore."""
    for ended in (Visit, PrivateDevice, RecoveryCode):
        ended.objects.filter(participant_id=participant_id).delete()


def end_ways_in(account: Account, now: datetime) -> None:
    """End visits, private devices, recovery codes, the temporary PIN, confirmed places, codes and links.

    Whatever waits in the outbox is withdrawn. At the next sign-in the check of who can get in comes first.
    """
    person = account.participant_id
    void_temporary(account, now)
    end_visits_and_devices(person)
    ConfirmedPlace.objects.filter(participant_id=person).delete()
    notice_link.forget_link(person)
    end_codes(person, now)
    outbox.withdraw_all(participant_id=person)
    Account.objects.filter(participant_id=person).update(must_check_since=now, made_safe_at=now)


def end_codes(person: str, now: datetime) -> None:
    """Make every earlier code of "this was not me" useless, even if its letter has just come."""
    Disavowal.objects.filter(participant_id=person, used_at__isnull=True).update(until=now, letter_key="")


def void_temporary(account: Account, now: datetime) -> None:
    """Make the temporary PIN of `account` open nothing anymore; one that has not left does not leave."""
    person, request = account.participant_id, account.temporary_request
    end_temporary_visits(person)
    Account.objects.filter(participant_id=person).update(
        temporary_hash="", temporary_until=None, temporary_request=None
    )
    if request:
        PinRequest.objects.filter(participant_id=person, id=request).update(voided_at=now)
        stop_sending(person, request)


def end_temporary_visits(participant_id: str) -> None:
    """End the visits that a temporary PIN opened: they choose a PIN without being asked for it, so none outlives it."""
    Visit.objects.filter(participant_id=participant_id, way_in=SignInMethod.TEMPORARY_PIN).delete()


def stop_sending(participant_id: str, asked: UUID) -> None:
    """Withdraw the mail or letter that answers a request, if it has not left."""
    for key in (rules.request_key(asked), rules.letter_key(asked)):
        outbox.withdraw(participant_id=participant_id, key=key)

"""Making an account safe when a non-disclosure mark is set, and the page "Check who can get into your account".

Someone who lived with a person may know their PIN, read their mail and use their devices. So when the agency marks a
person, everything that opens the account ends at once, except PIN and passkeys: the person goes through those at the
next sign-in, before any other page opens. That page says nothing of a mark, because someone else may be reading it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from itertools import batched

from django.db import transaction
from django.db.models import QuerySet

from connect.access import notify_owner, revocation
from connect.access.current_visit import CurrentVisit, knows_new_pin
from connect.access.models import Account, Passkey, PrivateDevice, RecoveryCode, Visit
from connect.access.passkeys.registry import OwnPasskey, passkeys_of, public_id_of
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door
from connect.notices.events import AccountChange, SignInMethodChanged
from connect.notices.models import ConfirmedPlace

AT_ONCE = 500  # accounts that are locked by one statement


@transaction.atomic
def make_safe(participant_ids: Iterable[str], *, by: str, now: datetime) -> int:
    """End these people's visits, private devices, recovery codes, temporary PINs and links; how many had an account.

    Messages that wait in the outbox for them do not leave: they may hold a PIN or a link, and go where the person no
    longer is. Each person goes through the check page at the next sign-in. Joins the caller's transaction, if there is
    one.
    """
    made = 0
    for some in batched(sorted(set(participant_ids)), AT_ONCE, strict=False):
        accounts = Account.objects.select_for_update().filter(participant_id__in=some).order_by("participant_id")
        for account in accounts:
            _make_safe(account, by, now)
            made += 1
        Visit.objects.filter(participant_id__in=some).delete()
    return made


def _make_safe(account: Account, by: str, now: datetime) -> None:
    revocation.end_ways_in(account, now)
    audit.record(Act.ACCOUNT_MADE_SAFE, by=by, about=account.participant_id)


@dataclass(frozen=True, slots=True)
class SafetyCheck:
    """How far a person is. `has_new_pin`: one was chosen for the check and is known in this visit."""

    has_new_pin: bool
    passkeys: tuple[OwnPasskey, ...]


def safety_check_of(visit: CurrentVisit) -> SafetyCheck:
    """What the page shows; a check without steps left for a visit that has nothing to check."""
    account = Account.objects.get(participant_id=visit.participant_id)
    return SafetyCheck(knows_new_pin(visit, account), passkeys_of(visit))


class Finished(Enum):
    """The outcome of "I have gone through all of it"."""

    DONE = "everything that was not kept has ended"
    NEW_PIN_FIRST = "a new PIN has to be chosen first; nothing was done"


@in_a_visit
def finish_check(visit: CurrentVisit, *, keep: Iterable[str], door: Door, now: datetime) -> Finished:
    """End every way in but the new PIN, this visit and the passkeys whose public ids are in `keep`.

    A place that was confirmed before the new PIN was chosen no longer counts as confirmed, and no earlier change can be
    disavowed: someone else may have confirmed it, or may read that code. Every place that may be told is told. Raises
    VisitEnded.
    """
    person = visit.participant_id
    account = Account.objects.get(participant_id=person)
    if not knows_new_pin(visit, account):
        return Finished.NEW_PIN_FIRST
    removed = _end(Passkey.objects.filter(credential_hash__in=_not_kept(visit, keep)), person)
    _end(PrivateDevice.objects.all(), person)
    _end(RecoveryCode.objects.all(), person)
    _end(Visit.objects.exclude(session_key=visit.session_key), person)
    _end(ConfirmedPlace.objects.filter(confirmed_at__lt=account.changed_at), person)
    revocation.end_codes(person, now)
    Account.objects.filter(participant_id=person).update(must_check_since=None)
    audit.record(Act.ACCESS_CHECKED, by=person, about=person, door=door, passkeys_removed=removed)
    notify_owner.notify_owner(
        person, partial(SignInMethodChanged, what=AccountChange.ACCESS_CHECKED), about=Act.ACCESS_CHECKED, now=now
    )
    return Finished.DONE


def _not_kept(visit: CurrentVisit, keep: Iterable[str]) -> list[str]:
    kept = set(keep)
    rows = Passkey.objects.filter(participant_id=visit.participant_id)
    return [row.credential_hash for row in rows if public_id_of(row) not in kept]


def _end[M: (Passkey, PrivateDevice, RecoveryCode, Visit, ConfirmedPlace)](rows: QuerySet[M], person: str) -> int:
    return rows.filter(participant_id=person).delete()[0]

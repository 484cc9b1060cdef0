"""Signing in. Each way writes the trail in its own transaction; no hashing inside one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from connect.access import gate, rules
from connect.access.current_visit import row_key
from connect.access.gate import Caller, Closed, Pass, Shut
from connect.access.models import Account, PrivateDevice, SignInMethod, Visit
from connect.access.pins import hashing
from connect.access.pins.comparison import rows_with_same_pin, which_pin
from connect.access.refunded_tries import refund_try_on_failure
from connect.access.visits import SignedIn, begin_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.models import Participant
from connect.notices import actions as notices


def sign_in_with_pin(
    participant_id_text: str,
    pin_text: str,
    *,
    door: str,
    caller: Caller = gate.NOBODY,
    replaces: str = "",
    language: str = "",
    now: datetime | None = None,
) -> SignedIn | None:
    """A new visit for the right ID and PIN, else None: the caller cannot tell unknown, wrong, paused, expired, gone.

    1. Reserve one try (connect.access.gate). 2. Look at the PIN, with as many hashes for an unknown number as for a
    known one. 3. In one transaction: give the tries back, end the visit `replaces` (a cookie's key), begin the new one
    (with what its same person had typed when the old one ended), keep the `language` chosen before signing in if it
    is the person's first, write the trail. Raises pins.Busy and gate.Closed: then no try is used up.
    """
    now = now or timezone.now()
    participant_id = rules.participant_id_in(participant_id_text) or ""
    pin = rules.pin_digits(pin_text)
    way = _reserve(participant_id, caller, now)
    account = _account_of_present_person(participant_id)
    right = which_pin(account, participant_id, pin, way, now)
    if account is None or right is None:
        _refused(participant_id if account else "", door, caller)
        return None
    fresh = _rehashed(account, pin) if right is SignInMethod.PIN else ""
    admission = _Admission(right, door, replaces, language, caller, now)
    with refund_try_on_failure(way, now):
        signed_in = _admit_by_pin(account, fresh, way, admission)
    if signed_in is None:
        _refused(participant_id, door, caller)
    return signed_in


@dataclass(frozen=True, slots=True)
class _Admission:
    """What a beginning visit takes with it."""

    way_in: SignInMethod
    door: str
    replaces: str
    language: str
    caller: Caller
    now: datetime


def _reserve(participant_id: str, caller: Caller, now: datetime) -> Pass:
    try:
        return gate.reserve(participant_id, caller, now)
    except Closed as closed:
        if closed.why is not Shut.NETWORK:
            gate.turned_away(caller, now)
        raise


@transaction.atomic
def _admit_by_pin(account: Account, fresh: str, way: Pass, admission: _Admission) -> SignedIn | None:
    """Step 3 of signing in; None if another request changed the PIN between the reading and now.

    A temporary PIN lifts the pause and leaves the count: a PIN that was guessed at too often stays dead until a new
    one is chosen. `fresh`: the right PIN's hash at today's cost.
    """
    gate.succeeded(way, admission.now)
    person = account.participant_id
    rows = rows_with_same_pin(account, admission.way_in)
    if admission.way_in is SignInMethod.TEMPORARY_PIN:
        changed = rows.update(paused_until=None, visited_at=admission.now)
        _end_earlier_temporary_visits(person, changed)
    elif way.known:
        changed = rows.update(pin_hash=fresh, visited_at=admission.now)
        mine = PrivateDevice.objects.filter(
            participant_id=person, device_hash=gate.device_hash(admission.caller.device_key)
        )
        mine.update(tries=0, paused_until=None, used_at=admission.now)
    else:
        changed = rows.update(tries=0, paused_until=None, pin_hash=fresh, visited_at=admission.now)
    return _begin(person, account.visited_at, admission) if changed else None


def _end_earlier_temporary_visits(person: str, still: int) -> None:
    """A temporary PIN opens one visit: the one before ends, rather than this one, so that a browser that crashed locks
    nobody out. The account's row is this transaction's, so of several at once the last one stays."""
    if still:
        Visit.objects.filter(participant_id=person, way_in=SignInMethod.TEMPORARY_PIN).delete()


@transaction.atomic
def sign_in_proven(
    participant_id: str,
    way_in: SignInMethod,
    *,
    door: str,
    caller: Caller = gate.NOBODY,
    replaces: str = "",
    language: str = "",
    now: datetime,
) -> SignedIn | None:
    """A new visit for somebody who proved who they are without a PIN: a passkey, a recovery code (WayIn).

    None for a person the agency no longer sends. The tries of the PIN are neither asked nor given back.
    """
    present = Participant.objects.filter(participant_id=participant_id, gone=False).exists()
    account = Account.objects.filter(participant_id=participant_id).first()
    if not present or account is None:
        return None
    Account.objects.filter(participant_id=participant_id).update(visited_at=now)
    admission = _Admission(way_in, door, replaces, language, caller, now)
    return _begin(participant_id, account.visited_at, admission)


def _begin(person: str, previous: datetime | None, of: _Admission) -> SignedIn:
    """A new session with a new key of 256 random bits, in the caller's transaction; the ended ones go.

    `previous`: when the visit before this one began.
    """
    typed = _input_kept_from(person, of.replaces)
    ended = Q(participant_id=person, expire_date__lte=of.now) | Q(session_key=row_key(of.replaces))
    Visit.objects.filter(ended).delete()
    begun = begin_visit(person, of.way_in, of.now, previous, typed=typed, browser=of.caller.browser)
    audit.record(Act.SIGNED_IN, by=person, about=person, door=of.door, way=of.way_in.value)
    if of.language:
        notices.keep_first_language(participant_id=person, language=of.language, by=person, now=of.now)
    return begun


def _rehashed(account: Account, pin: str) -> str:
    """The hash of a right `pin` at today's cost and pepper; the one there is where there is no time for another."""
    if not hashing.outdated(account.pin_hash):
        return account.pin_hash
    try:
        return hashing.hashed(account.participant_id, pin)
    except hashing.Busy:
        return account.pin_hash


def _account_of_present_person(participant_id: str) -> Account | None:
    present = Participant.objects.filter(participant_id=participant_id, gone=False)
    return Account.objects.filter(participant_id__in=present.values("participant_id")).first()


@transaction.atomic
def _refused(participant_id: str, door: str, caller: Caller) -> None:
    """One entry for every refusal, with the person only where there is one: an unknown number may hold anything."""
    audit.record(Act.SIGN_IN_REFUSED, by=door, about=participant_id, door=door)


def _input_kept_from(person: str, key: str) -> str:
    """What waits, sealed, in the visit that `key` opened, if it was this person's; ''."""
    if not key:
        return ""
    mine = Visit.objects.filter(session_key=row_key(key), participant_id=person)
    return mine.values_list("session_data", flat=True).first() or ""

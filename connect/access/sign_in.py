"""Signing in. Each way writes the trail in its own transaction; no hashing inside one."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from connect.access import gate, revocation, rules
from connect.access.arrival import Arrival
from connect.access.current_visit import row_key
from connect.access.gate import Closed, Pass, Shut
from connect.access.models import Account, PrivateDevice, SignInMethod, Visit
from connect.access.pins import hashing
from connect.access.pins.comparison import rows_with_same_pin, which_pin
from connect.access.refunded_tries import refund_try_on_failure
from connect.access.visits import SignedIn, begin_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.models import Participant
from connect.lib.doors import Door
from connect.notices import actions as notices


def sign_in_with_pin(participant_id_text: str, pin_text: str, arrival: Arrival) -> SignedIn | None:
    """A new visit for the right ID and PIN, else None: the caller cannot tell unknown, wrong, paused, expired, gone.

    1. Reserve one try (connect.access.gate). 2. Look at the PIN, with as many hashes for an unknown number as for a
    known one. 3. In one transaction: give the tries back, end the visit that this one replaces, begin the new one (with
    what its same person had typed when the old one ended), keep the language chosen before signing in if it is the
    person's first, write the trail. Raises hashing.Busy and gate.Closed: then no try is used up.
    """
    participant_id = rules.participant_id_in(participant_id_text) or ""
    pin = rules.pin_digits(pin_text)
    reserved = _reserve(participant_id, arrival)
    account = _account_of_present_person(participant_id)
    method = which_pin(account, participant_id, pin, reserved, arrival.now)
    if account is None or method is None:
        _refused(participant_id if account else "", arrival.door)
        return None
    pin_hash = _rehashed(account, pin) if method is SignInMethod.PIN else ""
    with refund_try_on_failure(reserved, arrival.now):
        signed_in = _admit_by_pin(account, pin_hash, reserved, method, arrival)
    if signed_in is None:
        _refused(participant_id, arrival.door)
    return signed_in


def _reserve(participant_id: str, arrival: Arrival) -> Pass:
    try:
        return gate.reserve(participant_id, arrival.caller, arrival.now)
    except Closed as closed:
        if closed.why is not Shut.NETWORK:
            gate.turned_away(arrival.caller, arrival.now)
        raise


@transaction.atomic
def _admit_by_pin(
    account: Account, pin_hash: str, reserved: Pass, method: SignInMethod, arrival: Arrival
) -> SignedIn | None:
    """Step 3 of signing in; None if another request changed the PIN between the reading and now.

    A temporary PIN lifts the pause and leaves the count: a PIN that was guessed at too often stays dead until a new
    one is chosen. `pin_hash`: the right PIN's hash at today's cost.
    """
    gate.succeeded(reserved, arrival.now)
    person = account.participant_id
    rows = rows_with_same_pin(account, method)
    if method is SignInMethod.TEMPORARY_PIN:
        changed = rows.update(paused_until=None, visited_at=arrival.now)
        if changed:  # one visit at a time. The earlier one ends, so that a browser that crashed locks no one out
            revocation.end_temporary_visits(person)
    elif reserved.known:
        changed = rows.update(pin_hash=pin_hash, visited_at=arrival.now)
        device = PrivateDevice.objects.filter(
            participant_id=person, device_hash=gate.device_hash(arrival.caller.device_key)
        )
        device.update(tries=0, paused_until=None, used_at=arrival.now)
    else:
        changed = rows.update(tries=0, paused_until=None, pin_hash=pin_hash, visited_at=arrival.now)
    return _begin(person, account.visited_at, method, arrival) if changed else None


@transaction.atomic
def sign_in_proven(participant_id: str, method: SignInMethod, arrival: Arrival) -> SignedIn | None:
    """A new visit for someone who proved who they are without a PIN: with a passkey or a recovery code.

    None for a person the agency no longer sends. The tries of the PIN are neither asked nor given back.
    """
    present = Participant.objects.filter(participant_id=participant_id, gone=False).exists()
    account = Account.objects.filter(participant_id=participant_id).first()
    if not present or account is None:
        return None
    Account.objects.filter(participant_id=participant_id).update(visited_at=arrival.now)
    return _begin(participant_id, account.visited_at, method, arrival)


def _begin(person: str, previous: datetime | None, method: SignInMethod, arrival: Arrival) -> SignedIn:
    """A new visit with a new key of 256 random bits, in the caller's transaction; the ended ones go.

    `previous`: when the visit before this one began.
    """
    kept = _input_kept_from(person, arrival.replaces)
    ended = Q(participant_id=person, expire_date__lte=arrival.now) | Q(session_key=row_key(arrival.replaces))
    Visit.objects.filter(ended).delete()
    begun = begin_visit(person, method, arrival.now, previous, kept_input=kept, browser=arrival.caller.browser)
    audit.record(Act.SIGNED_IN, by=person, about=person, door=arrival.door, way=method.value)
    if arrival.language:
        notices.keep_first_language(participant_id=person, language=arrival.language, by=person, now=arrival.now)
    return begun


def _rehashed(account: Account, pin: str) -> str:
    """The hash of a right `pin` at today's cost and pepper; the stored one where there is no time for another."""
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
def _refused(participant_id: str, door: Door) -> None:
    """Write one entry for every refusal. It names the person only if there is one: a typed number may be anything."""
    audit.record(Act.SIGN_IN_REFUSED, by=door, about=participant_id, door=door)


def _input_kept_from(person: str, key: str) -> str:
    """The sealed input that waits in the visit that `key` opened, if it was this person's; '' for none."""
    if not key:
        return ""
    mine = Visit.objects.filter(session_key=row_key(key), participant_id=person)
    return mine.values_list("session_data", flat=True).first() or ""

"""Signing in with a passkey, and confirming who one is with it."""

from datetime import datetime

from django.db import transaction

from connect.access import gate
from connect.access.arrival import Arrival
from connect.access.current_visit import CurrentVisit
from connect.access.models import Passkey, SignInMethod
from connect.access.passkeys import webauthn
from connect.access.reauthentication import Confirmed, renewed
from connect.access.sign_in import sign_in_proven
from connect.access.visit_lock import in_a_visit
from connect.access.visits import SignedIn
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door


def challenge_to_sign_in(*, now: datetime) -> webauthn.Challenge:
    """A challenge that names no account and no passkey: the same for everyone, so it reveals no one."""
    return webauthn.challenge_to_prove("sign in", now)


def challenge_to_confirm(visit: CurrentVisit, *, now: datetime) -> webauthn.Challenge:
    """The same for someone who has signed in, bound to that visit."""
    return webauthn.challenge_to_prove(f"confirm {visit.session_key}", now)


def sign_in_with_passkey(sealed: str, answer: str, arrival: Arrival) -> SignedIn | None:
    """A new visit for the owner of the passkey that answered our challenge; None for anything else.

    Wrong PINs do not lock it, and the breaker does not count it: a passkey cannot be guessed. Raises gate.Closed where
    one network asks too often.
    """
    gate.admit_network(arrival.caller, arrival.now)
    claim = webauthn.claim_in("sign in", sealed, answer, arrival.now)
    begun = None
    if claim and claim.row and (proof := webauthn.proof_of(claim, arrival.now)):
        begun = _admit(claim.row, proof, arrival)
    if begun is None:
        whose = claim.row.participant_id if claim and claim.row else ""
        _refused(whose, arrival.door)
    return begun


def _admit(row: Passkey, proof: webauthn.Proof, arrival: Arrival) -> SignedIn | None:
    """None where the passkey was removed this very moment, or the agency no longer sends the person."""
    with transaction.atomic():
        begun = sign_in_proven(row.participant_id, SignInMethod.PASSKEY, arrival)
        if Passkey.objects.filter(pk=row.pk).exists():
            if begun:
                _note(proof, row.participant_id, arrival.door)
            return begun
        transaction.set_rollback(True)
    return None


def confirm_with_passkey(
    visit: CurrentVisit, sealed: str, answer: str, *, door: Door, now: datetime
) -> Confirmed | None:
    """Confirm a visit with a passkey in place of the PIN. None: no passkey of this person. Raises VisitEnded."""
    claim = webauthn.claim_in(f"confirm {visit.session_key}", sealed, answer, now)
    mine = claim is not None and claim.row is not None and claim.row.participant_id == visit.participant_id
    proof = webauthn.proof_of(claim, now) if claim is not None and mine else None
    if proof is None:
        _not_confirmed(visit, door=door, now=now)
        return None
    return _confirmed(visit, proof, door=door, now=now)


@in_a_visit
def _confirmed(visit: CurrentVisit, proof: webauthn.Proof, *, door: Door, now: datetime) -> Confirmed:
    _note(proof, visit.participant_id, door)
    return Confirmed(renewed(visit, SignInMethod.PASSKEY.value, door=door, now=now))


def _note(proof: webauthn.Proof, person: str, door: Door) -> None:
    """Record a counter that went back. That is how a copy shows, though most are two devices of one person."""
    if proof.went_back:
        audit.record(Act.PASSKEY_COUNTER_WENT_BACK, by=person, about=person, door=door)


@transaction.atomic
def _refused(whose: str, door: Door) -> None:
    """`whose`: the passkey that the answer named with the handle that only an authenticator knows; '' for no one's."""
    audit.record(Act.SIGN_IN_REFUSED, by=door, about=whose, door=door, way=SignInMethod.PASSKEY.value)


@in_a_visit
def _not_confirmed(visit: CurrentVisit, *, door: Door, now: datetime) -> None:
    person, way = visit.participant_id, SignInMethod.PASSKEY.value
    audit.record(Act.CONFIRMATION_REFUSED, by=person, about=person, door=door, way=way)

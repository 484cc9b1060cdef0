"""Passkeys: made, named and removed by their owner; signing in with one names no account (docs/adr/0010).

The private half never leaves the person's device. A challenge is sealed into a short-lived cookie of this browser and
can be used once. Whatever is wrong with an answer (origin, replay, removed, unknown, another person's) is one None.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from webauthn.helpers import bytes_to_base64url
from webauthn.registration.verify_registration_response import VerifiedRegistration

from connect.access import gate, notify_owner
from connect.access.actions import SignedIn, sign_in_proven
from connect.access.gate import Caller
from connect.access.models import Passkey, SignInMethod
from connect.access.passkeys import webauthn
from connect.access.queries import CurrentVisit
from connect.access.reauthentication import Confirmed, NotConfirmed, in_a_confirmed_visit, is_fresh, renewed
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.public_id import public_id
from connect.notices.events import AccountChange, SignInMethodChanged

MOST = 10  # passkeys of one person
NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey as its owner sees it. `used_at`: last sign-in or confirmation, None before the first."""

    public_id: str
    name: str
    made_at: datetime
    used_at: datetime | None


def passkeys_of(visit: CurrentVisit) -> tuple[Key, ...]:
    """The person's passkeys, the oldest first."""
    rows = Passkey.objects.filter(participant_id=visit.participant_id).order_by("made_at")
    return tuple(Key(public_id_of(row), row.name, row.made_at, row.used_at) for row in rows)


def ask_to_add(visit: CurrentVisit, *, now: datetime) -> webauthn.Asked:
    """What a new passkey is made from. Raises confirming.NotConfirmed."""
    if not is_fresh(visit, now):
        raise NotConfirmed
    known = Passkey.objects.filter(participant_id=visit.participant_id)
    # A picker on a shared device shows this name: it tells two people apart and neither of them to anybody else.
    name = _("Participant ID ending in %(digits)s") % {"digits": visit.participant_id[-4:]}
    ids = known.values_list("credential_id", flat=True)
    return webauthn.to_make(f"add {visit.session_key}", visit.participant_id, name, ids, now)


def add(visit: CurrentVisit, *, sealed: str, answer: str, name: str, door: str, now: datetime) -> bool:
    """Keeps the passkey that an authenticator made; every address on file is told. Raises VisitEnded and NotConfirmed.

    False: the answer is not to our question, or it cannot be kept (one too many, or known already, whoever's it is).
    """
    made = webauthn.made(f"add {visit.session_key}", sealed, answer, now)
    name = tidy_name(name) or visit.browser or settings.AGENCY.names.product
    return made is not None and _keep(visit, made, name, door=door, now=now)


@in_a_confirmed_visit
def _keep(visit: CurrentVisit, made: VerifiedRegistration, name: str, *, door: str, now: datetime) -> bool:
    person, credential_hash = visit.participant_id, webauthn.credential_hash(made.credential_id)
    too_many = Passkey.objects.filter(participant_id=person).count() >= MOST
    if too_many or Passkey.objects.filter(credential_hash=credential_hash).exists():
        return False
    Passkey.objects.create(
        participant_id=person,
        credential_hash=credential_hash,
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=bytes_to_base64url(made.credential_public_key),
        user_handle=webauthn.user_handle(person).hex(),
        sign_count=made.sign_count,
        backup_eligible=webauthn.may_be_backed_up(made),
        name=name,
        made_at=now,
    )
    _changed(person, Act.PASSKEY_ADDED, AccountChange.PASSKEY_ADDED, door, now)
    return True


@in_a_visit
def rename(visit: CurrentVisit, public: str, name: str, *, door: str, now: datetime) -> bool:
    """False: there is no such passkey, it is somebody else's, or `name` is none. Raises VisitEnded."""
    row, name = _own(visit, public), tidy_name(name)
    if row is None or not name:
        return False
    Passkey.objects.filter(pk=row.pk).update(name=name)
    audit.record(Act.PASSKEY_RENAMED, by=visit.participant_id, about=visit.participant_id, door=door)
    return True


@in_a_confirmed_visit
def remove(visit: CurrentVisit, public: str, *, door: str, now: datetime) -> bool:
    """The passkey signs nobody in any more; every address on file is told. False: none such, or somebody else's.

    Raises VisitEnded and confirming.NotConfirmed.
    """
    row = _own(visit, public)
    if row is None or not Passkey.objects.filter(pk=row.pk).delete()[0]:
        return False
    _changed(visit.participant_id, Act.PASSKEY_REMOVED, AccountChange.PASSKEY_REMOVED, door, now)
    return True


def ask_to_sign_in(*, now: datetime) -> webauthn.Asked:
    """Names no account and no passkey, so that it is the same for everybody and tells nobody who is registered."""
    return webauthn.to_prove("sign in", now)


def ask_to_confirm(visit: CurrentVisit, *, now: datetime) -> webauthn.Asked:
    """The same for somebody who has signed in, bound to that visit."""
    return webauthn.to_prove(f"confirm {visit.session_key}", now)


def sign_in(
    sealed: str,
    answer: str,
    *,
    door: str,
    caller: Caller = gate.NOBODY,
    replaces: str = "",
    language: str = "",
    now: datetime,
) -> SignedIn | None:
    """A new visit for the owner of the passkey that answered our challenge. None for anything else.

    Wrong PINs do not lock it, and it asks nothing of the breaker: a passkey cannot be guessed. Raises gate.Closed where
    one network asks too often.
    """
    gate.admit_network(caller, now)
    claim = webauthn.claimed("sign in", sealed, answer, now)
    begun = None
    if claim and claim.row and (proof := webauthn.proof_of(claim, now)):
        admission = {"door": door, "caller": caller, "replaces": replaces, "language": language, "now": now}
        begun = _admit(claim.row, proof, **admission)
    if begun is None:
        whose = claim.row.participant_id if claim and claim.row else ""
        _refused(whose, door)
    return begun


def _admit(row: Passkey, proof: webauthn.Proof, **admission: Any) -> SignedIn | None:
    """None where the passkey was removed this very moment, or the agency no longer sends the person."""
    with transaction.atomic():
        begun = sign_in_proven(row.participant_id, SignInMethod.PASSKEY, **admission)
        if Passkey.objects.filter(pk=row.pk).exists():
            if begun:
                _note(proof, row.participant_id, admission["door"])
            return begun
        transaction.set_rollback(True)
    return None


def confirm(visit: CurrentVisit, sealed: str, answer: str, *, door: str, now: datetime) -> Confirmed | None:
    """A passkey in place of the PIN that is asked again. None: it is not one of this person's. Raises VisitEnded."""
    claim = webauthn.claimed(f"confirm {visit.session_key}", sealed, answer, now)
    mine = claim is not None and claim.row is not None and claim.row.participant_id == visit.participant_id
    proof = webauthn.proof_of(claim, now) if claim is not None and mine else None
    if proof is None:
        _not_confirmed(visit, door=door, now=now)
        return None
    return _confirmed(visit, proof, door=door, now=now)


@in_a_visit
def _confirmed(visit: CurrentVisit, proof: webauthn.Proof, *, door: str, now: datetime) -> Confirmed:
    _note(proof, visit.participant_id, door)
    return Confirmed(renewed(visit, SignInMethod.PASSKEY.value, door=door, now=now))


def _note(proof: webauthn.Proof, person: str, door: str) -> None:
    """A counter that went back is written down: it is how a copy shows, though most are two devices of one person."""
    if proof.went_back:
        audit.record(Act.PASSKEY_COUNTER_WENT_BACK, by=person, about=person, door=door)


def tidy_name(text: str) -> str:
    """`text` on one line, without what cannot be seen, and not too long."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:NAME_LENGTH].strip()


def _own(visit: CurrentVisit, public: str) -> Passkey | None:
    rows = Passkey.objects.filter(participant_id=visit.participant_id)
    return next((row for row in rows if public_id_of(row) == public), None)


def _changed(person: str, act: Act, what: AccountChange, door: str, now: datetime) -> None:
    audit.record(act, by=person, about=person, door=door)
    notify_owner.notify_owner(person, partial(SignInMethodChanged, what=what), about=act, now=now)


@transaction.atomic
def _refused(whose: str, door: str) -> None:
    """`whose`: the passkey that the answer named with the handle that only an authenticator knows; '' for nobody's."""
    audit.record(Act.SIGN_IN_REFUSED, by=door, about=whose, door=door, way=SignInMethod.PASSKEY.value)


@in_a_visit
def _not_confirmed(visit: CurrentVisit, *, door: str, now: datetime) -> None:
    person, way = visit.participant_id, SignInMethod.PASSKEY.value
    audit.record(Act.CONFIRMATION_REFUSED, by=person, about=person, door=door, way=way)


def public_id_of(row: Passkey) -> str:
    """What names a passkey in an address."""
    return public_id(settings.PUBLIC_ID_KEY.encode(), "passkey", row.participant_id, row.credential_hash)

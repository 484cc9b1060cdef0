"""A person's passkeys: added, named and removed by their owner (docs/adr/0010)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _
from webauthn.helpers import bytes_to_base64url
from webauthn.registration.verify_registration_response import VerifiedRegistration

from connect.access import notify_owner
from connect.access.current_visit import CurrentVisit
from connect.access.models import Passkey
from connect.access.passkeys import webauthn
from connect.access.reauthentication import NotConfirmed, in_a_confirmed_visit, is_fresh
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door
from connect.lib.public_id import public_id, with_public_id
from connect.notices.events import AccountChange, SignInMethodChanged

MOST_PASSKEYS = 10  # passkeys of one person


NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    """A passkey as its owner sees it. `used_at`: last sign-in or confirmation, None before the first."""

    public_id: str
    name: str
    made_at: datetime
    used_at: datetime | None


def passkeys_of(visit: CurrentVisit) -> tuple[OwnPasskey, ...]:
    """The person's passkeys, the oldest first."""
    rows = Passkey.objects.filter(participant_id=visit.participant_id).order_by("made_at")
    return tuple(OwnPasskey(public_id_of(row), row.name, row.made_at, row.used_at) for row in rows)


def challenge_to_add(visit: CurrentVisit, *, now: datetime) -> webauthn.Challenge:
    """The challenge from which a new passkey is made. Raises NotConfirmed."""
    if not is_fresh(visit, now):
        raise NotConfirmed
    known = Passkey.objects.filter(participant_id=visit.participant_id)
    # A picker on a shared device shows this name: it tells two people apart and neither of them to anyone else.
    name = _("Participant ID ending in %(digits)s") % {"digits": visit.participant_id[-4:]}
    ids = known.values_list("credential_id", flat=True)
    return webauthn.challenge_to_make(f"add {visit.session_key}", visit.participant_id, name, ids, now)


def add_passkey(visit: CurrentVisit, *, sealed: str, answer: str, name: str, door: Door, now: datetime) -> bool:
    """Keep the passkey that an authenticator made; every address on file is told. Raises VisitEnded and NotConfirmed.

    False: the answer is not to our challenge, or the passkey cannot be kept (one too many, or known already).
    """
    made = webauthn.registration_in(f"add {visit.session_key}", sealed, answer, now)
    name = tidy_name(name) or visit.browser or settings.AGENCY.names.product
    return made is not None and _keep(visit, made, name, door=door, now=now)


@in_a_confirmed_visit
def _keep(visit: CurrentVisit, made: VerifiedRegistration, name: str, *, door: Door, now: datetime) -> bool:
    person, credential_hash = visit.participant_id, webauthn.credential_hash(made.credential_id)
    too_many = Passkey.objects.filter(participant_id=person).count() >= MOST_PASSKEYS
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
def rename_passkey(visit: CurrentVisit, public: str, name: str, *, door: Door, now: datetime) -> bool:
    """Rename a passkey. False: no such passkey, someone else's, or `name` is empty. Raises VisitEnded."""
    row, name = _own(visit, public), tidy_name(name)
    if row is None or not name:
        return False
    Passkey.objects.filter(pk=row.pk).update(name=name)
    audit.record(Act.PASSKEY_RENAMED, by=visit.participant_id, about=visit.participant_id, door=door)
    return True


@in_a_confirmed_visit
def remove_passkey(visit: CurrentVisit, public: str, *, door: Door, now: datetime) -> bool:
    """Remove a passkey; every address on file is told. False: no such passkey, or someone else's.

    Raises VisitEnded and NotConfirmed.
    """
    row = _own(visit, public)
    if row is None or not Passkey.objects.filter(pk=row.pk).delete()[0]:
        return False
    _changed(visit.participant_id, Act.PASSKEY_REMOVED, AccountChange.PASSKEY_REMOVED, door, now)
    return True


def tidy_name(text: str) -> str:
    """`text` on one line, without what cannot be seen, and not too long."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:NAME_LENGTH].strip()


def _own(visit: CurrentVisit, public: str) -> Passkey | None:
    rows = Passkey.objects.filter(participant_id=visit.participant_id)
    return with_public_id(rows, public, public_id_of)


def _changed(person: str, act: Act, what: AccountChange, door: Door, now: datetime) -> None:
    audit.record(act, by=person, about=person, door=door)
    notify_owner.notify_owner(person, partial(SignInMethodChanged, what=what), about=act, now=now)


def public_id_of(row: Passkey) -> str:
    """The public id of a passkey, for an address."""
    return public_id(settings.PUBLIC_ID_KEY.encode(), "passkey", row.participant_id, row.credential_hash)

"""The two ceremonies of WebAuthn: making a passkey and proving one, with the challenges that both answer.

A challenge is sealed into a short-lived cookie of the browser that asked, names its purpose, and can be used once.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json,
    parse_authentication_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from connect.access.models import Passkey
from connect.access.single_use import use_once
from connect.lib import tokens

CHALLENGE_GOOD_FOR = timedelta(minutes=5)
LONGEST_ANSWER = 20_000  # characters of an authenticator's answer; one with an attestation has some 2,000


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a browser asks of its authenticators (JSON), and the sealed challenge that it must bring back."""

    options: str
    sealed: str


def challenge_to_make(purpose: str, participant_id: str, name: str, known: Iterable[str], now: datetime) -> Challenge:
    """What a new passkey is made from. `name`: what a picker shows; `known`: credential ids that are there already.

    The authenticator must keep the passkey itself, so that signing in needs no name, and must verify its person: what
    they have and what they are or know, two factors. Who made the authenticator we do not ask (docs/adr/0010).
    """
    options = generate_registration_options(
        rp_id=_host(),
        rp_name=settings.AGENCY.names.product,
        user_id=user_handle(participant_id),
        user_name=name,
        user_display_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known],
    )
    return Challenge(options_to_json(options), _sealed(purpose, options.challenge, now))


def challenge_to_prove(purpose: str, now: datetime) -> Challenge:
    """Names no account and no passkey, so that it is the same for everybody and tells nobody who has one."""
    options = generate_authentication_options(rp_id=_host(), user_verification=UserVerificationRequirement.REQUIRED)
    return Challenge(options_to_json(options), _sealed(purpose, options.challenge, now))


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer to a challenge of ours. `row`: the passkey it says it is, of the person it says; None: unknown."""

    answer: str
    challenge: bytes
    row: Passkey | None


def claim_in(purpose: str, sealed: str, answer: str, now: datetime) -> Claim | None:
    """None where there is no such challenge, or nothing that could be an answer."""
    challenge = _challenge(purpose, sealed, now)
    if challenge is None or len(answer) > LONGEST_ANSWER:
        return None
    try:
        said = parse_authentication_credential_json(answer)
    except Exception:  # the library raises many kinds for garbage, its own and Python's; it touches nothing of ours
        return None
    handle = (said.response.user_handle or b"").hex()
    known = Passkey.objects.filter(credential_hash=credential_hash(said.raw_id))
    return Claim(answer, challenge, next((each for each in known if each.user_handle == handle), None))


@dataclass(frozen=True, slots=True)
class Proof:
    """That an answer proves the passkey. `went_back`: its counter did not go on, which a synced one may."""

    went_back: bool


def proof_of(claim: Claim, now: datetime) -> Proof | None:
    """None unless origin, RP ID, the person present and verified, the signature and the counter are right.

    The counter must go on where the passkey is in one device: else there are two of it (WebAuthn 7.2, step 22). Where
    it is backed up there are two by design, and each device counts for itself or not at all. The counter is moved here,
    unless somebody else moved it or removed the passkey since it was read.
    """
    row = claim.row
    if row is None:
        return None
    try:
        verified = verify_authentication_response(
            credential=claim.answer,
            expected_challenge=claim.challenge,
            expected_rp_id=_host(),
            expected_origin=settings.SITE,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=0,  # any will do: it is looked at below
            require_user_verification=True,
        )
    except Exception:  # as above
        return None
    counts = row.sign_count > 0 or verified.new_sign_count > 0
    went_back = counts and verified.new_sign_count <= row.sign_count
    if went_back and not _is_backed_up(row, verified):
        return None
    moved = {"sign_count": verified.new_sign_count, "used_at": now}
    if row.backup_eligible is None:
        moved["backup_eligible"] = may_be_backed_up(verified)
    still = Passkey.objects.filter(pk=row.pk, sign_count=row.sign_count)
    return Proof(went_back) if still.update(**moved) == 1 else None


def _is_backed_up(row: Passkey, verified: VerifiedAuthentication) -> bool:
    """Whether it is, and was made as one that may be: whoever copied a key out of a device can sign any flag."""
    return verified.credential_backed_up and row.backup_eligible is not False


def may_be_backed_up(verified: VerifiedAuthentication | VerifiedRegistration) -> bool:
    return verified.credential_device_type == CredentialDeviceType.MULTI_DEVICE


def registration_in(purpose: str, sealed: str, answer: str, now: datetime) -> VerifiedRegistration | None:
    """The new passkey in the answer to a challenge of ours; None for anything else."""
    challenge = _challenge(purpose, sealed, now)
    if challenge is None or len(answer) > LONGEST_ANSWER:
        return None
    try:
        return verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=settings.SITE,
            require_user_verification=True,
        )
    except Exception:  # as above
        return None


def _host() -> str:
    """The RP ID: the name of the portal without scheme and port."""
    return urlsplit(settings.SITE).hostname or ""


def _sealed(purpose: str, challenge: bytes, now: datetime) -> str:
    said = {"challenge": bytes_to_base64url(challenge)}
    return tokens.seal_token(settings.FIELD_KEYS, f"passkey: {purpose}", said, now + CHALLENGE_GOOD_FOR)


def _challenge(purpose: str, sealed: str, now: datetime) -> bytes | None:
    """The challenge behind a cookie that we sealed for `purpose` in the last minutes; used up by being asked for."""
    said = tokens.open_token(settings.FIELD_KEYS, f"passkey: {purpose}", sealed, now, "challenge")
    if said is None or not use_once(f"passkey {said['challenge']}", now + CHALLENGE_GOOD_FOR):
        return None
    return base64url_to_bytes(said["challenge"])


def user_handle(participant_id: str) -> bytes:
    """What an authenticator keeps of a person; it says nothing of who they are. The same for all their passkeys, so
    that one authenticator holds one of each person; a row keeps its own, so that a new key here ends no passkey."""
    return hmac.digest(settings.PUBLIC_ID_KEY.encode(), f"user handle\x1f{participant_id}".encode(), "sha256")


def credential_hash(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()

"""The two ceremonies of WebAuthn, making a passkey and proving one, and the challenges that start them.

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
    """What a browser asks its authenticators (JSON), and the sealed challenge that it must bring back."""

    options: str
    sealed: str


def challenge_to_make(purpose: str, participant_id: str, name: str, known: Iterable[str], now: datetime) -> Challenge:
    """The challenge for making a passkey. `name`: what a picker shows; `known`: credential ids that exist already.

    The authenticator must store the passkey itself, so that signing in needs no name, and must verify its person:
    something they have and something they are or know, two factors. We do not ask who made the authenticator
    (docs/adr/0010).
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
    """The challenge for proving a passkey. It names no account and no passkey, so it reveals no one."""
    options = generate_authentication_options(rp_id=_host(), user_verification=UserVerificationRequirement.REQUIRED)
    return Challenge(options_to_json(options), _sealed(purpose, options.challenge, now))


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer to a challenge of ours. `row`: the passkey and person that it names; None for an unknown one."""

    answer: str
    challenge: bytes
    row: Passkey | None


def claim_in(purpose: str, sealed: str, answer: str, now: datetime) -> Claim | None:
    """The claim in an answer; None where there is no such challenge, or the text cannot be an answer."""
    challenge = _challenge(purpose, sealed, now)
    if challenge is None or len(answer) > LONGEST_ANSWER:
        return None
    try:
        credential = parse_authentication_credential_json(answer)
    except Exception:  # the library raises many kinds for garbage, its own and Python's; it touches nothing of ours
        return None
    handle = (credential.response.user_handle or b"").hex()
    known = Passkey.objects.filter(credential_hash=credential_hash(credential.raw_id))
    return Claim(answer, challenge, next((each for each in known if each.user_handle == handle), None))


@dataclass(frozen=True, slots=True)
class Proof:
    """An answer proves the passkey. `went_back`: its counter did not go on, which a synced passkey may do."""

    went_back: bool


def proof_of(claim: Claim, now: datetime) -> Proof | None:
    """The proof in a claim; None unless origin, RP ID, presence, verification, signature and counter are right.

    The counter must go on where the passkey is in one device: otherwise there are two of it (WebAuthn 7.2, step 22). A
    passkey that is backed up is in several devices by design, and each device counts for itself or not at all. The
    counter is moved here, unless another request moved it or removed the passkey since it was read.
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
    """Whether it is backed up, and was made as one that may be: a thief who copied a key can sign any flag."""
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
    facts = {"challenge": bytes_to_base64url(challenge)}
    return tokens.seal_token(settings.FIELD_KEYS, f"passkey: {purpose}", facts, now + CHALLENGE_GOOD_FOR)


def _challenge(purpose: str, sealed: str, now: datetime) -> bytes | None:
    """The challenge in a cookie that we sealed for `purpose` in the last minutes. Reading it uses it up."""
    facts = tokens.open_token(settings.FIELD_KEYS, f"passkey: {purpose}", sealed, now, "challenge")
    if facts is None or not use_once(f"passkey {facts['challenge']}", now + CHALLENGE_GOOD_FOR):
        return None
    return base64url_to_bytes(facts["challenge"])


def user_handle(participant_id: str) -> bytes:
    """The name by which an authenticator knows a person. It reveals nothing of who they are.

    It is the same for all their passkeys, so that an authenticator holds one for each person. A row keeps its own, so
    that a new key here ends no passkey.
    """
    return hmac.digest(settings.PUBLIC_ID_KEY.encode(), f"user handle\x1f{participant_id}".encode(), "sha256")


def credential_hash(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()

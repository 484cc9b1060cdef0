"""An authenticator in a few lines, for what a browser never sends. tests/journeys/test_passkeys.py is its check:
there a real browser and its authenticator say the same things to the same rooms."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field, replace

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from connect.access.passkeys.webauthn import Challenge

PRESENT, VERIFIED, NEW_KEY = 0x01, 0x04, 0x40
MAY_BE_BACKED_UP, BACKED_UP = 0x08, 0x10
SYNCED = PRESENT | VERIFIED | MAY_BE_BACKED_UP | BACKED_UP  # the flags of a passkey that is in several devices


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def data(said: str) -> bytes:
    return urlsafe_b64decode(said + "=" * (-len(said) % 4))


@dataclass(frozen=True)
class Authenticator:
    """One passkey. `replace` (dataclasses) gives it another origin, RP ID, counter or flags: what an impostor's has."""

    origin: str = "http://localhost:8000"
    rp_id: str = "localhost"
    count: int = 0
    flags: int = PRESENT | VERIFIED
    handle: bytes = b""
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made_for(self, asked: Challenge) -> "Authenticator":
        """The same, holding a passkey for whom `asked` names."""
        return replace(self, handle=data(json.loads(asked.options)["user"]["id"]))

    def make(self, asked: Challenge) -> str:
        """The answer to navigator.credentials.create()."""
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        length = len(self.credential_id).to_bytes(2, "big")
        known = bytes(16) + length + self.credential_id + cbor2.dumps(cose)
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(self.flags | NEW_KEY) + known}
        said = {
            "clientDataJSON": text(self._client("webauthn.create", asked)),
            "attestationObject": text(cbor2.dumps(attestation)),
        }
        return self._answer(said)

    def prove(self, asked: Challenge) -> str:
        """The answer to navigator.credentials.get()."""
        client, told = self._client("webauthn.get", asked), self._data(self.flags)
        signature = self.key.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {"clientDataJSON": text(client), "authenticatorData": text(told), "signature": text(signature)}
        return self._answer(said | {"userHandle": text(self.handle)})

    def _client(self, kind: str, asked: Challenge) -> bytes:
        challenge = json.loads(asked.options)["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, response: dict[str, str]) -> str:
        credential = text(self.credential_id)
        return json.dumps({"id": credential, "rawId": credential, "type": "public-key", "response": response})

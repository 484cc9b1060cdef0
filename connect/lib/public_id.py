"""Identifiers for URLs: stable, unguessable, and without any fact about the person or the row."""

import hmac
from base64 import urlsafe_b64encode


def public_id(key: bytes, kind: str, participant_id: str, agency_id: str) -> str:
    """Return 22 URL-safe characters: the first 16 bytes of HMAC-SHA-256 over (kind, participant, the agency's id)."""
    message = "\x1f".join((kind, participant_id, agency_id)).encode()
    return urlsafe_b64encode(hmac.digest(key, message, "sha256")[:16]).rstrip(b"=").decode()

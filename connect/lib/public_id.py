"""Identifiers for URLs: stable, unguessable, and without any fact about the person or the row."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable


def public_id(key: bytes, kind: str, participant_id: str, agency_id: str) -> str:
    """Return 22 URL-safe characters: the first 16 bytes of HMAC-SHA-256 over (kind, participant, the agency's id)."""
    message = "\x1f".join((kind, participant_id, agency_id)).encode()
    return urlsafe_b64encode(hmac.digest(key, message, "sha256")[:16]).rstrip(b"=").decode()


def with_public_id[Row](rows: Iterable[Row], public: str, public_id_of: Callable[[Row], str]) -> Row | None:
    """The one of a person's own `rows` that `public` names; None where none is."""
    return next((row for row in rows if public_id_of(row) == public), None)

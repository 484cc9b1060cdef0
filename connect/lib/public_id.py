"""Identifiers for URLs: stable, unguessable, and without any fact about the person or the row."""

import hmac
import re
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Iterator

PUBLIC_ID_PATTERN = "[A-Za-z0-9_-]{22}"  # 16 bytes in URL-safe base64, as a regular expression
_PUBLIC_ID = re.compile(PUBLIC_ID_PATTERN, re.ASCII)
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def public_id(key: bytes, kind: str, participant_id: str, agency_id: str) -> str:
    """Return 22 URL-safe characters: the first 16 bytes of HMAC-SHA-256 over (kind, participant, the agency's id)."""
    return next(public_ids(key, kind, [(participant_id, agency_id)]))


def public_ids(key: bytes, kind: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The public ids of many (participant, agency's id), with the key prepared once."""
    prepared = hmac.new(key, digestmod="sha256")
    for participant_id, agency_id in rows:
        one = prepared.copy()
        one.update(f"{kind}\x1f{participant_id}\x1f{agency_id}".encode())
        yield b2a_base64(one.digest()[:16], newline=False).translate(_URL_SAFE)[:22].decode()


def is_public_id(text: str) -> bool:
    """Whether `text` has the form of one: a text from outside may hold what a database cannot even look for."""
    return _PUBLIC_ID.fullmatch(text) is not None


def with_public_id[Row](rows: Iterable[Row], public: str, public_id_of: Callable[[Row], str]) -> Row | None:
    """The one of a person's own `rows` that `public` names; None where none is."""
    return next((row for row in rows if public_id_of(row) == public), None)

"""PINs at rest: HMAC-SHA-256 with a pepper kept outside the database, then Argon2id (design/security, Policy 8).

Stored as '<pepper's mark>$$argon2id$v=19$…'. Either secret alone tells nothing: without the pepper a stolen table
cannot be guessed through, although a PIN of six digits has only a million values. Hashing is slow on purpose, so it
never happens inside a transaction, only so many at once, and no one waits for a turn longer than a few seconds.
"""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

import argon2
from argon2.exceptions import InvalidHashError, VerificationError
from django.conf import settings

_AT_ONCE = BoundedSemaphore(settings.PIN_HASHES_AT_ONCE)  # so that sign-ins cannot starve pages


class Busy(Exception):
    """No free place for hashing within PIN_HASH_WAIT_SECONDS. The PIN is neither right nor wrong (429)."""


@contextmanager
def _turn() -> Iterator[None]:
    """Hold one of the PIN_HASHES_AT_ONCE places. Raises Busy after PIN_HASH_WAIT_SECONDS without one."""
    if not _AT_ONCE.acquire(timeout=settings.PIN_HASH_WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _AT_ONCE.release()


def hashed(participant_id: str, pin: str) -> str:
    """The stored form of `pin`: newest pepper, current cost. Raises Busy.

    The person is mixed in, so a hash opens no other account.
    """
    pepper = _peppers()[0]
    with _turn():
        return f"{_mark(pepper)}${_hasher().hash(_peppered(pepper, participant_id, pin))}"


def matches(stored: str | None, participant_id: str, pin: str) -> bool:
    """Whether `pin` is the one kept in `stored`. Raises Busy alike for accounts that exist and that do not.

    Exactly one hash, also for None (no such account: always False).
    """
    mark, _, argon = (stored or _nobody()).partition("$")
    pepper = next((p for p in _peppers() if _mark(p) == mark), _peppers()[0])
    with _turn():
        try:
            return _hasher().verify(argon, _peppered(pepper, participant_id, pin)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def keyed(participant_id: str, code: str) -> list[str]:
    """The stored forms of a long random `code` of this person, one for each pepper, newest first.

    Not slow: a code has more random bits than anyone can try, and without the pepper there is nothing to try against.
    """
    return [f"{_mark(pepper)}${_peppered(pepper, participant_id, code).hex()}" for pepper in _peppers()]


def outdated(stored: str) -> bool:
    """Whether `stored` has an older pepper or another cost, and should be hashed again at sign-in."""
    return any(behind(stored))


def behind(stored: str) -> tuple[bool, bool]:
    """Whether `stored` has an older pepper, and whether it has another cost than today's."""
    mark, _, argon = stored.partition("$")
    return mark != _mark(_peppers()[0]), _hasher().check_needs_rehash(argon)


def _hasher() -> argon2.PasswordHasher:
    return argon2.PasswordHasher(
        time_cost=settings.PIN_HASH_TIME_COST, memory_cost=settings.PIN_HASH_MEMORY_KIB, parallelism=1
    )


def _peppers() -> list[bytes]:
    """Newest first; several, with commas between, while one replaces another."""
    return [pepper.encode() for pepper in settings.PIN_PEPPER.split(",")]


@cache
def _mark(pepper: bytes) -> str:
    """Eight characters that say which pepper was used and not what it is."""
    return hmac.digest(pepper, b"which pepper", "sha256").hex()[:8]


def _peppered(pepper: bytes, participant_id: str, pin: str) -> bytes:
    return hmac.digest(pepper, f"{participant_id}\x1f{pin}".encode(), "sha256")


def _nobody() -> str:
    """A well-formed hash at the current cost that no PIN has: an unknown account costs what a known one does."""
    cost = f"m={settings.PIN_HASH_MEMORY_KIB},t={settings.PIN_HASH_TIME_COST},p=1"
    return f"{_mark(_peppers()[0])}$$argon2id$v=19${cost}${'A' * 22}${'A' * 43}"

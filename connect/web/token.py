"""The form token, masked anew for every page, at a tenth of the usual cost; Django checks it as its own."""

import secrets

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, get_token

_LETTERS = CSRF_ALLOWED_CHARS
_EVEN = 256 - 256 % len(_LETTERS)  # bytes from here on would make the first letters likelier
_UNEVEN = bytes(range(_EVEN, 256))
_PLACE = {letter: place for place, letter in enumerate(_LETTERS)}


def token_of(request: HttpRequest) -> str:
    """A token for this request's forms. The browser gets the cookie that goes with it where it has none yet.

    Masked, so that no two pages carry the same text and a compressed page gives the secret away to nobody (BREACH).
    """
    secret = request.META.get("CSRF_COOKIE")
    if secret is None or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        return get_token(request)
    return masked(secret)


def masked(secret: str) -> str:
    """`secret` behind a random mask: the mask, then each letter moved by the mask's letter (Django's own form)."""
    places = [byte % len(_LETTERS) for byte in _random_bytes()]
    moved = [_LETTERS[(_PLACE[letter] + place) % len(_LETTERS)] for letter, place in zip(secret, places, strict=True)]
    return "".join([*(_LETTERS[place] for place in places), *moved])


def _random_bytes() -> bytes:
    """As many bytes as a secret has letters, each letter as likely as any other."""
    found = b""
    while len(found) < CSRF_SECRET_LENGTH:
        found += secrets.token_bytes(CSRF_SECRET_LENGTH + 8).translate(None, _UNEVEN)
    return found[:CSRF_SECRET_LENGTH]

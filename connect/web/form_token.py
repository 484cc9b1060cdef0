"""Django's form token, checked by Django; what is ours is how a page's token is masked, and which views ask for less.

Django's own masking asks the system for random bytes 32 times a page, which is 6 % of the list of payments
(docs/adr/0023). `masked` asks once, and a test holds that Django takes what it makes.

The token changes when someone signs in, and then no more in that visit: a page that is open in another tab goes on
working when the visit's key is renewed. What every page of ours carries, and what takes nothing along but the visit
that the browser has now, works from any page of ours (`own_page_is_enough`), however old its token is.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseForbidden
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, CsrfViewMiddleware, get_token

from connect.web import language_switch

TOKEN_FIELD = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
_LETTERS = CSRF_ALLOWED_CHARS
_EVEN = 256 - 256 % len(_LETTERS)  # bytes from here on would make the first letters likelier
_UNEVEN = bytes(range(_EVEN, 256))
_PLACE = {letter: place for place, letter in enumerate(_LETTERS)}


def from_our_own_page(request: HttpRequest) -> bool:
    """Whether a page of ours sent this, as the browser says, which no page can write: Sec-Fetch-Site where the browser
    knows it, else Origin. False where it says neither."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    ours = (f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS)
    return request.headers.get("Origin") in ours


def own_page_is_enough[F: Callable[..., Any]](view: F) -> F:
    """Marks a view: from a page of ours it takes a POST whatever token comes along; from elsewhere only with one."""
    view.own_page_is_enough = True  # type: ignore[attr-defined]
    return view


def is_too_old(request: HttpRequest) -> bool:
    """Whether this form came from a page of ours with a token that does not count any more: it does nothing, and may
    only hear again what it was told when it did (connect.web.repeated_forms)."""
    return bool(getattr(request, "token_is_too_old", False))


def is_of_a_page(token: str) -> bool:
    """Whether it looks like a token of a page: masked, so no two pages have the same one."""
    return len(token) == 2 * CSRF_SECRET_LENGTH and set(token) <= _PLACE.keys()


class TokenMiddleware(CsrfViewMiddleware):
    """Django's check of the form token, which a view may leave to the browser's word (`own_page_is_enough`).

    A view that acts once is asked also where the token of a page of ours is too old (`is_too_old`). A form sent with
    the language button only draws its page again, so our own page is enough for it too (connect.web.language_switch).
    """

    def process_view(
        self, request: HttpRequest, callback: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseForbidden | None:
        language, is_ours = language_switch.chosen(request), from_our_own_page(request)
        if is_ours and (language or getattr(callback, "own_page_is_enough", False)):
            refused = None
        else:
            refused = super().process_view(request, callback, args, kwargs)
        if language and not refused:
            language_switch.switch(request, callback, language)
        # The very function: one that was wrapped might do something before it asks.
        if refused and is_ours and getattr(callback, "acts_once", None) is callback:
            request.token_is_too_old = True  # type: ignore[attr-defined]
            return None
        return refused

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        language_switch.remember_switched(request, response)
        return super().process_response(request, response)


def token_of(request: HttpRequest) -> str:
    """A token for this request's forms. A browser without the cookie that goes with it gets one.

    The secret is masked, so no two pages carry the same text and a compressed page gives the secret away to no one
    (BREACH).
    """
    secret = request.META.get("CSRF_COOKIE")
    return masked(secret) if secret else get_token(request)


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

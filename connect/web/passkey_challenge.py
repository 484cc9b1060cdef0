"""The challenge of a passkey on its way: to the browser as JSON and a sealed cookie, and back with a form."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from connect.access.passkeys.webauthn import CHALLENGE_GOOD_FOR, Challenge


def ask(asked: Challenge) -> HttpResponse:
    """What the browser asks of its authenticators. The cookie binds the answer to this browser; no script reads it."""
    response = HttpResponse(asked.options, content_type="application/json", headers={"Cache-Control": "no-store"})
    response.set_cookie(
        settings.CHALLENGE_COOKIE_NAME,
        asked.sealed,
        max_age=int(CHALLENGE_GOOD_FOR.total_seconds()),
        path="/",
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Strict",
    )
    return response


def brought(request: HttpRequest) -> tuple[str, str]:
    """(the sealed challenge of this browser, the answer in this form); '' for one that is missing."""
    return request.COOKIES.get(settings.CHALLENGE_COOKIE_NAME, ""), str(request.POST.get("answer", ""))


def done(response: HttpResponse) -> HttpResponse:
    """`response`, with the cookie of the answered challenge taken away."""
    response.delete_cookie(settings.CHALLENGE_COOKIE_NAME, path="/", samesite="Strict")
    return response

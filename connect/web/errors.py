"""Error pages: in the reader's language, with a way on, and equal for everybody (no form, path or token in them)."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from connect.design.templates import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what the browser sent makes no sense to us."""
    return _error(400, _("We could not understand that"), _("Go back and try again, or start from Home."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form came without its token, mostly because its page had been open for long or cookies are off."""
    return _error(
        403,
        _("That page was too old"),
        _("Nothing was sent. Go back, load the page again and try once more. Your browser must allow cookies."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this person."""
    return _error(403, _("You cannot open this page"), _("Start from Home, or sign in again."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page, or it is somebody else's; nobody can tell which."""
    return _error(
        404, _("We could not find that page"), _("Check the address, or start from Home. You may have to sign in.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake; 503 while the database cannot answer, so that machines ask again later."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        response = _error(503, _("We are busy right now"), _("Please try again in a few minutes."))
        response.headers["Retry-After"] = "120"
        return response
    return _error(500, _("Something went wrong"), _("It is our mistake. Please try again in a few minutes."))


def _error(status: int, heading: str, what_to_do: str) -> HttpResponse:
    language = get_language() or settings.LANGUAGE_CODE
    said = render("web/error.html", language, {"heading": heading, "what_to_do": what_to_do})
    return HttpResponse(said, status=status, headers={"Content-Language": language, "Cache-Control": "no-store"})

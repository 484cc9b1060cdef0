"""The language of a page: the person's own choice, else this browser's, else the agency's file, else what it asks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.translation import get_language_from_request

from connect.access.current_visit import CurrentVisit
from connect.notices.actions import NOTICE_LANGUAGES


class LanguageMiddleware:
    """Speaks `request.language` for this request only; Django's own phrases (and forms) follow it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request, "language", "") or of_request(request, None)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        response.headers["Vary"] = "Accept-Language, Cookie"
        return response


def of_request(request: HttpRequest, visit: CurrentVisit | None) -> str:
    """'en' or 'es'. Signed in, the stored preference decides.

    Without one, the agency's file decides if it names another language than the agency's usual one: the usual one often
    means that no one asked, and a person greeted in Spanish keeps Spanish when they sign in. A mail or letter has no
    browser to ask, so there the file decides either way (connect.notices.queries.language_of).
    """
    if visit and visit.chosen_language in NOTICE_LANGUAGES:
        return visit.chosen_language
    if chosen := chosen_before(request):
        return chosen
    if (
        visit
        and (tag := visit.file_language.lower().split("-")[0]) in NOTICE_LANGUAGES
        and tag != settings.LANGUAGE_CODE
    ):
        return tag
    return _asked_for(request)


def chosen_before(request: HttpRequest) -> str:
    """What someone chose in this browser with the button, or ''."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return cookie if cookie in NOTICE_LANGUAGES else ""


def _asked_for(request: HttpRequest) -> str:
    return get_language_from_request(request).split("-")[0]


def remember(response: HttpResponseBase, language: str) -> None:
    """This browser speaks `language` from now on, also before anybody signs in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.DEVICE_COOKIE_AGE,
        path="/",
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )

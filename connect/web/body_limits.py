"""What a request may bring along: no longer than the longest form of ours, and no slower than a poor connection."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from connect.web import errors

REFUSED = (
    "connect.refused"  # of the WSGI environment: why connect.web.request_front did not take this request, '' if it did
)


class BodyMiddleware:
    """Answers, with a page, what is not to be read. It stands before everything that looks at a body or a visit.

    What connect.web.request_front has refused says why. Behind any other server the length that a client says is looked
    at here, and of a body without a said length Django reads nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if refused := request.META.get(REFUSED) or _too_large(request):
            return errors.answer(request, refused)
        return self.get_response(request)


def _too_large(request: HttpRequest) -> str:
    return "too-large" if too_long(request.META.get("CONTENT_LENGTH") or "0") else ""


def too_long(said: str) -> bool:
    """Whether a Content-Length is more than may be, or no number; `said` may have thousands of digits."""
    return not said.isdecimal() or len(said) > 12 or int(said) > settings.BODY_MOST_BYTES

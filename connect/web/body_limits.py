"""What a request may bring along: no longer than the longest form of ours, and no slower than a poor connection; of the
pages that ask for one, a file."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from connect.web import errors
from connect.web.uploads import OneFile, is_for_file

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
        if _may_bring_file(request):
            request.upload_handlers = [OneFile(request)]
        return self.get_response(request)


def _may_bring_file(request: HttpRequest) -> bool:
    return request.method == "POST" and is_for_file(request.path_info, request.META.get("CONTENT_TYPE", ""))


def _too_large(request: HttpRequest) -> str:
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not too_long(said):
        return ""
    return "too-large" if too_long(said, settings.FILE_BODY_MOST_BYTES) or not _may_bring_file(request) else ""


def too_long(said: str, most: int | None = None) -> bool:
    """Whether a Content-Length is more than may be (`most`: of a form without a file), or no number; `said` may have
    thousands of digits."""
    return not said.isdecimal() or len(said) > 12 or int(said) > (most or settings.BODY_MOST_BYTES)

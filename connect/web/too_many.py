"""Too often, or too much at once: one answer for every view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from connect.access.gate import Closed
from connect.access.pins.hashing import Busy
from connect.documents.drawing import BusyDrawing
from connect.web import errors


class TooManyMiddleware:
    """Answers 429 where a view lets `Busy` (no place to hash a PIN), `BusyDrawing` (none to draw a PDF) or `Closed` (no
    one may try now) out. A view catches them itself only to say something else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return errors.too_many(request) if isinstance(problem, (Busy, BusyDrawing, Closed)) else None

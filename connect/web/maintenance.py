"""The switch an operator throws while the database is being moved or mended."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from connect.web import errors
from connect.web.visit import PROBES


def is_on() -> bool:
    """CONNECT_MAINTENANCE is set, or the file `maintenance` lies in the folder CONNECT_VAR (no restart needed)."""
    return settings.MAINTENANCE or settings.MAINTENANCE_FILE.exists()


class MaintenanceMiddleware:
    """While the switch is on every page answers 503 and nothing asks the database; the two probes answer as always.

    It stands before the visit is looked up, so the language is the browser's, not the person's stored choice.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_on() and request.path not in PROBES:
            return errors.answer(request, "maintenance")
        return self.get_response(request)

"""The visit behind the cookie, put on the request; no browser keeps anything of a visit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from connect.access.current_visit import CurrentVisit, current_visit
from connect.access.visits import extend
from connect.cases.viewer import Viewer
from connect.lib.dates import clock_in_words
from connect.web.carried_end import carried_end, carry, put_down
from connect.web.language import of_request


@dataclass(frozen=True, slots=True)
class Ending:
    """When a visit ends if no one does anything, and when it ends in any case."""

    visit: str  # tells one visit from another of the same browser; opens nothing
    until: datetime
    latest: datetime
    now: datetime
    idle_minutes: int
    language: str = "en"

    @classmethod
    def of(cls, visit: CurrentVisit, until: datetime, now: datetime, language: str = "en") -> Self:
        access = settings.AGENCY.access
        latest = visit.started_at + timedelta(hours=access.absolute_hours)
        return cls(str(visit.started_at.timestamp()), until, latest, now, access.idle_minutes, language)

    @property
    def left(self) -> int:
        """Seconds until it ends."""
        return int((self.until - self.now).total_seconds())

    @property
    def last(self) -> int:
        """Seconds until nothing can keep it open."""
        return int((self.latest - self.now).total_seconds())

    @property
    def at(self) -> str:
        """'3:45 PM Pacific Time', in the agency's zone."""
        return clock_in_words(self.until.astimezone(settings.AGENCY.zone), self.language)

    @property
    def last_at(self) -> str:
        return clock_in_words(self.latest.astimezone(settings.AGENCY.zone), self.language)


class Request(HttpRequest):
    """A request behind the two middlewares. `visit`, `viewer` and `ending` are None together: no one has signed in."""

    visit: CurrentVisit | None
    viewer: Viewer | None
    ending: Ending | None
    language: str


# Load balancers ask for these by IP address instead of host name, and they belong to no visit.
PROBES = ("/healthz", "/readyz")


class VisitMiddleware:
    """Puts `visit` and `viewer` on the request (one statement), and keeps what a visit shows out of every cache.

    It stands outside the views and Django's own error handling, so redirects, 404s and errors carry no-store too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if request.path in PROBES:
            return self.get_response(request)
        request.get_host()  # another name than ours is refused (400) before anything is looked up
        now = timezone.now()
        key = request.COOKIES.get(settings.VISIT_COOKIE_NAME, "")
        visit = request.visit = current_visit(key, now, carried_end(request, key, now)) if key else None
        request.viewer = request.ending = None
        request.language = of_request(request, visit)
        if visit:
            request.viewer = Viewer(visit.participant_id, visit.first_name, request.language, visit.as_of)
            end = extend(visit, now=now)
            request.ending = Ending.of(visit, end.at, now, request.language)  # what the row says, not what it might say
        response = self.get_response(request)
        if visit and end.written:
            put_down(request, response)
        elif visit and settings.VISIT_COOKIE_NAME not in response.cookies:  # else it has ended, or has another key
            carry(response, visit, end.at)
        # Also where a visit has just ended or begun: what was made from a key may not outlive the key.
        if key or settings.VISIT_COOKIE_NAME in response.cookies:
            response.headers["Cache-Control"] = "no-store"
        return response


def give_key(response: HttpResponse, key: str) -> None:
    """The visit's key goes to the browser, for as long as the browser is open; the server ends visits sooner."""
    response.set_cookie(
        settings.VISIT_COOKIE_NAME, key, path="/", secure=settings.SECURE_COOKIES, httponly=True, samesite="Lax"
    )


def take_key(response: HttpResponse) -> None:
    """The browser forgets the key, and every page it kept. Not its cookies: they hold the language chosen."""
    response.delete_cookie(settings.VISIT_COOKIE_NAME, path="/", samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'

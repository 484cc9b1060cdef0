"""Who is asking: the visit behind the cookie, put on the request; and nothing of a visit kept by a browser."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from connect.access import actions as access
from connect.access.queries import Visit, current_visit
from connect.cases.viewer import Viewer
from connect.web.language import of_request


class Request(HttpRequest):
    """A request behind the two middlewares. `visit` and `viewer` are None together: nobody has signed in."""

    visit: Visit | None
    viewer: Viewer | None
    language: str


# Balancers ask these by number and not by name, and they are nobody's visit.
PROBES = ("/healthz", "/readyz")


class SessionMiddleware:
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
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        visit = request.visit = current_visit(key, now) if key else None
        request.viewer = None
        request.language = of_request(request, visit)
        if visit:
            request.viewer = Viewer(visit.participant_id, visit.first_name, request.language, visit.as_of)
            access.extend(visit, now=now)
        response = self.get_response(request)
        # Also where a visit has just ended or begun: what was made from a key may not outlive the key.
        if key or settings.SESSION_COOKIE_NAME in response.cookies:
            response.headers["Cache-Control"] = "no-store"
        return response


def give_key(response: HttpResponse, key: str) -> None:
    """The visit's key goes to the browser, for as long as the browser is open; the server ends visits sooner."""
    response.set_cookie(
        settings.SESSION_COOKIE_NAME, key, path="/", secure=settings.SECURE_COOKIES, httponly=True, samesite="Lax"
    )


def take_key(response: HttpResponse) -> None:
    """The browser forgets the key, and every page it kept. Not its cookies: they hold the language chosen."""
    response.delete_cookie(settings.SESSION_COOKIE_NAME, path="/", samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'

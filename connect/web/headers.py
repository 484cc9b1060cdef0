"""Security headers that are the same on every answer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import build_policy

HEADERS = {
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}


_NOWHERE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# Of a mail that the demo shows: its styles stand in it, and it loads and runs nothing.
MAIL_POLICY = f"default-src 'none'; style-src 'unsafe-inline'; {_NOWHERE}"
# Of a file that someone sent us, as we made it anew: it is no page of ours either. The styles are the browser's
# own, with which it shows a picture.
SANDBOX = f"{MAIL_POLICY}; sandbox"


def shown_mail(response: HttpResponse) -> HttpResponse:
    """Marks the answer that is a mail: it gets MAIL_POLICY in place of the pages' content policy."""
    response.is_a_mail = True  # type: ignore[attr-defined]
    return response


def sandboxed(response: HttpResponse) -> HttpResponse:
    """Marks the answer that is a file of someone's: it gets the content policy SANDBOX in place of the pages'."""
    response.sandboxed = True  # type: ignore[attr-defined]
    return response


def everywhere() -> tuple[tuple[str, str], ...]:
    """Names and values, the content policy with them."""
    return tuple({**HEADERS, "Content-Security-Policy": build_policy(settings.SECURE_CSP)}.items())


class HeadersMiddleware:
    """On every answer, static files and errors too: no device, no other site may use what we send, and a page runs
    and shows nothing that is not ours (settings.SECURE_CSP, which needs no value of its own for each answer).

    It is the first middleware, so the redirect to https and the refusals of other middlewares carry them too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.headers = everywhere()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers:
            response.headers[name] = value
        if getattr(response, "is_a_mail", False):
            response.headers["Content-Security-Policy"] = MAIL_POLICY
        if getattr(response, "sandboxed", False):
            response.headers["Content-Security-Policy"] = SANDBOX
        return response

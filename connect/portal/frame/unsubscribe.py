"""The page behind the link in a mail that ends its kind (connect/notices/unsubscribe.py)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from connect.notices.unsubscribe import end_kind_of, mail_of
from connect.web.page import page


@csrf_exempt  # a mail program sends the POST by itself, without a cookie or a page of ours (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET: a button, and nothing is done, since programs open links before people do. POST: ends the kind at once.

    A link that is not ours, or too old, gets the same page, with what to do instead.
    """
    if request.method == "POST":
        state = "ended" if end_kind_of(token, now=timezone.now()) else "unknown"
    else:
        state = "asked" if mail_of(token) else "unknown"
    return page(request, "frame/unsubscribe.html", {"state": state})

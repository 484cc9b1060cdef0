"""The language button on every page."""

from contextlib import suppress
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from connect.access.visit_lock import VisitEnded
from connect.access.visits import choose_own_language
from connect.notices import actions as notices
from connect.web.form_token import own_page_is_enough
from connect.web.language import remember
from connect.web.signed_in import safe_next


@own_page_is_enough
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """POST `language` (en or es) and `next`: leads back to that page, in the chosen language. An error page says no
    `next`: it leads back to where the browser says it was, or Home."""
    if request.method != "POST":
        return redirect("welcome")
    visit = getattr(request, "visit", None)
    back = request.POST.get("next") or _path(request.headers.get("Referer", ""))
    response = HttpResponseRedirect(safe_next(back, "home" if visit else "welcome"))
    chosen = request.POST.get("language", "")
    if chosen not in notices.NOTICE_LANGUAGES:
        return response
    if visit:
        with suppress(VisitEnded):  # someone whose visit has ended chooses for this browser alone
            choose_own_language(visit, chosen, now=timezone.now())
    remember(response, chosen)
    return response


def _path(address: str) -> str:
    """The path of `address` with its query; '' of what is no address."""
    try:
        return urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl()
    except ValueError:
        return ""

"""The one way to answer with a page: the view brings the facts, this adds what every page shows around them."""

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from connect.design.templates import render
from connect.lib.dates import day_in_words
from connect.web.form_token import TOKEN_FIELD, token_of
from connect.web.messages import unread
from connect.web.navigation import MOST_UNREAD, TABS_SIGNED_IN, TABS_SIGNED_OUT, NavigationLink, navigation_links
from connect.web.routes import Tab

# In the field of a PIN, a code, a number or a name: no browser keeps its page, and Back brings nothing typed back.
FORGETS = ' data-forget="'


class TokenField:
    """The hidden field with the form token. It is made, and its cookie set, when the first form of the page draws it,
    and serves all of them: Django's own lazy field would make a token for each."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.drawn = ""

    def __html__(self) -> str:
        self.drawn = self.drawn or f'<input type="hidden" name="{TOKEN_FIELD}" value="{token_of(self.request)}">'
        return self.drawn


@lru_cache(maxsize=1024)
def fixed_address(name: str, *arguments: object) -> str:
    """The path of the page called `name`, where few arguments are possible. Raises NoReverseMatch."""
    return reverse(name, args=arguments)


def _tabs(request: HttpRequest) -> tuple[Tab, ...]:
    """None of the tabs while nothing behind them opens: a PIN must be chosen first (S000 L51), or access checked."""
    if getattr(request, "viewer", None) is None:
        return TABS_SIGNED_OUT
    visit = getattr(request, "visit", None)
    return () if visit and (visit.temporary or visit.must_check) else TABS_SIGNED_IN


def tabs_shown(request: HttpRequest, language: str) -> tuple[NavigationLink, ...]:
    """The tabs that open to the one who asks, without asking the database: an error page shows them too."""
    visit = getattr(request, "visit", None)
    return navigation_links(_tabs(request), language, min(visit.unread_messages, MOST_UNREAD) if visit else 0)


def page(
    request: HttpRequest, template: str, context: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """The page `template` in the language in force.

    Adds to `context`: viewer (Viewer or None), visit (whose page it is: the Visit under a tab, else None), printed_on
    (today at the agency, in words, for paper), nav (its items), here (name of the page's address), path (where the
    language switch comes back to), csrf_input, messages (what is said once after an act: connect.web.messages), ending
    (when the visit ends: connect.web.visit.Ending, or None).
    """
    language = get_language() or settings.LANGUAGE_CODE
    nav = tabs_shown(request, language)
    here = request.resolver_match.url_name if request.resolver_match else ""
    around: dict[str, object] = {
        "viewer": getattr(request, "viewer", None),
        "visit": getattr(request, "visit", None) if any(here in tab.names for tab in nav) else None,
        "printed_on": day_in_words(datetime.now(settings.AGENCY.zone).date(), language),
        "nav": nav,
        "here": here,
        "path": request.get_full_path(),
        "csrf_input": TokenField(request),
        "messages": unread(request),
        "ending": getattr(request, "ending", None),
    }
    text = render(template, language, {**around, **(context or {})})
    response = HttpResponse(text, status=status)
    response.headers["Content-Language"] = language
    if FORGETS in text:
        response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Length"] = str(len(response.content))  # one write to the socket instead of chunks
    return response

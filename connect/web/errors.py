"""Error pages: in the reader's language, with a way on and the phone number.

They hold no path and no token, so no one can tell one address from another by its error. Signed out they are the same
for everyone. Someone who is signed in keeps their name, tabs, language button and Logout; these come from what the
request has found already, so a database that fails takes none of it away.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from connect.design.templates import render
from connect.lib.database_writes import cannot_write
from connect.web import typed_addresses
from connect.web.language import of_request
from connect.web.page import tabs_shown


@dataclass(frozen=True, slots=True)
class Error:
    """What one error says: what happened, then what to do. `signed_out`: what else helps who is not signed in.
    `again`: trying once more helps. `elsewhere`: other pages of ours answer. `framed`: who is signed in keeps the
    frame. `retry_after`: seconds until a machine should ask again, 0 for no promise."""

    status: int
    heading: Promise
    sentences: tuple[Promise, ...]
    signed_out: tuple[Promise, ...] = ()
    again: bool = False
    elsewhere: bool = True
    framed: bool = True
    retry_after: int = 0


SIGNED_OUT: Mapping[str, object] = {"viewer": None}
UNSAVED = "unsaved"
ERRORS = {
    "bad-request": Error(
        400,
        _("Something was wrong with that request"),
        (
            _("Your browser sent something this website cannot read. Nothing was changed."),
            _("Go back and try again, or start from Home."),
        ),
    ),
    "too-old": Error(
        403,
        _("This page has expired"),
        (_("Nothing was sent. Go back, reload the page, and try again. Your browser must allow cookies."),),
    ),
    "forbidden": Error(403, _("You cannot open this page"), (_("Start from Home."),), (_("You may need to sign in."),)),
    "not-found": Error(
        404,
        _("We could not find that page"),
        (_("Check the address, or start from Home."),),
        (_("You may need to sign in."),),
    ),
    "too-slow": Error(
        408,
        _("That took too long to reach us"),
        (
            _("Your connection was too slow, or it dropped. Nothing was changed."),
            _("Go back and try again."),
        ),
    ),
    "too-large": Error(
        413,
        _("That was too long"),
        (
            _("Your browser sent more than this website can accept, so we did not read it. Nothing was changed."),
            _("Go back, make it shorter, and try again. You cannot send files here."),
        ),
    ),
    "too-many": Error(
        429,
        _("Please wait a moment"),
        (
            _("We got too many requests at once, so we could not handle yours. Nothing was changed."),
            _("Wait a minute, then try again."),
        ),
        again=True,
        retry_after=60,
    ),
    "our-mistake": Error(
        500,
        _("Something went wrong"),
        (_("This is our mistake, not yours. Please try again in a few minutes."),),
        again=True,
    ),
    "busy": Error(
        503,
        _("We are busy right now"),
        (_("Please try again in a few minutes."),),
        again=True,
        retry_after=120,
    ),
    UNSAVED: Error(
        503,
        _("We cannot save anything right now"),
        (
            _("You can read our pages, but you cannot sign in or send us anything yet. Nothing was changed."),
            _("Please try again in a few minutes. If it cannot wait, call us."),
        ),
        again=True,
        retry_after=120,
    ),
    "not-signed-out": Error(
        503,
        _("You are signed out in this browser"),
        (
            _("No one who uses this browser after you can open your account."),
            _("But we cannot save anything right now, so we have not finished signing you out on our end."),
            _("That will happen on its own in a few minutes. You do not need to do anything."),
        ),
        framed=False,
        retry_after=120,
    ),
    "maintenance": Error(
        503,
        _("We are working on this website"),
        (
            _("It will be back soon. This does not change anything in your case or your payments."),
            _("Please come back later. If it cannot wait, call us."),
        ),
        again=True,
        elsewhere=False,
        retry_after=600,
    ),
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what the browser sent makes no sense to us, or it asked for another host than ours."""
    return answer(request, "bad-request")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form came without its token, mostly because its page had been open for long or cookies are off."""
    return answer(request, "too-old")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this person."""
    return answer(request, "forbidden")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page, or it is someone else's; no one can tell which. An address of ours with a slash
    behind it, or in capitals, leads to the right one."""
    if request.resolver_match is None and (meant := typed_addresses.right_address(request)):
        return HttpResponseRedirect(meant, headers={"Cache-Control": "no-store"})
    return answer(request, "not-found")


def too_many(request: HttpRequest, retry_after: int = 0) -> HttpResponse:
    """429: whatever limits how often something may be asked answers with this; `retry_after` in seconds."""
    return answer(request, "too-many", retry_after)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake. 503 while the database cannot answer or be written: a machine then asks again later."""
    problem = sys.exception()
    if cannot_write(problem):
        return answer(request, UNSAVED)
    away = isinstance(problem, (OperationalError, InterfaceError))
    return answer(request, "busy" if away else "our-mistake")


def answer(
    request: HttpRequest, name: str, retry_after: int = 0, again: Mapping[str, object] | None = None
) -> HttpResponse:
    """The page of the error `name`, even if the error came before the language and the visit were known.

    `again`: what the button sends once more, as connect.web.unsaved has it; only what this very request brought.
    """
    error = ERRORS[name]
    language = getattr(request, "language", "") or of_request(request, None)
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    frame = _frame(request, language) if error.framed else SIGNED_OUT
    response = HttpResponse(shown(error, language, again, frame), status=error.status, headers=headers)
    if seconds := retry_after or error.retry_after:
        response.headers["Retry-After"] = str(seconds)
    return response


def _frame(request: HttpRequest, language: str) -> Mapping[str, object]:
    """What the header shows of who asks, without a path or a token: its forms need none from our own page
    (connect.web.form_token.own_page_is_enough), and the language button leads back to where the browser was."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return SIGNED_OUT
    return {"viewer": viewer, "nav": tabs_shown(request, language), "here": "", "path": "", "csrf_input": ""}


def shown(
    error: Error,
    language: str,
    again: Mapping[str, object] | None = None,
    frame: Mapping[str, object] = SIGNED_OUT,
) -> str:
    """The page of `error` in `language`, in its reader's `frame`: the same bytes whatever was asked for, except what
    `again` would send once more."""
    said = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    sentences = error.sentences if frame["viewer"] else error.sentences + error.signed_out
    with override(said):
        words = {"heading": str(error.heading), "sentences": [str(each) for each in sentences]}
    ways_on = {"again": error.again, "elsewhere": error.elsewhere, "sends": again or {}}
    return render("web/error.html", said, {**frame, **words, **ways_on})

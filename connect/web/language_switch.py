"""The language button of a page with a form: what was typed comes along, and nothing else happens.

The button belongs to the page's form (design/header.html, where a page says `typed_form`) and sends it to the page's
own address, also without scripts. The page is drawn again, as if it were only looked at, in the other language, with
what was typed into the fields that its view names (`kept.keeps`). Nothing secret is named, what looks like one is
dropped, and what was typed stands nowhere but in the answer. A view gives `retyped(request)` to its form:

    @saves_input("first_name")
    def register(request):
        form = NameForm(request.POST if request.method == "POST" else None, initial=retyped(request))
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone, translation

from connect.access.visit_lock import VisitEnded
from connect.access.visits import choose_own_language
from connect.lib.digits import could_be_ssn
from connect.notices.actions import NOTICE_LANGUAGES
from connect.web import saved_input
from connect.web.language import remember
from connect.web.visit import Request

SWITCH_FIELD = "switch"
# Of any form: its own key, where it leads back to, a PIN that we proposed (sealed), the passkeys that are ticked.
CARRIED = ("form_key", "next", "proposed", "keep")


def chosen(request: HttpRequest) -> str:
    """The language that was asked for with a form; mostly ''."""
    asked = request.POST.get(SWITCH_FIELD, "") if request.method == "POST" else ""
    return asked if asked in NOTICE_LANGUAGES else ""


def switch(request: HttpRequest, view: Callable[..., Any], language: str) -> None:
    """From here on the request only looks at the page, in `language`, with what was typed."""
    asking = cast(Request, request)
    names = getattr(view, "keeps", ())
    if asking.visit is None and getattr(view, "behind_sign_in", False):
        saved_input.save_input(request, names)  # the page asks who it is first
    request.POST = _typed(request, (*names, *CARRIED))  # type: ignore[assignment]
    request.method = "GET"
    request.switched_to = language  # type: ignore[attr-defined]
    asking.language = language
    if asking.viewer:
        asking.viewer = replace(asking.viewer, language=language)
    if asking.visit:
        with suppress(VisitEnded):
            choose_own_language(asking.visit, language, now=timezone.now())
    translation.activate(language)


def retyped(request: HttpRequest) -> saved_input.Typed:
    """What was typed before the language was switched, for a form's `initial`; {} mostly."""
    if not hasattr(request, "switched_to"):
        return {}
    return {name: values if len(values) > 1 else values[0] for name, values in request.POST.lists() if values}


def asked(request: HttpRequest, name: str) -> str:
    """What stands in the address as `name`, or was typed into the form that leads there."""
    return str(retyped(request).get(name, request.GET.get(name, "")))


def remember_switched(request: HttpRequest, response: HttpResponseBase) -> None:
    """The browser keeps the language that was switched to, and not the page with what was typed."""
    if language := getattr(request, "switched_to", ""):
        remember(response, language)
        response.headers["Cache-Control"] = "no-store"


def _typed(request: HttpRequest, names: Iterable[str]) -> QueryDict:
    """What was typed into the fields `names`, without what may be a secret."""
    typed = QueryDict(mutable=True)
    for name in names:
        if name in request.POST and not saved_input.SECRET.search(name):
            typed.setlist(name, [value for value in request.POST.getlist(name) if not could_be_ssn(value)])
    for name, values in saved_input.files_chosen(request, names).items():
        typed.setlist(name, values)
    return typed

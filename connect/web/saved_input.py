"""Nothing typed is lost: what a form sent after its visit had ended waits, sealed, for the same person's next visit.

It lies in the row of the ended visit, which only the key in this browser opens, and moves to the new visit when the
same person signs in; anybody else's sign-in deletes it. Never in an address, a cookie or a log, and for half an hour.
So does what was sent when a page first asks for the PIN again (connect.portal.account.reauthentication).
A page names the fields that are typed into (never a button, a PIN or a code), and asks `typed` when it is shown:

    @signed_in
    @saves_input("subject", "note")
    def message(request):
        kept = typed(request)
        form = MessageForm(request.POST if request.method == "POST" else None, initial=kept)

and draws `kept_note(kept)` of design/form.html above it.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from connect.access.current_visit import input_kept_in, row_key
from connect.access.visits import INPUT_KEPT_SECONDS, drop_input, keep_input
from connect.lib import tokens
from connect.web.visit import Request

PURPOSE = "typed"
MOST = 20_000  # characters of all that was typed; more is not kept
ASKS_TO_KEEP = "X-Keep"  # a script sends a half-written form with this header: it is kept, and not acted upon
# Whatever a page names.
SECRET = re.compile(r"pin|ssn|social|passw|secret|csrf|code|answer", re.IGNORECASE)

type Typed = dict[str, str | list[str]]


def saves_input[F: Callable[..., Any]](*names: str) -> Callable[[F], F]:
    """Marks a view: these fields of its form are typed into, and wait when we must first ask who it is."""

    def mark(view: F) -> F:
        view.keeps = names  # type: ignore[attr-defined]
        return view

    return mark


def save_input(request: HttpRequest, names: tuple[str, ...]) -> None:
    """Keeps the fields `names` of this POST for the person whose visit the browser's key opens, or opened until it
    ended."""
    typed = typed_now(request, names)
    text = json.dumps(typed, ensure_ascii=False)
    key = request.COOKIES.get(settings.VISIT_COOKIE_NAME, "")
    if key and typed and len(text) <= MOST:
        until = timezone.now() + timedelta(seconds=INPUT_KEPT_SECONDS)
        facts = {"path": request.path, "typed": text}
        keep_input(key, tokens.seal_token(settings.FIELD_KEYS, PURPOSE, facts, until))


def typed_now(request: HttpRequest, names: tuple[str, ...]) -> dict[str, list[str]]:
    """What this POST brings of the fields `names`, nothing secret; {} where nothing was typed."""
    typed = {name: request.POST.getlist(name) for name in names if name in request.POST and not SECRET.search(name)}
    typed |= files_chosen(request, names)
    return typed if any("".join(values).strip() for values in typed.values()) else {}


def files_chosen(request: HttpRequest, names: Iterable[str]) -> dict[str, list[str]]:
    """The names of files that came in the fields `names`: no file is kept, so its page says to choose it again."""
    return {name: [each.name or "" for each in request.FILES.getlist(name)] for name in names if name in request.FILES}


def waits(request: HttpRequest) -> bool:
    """Whether something typed waits for the person whose visit this browser's key opened."""
    return bool(_opened(input_kept_in(row_key(request.COOKIES.get(settings.VISIT_COOKIE_NAME, "")))))


def typed(request: Request) -> Typed:
    """What was typed into this page's form, once; {} where nothing waits. Several values of one name are a list."""
    said = _opened(input_kept_in(request.visit.session_key)) if request.visit else None
    if not (request.visit and said and said["path"] == request.path):
        return {}
    drop_input(request.visit)
    waited = json.loads(said["typed"])
    return {name: values if len(values) > 1 else values[0] for name, values in waited.items() if values}


def _opened(sealed: str) -> dict[str, str] | None:
    """{"path", "typed" (JSON)} behind `sealed`; None for nothing, or for what has waited too long."""
    return tokens.open_token(settings.FIELD_KEYS, PURPOSE, sealed, timezone.now(), "path", "typed")

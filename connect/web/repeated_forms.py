"""A form that acts once: if it is sent twice (a double press, a slow line, a reload), both senders get the same answer.

The browser drops the answer to the first and shows the answer to the second, so the second sets every cookie that the
first did. Two forms are the same if they have the same form token (masked anew for every page), address, typed
values and files; a form with one letter changed is another form. An answer waits ten minutes, sealed under these
values, and only the browser whose visit sent it, or which has the visit it led to, gets it (docs/adr/0019). A view says
when it has acted. Any other answer is not kept, and the form may be sent again:

    @acts_once  # before anything else, since the visit that sent it may have a new key by now
    @signed_in
    def address(request):
        ...
        return acted(redirect("profile"))
"""

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, cast

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone

from connect.access import saved_answers
from connect.access.current_visit import is_open_visit, row_key
from connect.access.saved_answers import Reader
from connect.web import errors, messages
from connect.web.form_token import TOKEN_FIELD, is_of_a_page, is_too_old

GOOD_FOR = timedelta(minutes=10)
ANSWER_PATIENCE = 10.0  # seconds that the second waits for what the first is told; longer than a PIN waits to be hashed
LOOKS_EVERY = 0.05  # seconds

type RepeatableView[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def acted(response: HttpResponse) -> HttpResponse:
    """Marks the answer to an act that was done: the same form, sent again, gets it too."""
    response.acted = True  # type: ignore[attr-defined]
    return response


def acts_once[**P](view: RepeatableView[P]) -> RepeatableView[P]:
    """A view whose POST acts at most once for each form that was drawn."""

    @wraps(view)
    def once(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        reader = _reader(request) if request.method == "POST" else None
        if is_too_old(request):  # it may only hear what it was told already
            return (reader and _told(request, reader)) or errors.csrf_failure(request)
        if reader is None:
            return view(request, *args, **kwargs)
        try:
            if told := _told_or_begun(request, reader):
                return told
        except TimeoutError:
            return errors.answer(request, "busy")
        try:
            token = request.META.get("CSRF_COOKIE")
            response = view(request, *args, **kwargs)
            if getattr(response, "acted", False):
                with suppress(DatabaseError):  # it was done, and the answer says so even if it cannot be kept
                    _keep(request, reader, response, new_token=request.META.get("CSRF_COOKIE") != token, view=once)
            else:
                saved_answers.forget_unanswered(reader)
        except Exception:
            saved_answers.forget_unanswered(reader)
            raise
        return response

    once.acts_once = once  # type: ignore[attr-defined]  # connect.web.form_token: nothing stands before it
    return cast(RepeatableView[P], once)


def _reader(request: HttpRequest) -> Reader | None:
    """The reader who sends this very form again; None for a form that no page of ours has drawn."""
    token = request.POST.get(TOKEN_FIELD, "")
    if not is_of_a_page(token):
        return None
    typed = sorted((name, values) for name, values in request.POST.lists() if name != TOKEN_FIELD)
    return Reader.who_says("form", token, request.get_full_path(), json.dumps([typed, _files(request)]))


def _files(request: HttpRequest) -> list[tuple[str, str]]:
    """The files that came along: with another file it is another form."""
    found = []
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            found.append((name, hashlib.sha256(file.read()).hexdigest()))
            file.seek(0)
    return found


def _told_or_begun(request: HttpRequest, reader: Reader) -> HttpResponse | None:
    """The answer to the same form; None for the request that acts now. Raises TimeoutError if the first is too slow."""
    latest, gone = time.monotonic() + ANSWER_PATIENCE, ""
    while not saved_answers.begin(reader, timezone.now(), instead_of=gone):
        gone = saved_answers.saved_answer(reader, timezone.now()) or ""
        if gone and (told := _opened(request, reader, gone)):
            return told
        if time.monotonic() > latest:
            raise TimeoutError
        time.sleep(0 if gone else LOOKS_EVERY)
    return None


def _told(request: HttpRequest, reader: Reader) -> HttpResponse | None:
    return _opened(request, reader, saved_answers.saved_answer(reader, timezone.now()) or "")


def _keep(
    request: HttpRequest, reader: Reader, response: HttpResponse, *, new_token: bool, view: RepeatableView[Any]
) -> None:
    """`visit`: the one that must still be open for it to be told: the new one, or that of a page behind sign-in."""
    messages.write(request, response)  # Django would write it after the answer is kept
    before = _visit_of(request)
    given = response.cookies.get(settings.VISIT_COOKIE_NAME)
    key = given.value if given else ""
    text = json.dumps(
        {
            "status": response.status_code,
            "headers": list(response.headers.items()),
            "body": response.content.decode(),
            "cookies": [each.OutputString() for each in response.cookies.values()],
            "before": before,
            "after": row_key(key) if key else before,
            "visit": row_key(key) if key else (before if getattr(view, "behind_sign_in", False) else ""),
            "new_token": new_token,
        }
    )
    saved_answers.save_answer(reader, text, timezone.now() + GOOD_FOR)


def _opened(request: HttpRequest, reader: Reader, sealed: str) -> HttpResponse | None:
    """The answer as it was, with its cookies; None for nothing, for another browser, and once its visit has ended."""
    if not sealed:
        return None
    said = json.loads(saved_answers.read_answer(reader, sealed))
    # A page older than the token is heard where the browser has the new visit already: the first answer had come.
    hears = {said["after"]} if is_too_old(request) else {said["before"], said["after"]}
    if _visit_of(request) not in hears or (is_too_old(request) and not said["visit"]):
        return None
    if said["visit"] and not is_open_visit(said["visit"], timezone.now()):
        return None
    response = HttpResponse(said["body"], status=said["status"], headers=dict(said["headers"]))
    for cookie in said["cookies"]:
        response.cookies.load(cookie)
    if said["new_token"] and not is_too_old(request):
        rotate_token(request)
    return response


def _visit_of(request: HttpRequest) -> str:
    """The name of the visit whose key the browser brings, whether it has ended or not; '' for none."""
    key = request.COOKIES.get(settings.VISIT_COOKIE_NAME, "")
    return row_key(key) if key else ""

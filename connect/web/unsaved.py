"""A form that was sent while the database could not be written: the answer says so and offers to send it again."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from connect.lib.database_writes import cannot_write
from connect.web import errors, form_token, saved_input
from connect.web.page import TokenField

_LOG = logging.getLogger(__name__)


class UnsavedMiddleware:
    """Answers 503 where a view failed for this reason alone. It is the last middleware before the view.

    A merge holds SQLite's lock, PostgreSQL is read-only for a while, the disk is full: each act is one transaction, so
    nothing of it was done. What was typed into fields that the page keeps cannot wait in the database now
    (connect.web.saved_input), so it comes back in the answer itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not cannot_write(problem):
            return None
        _LOG.warning("the database cannot be written: %s", type(problem).__name__)
        view = request.resolver_match.func if request.resolver_match else None
        # A sign-in form is useless without its PIN or code.
        whole = getattr(view, "behind_sign_in", False) or not _brings_a_secret(request)
        typed = saved_input.typed_now(request, getattr(view, "keeps", ())) if whole else {}
        again = {"typed": typed, "token": TokenField(request)} if typed else None
        return errors.answer(request, errors.UNSAVED, again=again)


def _brings_a_secret(request: HttpRequest) -> bool:
    """Whether something was typed that no one may keep."""
    return any(
        saved_input.SECRET.search(name) and said
        for name, said in request.POST.items()
        if name != form_token.TOKEN_FIELD
    )

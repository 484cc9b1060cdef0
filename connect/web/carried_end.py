"""The end of a visit that could not be written: its browser carries it, sealed, until it can (docs/adr/0017).

A reader is not signed out because a feed merges or the database is read-only. What the browser carries is good for this
visit alone, ends when a written end would, and at most UNWRITTEN_FOR (connect/access/current_visit.py) after the one in
the row. A visit whose row is gone has ended, whatever is carried.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from connect.access.current_visit import CurrentVisit, row_key
from connect.lib import tokens


def carried_end(request: HttpRequest, key: str, now: datetime) -> datetime | None:
    """The end that this browser carries for the visit of `key`; None for none, and for one that has come."""
    sealed = request.COOKIES.get(settings.END_COOKIE_NAME, "")
    said = tokens.open_token(settings.FIELD_KEYS, _purpose(row_key(key)), sealed, now, "until") if sealed else None
    return datetime.fromisoformat(said["until"]) if said else None


def carry(response: HttpResponse, visit: CurrentVisit, until: datetime) -> None:
    facts = {"until": until.isoformat()}
    response.set_cookie(
        settings.END_COOKIE_NAME,
        tokens.seal_token(settings.FIELD_KEYS, _purpose(visit.session_key), facts, until),
        path="/",
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )


def put_down(request: HttpRequest, response: HttpResponse) -> None:
    """The row says it now."""
    if settings.END_COOKIE_NAME in request.COOKIES:
        response.delete_cookie(settings.END_COOKIE_NAME, path="/", samesite="Lax")


def _purpose(session_key: str) -> str:
    return f"end of visit {session_key}"

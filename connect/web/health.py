"""Two addresses for machines, in plain text, with nothing about anybody."""

from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from connect.cases.models import Delivery
from connect.lib.database_writes import why_not_written
from connect.web import maintenance

READING = frozenset({"database", "migrations"})  # what a page to read needs


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nothing of the database: a balancer may ask every second."""
    return _text("ok\n", 200)


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when people can be served, with facts that are not old, and what they send can be written, else 503; a line
    for each of the four.

    `/readyz?reading`, for a balancer: 200 as long as pages can be read, whatever else is not in order. In maintenance
    it asks the database nothing, which may be away on purpose.
    """
    if maintenance.is_on():
        return _text("maintenance: on\n", 503)
    try:
        lines = {"database": "ok", "migrations": _migrations(), "feed": _feed(), "writing": why_not_written() or "ok"}
    except DatabaseError:
        lines = {"database": "does not answer"}
    needed = READING if "reading" in request.GET else lines.keys()
    ready = all(lines[name] == "ok" for name in lines.keys() & needed)
    return _text("".join(f"{name}: {state}\n" for name, state in lines.items()), 200 if ready else 503)


def _migrations() -> str:
    missing = _known_migrations() - set(MigrationRecorder(connection).applied_migrations())
    return f"{len(missing)} not applied" if missing else "ok"


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Of this release; read from the disk once in the life of the process."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _feed() -> str:
    as_of = Delivery.objects.filter(state=Delivery.State.LOADED).order_by("-sequence").values_list("as_of").first()
    if as_of is None:
        return "none loaded"
    age = timezone.now() - as_of[0]
    late = age > timedelta(hours=settings.AGENCY.feed.stale_after_hours)
    return f"late, {age // timedelta(hours=1)} hours old" if late else "ok"


def _text(body: str, status: int) -> HttpResponse:
    return HttpResponse(
        body, status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )

"""The one way to write the trail."""

from django.db import connection
from django.utils import timezone

from connect.audit.models import Entry


def record(act: str, *, by: str, about: str = "", **detail: str | int) -> None:
    """Append one entry in the caller's transaction, so that act and trail stand or fall together.

    `by`: participant id, operator's name or 'feed'. `detail`: no names, addresses, PINs or numbers of people.
    Raises RuntimeError outside a transaction: a trail that can survive its act, or the reverse, is none.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record is called inside the transaction of what it records")
    Entry.objects.create(at=timezone.now(), act=act, by=by, about=about, detail=detail)

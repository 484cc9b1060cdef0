"""The few writes of a request that only reads. They wait for no one and fail no page."""

from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection
from django.db.models.expressions import RawSQL

from connect.access.models import Visit
from connect.lib.database_writes import without_waiting

_UNLESS_LOCKED = "SELECT session_key FROM access_visit WHERE session_key = %s FOR UPDATE SKIP LOCKED"


@dataclass(frozen=True, slots=True)
class VisitEnd:
    """When a visit ends. `written`: its row says so; else the browser must carry it (connect.web.carried_end)."""

    at: datetime
    written: bool


def write_if_free(session_key: str, **values: object) -> bool:
    """Write `values` into the row of the visit, if that needs no waiting; whether they were written.

    False where the row is gone, where a merge or another request holds it, or where the database is read-only.
    """
    rows = Visit.objects.filter(session_key=session_key)
    if connection.vendor == "postgresql":
        rows = Visit.objects.filter(session_key__in=RawSQL(_UNLESS_LOCKED, [session_key]))  # noqa: S611  # a constant
    try:
        with without_waiting():
            return rows.update(**values) == 1
    except DatabaseError:
        return False

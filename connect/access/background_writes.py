"""The little that is written while somebody only reads. It waits for nobody and fails no page."""

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
    """Whether `values` stand in the row of the visit now; False where the row is gone, where a merge or another request
    keeps us from it, or where the database cannot be written at all."""
    rows = Visit.objects.filter(session_key=session_key)
    if connection.vendor == "postgresql":
        rows = Visit.objects.filter(session_key__in=RawSQL(_UNLESS_LOCKED, [session_key]))  # noqa: S611  # a constant
    try:
        with without_waiting():
            return rows.update(**values) == 1
    except DatabaseError:
        return False

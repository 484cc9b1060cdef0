"""A right PIN whose sign-in could not be written has used up no try."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from django.db import DatabaseError

from connect.access import gate
from connect.access.gate import Pass
from connect.lib.database_writes import without_waiting


@contextmanager
def refund_try_on_failure(way: Pass, now: datetime) -> Iterator[None]:
    """Around what follows a right PIN: where it cannot be written the try of `way` is given back, if that can be."""
    try:
        yield
    except DatabaseError:
        with suppress(DatabaseError), without_waiting():
            gate.give_back(way, now)
        raise

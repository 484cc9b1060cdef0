"""A right PIN whose sign-in could not be written has used up no try."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from django.db import DatabaseError

from connect.access import gate
from connect.access.gate import Pass
from connect.lib.database_writes import without_waiting


@contextmanager
def refund_try_on_failure(reserved: Pass, now: datetime) -> Iterator[None]:
    """Give back the try of `reserved` if what follows a right PIN cannot be written, and if giving it back can."""
    try:
        yield
    except DatabaseError:
        with suppress(DatabaseError), without_waiting():
            gate.give_back(reserved, now)
        raise

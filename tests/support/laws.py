"""On how many cases a law is tried: all of them on SQLite, a third on PostgreSQL, where a statement costs more.

`make nightly` sets CONNECT_NIGHTLY=1: all of them on both, and other ones each night.
"""

import os

NIGHTLY = os.environ.get("CONNECT_NIGHTLY") == "1"
_FULL = NIGHTLY or os.environ.get("CONNECT_TEST_DATABASE", "sqlite") == "sqlite"


def examples(number: int) -> int:
    """How many of `number` examples to try on the database under test, at least one."""
    return number if _FULL else max(1, number // 3)

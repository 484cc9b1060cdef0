"""Keys that may be used once: the answer to a puzzle, a passkey's challenge. They are not in the trail."""

import hashlib
from datetime import datetime

from django.db import connection

from connect.lib.rows import moment_parameter


def use_once(key: str, until: datetime) -> bool:
    """True for the first use of `key` and False ever after, also of two at once: the primary key decides.

    `until` is when the key is good for nothing anymore and its row may go; aware.
    """
    used = [hashlib.sha256(key.encode()).hexdigest(), moment_parameter(until)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_singleusekey (key_hash, expires_at) VALUES (%s, %s) ON CONFLICT (key_hash) DO NOTHING",
            used,
        )
        return bool(cursor.rowcount == 1)

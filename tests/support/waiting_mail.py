"""An outbox in which very many mails of one content-free kind wait."""

from datetime import datetime

from django.db import connection

_UUID = {"sqlite": "printf('%%032x', n)", "postgresql": "lpad(to_hex(n), 32, '0')::uuid"}
_PERSON = {"sqlite": "printf('%%010d', n)", "postgresql": "lpad(n::text, 10, '0')"}


def let_wait(count: int, *, kind: str, since: datetime, until: datetime) -> None:
    """`count` mails, each to another person, made by one statement as a nightly run makes them."""
    known = {"kind": kind, "since": since, "until": until, "count": count}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %(count)s)
            INSERT INTO notices_outboxmessage (
                participant_id, id, key, channel, event, content_free, language, sealed, state, made_at, not_before,
                not_after, attempts, trouble
            )
            SELECT {_PERSON[connection.vendor]}, {_UUID[connection.vendor]}, 'reminder 1', 'mail', %(kind)s, TRUE, '',
                '', 'queued', %(since)s, %(since)s, %(until)s, 0, ''
            FROM numbers
            """,
            known,
        )

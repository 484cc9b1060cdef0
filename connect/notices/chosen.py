"""Notices that people chose: rows without address and text, written for all of them by one statement.

Both are worked out when a mail leaves (connect/notices/by_kind.py), so who has left, or has another address by then,
gets it there or not at all.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import connection

from connect.lib.doors import Door
from connect.lib.rows import moment_parameter
from connect.notices.by_kind import WorkedOut
from connect.notices.enrolment import agrees_to_any, end_consents, mail_says, notice_address
from connect.notices.events import Event, SomethingNew
from connect.notices.kinds import ConsentKind, MailSays
from connect.notices.queries import language_of

_UUID = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
# Who agreed to it, at an address whose owner opened our link; `w` are the reasons.
_INSERT = """
INSERT INTO notices_outboxmessage (participant_id, id, key, channel, event, urgent, content_free, language, sealed,
    state, made_at, not_before, not_after, attempts, trouble)
SELECT w.participant_id, {uuid}, {key}, 'mail', '{kind}', FALSE, TRUE, '', '', 'queued', %s, %s, %s, 0, ''
FROM {reasons} AS w
JOIN notices_consent AS c ON c.participant_id = w.participant_id AND c.kind = {consent} AND c.until IS NULL
JOIN notices_noticeemail AS e ON e.participant_id = w.participant_id
JOIN notices_confirmedplace AS p ON p.participant_id = e.participant_id AND p.place_hash = e.place_hash
WHERE {where}
ON CONFLICT (participant_id, key) DO NOTHING
"""


def write_notices(
    kind: str,
    *,
    reasons: str,
    key: str,
    consent: str,
    where: str,
    values: Sequence[str | date | datetime],
    now: datetime,
    not_before: datetime,
    not_after: datetime,
) -> int:
    """Queue a mail of `kind` for each row `w` of `reasons` whose participant agreed; how many are new.

    In the caller's transaction. `reasons`, `key`, `consent` and `where` are SQL of the code, with `values` for the
    placeholders of `where`; `c` is the consent. A second one under the same key changes nothing.
    """
    statement = _INSERT.format(
        uuid=_UUID[connection.vendor], kind=kind, reasons=reasons, key=key, consent=consent, where=where
    )
    moments = [moment_parameter(moment) for moment in (now, not_before, not_after)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*moments, *values])
        return int(cursor.rowcount)


def chosen_mail(participant_id: str, kinds: Sequence[ConsentKind], *, plain: Event, full: Event) -> WorkedOut | None:
    """The mail as it may leave now, to who agreed to one of `kinds`; None for who gets nothing any more.

    It says no more than the person allows: `plain` what it is about, `full` also a day.
    """
    to = notice_address(participant_id)
    if not to or not agrees_to_any(participant_id, kinds):
        return None
    says = mail_says(participant_id)
    event = {MailSays.NOTHING: SomethingNew(link=settings.SITE), MailSays.KIND: plain, MailSays.DAY: full}[says]
    return WorkedOut(to, event, (language_of(participant_id),))


def end_by_mail(kinds: Sequence[ConsentKind], participant_id: str, now: datetime) -> None:
    """Take back the consents to `kinds`, because the reader of a mail asked for it."""
    end_consents(participant_id, kinds, door=Door.MAIL, now=now)

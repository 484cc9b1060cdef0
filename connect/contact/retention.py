"""How long what people tell us is kept (connect/lib/retention.py)."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from connect.audit.rules import agency_day
from connect.cases.retention import long_gone
from connect.contact.kinds import SubmissionState
from connect.contact.models import Message, Submission
from connect.contact.rules import ENDED
from connect.lib.agency import Retention
from connect.lib.retention import months_before, retain, retain_rows


def _old(now: datetime, kept: Retention) -> Q:
    """What has ended, and in which no word was said for so long. What waits for us stays."""
    zone = settings.AGENCY.zone
    day = months_before(agency_day(now, zone), kept.messages_months)
    return Q(state__in=ENDED, last_at__lt=datetime.combine(day, time(), zone))


def remove_old_submissions(now: datetime, kept: Retention, limit: int) -> int:
    """Delete old submissions, each with its thread."""
    with transaction.atomic():
        rows = Submission.objects.select_for_update().filter(_old(now, kept)).order_by("pk")[:limit]
        keys = [(row.participant_id, row.public_id) for row in rows]
        for participant_id, public_id in keys:
            Message.objects.filter(participant_id=participant_id, submission=public_id).delete()
            Submission.objects.filter(participant_id=participant_id, public_id=public_id).delete()
    return len(keys)


retain("messages and requests", remove_old_submissions)
retain_rows(
    "drafts",
    Submission,
    lambda now, kept: Q(state=SubmissionState.DRAFT, last_at__lt=now - timedelta(days=kept.drafts_days)),
)
retain_rows("messages of closed accounts", Message, long_gone)
retain_rows("messages and requests of closed accounts", Submission, long_gone)

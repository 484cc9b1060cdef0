"""How long what people tell us is kept (connect/lib/retention.py)."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from connect.audit.rules import agency_day
from connect.cases.retention import long_gone
from connect.contact.kinds import SubmissionState
from connect.contact.models import Message, Submission
from connect.contact.report_kinds import REPORT_KINDS
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


def empty_old_reports(now: datetime, kept: Retention, limit: int) -> int:
    """Empty what was told about other parties once the agency has had it for so long: the day and the topic stay."""
    before = now - timedelta(days=kept.reports_days)
    rows = Submission.objects.filter(kind__in=REPORT_KINDS, decided_at__lt=before).exclude(values_sealed="")
    keys = list(rows.values_list("participant_id", "public_id")[:limit])
    for participant_id, public_id in keys:
        rows.filter(participant_id=participant_id, public_id=public_id).update(values_sealed="")
    return len(keys)


retain("what was told about other parties", empty_old_reports)
retain("messages and requests", remove_old_submissions)
retain_rows(
    "drafts",
    Submission,
    lambda now, kept: Q(state=SubmissionState.DRAFT, last_at__lt=now - timedelta(days=kept.drafts_days)),
)
retain_rows("messages of closed accounts", Message, long_gone)
retain_rows("messages and requests of closed accounts", Submission, long_gone)

"""How long what people tell us is kept (connect/lib/retention.py)."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from connect.audit.rules import agency_day
from connect.cases.retention import long_gone
from connect.contact.file_rules import FileState
from connect.contact.kinds import SubmissionState
from connect.contact.models import Message, Submission, SubmittedFile
from connect.contact.report_kinds import REPORT_KINDS
from connect.contact.rules import ENDED
from connect.contact.stored_files import delete_bytes, old_names
from connect.lib.agency import Retention
from connect.lib.retention import months_before, retain, retain_rows


def _old(now: datetime, kept: Retention) -> Q:
    """What has ended, and in which no word was said for so long. What waits for us stays."""
    zone = settings.AGENCY.zone
    day = months_before(agency_day(now, zone), kept.messages_months)
    return Q(state__in=ENDED, last_at__lt=datetime.combine(day, time(), zone))


def _remove_submissions(old: Q, limit: int) -> int:
    """Delete submissions, each with its thread and its files; how many."""
    with transaction.atomic():
        rows = Submission.objects.select_for_update().filter(old).order_by("pk")[:limit]
        keys = [(row.participant_id, row.public_id) for row in rows]
        for participant_id, public_id in keys:
            _remove_files(SubmittedFile.objects.filter(participant_id=participant_id, submission=public_id))
            Message.objects.filter(participant_id=participant_id, submission=public_id).delete()
            Submission.objects.filter(participant_id=participant_id, public_id=public_id).delete()
    return len(keys)


def _remove_files(rows: QuerySet[SubmittedFile]) -> int:
    """Delete files, their bytes first: where this is killed in between, the next run finds the rows."""
    for row in rows:
        if row.stored:
            delete_bytes(row.stored, row.pages)
        row.delete()
    return len(rows)


def remove_old_submissions(now: datetime, kept: Retention, limit: int) -> int:
    """Delete what ended long ago."""
    return _remove_submissions(_old(now, kept), limit)


def remove_old_drafts(now: datetime, kept: Retention, limit: int) -> int:
    """Delete what no one went on with."""
    day = now - timedelta(days=kept.drafts_days)
    return _remove_submissions(Q(state=SubmissionState.DRAFT, last_at__lt=day), limit)


def remove_old_files(now: datetime, kept: Retention, limit: int) -> int:
    """Delete the files of closed accounts, and what stands for removed files once their day is over."""
    day = now - timedelta(days=kept.used_keys_days)
    removed = Q(state=FileState.REMOVED, at__lt=day)
    return _remove_files(SubmittedFile.objects.filter(removed | long_gone(now, kept)).order_by("pk")[:limit])


def remove_bytes_of_no_file(now: datetime, kept: Retention, limit: int) -> int:
    """Delete bytes that no row names: a process was killed between the two."""
    count = 0
    for names in old_names(now):
        of_rows = {name: name.partition("-")[0] for name in names}
        known = set(SubmittedFile.objects.filter(stored__in=of_rows.values()).values_list("stored", flat=True))
        for name, of_row in of_rows.items():
            if of_row not in known:
                delete_bytes(name, 0)
                count += 1
    return count


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
retain("drafts", remove_old_drafts)
retain("files of closed accounts, and removed files", remove_old_files)
retain("bytes of no file", remove_bytes_of_no_file)
retain_rows("messages of closed accounts", Message, long_gone)
retain_rows("messages and requests of closed accounts", Submission, long_gone)

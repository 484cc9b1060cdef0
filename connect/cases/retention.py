"""Since when the agency has not sent a person, and which closed accounts may go."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from connect.cases.models import Absence, AppointmentHistory, Participant
from connect.lib.agency import Retention
from connect.lib.retention import months_before, retain, retain_rows


def note_absences(now: datetime, kept: Retention, limit: int) -> int:
    """Record who is newly gone, and delete the record of those who are back; how many of both."""
    gone = Participant.objects.filter(gone=True)
    known = Absence.objects.values("participant_id")
    with transaction.atomic():
        back = list(Absence.objects.exclude(participant_id__in=gone.values("participant_id"))[:limit])
        Absence.objects.filter(pk__in=[each.pk for each in back]).delete()
        new = list(gone.exclude(participant_id__in=known).values_list("participant_id", flat=True)[:limit])
        Absence.objects.bulk_create([Absence(participant_id=each, noted_at=now) for each in new], ignore_conflicts=True)
    return len(back) + len(new)


def long_gone(now: datetime, kept: Retention) -> Q:
    """Rows of people whom the agency has not sent for as long as a closed account is kept."""
    zone = settings.AGENCY.zone
    day = months_before(now.astimezone(zone).date(), kept.closed_accounts_months)
    gone = Absence.objects.filter(noted_at__lt=datetime.combine(day, datetime.min.time(), zone))
    back = Participant.objects.filter(gone=False)
    return Q(participant_id__in=gone.values("participant_id")) & ~Q(participant_id__in=back.values("participant_id"))


retain("absences noted or ended", note_absences)
retain_rows(
    "appointments that are over",
    AppointmentHistory,
    lambda now, kept: Q(on_date__lt=(now - timedelta(days=kept.changes_days)).date()),
)

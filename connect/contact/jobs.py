"""What happens by itself to what people tell us."""

from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from connect.access.unread import lock_account
from connect.audit.rules import agency_day
from connect.contact.checking import check_next_file, delete_removed_bytes
from connect.contact.models import OPEN_STATES, Submission
from connect.contact.notify_author import tell_of_delay
from connect.contact.shown_changes import note_changes_on_file

LATE_AT_ONCE = 500


@task
def note_what_is_on_file() -> None:
    """Finish the changes that a feed has brought."""
    note_changes_on_file(timezone.now())


@task
def tell_of_late_answers() -> None:
    """Tell each author, once, that we have not answered by the day that we promised."""
    now = timezone.now()
    today = agency_day(now, settings.AGENCY.zone)
    late = Submission.objects.filter(state__in=OPEN_STATES, answer_by__lt=today, late_told_at__isnull=True)
    while rows := list(late.values_list("participant_id", "public_id")[:LATE_AT_ONCE]):
        for participant_id, public_id in rows:
            with transaction.atomic():
                lock_account(participant_id)
                row = late.filter(participant_id=participant_id, public_id=public_id).first()
                if row:
                    row.late_told_at = now
                    row.save(update_fields=["late_told_at"])
                    tell_of_delay(row, now=now)


@task(priority=-10)  # after the mail that waits: a file may take a minute
def check_sent_files() -> None:
    """Look at one file, and come back for the next."""
    delete_removed_bytes()
    if check_next_file(timezone.now()):
        check_sent_files.enqueue()

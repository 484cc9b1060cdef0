"""The jobs of the outbox. The worker runs them; settings.JOBS has the schedule."""

from django.core.management import call_command
from django.tasks import task
from django.utils import timezone

from connect.notices.reminders import write_reminders
from connect.notices.senders.mail_queue import send_waiting


@task
def send_mail() -> dict[str, int]:
    """Send the waiting mail. A long queue takes several short turns, so a worker that is told to stop ends soon."""
    turn = send_waiting(now=timezone.now())
    if turn.more:
        send_mail.enqueue()
    return turn.counts


@task
def write_due_reminders() -> int:
    """The reminders of appointments that are due today (connect.notices.reminders)."""
    return write_reminders(now=timezone.now())


@task
def prune_jobs() -> None:
    """Delete the job engine's finished rows: successful ones after a week, failed ones after a month."""
    call_command("ox_prune", older_than="7d", verbosity=0)
    call_command("ox_prune", older_than="30d", include_failed=True, verbosity=0)

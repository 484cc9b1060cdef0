"""What the worker does for this room (settings.JOBS says when)."""

from django.core.management import call_command
from django.tasks import task
from django.utils import timezone

from connect.notices.senders.mail_queue import send_waiting


@task
def send_mail() -> dict[str, int]:
    """Send the mail that waits; a long queue in several short turns, so that a stopping worker is soon done."""
    turn = send_waiting(now=timezone.now())
    if turn.more:
        send_mail.enqueue()
    return turn.counts


@task
def prune_jobs() -> None:
    """The engine's own finished rows: a week of the done ones, a month of the failed ones."""
    call_command("ox_prune", older_than="7d", verbosity=0)
    call_command("ox_prune", older_than="30d", include_failed=True, verbosity=0)

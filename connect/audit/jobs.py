"""The worker's nightly job of the trail (settings.JOBS says when)."""

from django.tasks import task
from django.utils import timezone

from connect.audit.daily_seals import seal_days


@task
def seal_the_trail() -> None:
    """Seal every day that is over and has no seal. Safe to run again."""
    seal_days(timezone.now())

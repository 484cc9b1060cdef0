"""What the worker does each night for the whole house (settings.JOBS says when)."""

from django.tasks import task
from django.utils import timezone

from connect.audit.daily_seals import seal_days


@task
def seal_the_trail() -> None:
    """Every day that is over and has no seal gets one; safe to run again."""
    seal_days(timezone.now())

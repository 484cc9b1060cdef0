"""What the worker does each night for the whole house (settings.JOBS says when)."""

from django.tasks import task
from django.utils import timezone

from connect.audit.retention import keep
from connect.audit.sealing import seal_days


@task
def seal_the_trail() -> None:
    """Every day that is over and has no seal gets one; safe to run again."""
    seal_days(timezone.now())


@task
def keep_the_retention_table() -> None:
    """What is older than the profile keeps it goes."""
    keep(timezone.now())

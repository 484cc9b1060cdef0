"""The worker's nightly job of retention (settings.JOBS says when)."""

from django.tasks import task
from django.utils import timezone

from connect.operation.retention_run import remove_what_is_old


@task
def keep_the_retention_table() -> None:
    """Remove what is older than the profile keeps it."""
    remove_what_is_old(timezone.now())

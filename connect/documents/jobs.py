"""The worker's job of the morning (settings.JOBS says when)."""

from django.tasks import task
from django.utils import timezone

from connect.documents.decisions import make_documents
from connect.documents.statements import run_due


@task
def make_what_is_due() -> dict[str, int]:
    """The statements of the last month that is over by the last feed, once; and documents of the agency's decisions
    that a load was killed before it made."""
    now = timezone.now()
    decisions = make_documents(now=now)
    statements = run_due(now)
    return {"decisions": decisions, "statements": statements.made if statements else 0}

"""What happens by itself to marks."""

from django.tasks import task
from django.utils import timezone

from connect.contact.secrecy import secrecy_asked_for


@task
def set_marks_that_people_asked_for() -> None:
    """Set the marks of everyone who asked to be kept secret. Mostly no one did, and nothing is opened."""
    if asked := secrecy_asked_for():
        from connect.feed.asked_marks import set_asked_marks  # noqa: PLC0415 - the workspace is a large library

        set_asked_marks(asked, timezone.now())

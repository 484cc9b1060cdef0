"""The worker's part of a request for a PIN: what was put away is looked at."""

from datetime import datetime

from django.utils import timezone
from django_ox.models import OxTask

from connect.access.pins import letter_instead
from connect.access.pins import requests as pin_requests

LOOKS_AT = {
    "connect.access.pins.requests.answer_request": pin_requests.answer_form,
    "connect.access.pins.letter_instead.send_instead": letter_instead.look_at,
}


def answer_requests(now: datetime | None = None) -> int:
    """Looks at everything that was asked so far, as the worker does within a second; how many there were."""
    return _look("connect.access.pins.requests.answer_request", now)


def follow_up(now: datetime) -> int:
    """Looks at every temporary PIN that did not leave; how many there were."""
    return _look("connect.access.pins.letter_instead.send_instead", now)


def _look(task_path: str, now: datetime | None) -> int:
    waiting = list(OxTask.objects.filter(task_path=task_path, status=OxTask.Status.READY).order_by("enqueued_at"))
    for job in waiting:
        [sealed] = job.args
        LOOKS_AT[task_path](sealed, now=now or timezone.now())
        OxTask.objects.filter(pk=job.pk).update(status=OxTask.Status.SUCCESSFUL)
    return len(waiting)

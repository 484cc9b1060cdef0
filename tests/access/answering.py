"""The worker's part of a request for a PIN: what was put away is looked at."""

from datetime import datetime

from django.utils import timezone
from django_ox.models import OxTask

from connect.access import pin_requests

WAITING = {"task_path": "connect.access.pin_requests.answer_request", "status": OxTask.Status.READY}


def answer_requests(now: datetime | None = None) -> int:
    """Looks at everything that was asked so far, as the worker does within a second; how many there were."""
    waiting = list(OxTask.objects.filter(**WAITING).order_by("enqueued_at"))
    for job in waiting:
        [sealed] = job.args
        pin_requests.answer(sealed, now=now or timezone.now())
        OxTask.objects.filter(pk=job.pk).update(status=OxTask.Status.SUCCESSFUL)
    return len(waiting)

"""Whether the link for a new email may still leave (connect/notices/release_checks.py): the address is on no file, so
the request that waits for it must name it."""

from datetime import datetime

from connect.contact.change_kinds import EMAIL
from connect.contact.kinds import SubmissionState
from connect.contact.models import Submission
from connect.contact.receiving import answers_of
from connect.notices.events import NewEmailToConfirm
from connect.notices.kinds import Channel
from connect.notices.release_checks import release_check


def new_email_still_waits(participant_id: str, event: str, channel: Channel, to: str, now: datetime) -> bool:
    """Whether a message to a new email may leave; every other message may, for all that this room knows."""
    if event != NewEmailToConfirm.name:
        return True
    rows = Submission.objects.filter(participant_id=participant_id, kind=EMAIL.name, state=SubmissionState.DRAFT)
    return any(answers_of(row).get("email") == to for row in rows)


release_check(new_email_still_waits)

"""What this room says of mail that waits (connect/notices/release_checks.py): where that to an author goes, and whether
the link for a new email may still leave: the address is on no file, so the request that waits for it must name it."""

from datetime import datetime

from connect.contact.change_kinds import EMAIL
from connect.contact.kinds import SubmissionState
from connect.contact.models import Submission
from connect.contact.notify_author import TOLD_KINDS, author_mail
from connect.contact.receiving import answers_of
from connect.notices.by_kind import works_out
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
for _kind in TOLD_KINDS:
    works_out(_kind, author_mail)

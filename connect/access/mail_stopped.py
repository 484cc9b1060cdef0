"""That our mail to a person comes back: the letter that tells them, and why none goes now."""

from datetime import datetime

from connect.access.channels import on_file, to_tell
from connect.access.models import DeliveryMethod
from connect.notices import outbox
from connect.notices.addresses import address_hash
from connect.notices.enrolment import typed_email
from connect.notices.events import MailStopped
from connect.notices.kinds import Channel, StopReason
from connect.notices.queries import language_of, stopped_mail


def tell_by_letter(participant_id: str, reason: StopReason, key: str, now: datetime) -> None:
    """Send the letter where one may go now. Where none may, Home says it alone."""
    for destination in to_tell(participant_id, now).everything:
        if destination.channel == Channel.LETTER:
            outbox.enqueue(
                MailStopped(why=reason),
                participant_id=participant_id,
                key=key,
                channel=Channel.LETTER,
                to=destination.to,
                language=language_of(participant_id),
                now=now,
            )


def why_stopped(participant_id: str, now: datetime) -> tuple[StopReason | None, StopReason | None]:
    """Why no mail goes to the e-mail on file now, and to the one that the person typed for eCommunications; None where
    it goes. One statement for almost everyone."""
    stopped = stopped_mail(participant_id)
    if not stopped:
        return None, None
    on_file_now = on_file(participant_id, DeliveryMethod.EMAIL, now)
    emails = (on_file_now[0] if on_file_now else "", typed_email(participant_id))
    of_file, of_notices = (stopped.get(address_hash(email)) if email else None for email in emails)
    return of_file, of_notices

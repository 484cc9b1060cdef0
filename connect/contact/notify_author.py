"""Tell the author that something is new, by mail, without a word of what it is.

A mail goes only to a place that may read everything (connect.access.channels.to_tell); a person without one sees it at
the next visit. Where it goes, and how much it may say, is worked out when it leaves.
"""

from datetime import datetime

from django.conf import settings

from connect.access.channels import to_tell
from connect.contact.models import Submission
from connect.notices import outbox
from connect.notices.by_kind import WorkedOut
from connect.notices.enrolment import mail_says
from connect.notices.events import AnswerLate, ContentFreeEvent, NewAnswer, RequestMoved, SomethingNew
from connect.notices.kinds import Channel, MailSays
from connect.notices.queries import language_of

_EVENTS: dict[str, type[ContentFreeEvent]] = {event.name: event for event in (NewAnswer, RequestMoved, AnswerLate)}
TOLD_KINDS = tuple(_EVENTS)


def tell_of_answer(row: Submission, place: int, *, now: datetime) -> None:
    """We answered: the message at `place` of the thread is ours."""
    _tell(row, NewAnswer.name, str(place), now)


def tell_of_decision(row: Submission, *, now: datetime) -> None:
    """We decided about a request."""
    _tell(row, RequestMoved.name, row.state, now)


def tell_of_delay(row: Submission, *, now: datetime) -> None:
    """We have not answered by the day that we promised."""
    _tell(row, AnswerLate.name, f"{row.answer_by}", now)


def author_mail(participant_id: str, key: str, now: datetime) -> WorkedOut | None:
    """The mail as it may leave now; None for who has no place that may read everything."""
    to = _mail_place(participant_id, now)
    if not to:
        return None
    if mail_says(participant_id) == MailSays.NOTHING:
        event: ContentFreeEvent = SomethingNew(link=settings.SITE, signed_up="")
    else:
        event = _EVENTS[key.partition(" ")[0]](link=settings.SITE)
    return WorkedOut(to, event, (language_of(participant_id),))


def _tell(row: Submission, kind: str, which: str, now: datetime) -> None:
    if _mail_place(row.participant_id, now):
        outbox.enqueue_content_free(
            kind, participant_id=row.participant_id, key=f"{kind} {row.public_id} {which}", now=now
        )


def _mail_place(participant_id: str, now: datetime) -> str:
    places = to_tell(participant_id, now).everything
    return next((each.to for each in places if each.channel == Channel.MAIL), "")

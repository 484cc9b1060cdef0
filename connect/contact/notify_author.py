"""Tell the author that something is new, by mail, without a word of what it is.

A mail goes only to a place that may read everything (connect.access.channels.to_tell); a person without one sees it at
the next visit.
"""

from datetime import datetime, timedelta

from connect.access.channels import to_tell
from connect.contact.models import Submission
from connect.notices import outbox
from connect.notices.events import AnswerLate, Event, NewAnswer, RequestMoved
from connect.notices.kinds import Channel
from connect.notices.queries import language_of

USELESS_AFTER = timedelta(days=14)


def tell_of_answer(row: Submission, place: int, *, now: datetime) -> None:
    """We answered: the message at `place` of the thread is ours."""
    _tell(row, NewAnswer(), str(place), now)


def tell_of_decision(row: Submission, *, now: datetime) -> None:
    """We decided about a request."""
    _tell(row, RequestMoved(), row.state, now)


def tell_of_delay(row: Submission, *, now: datetime) -> None:
    """We have not answered by the day that we promised."""
    _tell(row, AnswerLate(), f"{row.answer_by}", now)


def _tell(row: Submission, event: Event, which: str, now: datetime) -> None:
    mails = [each for each in to_tell(row.participant_id, now).everything if each.channel == Channel.MAIL]
    for each in mails:
        outbox.enqueue(
            event,
            participant_id=row.participant_id,
            key=f"{event.name} {row.public_id} {which}",
            channel=each.channel,
            to=each.to,
            language=language_of(row.participant_id),
            now=now,
            not_after=now + USELESS_AFTER,
        )

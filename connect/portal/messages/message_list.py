"""The list of a person's messages."""

from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from connect.contact.kinds import MessageTopic, SubmissionState
from connect.contact.models import OPEN_STATES
from connect.contact.queries import Conversation, conversations
from connect.lib.dates import day_in_table
from connect.lib.weekdays import weekday_in_words
from connect.portal.frame.clock import day_of, today
from connect.portal.frame.paging import page_number
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def messages(request: SignedInRequest) -> HttpResponse:
    """Conversations, newest first; on the first page also what was kept for later."""
    found = conversations(request.viewer, page=page_number(request.GET.get("page", "")))
    language, day = request.viewer.language, today()
    facts = {
        "rows": [_row(each, language, day) for each in found.lines],
        "drafts": [_row(each, language, day) for each in found.drafts],
        "number": found.page,
        "last": found.pages,
        "address": reverse("messages"),
    }
    return page(request, "messages/list.html", facts)


def _row(line: Conversation, language: str, day: date) -> dict[str, object]:
    return {
        "public_id": line.public_id,
        "reply_to": line.reply_to,
        "topic": topic_in_words(line.topic),
        "case_number": line.case_number,
        "day": day_in_table(day_of(line.last_at), language),
        "unread": line.unread,
        **answer_due(line.state, line.answer_by, language, day),
    }


def topic_in_words(topic: str) -> str:
    """'Payments'; something else where a draft has none yet."""
    return str(MessageTopic(topic).label) if topic else gettext("No topic yet")


def answer_due(state: str, answer_by: date | None, language: str, day: date) -> dict[str, object]:
    """`due`: the day by which we answer, in words, '' where no answer is due; `late`: it has passed."""
    waits = answer_by is not None and state in OPEN_STATES
    return {
        "due": weekday_in_words(answer_by, language) if waits and answer_by else "",
        "late": bool(waits and answer_by and answer_by < day),
        "seen": state == SubmissionState.SEEN,
    }

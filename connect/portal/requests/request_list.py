"""What a person can ask for, and where each of their requests stands."""

from datetime import date

from django.http import HttpResponse

from connect.cases.queries import roles
from connect.contact.kinds import SubmissionKind, SubmissionState
from connect.contact.models import OPEN_STATES
from connect.contact.queries import RequestLine, requests_of
from connect.contact.request_kinds import RECEIPT_KINDS, REQUEST_KINDS
from connect.documents import queries as documents
from connect.lib.dates import day_in_table, day_in_words
from connect.portal.documents.names import requested
from connect.portal.frame.clock import day_of, today
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def requests(request: SignedInRequest) -> HttpResponse:
    """The requests, newest first, documents that were asked for, and every kind that the person may ask for."""
    theirs, mine = requests_of(request.viewer), roles(request.viewer)
    language, day = request.viewer.language, today()
    facts = {
        "rows": [_row(each, language, day) for each in theirs if each.state != SubmissionState.DRAFT],
        "drafts": [_row(each, language, day) for each in theirs if each.state == SubmissionState.DRAFT],
        "documents": [requested(each, language) for each in documents.own_requests(request.viewer)],
        "kinds": [kind for kind in REQUEST_KINDS.values() if may_ask(kind, mine)],
    }
    return page(request, "requests/list.html", facts)


def may_ask(kind: SubmissionKind, mine: frozenset[str]) -> bool:
    """Whether someone with these roles may ask for it."""
    return not kind.roles or bool(kind.roles & mine)


def _row(line: RequestLine, language: str, day: date) -> dict[str, object]:
    waits = line.answer_by is not None and line.state in OPEN_STATES
    return {
        "public_id": line.public_id,
        "title": RECEIPT_KINDS[line.kind].shown_title,
        "case_number": line.case_number,
        "sent": day_in_table(day_of(line.sent_at), language) if line.sent_at else "",
        "state": SubmissionState(line.state).label,
        "due": day_in_words(line.answer_by, language) if waits and line.answer_by else "",
        "late": bool(waits and line.answer_by and line.answer_by < day),
        "unread": line.unread,
    }

"""Update My Information: of each field what the agency has, what was asked for, and how far it is."""

from django.http import HttpResponse

from connect.cases.on_file import own_facts
from connect.cases.protection import is_protected
from connect.contact.change_kinds import CHANGE_KINDS, WAITS_FOR_ITS_OWNER
from connect.contact.kinds import SubmissionKind, SubmissionState
from connect.contact.models import OPEN_STATES
from connect.contact.queries import AskedChange, asked_changes
from connect.lib.dates import day_in_words
from connect.portal.frame.clock import day_of
from connect.portal.profile.masked import asked_in_words, on_file_in_words
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def information(request: SignedInRequest) -> HttpResponse:
    person, language = request.viewer.participant_id, request.viewer.language
    facts, hidden, asked = own_facts(person), is_protected(person), asked_changes(request.viewer)
    rows = [
        {
            "kind": kind,
            "on_file": on_file_in_words(kind.name, facts, hidden=hidden, language=language),
            "asked": _asked(kind, asked.get(kind.name), hidden=hidden, language=language),
        }
        for kind in CHANGE_KINDS.values()
    ]
    return page(request, "profile/information.html", {"rows": rows})


def _asked(kind: SubmissionKind, change: AskedChange | None, *, hidden: bool, language: str) -> dict[str, object]:
    """How the last change stands; {} for none."""
    if change is None:
        return {}
    due = change.answer_by if change.state in OPEN_STATES else None
    waits = change.state == SubmissionState.DRAFT
    return {
        "public_id": "" if waits else change.public_id,
        "to": asked_in_words(kind.name, change.answers, hidden=hidden),
        "day": day_in_words(day_of(change.asked_at), language),
        "state": WAITS_FOR_ITS_OWNER if waits else kind.sentences[SubmissionState(change.state)],
        "due": day_in_words(due, language) if due else "",
    }

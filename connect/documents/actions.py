"""What a person does with documents: opening one, and asking for one on paper, in another form, or an older one."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import DatabaseError, transaction

from connect.access.current_visit import CurrentVisit
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.viewer import Viewer
from connect.documents.kinds import RequestState
from connect.documents.models import Document, DocumentRequest
from connect.lib.database_writes import without_waiting
from connect.lib.doors import Door

_DIGITS = 8


class RequestRefused(Exception):
    """An operator's decision does not apply to that request; the message says why."""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a person asks for. `public_id`: of one of their documents, '' for one that is not named by it; then `kind`
    ('': they do not know) and `about`, in their own words, say which."""

    wish: str
    public_id: str = ""
    kind: str = ""
    about: str = ""


def mark_opened(viewer: Viewer, public_id: str, *, now: datetime) -> None:
    """The document is no longer new. Reading goes on where nothing can be written, and the mark stays then."""
    fresh = Document.objects.filter(participant_id=viewer.participant_id, public_id=public_id, opened_at=None)
    with suppress(DatabaseError), transaction.atomic(), without_waiting():
        fresh.update(opened_at=now)


@in_a_visit
def ask_for_document(visit: CurrentVisit, wanted: AskedFor, *, door: Door, now: datetime) -> str:
    """The number of the request: a new one, or that of the same request that still waits. Raises VisitEnded."""
    person = visit.participant_id
    document = Document.objects.filter(participant_id=person, public_id=wanted.public_id).first()
    facts = (wanted.wish, document.document_id) if document else (wanted.wish, wanted.kind, _folded(wanted.about))
    key = sha256("\x1f".join(facts).encode()).hexdigest()
    waiting = DocumentRequest.objects.filter(participant_id=person, request_key=key, state=RequestState.ASKED)
    if first := waiting.values_list("number", flat=True).first():
        return first
    request = DocumentRequest.objects.create(
        participant_id=person,
        number=_new_number(person),
        request_key=key,
        wish=wanted.wish,
        document_id=document.document_id if document else "",
        kind=document.kind if document else wanted.kind,
        about="" if document else wanted.about,
        made_at=now,
    )
    audit.record(Act.DOCUMENT_ASKED, by=person, about=person, number=request.number, door=door)
    return request.number


def _folded(about: str) -> str:
    return " ".join(about.casefold().split())


def _new_number(participant_id: str) -> str:
    """'D40718263': unlike the person's other numbers."""
    while True:
        number = f"D{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
        if not DocumentRequest.objects.filter(participant_id=participant_id, number=number).exists():
            return number


@transaction.atomic
def settle(*, participant_id: str, number: str, state: RequestState, by: str, now: datetime) -> None:
    """An operator says what became of a request. Raises RequestRefused for one that does not wait."""
    if not by:
        raise RequestRefused("say who settles it: --by NAME")
    row = DocumentRequest.objects.select_for_update().filter(participant_id=participant_id, number=number).first()
    if row is None:
        raise RequestRefused(f"there is no request {number} of {participant_id}")
    if row.state != RequestState.ASKED:
        raise RequestRefused(f"{number} is settled already ({row.state}, by {row.settled_by})")
    row.state, row.settled_at, row.settled_by = state, now, by
    row.save(update_fields=["state", "settled_at", "settled_by"])
    audit.record(Act.DOCUMENT_REQUEST_SETTLED, by=by, about=participant_id, number=number, state=state.value)

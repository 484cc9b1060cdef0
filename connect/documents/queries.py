"""What a person may read of their documents. Every read takes the viewer and keeps to it."""

from dataclasses import dataclass
from datetime import date, datetime

from connect.cases.kinds import Accommodation, DocumentKind
from connect.cases.models import Participant
from connect.cases.protection import is_protected
from connect.cases.viewer import Viewer
from connect.documents.models import Document
from connect.documents.rules import document_number
from connect.documents.snapshots import AnySnapshot, from_json


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document of the viewer's, to be drawn. `number`: what people read out on the phone, on each page of it.

    `language`: 'en' or 'es', in which it was made. `wording`: the version of the sentences that counted then.
    `large_print`: the agency knows that the reader needs it. `protected`: the reader carries the non-disclosure mark,
    so that no address stands in the window of the envelope, whatever the snapshot holds.
    """

    public_id: str
    number: str
    kind: DocumentKind
    language: str
    wording: str
    dated_on: date
    month: date | None
    snapshot: AnySnapshot
    opened_at: datetime | None
    withdrawn_on: date | None
    large_print: bool
    protected: bool


def document(viewer: Viewer, public_id: str) -> OpenedDocument | None:
    """The viewer's document of that public id; None alike for someone else's and for one that never was."""
    row = Document.objects.filter(participant_id=viewer.participant_id, public_id=public_id).first()
    if row is None:
        return None
    needs = Participant.objects.filter(participant_id=viewer.participant_id).values_list("accommodation", flat=True)
    return OpenedDocument(
        public_id=row.public_id,
        number=document_number(row.public_id),
        kind=DocumentKind(row.kind),
        language=row.language,
        wording=row.wording,
        dated_on=row.dated_on,
        month=row.month,
        snapshot=from_json(row.snapshot),
        opened_at=row.opened_at,
        withdrawn_on=row.withdrawn_on,
        large_print=Accommodation.LARGE_PRINT in needs,
        protected=is_protected(viewer.participant_id),
    )

"""That a document was opened: what makes it no longer new."""

from datetime import datetime

from django.db import DatabaseError

from connect.cases.viewer import Viewer
from connect.documents.models import Document
from connect.lib.database_writes import without_waiting


def mark_opened(viewer: Viewer, public_id: str, now: datetime) -> None:
    """Note when the viewer first opened their document. It waits for no one and fails no page (docs/adr/0017): where
    nothing can be written, the document stays new until it is opened again."""
    unopened = Document.objects.filter(participant_id=viewer.participant_id, public_id=public_id, opened_at=None)
    try:
        with without_waiting():
            unopened.update(opened_at=now)
    except DatabaseError:
        return

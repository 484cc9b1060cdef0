"""Noting that a person has seen what we said. Like every write of a page that only reads, it waits for no one and
fails no page (docs/adr/0017)."""

from django.db import DatabaseError, transaction

from connect.access.current_visit import CurrentVisit
from connect.access.unread import lock_account_if_free
from connect.contact.models import Submission
from connect.contact.staff import count_unread
from connect.lib.database_writes import without_waiting


def note_read(visit: CurrentVisit, public_id: str) -> int:
    """Note that the visit's person has seen a submission; how many words of ours they have not seen now."""
    try:
        with without_waiting(), transaction.atomic():
            if lock_account_if_free(visit.participant_id):
                Submission.objects.filter(participant_id=visit.participant_id, public_id=public_id).update(unread=0)
                return count_unread(visit.participant_id)
    except DatabaseError:
        pass
    return visit.unread_messages

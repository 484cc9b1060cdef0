"""Word that a document is listed, to who chose to read its kind online."""

from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from django.conf import settings

from connect.cases.kinds import DOCUMENT_RULES
from connect.documents.models import Document
from connect.lib.retention import months_before
from connect.lib.rows import moment_parameter
from connect.notices.by_kind import WorkedOut
from connect.notices.chosen import chosen_mail, end_by_mail, write_notices
from connect.notices.events import DocumentCame
from connect.notices.kinds import NOTICE_KINDS, ConsentKind

CAME_NOTICE = "document_came"
LISTED_MONTHS = 6  # S002 L130
_AT_ONCE = 500
_KINDS = tuple(kind for kind in ConsentKind if kind.document in DOCUMENT_RULES)


def tell_of_documents(readers: Sequence[str], *, now: datetime) -> int:
    """Tell of the documents of `readers` that were made at `now` and are listed; how many. In their transaction."""
    today = now.astimezone(settings.AGENCY.zone).date()
    told = 0
    for some in batched(sorted(set(readers)), _AT_ONCE, strict=False):
        told += write_notices(
            CAME_NOTICE,
            reasons="documents_document",
            key=f"'{CAME_NOTICE} ' || w.public_id",
            consent="w.kind",
            where=(
                f"w.participant_id IN ({', '.join(['%s'] * len(some))}) AND w.made_at = %s AND w.dated_on >= %s"
                " AND w.withdrawn_on IS NULL"
            ),
            values=[*some, moment_parameter(now), months_before(today, LISTED_MONTHS)],
            now=now,
            not_before=now,
            not_after=now + NOTICE_KINDS[CAME_NOTICE].time_of_use,
        )
    return told


def came_mail(participant_id: str, key: str, now: datetime) -> WorkedOut | None:
    """None for a document that was withdrawn, or whose kind its reader no longer wants online."""
    row = Document.objects.filter(participant_id=participant_id, public_id=key.split(" ")[1], withdrawn_on=None).first()
    if row is None:
        return None
    told = DocumentCame(link=settings.SITE)
    return chosen_mail(participant_id, (ConsentKind(row.kind),), plain=told, full=told)


def end_came_mail(participant_id: str, kind: str, now: datetime) -> None:
    """Every document comes on paper again."""
    end_by_mail(_KINDS, participant_id, now)

"""Whether a person carries the non-disclosure mark, and since when. Reads only the person's own rows."""

from datetime import datetime

from django.db.models import Max

from connect.cases.models import NondisclosureMark, Party


def is_protected(participant_id: str) -> bool:
    """Whether the person carries a mark in any case; a mark in one case counts in all (docs/adr/0001)."""
    marks = NondisclosureMark.objects.filter(participant_id=participant_id)
    return marks.exists() or Party.objects.filter(participant_id=participant_id, nondisclosure=True).exists()


def protected_since(participant_id: str) -> datetime | None:
    """The `as_of` of the feed that last set a mark on this person (an aware moment); None for someone without one."""
    marks = NondisclosureMark.objects.filter(participant_id=participant_id)
    since: datetime | None = marks.aggregate(last=Max("set_at"))["last"]
    return since

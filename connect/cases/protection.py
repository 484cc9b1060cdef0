"""Whether a person carries the non-disclosure mark, and since when. Reads only the person's own rows."""

from datetime import date, datetime

from django.db.models import Max, Q

from connect.cases.models import NondisclosureMark, Party


def is_protected(participant_id: str) -> bool:
    """Whether the person carries a mark in any case; a mark in one case counts in all (docs/adr/0001)."""
    marks = NondisclosureMark.objects.filter(participant_id=participant_id)
    return marks.exists() or Party.objects.filter(participant_id=participant_id, nondisclosure=True).exists()


def protected_among(who: Q) -> set[str]:
    """Those of these people (by their participant_id) who carry a mark in any case."""
    marks = NondisclosureMark.objects.filter(who)
    parts = Party.objects.filter(who, nondisclosure=True)
    return {*marks.values_list("participant_id", flat=True), *parts.values_list("participant_id", flat=True)}


def protected_since(participant_id: str) -> datetime | None:
    """The `as_of` of the feed that last set a mark on this person (an aware moment); None for someone without one."""
    marks = NondisclosureMark.objects.filter(participant_id=participant_id)
    since: datetime | None = marks.aggregate(last=Max("set_at"))["last"]
    return since


def marked_by_agency_on(participant_id: str) -> date | None:
    """The day on which the agency itself set the last mark of this person; None where it does not say so of each."""
    parts = Party.objects.filter(participant_id=participant_id, nondisclosure=True)
    days = dict(parts.values_list("case_number", "nondisclosure_since"))
    kept = NondisclosureMark.objects.filter(participant_id=participant_id).values_list("case_number", flat=True)
    said = [days.get(case) for case in {*days, *kept}]
    known = [day for day in said if day is not None]
    return max(known) if known and len(known) == len(said) else None

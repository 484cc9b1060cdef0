"""Where a person is signed in, and ending it: one visit, or all but this one."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from connect.access.models import Visit
from connect.access.queries import CurrentVisit
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.public_id import public_id


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit that has not ended. `browser`: what it calls itself, '' where it did not say; `way_in` is a WayIn."""

    public_id: str
    started_at: datetime
    browser: str
    way_in: str
    this_one: bool


def open_visits(visit: CurrentVisit, now: datetime) -> tuple[OpenVisit, ...]:
    """The person's visits, this one first, then the newest first."""
    rows = Visit.objects.filter(participant_id=visit.participant_id, expire_date__gt=now).order_by("-started_at")
    rows |= Visit.objects.filter(
        session_key=visit.session_key
    )  # also where it carries its end (connect.web.carried_end)
    found = [
        OpenVisit(_public(row), row.started_at, row.browser, row.way_in, row.session_key == visit.session_key)
        for row in rows.defer("session_data")
    ]
    return tuple(sorted(found, key=lambda each: not each.this_one))


@in_a_visit
def end(visit: CurrentVisit, public: str, *, door: str, now: datetime) -> bool:
    """Ends one other visit of the same person. False: none such, or somebody else's. Raises VisitEnded.

    No PIN is asked again for it: whoever sees a stranger in their account must be able to put them out also while the
    stranger's wrong PINs pause it.
    """
    others = Visit.objects.filter(participant_id=visit.participant_id).exclude(session_key=visit.session_key)
    row = next((row for row in others.defer("session_data") if _public(row) == public), None)
    if row is None or not others.filter(session_key=row.session_key).delete()[0]:
        return False
    audit.record(Act.VISIT_ENDED, by=visit.participant_id, about=visit.participant_id, door=door)
    return True


@in_a_visit
def end_others(visit: CurrentVisit, *, door: str, now: datetime) -> int:
    """Ends all visits of the person but this one; how many. Raises VisitEnded."""
    others = Visit.objects.filter(participant_id=visit.participant_id).exclude(session_key=visit.session_key)
    ended = others.delete()[0]
    if ended:
        audit.record(Act.OTHER_VISITS_ENDED, by=visit.participant_id, about=visit.participant_id, door=door)
    return ended


def _public(row: Visit) -> str:
    return public_id(settings.PUBLIC_ID_KEY.encode(), "visit", row.participant_id, row.session_key)

"""Where a person is signed in, and ending it: one visit, or all but this one."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from connect.access import rules
from connect.access.background_writes import VisitEnd, write_if_free
from connect.access.current_visit import UNWRITTEN_FOR, CurrentVisit, row_key
from connect.access.models import SignInMethod, Visit
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door
from connect.lib.public_id import public_id
from connect.notices import actions as notices


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
        OpenVisit(_public_id_of(row), row.started_at, row.browser, row.way_in, row.session_key == visit.session_key)
        for row in rows.defer("session_data")
    ]
    return tuple(sorted(found, key=lambda each: not each.this_one))


@in_a_visit
def end(visit: CurrentVisit, public: str, *, door: Door, now: datetime) -> bool:
    """Ends one other visit of the same person. False: none such, or somebody else's. Raises VisitEnded.

    No PIN is asked again for it: whoever sees a stranger in their account must be able to put them out also while the
    stranger's wrong PINs pause it.
    """
    others = Visit.objects.filter(participant_id=visit.participant_id).exclude(session_key=visit.session_key)
    row = next((row for row in others.defer("session_data") if _public_id_of(row) == public), None)
    if row is None or not others.filter(session_key=row.session_key).delete()[0]:
        return False
    audit.record(Act.VISIT_ENDED, by=visit.participant_id, about=visit.participant_id, door=door)
    return True


@in_a_visit
def end_others(visit: CurrentVisit, *, door: Door, now: datetime) -> int:
    """Ends all visits of the person but this one; how many. Raises VisitEnded."""
    others = Visit.objects.filter(participant_id=visit.participant_id).exclude(session_key=visit.session_key)
    ended = others.delete()[0]
    if ended:
        audit.record(Act.OTHER_VISITS_ENDED, by=visit.participant_id, about=visit.participant_id, door=door)
    return ended


def _public_id_of(row: Visit) -> str:
    return public_id(settings.PUBLIC_ID_KEY.encode(), "visit", row.participant_id, row.session_key)


TOUCH_EVERY = timedelta(minutes=1)


INPUT_KEPT_SECONDS = 30 * 60  # what was typed when a visit ended waits this long for the next one


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A visit just begun. `key` goes into the cookie and nowhere else; the table keeps only its hash.

    `temporary`: it opens only the page where a PIN is chosen.
    """

    key: str
    participant_id: str
    temporary: bool


def begin_visit(
    participant_id: str,
    way_in: SignInMethod,
    now: datetime,
    previous: datetime | None,
    *,
    kept_input: str = "",
    browser: str = "",
) -> SignedIn:
    key = secrets.token_urlsafe(32)
    temporary = way_in in (SignInMethod.TEMPORARY_PIN, SignInMethod.RECOVERY_CODE)
    Visit.objects.create(
        session_key=row_key(key),
        session_data=kept_input,
        participant_id=participant_id,
        started_at=now,
        previous_visit_at=previous,
        way_in=way_in,
        temporary=temporary,
        browser=browser,
        expire_date=_ends_at(now, now),
    )
    return SignedIn(key, participant_id, temporary)


def _ends_at(started: datetime, now: datetime) -> datetime:
    access = settings.AGENCY.access
    return rules.ends_at(started, now, timedelta(minutes=access.idle_minutes), timedelta(hours=access.absolute_hours))


def extend(visit: CurrentVisit, *, now: datetime) -> VisitEnd:
    """When the visit ends now that it was used. The row is written at most once a minute, where that needs no waiting;
    it says nothing new to the trail. A visit that was ended in between stays ended."""
    until = _ends_at(visit.started_at, now)
    if until - visit.expires_at < TOUCH_EVERY:
        return VisitEnd(visit.expires_at, written=True)
    if write_if_free(visit.session_key, expire_date=until):
        return VisitEnd(until, written=True)
    return VisitEnd(min(until, visit.expires_at + UNWRITTEN_FOR), written=False)


def keep_input(key: str, sealed: str) -> None:
    """Puts `sealed` into the visit that the cookie's `key` opens or opened; nothing where that visit is gone."""
    Visit.objects.filter(session_key=row_key(key)).update(session_data=sealed)


def drop_input(visit: CurrentVisit) -> None:
    """What waited has been shown: it waits no longer. Where that cannot be written it is shown once more."""
    write_if_free(visit.session_key, session_data="")


@in_a_visit
def sign_out(visit: CurrentVisit, *, door: Door, now: datetime) -> None:
    """The visit ends on the server; its key opens nothing any more. Raises VisitEnded where it had ended already."""
    Visit.objects.filter(session_key=visit.session_key).delete()
    audit.record(Act.SIGNED_OUT, by=visit.participant_id, about=visit.participant_id, door=door)


@in_a_visit
def choose_own_language(visit: CurrentVisit, language: str, *, now: datetime) -> None:
    """From now on the person is spoken to in `language`, in mails and letters too."""
    person = visit.participant_id
    notices.set_language(participant_id=person, language=language, by=person, now=now)

"""A person's visits: beginning, extending, listing and ending them."""

from collections.abc import Iterable
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
from connect.lib.public_id import public_id, with_public_id
from connect.lib.random_keys import new_key
from connect.notices import actions as notices

TOUCH_EVERY = timedelta(minutes=1)
INPUT_KEPT_SECONDS = 30 * 60  # what was typed when a visit ended waits this long for the next one


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A visit that has just begun. `key` goes into the cookie and nowhere else; the table keeps only its hash.

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
    """A new visit under a new key, in the caller's transaction. `previous`: when the visit before it began."""
    key = new_key()
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
    """When the visit ends now that it was used.

    The row is written at most once a minute, and only where that needs no waiting; the trail says nothing of it. A
    visit that was ended in between stays ended.
    """
    until = _ends_at(visit.started_at, now)
    if until - visit.expires_at < TOUCH_EVERY:
        return VisitEnd(visit.expires_at, written=True)
    if write_if_free(visit.session_key, expire_date=until):
        return VisitEnd(until, written=True)
    return VisitEnd(min(until, visit.expires_at + UNWRITTEN_FOR), written=False)


def keep_input(key: str, sealed: str) -> None:
    """Put `sealed` input into the visit that the cookie's `key` opens or opened, if its row is still there."""
    Visit.objects.filter(session_key=row_key(key)).update(session_data=sealed)


def drop_input(visit: CurrentVisit) -> None:
    """Forget the kept input once it was shown. Where that cannot be written it is shown once more."""
    write_if_free(visit.session_key, session_data="")


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit that has not ended. `browser`: what it calls itself, '' if unknown; `way_in`: a SignInMethod."""

    public_id: str
    started_at: datetime
    browser: str
    way_in: str
    this_one: bool


def open_visits(visit: CurrentVisit, now: datetime) -> tuple[OpenVisit, ...]:
    """The person's visits, this one first, then the newest first."""
    rows = Visit.objects.filter(participant_id=visit.participant_id, expire_date__gt=now).order_by("-started_at")
    # This one also where its browser carries its end (connect.web.carried_end).
    rows |= Visit.objects.filter(session_key=visit.session_key)
    visits = [
        OpenVisit(_public_id_of(row), row.started_at, row.browser, row.way_in, row.session_key == visit.session_key)
        for row in rows.defer("session_data")
    ]
    return tuple(sorted(visits, key=lambda row: not row.this_one))


def by_browser(visits: Iterable[OpenVisit]) -> tuple[tuple[OpenVisit, ...], ...]:
    """Open visits as a person thinks of them: this one alone, then those of browsers of one name together.

    Two devices may have browsers of one name, so only this visit is known to be on this device.
    """
    groups: dict[tuple[bool, str], list[OpenVisit]] = {}
    for visit in visits:
        groups.setdefault((visit.this_one, visit.browser), []).append(visit)
    return tuple(map(tuple, groups.values()))


@in_a_visit
def end(visit: CurrentVisit, public: str, *, door: Door, now: datetime) -> bool:
    """End the other visits of the same person whose browser has the name of that of `public`.

    False: no such visit, or someone else's. Raises VisitEnded.

    It takes no PIN: a person who sees a stranger in their account must be able to put them out even while the
    stranger's wrong PINs pause it.
    """
    others = Visit.objects.filter(participant_id=visit.participant_id).exclude(session_key=visit.session_key)
    row = with_public_id(others.defer("session_data"), public, _public_id_of)
    if row is None or not others.filter(browser=row.browser).delete()[0]:
        return False
    audit.record(Act.VISIT_ENDED, by=visit.participant_id, about=visit.participant_id, door=door)
    return True


@in_a_visit
def end_others(visit: CurrentVisit, *, door: Door, now: datetime) -> int:
    """End all visits of the person but this one; how many. Raises VisitEnded."""
    others = Visit.objects.filter(participant_id=visit.participant_id).exclude(session_key=visit.session_key)
    ended = others.delete()[0]
    if ended:
        audit.record(Act.OTHER_VISITS_ENDED, by=visit.participant_id, about=visit.participant_id, door=door)
    return ended


def _public_id_of(row: Visit) -> str:
    return public_id(settings.PUBLIC_ID_KEY.encode(), "visit", row.participant_id, row.session_key)


@in_a_visit
def sign_out(visit: CurrentVisit, *, door: Door, now: datetime) -> None:
    """End the visit on the server; its key opens nothing anymore. Raises VisitEnded."""
    Visit.objects.filter(session_key=visit.session_key).delete()
    audit.record(Act.SIGNED_OUT, by=visit.participant_id, about=visit.participant_id, door=door)


@in_a_visit
def choose_own_language(visit: CurrentVisit, language: str, *, now: datetime) -> None:
    """Speak to the person in `language` from now on, in mails and letters too. Raises VisitEnded."""
    person = visit.participant_id
    notices.set_language(participant_id=person, language=language, by=person, now=now)

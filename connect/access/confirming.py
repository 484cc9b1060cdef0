"""Saying once more who one is, before anything that opens the account another way (design/security, Policy 4)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from connect.access import actions
from connect.access.gate import Caller
from connect.access.models import Account, Session
from connect.access.pin_rules import PinReason
from connect.access.queries import Visit, row_key
from connect.audit import actions as audit

GOOD_FOR = timedelta(minutes=10)


class NotConfirmed(Exception):
    """Who asks has not said in the last minutes who they are: nothing was done."""


class VisitEnded(NotConfirmed):
    """The visit in whose name something was asked has ended meanwhile: nothing was done."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The visit goes on under a new key, or why it was not confirmed."""

    key: str = ""
    reason: PinReason | None = None


def is_fresh(visit: Visit, now: datetime) -> bool:
    """Whether this visit was confirmed in the last ten minutes. Signing in does not count: a device may lie open."""
    confirmed = Session.objects.filter(session_key=visit.session_key, confirmed_at__gt=now - GOOD_FOR)
    return confirmed.exists()


def hold(visit: Visit, now: datetime) -> Account:
    """The account, locked in the caller's transaction, of a visit that is still open. Raises VisitEnded.

    Whatever ends visits locks the account too. So a "this was not me" said at the same moment comes wholly before (the
    visit is gone, and nothing is done in its name) or wholly after.
    """
    account = Account.objects.select_for_update().get(participant_id=visit.participant_id)
    open_now = Session.objects.filter(
        session_key=visit.session_key, participant_id=visit.participant_id, expire_date__gt=now
    )
    if not open_now.exists():
        raise VisitEnded
    return account


def hold_fresh(visit: Visit, now: datetime) -> Account:
    """As `hold`, of a visit that was confirmed in the last minutes. Raises VisitEnded and NotConfirmed."""
    account = hold(visit, now)
    if not is_fresh(visit, now):
        raise NotConfirmed
    return account


def confirm_by_pin(visit: Visit, pin_text: str, *, door: str, caller: Caller, now: datetime) -> Confirmed:
    """Uses the same tries as signing in. Raises pins.Busy and gate.Closed: then no try is used up."""
    if reason := actions.confirm_pin(visit, pin_text, door=door, caller=caller, now=now):
        return Confirmed(reason=reason)
    return Confirmed(renewed(visit, "pin", door=door, now=now))


@transaction.atomic
def renewed(visit: Visit, way: str, *, door: str, now: datetime) -> str:
    """Marks the visit as confirmed and gives it a new key, so that a key that somebody had copied opens nothing."""
    key = secrets.token_urlsafe(32)
    Session.objects.filter(session_key=visit.session_key).update(session_key=row_key(key), confirmed_at=now)
    audit.record("identity confirmed", by=visit.participant_id, about=visit.participant_id, door=door, way=way)
    return key

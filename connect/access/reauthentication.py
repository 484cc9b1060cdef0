"""Proving once more who one is, before anything that opens the account another way (design/security, Policy 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate

from connect.access.current_visit import CurrentVisit, row_key
from connect.access.gate import Caller
from connect.access.models import Account, Visit
from connect.access.pins.confirmation import confirm_pin
from connect.access.pins.rules import PinReason
from connect.access.visit_lock import in_a_visit, in_locked_visit, lock_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door
from connect.lib.random_keys import new_key

CONFIRMATION_LASTS = timedelta(minutes=10)


class NotConfirmed(Exception):
    """The person has not proved in the last minutes who they are. Nothing was done."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The outcome of a confirmation: `key` of the renewed visit, or the `reason` why it failed."""

    key: str = ""
    reason: PinReason | None = None


def is_fresh(visit: CurrentVisit, now: datetime) -> bool:
    """Whether this visit was confirmed in the last ten minutes. Signing in does not count: a device may lie open."""
    return fresh_until(visit, now) is not None


def fresh_until(visit: CurrentVisit, now: datetime) -> datetime | None:
    """When the confirmation of this visit ends; None where there is none."""
    confirmed = Visit.objects.filter(session_key=visit.session_key, confirmed_at__gt=now - CONFIRMATION_LASTS)
    at = confirmed.values_list("confirmed_at", flat=True).first()
    return at + CONFIRMATION_LASTS if at else None


def require_recent(visit: CurrentVisit, now: datetime) -> Account:
    """Lock the account as lock_visit does, for a visit confirmed just now. Raises VisitEnded and NotConfirmed."""
    account = lock_visit(visit, now)
    if not is_fresh(visit, now):
        raise NotConfirmed
    return account


def in_a_confirmed_visit[**P, R](
    act: Callable[Concatenate[CurrentVisit, P], R],
) -> Callable[Concatenate[CurrentVisit, P], R]:
    """As in_a_visit, for acts that open the account another way. Raises VisitEnded and NotConfirmed."""
    return in_locked_visit(require_recent, act)


def confirm_by_pin(visit: CurrentVisit, pin_text: str, *, door: Door, caller: Caller, now: datetime) -> Confirmed:
    """Confirm the visit with the current PIN, which uses the same tries as signing in.

    Raises VisitEnded, hashing.Busy and gate.Closed: then no try is used up.
    """
    if reason := confirm_pin(visit, pin_text, door=door, caller=caller, now=now):
        return Confirmed(reason=reason)
    return Confirmed(renewed(visit, "pin", door=door, now=now))


@in_a_visit
def renewed(visit: CurrentVisit, way: str, *, door: Door, now: datetime) -> str:
    """Mark the visit as confirmed and give it a new key, so that a copied key opens nothing."""
    key = new_key()
    Visit.objects.filter(session_key=visit.session_key).update(session_key=row_key(key), confirmed_at=now)
    audit.record(Act.IDENTITY_CONFIRMED, by=visit.participant_id, about=visit.participant_id, door=door, way=way)
    return key

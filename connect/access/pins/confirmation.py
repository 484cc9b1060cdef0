"""Asking for the current PIN once more."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from connect.access import gate, rules
from connect.access.current_visit import CurrentVisit
from connect.access.gate import Caller, Pass
from connect.access.models import Account, PrivateDevice, SignInMethod
from connect.access.pins.comparison import which_pin
from connect.access.pins.rules import PinReason
from connect.access.refunded_tries import refund_try_on_failure
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door


def confirm_pin(visit: CurrentVisit, pin_text: str, *, door: Door, caller: Caller, now: datetime) -> PinReason | None:
    """Ask for the current PIN again, before anything that opens the account: None if it is right, or why not.

    Uses the same tries as signing in. Raises hashing.Busy and VisitEnded: then no one looked.
    """
    person, pin = visit.participant_id, rules.pin_digits(pin_text)
    reserved = _reserved(visit, caller, now=now)
    account = Account.objects.get(participant_id=person)
    if reserved.row is None:
        return PinReason.DEAD if account.tries >= settings.AGENCY.access.tries_until_dead else PinReason.PAUSED
    method = which_pin(account, person, pin, reserved, now)
    if method is not SignInMethod.PIN:  # a temporary PIN confirms nothing
        _pin_refused(person, door)
        return PinReason.WRONG_CURRENT
    with refund_try_on_failure(reserved, now):
        _tries_back(visit, reserved.row, now=now)
    return None


@in_a_visit
def _reserved(visit: CurrentVisit, caller: Caller, *, now: datetime) -> Pass:
    """Use one try. A visit that has ended may not even ask whether a PIN is right."""
    return gate.reserve(visit.participant_id, caller, now, visiting=True)


@in_a_visit
def _tries_back(visit: CurrentVisit, row: QuerySet[Account] | QuerySet[PrivateDevice], *, now: datetime) -> None:
    row.update(paused_until=None, tries=0)


@transaction.atomic
def _pin_refused(participant_id: str, door: Door) -> None:
    audit.record(Act.PIN_CHANGE_REFUSED, by=participant_id, about=participant_id, door=door)

"""Changing a PIN: the person's own choice, the PIN we proposed, or one set from outside a visit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from connect.access import gate, notify_owner, revocation, rules
from connect.access.current_visit import CurrentVisit, needs_no_current_pin
from connect.access.gate import Caller
from connect.access.models import Account, PinRequest, SignInMethod, Visit
from connect.access.pins import hashing
from connect.access.pins import rules as pin_rules
from connect.access.pins.choices import reasons_against_choice
from connect.access.pins.comparison import rows_with_same_pin
from connect.access.pins.confirmation import confirm_pin
from connect.access.pins.facts_on_file import facts_on_file
from connect.access.pins.rules import PinReason
from connect.access.visit_lock import VisitEnded, in_a_visit
from connect.access.visits import SignedIn, begin_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.protection import is_protected
from connect.lib.doors import Door
from connect.notices.events import PinChanged


@dataclass(frozen=True, slots=True)
class PinChange:
    """Either the renewed visit, or every reason against the new PIN."""

    signed_in: SignedIn | None
    reasons: tuple[PinReason, ...] = ()


def set_pin(*, participant_id: str, pin: str, temporary: bool, by: str, now: datetime) -> tuple[PinReason, ...]:
    """Give a person a PIN from outside their own visits; the reasons if it is refused. Ends all their visits.

    A temporary PIN need only be digits of the right length (it is random), expires as a letter's does, and becomes the
    only PIN there is.
    """
    reasons = pin_rules.reasons_against(pin, pin_rules.NOTHING_KNOWN if temporary else facts_on_file(participant_id))
    if temporary:
        reasons = tuple(r for r in reasons if r in (PinReason.NOT_DIGITS, PinReason.LENGTH))
    if reasons:
        return reasons
    pin_hash = hashing.hashed(participant_id, pin)
    until = now + timedelta(days=settings.AGENCY.access.letter_pin_days)
    with transaction.atomic():
        Account.objects.update_or_create(
            participant_id=participant_id,
            defaults={
                "pin_hash": "" if temporary else pin_hash,
                "temporary_hash": pin_hash if temporary else "",
                "temporary_until": until if temporary else None,
                "temporary_request": None,
                "tries": 0,
                "paused_until": None,
                "changed_at": now,
            },
        )
        Visit.objects.filter(participant_id=participant_id).delete()
        audit.record(Act.PIN_SET, by=by, about=participant_id, temporary=int(temporary))
    return ()


@in_a_visit
def _account_of(visit: CurrentVisit, *, now: datetime) -> Account:
    """The account as it is now. A visit that has ended is not told what is wrong with a PIN either."""
    return Account.objects.get(participant_id=visit.participant_id)


@in_a_visit
def _end_with_temporary_pin(visit: CurrentVisit, *, now: datetime) -> None:
    revocation.end_temporary_visits(visit.participant_id)


def change_pin(
    visit: CurrentVisit,
    *,
    current: str,
    new: str,
    door: Door,
    caller: Caller = gate.NOBODY,
    given: bool = False,
    now: datetime,
) -> PinChange:
    """Change the PIN to the person's own choice, or with `given` to the PIN we proposed.

    The current PIN uses the same tries as signing in. All other visits end, this one gets a new key, and every address
    on file is told. In the visit of a temporary PIN or a recovery code no current PIN is asked: it opens nothing but
    this. Raises VisitEnded (also where the temporary PIN has expired) and hashing.Busy: then nothing has changed, and
    Busy uses up no try.

    The file is compared last, after the current PIN was right and after the hash, since "too busy" would be an answer
    too. A proposal is not compared with it at all.
    """
    person, new = visit.participant_id, rules.pin_digits(new)
    reasons = () if given else pin_rules.reasons_against(new)
    account = _account_of(visit, now=now)
    if visit.way_in == SignInMethod.TEMPORARY_PIN and not _temporary_pin_works(account, now):
        _end_with_temporary_pin(visit, now=now)
        raise VisitEnded
    if not needs_no_current_pin(visit):
        if wrong := confirm_pin(visit, current, door=door, caller=caller, now=now):
            return PinChange(None, (*reasons, wrong))
        if new == rules.pin_digits(current):
            reasons = (*reasons, PinReason.THE_OLD_ONE)
    elif _is_temporary_pin(visit, account, new):
        reasons = (*reasons, PinReason.THE_OLD_ONE)
    pin_hash = "" if reasons else hashing.hashed(person, new)
    if not given:
        reasons = reasons_against_choice(visit, new, reasons, door, now)
    return PinChange(None, reasons) if reasons else _replace_pin(visit, account, pin_hash, door=door, now=now)


@in_a_visit
def _replace_pin(visit: CurrentVisit, account: Account, pin_hash: str, *, door: Door, now: datetime) -> PinChange:
    """Replace the PIN. Of two changes at once one wins; the other is told that its current PIN is wrong."""
    person = visit.participant_id
    by_temporary = visit.temporary and visit.way_in == SignInMethod.TEMPORARY_PIN
    ends = {} if _waits_from_staff(account) and not by_temporary else _NO_TEMPORARY
    # Someone else may have been in while a person who must stay hidden could not get in.
    checks = {"must_check_since": now} if by_temporary and is_protected(person) else {}
    changed = rows_with_same_pin(account, SignInMethod.TEMPORARY_PIN if by_temporary else SignInMethod.PIN).update(
        pin_hash=pin_hash, tries=0, paused_until=None, changed_at=now, **ends, **checks
    )
    if not changed:
        return PinChange(None, (PinReason.WRONG_CURRENT,))
    if account.temporary_request and ends:
        _end_request(person, account.temporary_request, used=by_temporary, now=now)
    Visit.objects.filter(participant_id=person).delete()
    begun = begin_visit(person, SignInMethod.PIN, now, visit.previous_visit_at, browser=visit.browser)
    way = {"way": visit.way_in} if visit.temporary else {}
    audit.record(Act.PIN_CHANGED, by=person, about=person, door=door, **way)
    notify_owner.notify_owner(person, PinChanged, about=Act.PIN_CHANGED, now=now)
    return PinChange(begun)


_NO_TEMPORARY = {"temporary_hash": "", "temporary_until": None, "temporary_request": None}


def _is_temporary_pin(visit: CurrentVisit, account: Account, new: str) -> bool:
    """Whether someone would keep the temporary PIN, which stood in a mail or letter. Raises hashing.Busy."""
    if visit.way_in != SignInMethod.TEMPORARY_PIN or len(new) != rules.TEMPORARY_DIGITS:
        return False
    return hashing.matches(account.temporary_hash, visit.participant_id, new)


def _temporary_pin_works(account: Account, now: datetime) -> bool:
    return account.temporary_until is not None and account.temporary_until > now


def _waits_from_staff(account: Account) -> bool:
    """Whether staff gave a hidden person a temporary PIN that still waits. No other visit voids that one."""
    if not account.temporary_request or not is_protected(account.participant_id):
        return False
    asked = PinRequest.objects.filter(participant_id=account.participant_id, id=account.temporary_request)
    return asked.filter(asked_by=PinRequest.AskedBy.STAFF).exists()


def _end_request(person: str, asked: UUID, *, used: bool, now: datetime) -> None:
    """Mark the request as used or voided. A temporary PIN that has not left does not leave."""
    PinRequest.objects.filter(participant_id=person, id=asked).update(
        **({"used_at": now} if used else {"voided_at": now})
    )
    if not used:
        revocation.stop_sending(person, asked)

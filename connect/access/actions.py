"""Signing in and out, and choosing a PIN. Each writes the trail in its own transaction; no hashing inside one."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from connect.access import gate, notify_owner, revocation, rules
from connect.access.background_writes import End, note
from connect.access.gate import Caller, Closed, Pass, Shut
from connect.access.models import Account, PinRequest, PrivateDevice, SignInMethod, Visit
from connect.access.pins import hashing
from connect.access.pins import rules as pin_rules
from connect.access.pins.rules import PinReason
from connect.access.queries import CHOICES_COUNT_FOR, UNWRITTEN_FOR, CurrentVisit, known_of, needs_no_current, row_key
from connect.access.refunded_tries import refund_try_on_failure
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.models import Participant
from connect.cases.protection import is_protected
from connect.notices import actions as notices
from connect.notices.events import AccountChange, PinChanged, SignInMethodChanged

TOUCH_EVERY = timedelta(minutes=1)
KEPT_SECONDS = 30 * 60  # what was typed when a visit ended waits this long for the next one

_CHOSE = """
UPDATE access_account SET choices = CASE WHEN chose_at > %s THEN choices + 1 ELSE 1 END, chose_at = %s
 WHERE participant_id = %s AND (choices < %s OR chose_at IS NULL OR chose_at <= %s) RETURNING choices
"""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A visit just begun. `key` goes into the cookie and nowhere else; the table keeps only its hash.

    `temporary`: it opens only the page where a PIN is chosen.
    """

    key: str
    participant_id: str
    temporary: bool


@dataclass(frozen=True, slots=True)
class PinChange:
    """Either the renewed visit, or every reason against the new PIN."""

    signed_in: SignedIn | None
    reasons: tuple[PinReason, ...] = ()


def sign_in(
    participant_id_text: str,
    pin_text: str,
    *,
    door: str,
    caller: Caller = gate.NOBODY,
    replaces: str = "",
    language: str = "",
    now: datetime | None = None,
) -> SignedIn | None:
    """A new visit for the right ID and PIN, else None: the caller cannot tell unknown, wrong, paused, expired, gone.

    1. Reserve one try (connect.access.gate). 2. Look at the PIN, with as many hashes for an unknown number as for a
    known one. 3. In one transaction: give the tries back, end the visit `replaces` (a cookie's key), begin the new one
    (with what its same person had typed when the old one ended), keep the `language` chosen before signing in if it
    is the person's first, write the trail. Raises pins.Busy and gate.Closed: then no try is used up.
    """
    now = now or timezone.now()
    participant_id = rules.participant_id(participant_id_text) or ""
    pin = rules.pin_digits(pin_text)
    way = _pass(participant_id, caller, now)
    account = _account_of_a_present_person(participant_id)
    right = _compared(account, participant_id, pin, way, now)
    if account is None or right is None:
        _refused(participant_id if account else "", door, caller)
        return None
    fresh = _brought_up_to_date(account, pin) if right is SignInMethod.PIN else ""
    admission = _Admission(right, door, replaces, language, caller, now)
    with refund_try_on_failure(way, now):
        signed_in = _admit_by_pin(account, fresh, way, admission)
    if signed_in is None:
        _refused(participant_id, door, caller)
    return signed_in


@dataclass(frozen=True, slots=True)
class _Admission:
    """What a beginning visit takes with it."""

    way_in: SignInMethod
    door: str
    replaces: str
    language: str
    caller: Caller
    now: datetime


def _pass(participant_id: str, caller: Caller, now: datetime) -> Pass:
    try:
        return gate.reserve(participant_id, caller, now)
    except Closed as closed:
        if closed.why is not Shut.NETWORK:
            gate.turned_away(caller, now)
        raise


@transaction.atomic
def _admit_by_pin(account: Account, fresh: str, way: Pass, admission: _Admission) -> SignedIn | None:
    """Step 3 of signing in; None if another request changed the PIN between the reading and now.

    A temporary PIN lifts the pause and leaves the count: a PIN that was guessed at too often stays dead until a new
    one is chosen. `fresh`: the right PIN's hash at today's cost.
    """
    gate.succeeded(way, admission.now)
    person = account.participant_id
    rows = _still(account, admission.way_in)
    if admission.way_in is SignInMethod.TEMPORARY_PIN:
        changed = rows.update(paused_until=None, visited_at=admission.now)
        _end_earlier_temporary_visits(person, changed)
    elif way.known:
        changed = rows.update(pin_hash=fresh, visited_at=admission.now)
        mine = PrivateDevice.objects.filter(
            participant_id=person, device_hash=gate.device_hash(admission.caller.device_key)
        )
        mine.update(tries=0, paused_until=None, used_at=admission.now)
    else:
        changed = rows.update(tries=0, paused_until=None, pin_hash=fresh, visited_at=admission.now)
    return _begin(person, account.visited_at, admission) if changed else None


def _end_earlier_temporary_visits(person: str, still: int) -> None:
    """A temporary PIN opens one visit: the one before ends, rather than this one, so that a browser that crashed locks
    nobody out. The account's row is this transaction's, so of several at once the last one stays."""
    if still:
        Visit.objects.filter(participant_id=person, way_in=SignInMethod.TEMPORARY_PIN).delete()


def _still(account: Account, way_in: SignInMethod) -> QuerySet[Account]:
    """The account's row, if the PIN that was compared is the one there now."""
    rows = Account.objects.filter(participant_id=account.participant_id)
    if way_in is SignInMethod.TEMPORARY_PIN:
        return rows.filter(temporary_hash=account.temporary_hash)
    return rows.filter(pin_hash=account.pin_hash)


@transaction.atomic
def sign_in_proven(
    participant_id: str,
    way_in: SignInMethod,
    *,
    door: str,
    caller: Caller = gate.NOBODY,
    replaces: str = "",
    language: str = "",
    now: datetime,
) -> SignedIn | None:
    """A new visit for somebody who proved who they are without a PIN: a passkey, a recovery code (WayIn).

    None for a person the agency no longer sends. The tries of the PIN are neither asked nor given back.
    """
    present = Participant.objects.filter(participant_id=participant_id, gone=False).exists()
    account = Account.objects.filter(participant_id=participant_id).first()
    if not present or account is None:
        return None
    Account.objects.filter(participant_id=participant_id).update(visited_at=now)
    admission = _Admission(way_in, door, replaces, language, caller, now)
    return _begin(participant_id, account.visited_at, admission)


def _begin(person: str, previous: datetime | None, of: _Admission) -> SignedIn:
    """A new session with a new key of 256 random bits, in the caller's transaction; the ended ones go.

    `previous`: when the visit before this one began.
    """
    typed = _typed_before(person, of.replaces)
    ended = Q(participant_id=person, expire_date__lte=of.now) | Q(session_key=row_key(of.replaces))
    Visit.objects.filter(ended).delete()
    begun = _new_visit(person, of.way_in, of.now, previous, typed=typed, browser=of.caller.browser)
    audit.record(Act.SIGNED_IN, by=person, about=person, door=of.door, way=of.way_in.value)
    if of.language:
        notices.keep_first_language(participant_id=person, language=of.language, by=person, now=of.now)
    return begun


def _compared(account: Account | None, participant_id: str, pin: str, way: Pass, now: datetime) -> SignInMethod | None:
    """Which PIN `pin` is. How many hashes that takes depends on what was typed alone: two where it could be a
    temporary PIN, else one. Raises pins.Busy, and then gives back the reserved try: nobody looked."""
    active = temporary = None
    if account and way.row is not None:
        dead = account.tries > settings.AGENCY.access.tries_until_dead and not way.known
        active = None if dead else account.pin_hash or None
        temporary = account.temporary_hash if account.temporary_until and account.temporary_until > now else None
    try:
        is_active = hashing.matches(active, participant_id, pin)
        may_be_temporary = len(pin) == rules.TEMPORARY_DIGITS
        is_temporary = may_be_temporary and hashing.matches(temporary, participant_id, pin)
    except hashing.Busy:
        gate.give_back(way, now)
        raise
    if is_active:
        return SignInMethod.PIN
    return SignInMethod.TEMPORARY_PIN if is_temporary else None


def _brought_up_to_date(account: Account, pin: str) -> str:
    """The hash of a right `pin` at today's cost and pepper; the one there is where there is no time for another."""
    if not hashing.outdated(account.pin_hash):
        return account.pin_hash
    try:
        return hashing.hashed(account.participant_id, pin)
    except hashing.Busy:
        return account.pin_hash


def _account_of_a_present_person(participant_id: str) -> Account | None:
    present = Participant.objects.filter(participant_id=participant_id, gone=False)
    return Account.objects.filter(participant_id__in=present.values("participant_id")).first()


@transaction.atomic
def _refused(participant_id: str, door: str, caller: Caller) -> None:
    """One entry for every refusal, with the person only where there is one: an unknown number may hold anything."""
    audit.record(Act.SIGN_IN_REFUSED, by=door, about=participant_id, door=door)


def _typed_before(person: str, key: str) -> str:
    """What waits, sealed, in the visit that `key` opened, if it was this person's; ''."""
    if not key:
        return ""
    mine = Visit.objects.filter(session_key=row_key(key), participant_id=person)
    return mine.values_list("session_data", flat=True).first() or ""


def _new_visit(
    participant_id: str,
    way_in: SignInMethod,
    now: datetime,
    previous: datetime | None,
    *,
    typed: str = "",
    browser: str = "",
) -> SignedIn:
    key = secrets.token_urlsafe(32)
    temporary = way_in in (SignInMethod.TEMPORARY_PIN, SignInMethod.RECOVERY_CODE)
    Visit.objects.create(
        session_key=row_key(key),
        session_data=typed,
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


def extend(visit: CurrentVisit, *, now: datetime) -> End:
    """When the visit ends now that it was used. The row is written at most once a minute, where that needs no waiting;
    it says nothing new to the trail. A visit that was ended in between stays ended."""
    until = _ends_at(visit.started_at, now)
    if until - visit.expires_at < TOUCH_EVERY:
        return End(visit.expires_at, written=True)
    if note(visit.session_key, expire_date=until):
        return End(until, written=True)
    return End(min(until, visit.expires_at + UNWRITTEN_FOR), written=False)


def keep_typed(key: str, sealed: str) -> None:
    """Puts `sealed` into the visit that the cookie's `key` opens or opened; nothing where that visit is gone."""
    Visit.objects.filter(session_key=row_key(key)).update(session_data=sealed)


def drop_typed(visit: CurrentVisit) -> None:
    """What waited has been shown: it waits no longer. Where that cannot be written it is shown once more."""
    note(visit.session_key, session_data="")


@in_a_visit
def sign_out(visit: CurrentVisit, *, door: str, now: datetime) -> None:
    """The visit ends on the server; its key opens nothing any more. Raises VisitEnded where it had ended already."""
    Visit.objects.filter(session_key=visit.session_key).delete()
    audit.record(Act.SIGNED_OUT, by=visit.participant_id, about=visit.participant_id, door=door)


@in_a_visit
def choose_language(visit: CurrentVisit, language: str, *, now: datetime) -> None:
    """From now on the person is spoken to in `language`, in mails and letters too."""
    person = visit.participant_id
    notices.set_language(participant_id=person, language=language, by=person, now=now)


def set_pin(
    *, participant_id: str, pin: str, temporary: bool, by: str, now: datetime | None = None
) -> tuple[PinReason, ...]:
    """Give a person a PIN, from outside their own visit; the reasons if it cannot be. Ends all their visits.

    A temporary PIN need only be digits of the right length (it is random), ends as a letter's does, and becomes the
    only PIN there is.
    """
    now = now or timezone.now()
    reasons = pin_rules.what_is_wrong(pin, pin_rules.NOTHING if temporary else known_of(participant_id))
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


def confirm_pin(visit: CurrentVisit, pin_text: str, *, door: str, caller: Caller, now: datetime) -> PinReason | None:
    """Whether they know the PIN they have now (asked again before anything that opens their account): None, or why not.

    Uses the same tries as signing in. Raises pins.Busy, and VisitEnded: then nobody looked.
    """
    person, pin = visit.participant_id, rules.pin_digits(pin_text)
    way = _reserved(visit, caller, now=now)
    account = Account.objects.get(participant_id=person)
    if way.row is None:
        return PinReason.DEAD if account.tries >= settings.AGENCY.access.tries_until_dead else PinReason.PAUSED
    found = _compared(account, person, pin, way, now)
    if found is None or (found is SignInMethod.TEMPORARY_PIN and not visit.temporary):
        _pin_refused(person, door)
        return PinReason.WRONG_CURRENT
    with refund_try_on_failure(way, now):
        _tries_back(visit, way.row, of_temporary=found is SignInMethod.TEMPORARY_PIN, now=now)
    return None


@in_a_visit
def _account_of(visit: CurrentVisit, *, now: datetime) -> Account:
    """As it is now; a visit that has ended is not told what is wrong with a PIN either."""
    return Account.objects.get(participant_id=visit.participant_id)


@in_a_visit
def _reserved(visit: CurrentVisit, caller: Caller, *, now: datetime) -> Pass:
    """A visit that has ended may not even ask whether a PIN is right."""
    return gate.reserve(visit.participant_id, caller, now, visiting=True)


@in_a_visit
def _tries_back(
    visit: CurrentVisit, row: QuerySet[Account] | QuerySet[PrivateDevice], *, of_temporary: bool, now: datetime
) -> None:
    row.update(paused_until=None, **({} if of_temporary else {"tries": 0}))


def change_pin(
    visit: CurrentVisit,
    *,
    current: str,
    new: str,
    door: str,
    caller: Caller = gate.NOBODY,
    given: bool = False,
    now: datetime | None = None,
) -> PinChange:
    """The person's own choice, or with `given` the PIN we proposed. The current PIN uses the same tries as signing in;
    all other visits end, this one is renewed with a new key, and every address on file is told. After a recovery code
    no current PIN is asked: it opens nothing but this. Raises VisitEnded and pins.Busy: then nothing has changed, and
    Busy uses up no try.

    The file is compared last: after the current PIN was right, and after the hash, since "too busy" would be an answer
    too. A proposal is not compared with it at all.
    """
    now = now or timezone.now()
    person, new = visit.participant_id, rules.pin_digits(new)
    reasons = () if given else pin_rules.what_is_wrong(new)
    account = _account_of(visit, now=now)
    if not needs_no_current(visit):
        if wrong := confirm_pin(visit, current, door=door, caller=caller, now=now):
            return PinChange(None, (*reasons, wrong))
        if new == rules.pin_digits(current):
            reasons = (*reasons, PinReason.THE_OLD_ONE)
    pin_hash = "" if reasons else hashing.hashed(person, new)
    if not given:
        reasons = _looked_at(visit, new, reasons, door, now)
    return PinChange(None, reasons) if reasons else _replace_pin(visit, account, pin_hash, door=door, now=now)


def _looked_at(
    visit: CurrentVisit, new: str, reasons: tuple[PinReason, ...], door: str, now: datetime
) -> tuple[PinReason, ...]:
    """Why a PIN of the person's own choice is not taken. Uses one of the hour's choices before the file is asked.

    A choice that is taken is used as well: it tells that nothing on file was met. `reasons`: those against the digits.
    """
    if not _take_choice(visit, door, now=now):
        return (PinReason.NO_MORE_CHOICES,)
    reasons = reasons or pin_rules.what_is_wrong(new, known_of(visit.participant_id, temporary=visit.temporary))
    if reasons:
        _choice_refused(visit, door, now=now)
    return reasons


@in_a_visit
def _take_choice(visit: CurrentVisit, door: str, *, now: datetime) -> bool:
    """One of access.pin_choices_an_hour, in one conditional UPDATE. There are as many again when none was used for an
    hour. With the last of them everywhere on file is told: whoever chooses so often may be guessing what we know."""
    person, most = visit.participant_id, settings.AGENCY.access.pin_choices_an_hour
    before, this = (connection.ops.adapt_datetimefield_value(moment) for moment in (now - CHOICES_COUNT_FOR, now))
    with connection.cursor() as cursor:
        cursor.execute(_CHOSE, [before, this, person, most, before])
        used = cursor.fetchone()
    if used and used[0] == most:
        audit.record(Act.PIN_CHOICES_USED_UP, by=person, about=person, door=door)
        notify_owner.notify_owner(
            person,
            partial(SignInMethodChanged, what=AccountChange.CHOICES_USED_UP),
            about=Act.PIN_CHOICES_USED_UP,
            now=now,
        )
    return used is not None


@in_a_visit
def _choice_refused(visit: CurrentVisit, door: str, *, now: datetime) -> None:
    audit.record(Act.PIN_CHOICE_REFUSED, by=visit.participant_id, about=visit.participant_id, door=door)


@transaction.atomic
def _pin_refused(participant_id: str, door: str) -> None:
    audit.record(Act.PIN_CHANGE_REFUSED, by=participant_id, about=participant_id, door=door)


@in_a_visit
def _replace_pin(visit: CurrentVisit, account: Account, pin_hash: str, *, door: str, now: datetime) -> PinChange:
    """The conditional UPDATE lets one of two changes at once win; the other is told its current PIN is not current."""
    person = visit.participant_id
    by_temporary = visit.temporary and visit.way_in == SignInMethod.TEMPORARY_PIN
    ends = {} if _waits_from_staff(account) and not by_temporary else _NO_TEMPORARY
    # Someone else may have been in while a person who must stay hidden could not get in.
    checks = {"must_check_since": now} if by_temporary and is_protected(person) else {}
    changed = _still(account, SignInMethod.TEMPORARY_PIN if by_temporary else SignInMethod.PIN).update(
        pin_hash=pin_hash, tries=0, paused_until=None, changed_at=now, **ends, **checks
    )
    if not changed:
        return PinChange(None, (PinReason.WRONG_CURRENT,))
    if account.temporary_request and ends:
        _end_request(person, account.temporary_request, used=by_temporary, now=now)
    Visit.objects.filter(participant_id=person).delete()
    begun = _new_visit(person, SignInMethod.PIN, now, visit.previous_visit_at, browser=visit.browser)
    audit.record(Act.PIN_CHANGED, by=person, about=person, door=door)
    notify_owner.notify_owner(person, PinChanged, about=Act.PIN_CHANGED, now=now)
    return PinChange(begun)


_NO_TEMPORARY = {"temporary_hash": "", "temporary_until": None, "temporary_request": None}


def _waits_from_staff(account: Account) -> bool:
    """Whether a temporary PIN waits that staff gave to a person who must stay hidden: nobody else's visit voids it."""
    if not account.temporary_request or not is_protected(account.participant_id):
        return False
    asked = PinRequest.objects.filter(participant_id=account.participant_id, id=account.temporary_request)
    return asked.filter(asked_by=PinRequest.AskedBy.STAFF).exists()


def _end_request(person: str, asked: UUID, *, used: bool, now: datetime) -> None:
    """The temporary PIN has served, or is not needed any more: one still on its way does not leave."""
    PinRequest.objects.filter(participant_id=person, id=asked).update(
        **({"used_at": now} if used else {"voided_at": now})
    )
    if not used:
        revocation.stop_sending(person, asked)

"""Signing in and out, and choosing a PIN. Each writes the trail in its own transaction; no hashing inside one."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, DateTimeField, F, Q, QuerySet, SmallIntegerField, Value, When
from django.utils import timezone

from connect.access import pin_rules, pins, rules
from connect.access.models import Account, Session
from connect.access.pin_rules import PinReason
from connect.access.queries import Visit, known_of, row_key
from connect.audit import actions as audit
from connect.cases.models import Participant
from connect.notices import actions as notices

TOUCH_EVERY = timedelta(minutes=1)
KEPT_SECONDS = 30 * 60  # what was typed when a visit ended waits this long for the next one


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A visit just begun. `key` goes into the cookie and nowhere else; the table keeps only its hash."""

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
    replaces: str = "",
    language: str = "",
    now: datetime | None = None,
) -> SignedIn | None:
    """A new visit for the right ID and PIN, else None: the caller cannot tell unknown, wrong, paused, expired, gone.

    1. Reserve one try (one conditional UPDATE). 2. Exactly one hash, whatever step 1 said. 3. In one transaction:
    give the tries back, end the visit `replaces` (a cookie's key), begin the new one (with what its same person had
    typed when the old one ended), keep the `language` chosen
    before signing in if it is the person's first, write the trail. Raises pins.Busy: then no try is used up.
    """
    now = now or timezone.now()
    participant_id = rules.participant_id(participant_id_text) or ""
    pin = rules.pin_digits(pin_text)
    reserved = _reserve_try(participant_id, now, usable=Q(temporary=False) | Q(expires_at__gt=now))
    account = _account_of_a_present_person(participant_id)
    stored = account.pin_hash if account and reserved else None
    right = _compared(stored, participant_id, pin, reserved=reserved)
    signed_in = None
    if account and right:
        fresh = _brought_up_to_date(account, pin)
        signed_in = _admit(account, pin_hash=fresh, door=door, replaces=replaces, language=language, now=now)
    if signed_in is None:
        _refused(participant_id if account else "", door)
    return signed_in


@transaction.atomic
def _admit(
    account: Account, *, pin_hash: str, door: str, replaces: str, language: str, now: datetime
) -> SignedIn | None:
    """Step 3 of signing in; None if another request changed the PIN between the reading and now."""
    person = account.participant_id
    if not _same_account(account).update(tries=0, paused_until=None, pin_hash=pin_hash, visited_at=now):
        return None
    typed = _typed_before(person, replaces)
    Session.objects.filter(Q(participant_id=person, expire_date__lte=now) | Q(session_key=row_key(replaces))).delete()
    begun = _begin_visit(person, account.temporary, now, account.visited_at, typed)
    audit.record("signed in", by=person, about=person, door=door)
    if language:
        notices.keep_first_language(participant_id=person, language=language, by=person, now=now)
    return begun


def _reserve_try(participant_id: str, now: datetime, usable: Q | None = None) -> bool:
    """Take one try before hashing, so that forty guesses at once still evaluate only as many PINs as there are tries.

    The last try sets the pause at once, and a right PIN lifts it. After a pause the counting begins again.
    """
    access = settings.AGENCY.access
    pause_ends = now + timedelta(minutes=access.pause_minutes)
    after_a_pause = Q(paused_until__isnull=False)  # one that is over, or there would be no try to take
    last = Q(tries__gte=access.tries - 1) & ~after_a_pause if access.tries > 1 else Q(tries__gte=0)
    taken = Account.objects.filter(
        Q(paused_until__isnull=True) | Q(paused_until__lte=now), usable or Q(), participant_id=participant_id
    ).update(
        tries=Case(When(after_a_pause, then=Value(1)), default=F("tries") + 1, output_field=SmallIntegerField()),
        paused_until=Case(When(last, then=Value(pause_ends)), default=None, output_field=DateTimeField()),
    )
    return taken == 1


def _compared(stored: str | None, participant_id: str, pin: str, *, reserved: bool) -> bool:
    """Whether `pin` is the one in `stored`. Raises pins.Busy, and then gives back the reserved try: nobody looked.

    The tries then count again what was looked at or is being looked at, so a pause they had set is lifted with it.
    """
    try:
        return pins.matches(stored, participant_id, pin)
    except pins.Busy:
        given_back = Account.objects.filter(participant_id=participant_id if reserved else "", tries__gte=1)
        given_back.update(tries=F("tries") - 1, paused_until=None)
        raise


def _brought_up_to_date(account: Account, pin: str) -> str:
    """The hash of a right `pin` at today's cost and pepper; the one there is where there is no time for another."""
    if not pins.outdated(account.pin_hash):
        return account.pin_hash
    try:
        return pins.hashed(account.participant_id, pin)
    except pins.Busy:
        return account.pin_hash


def _account_of_a_present_person(participant_id: str) -> Account | None:
    present = Participant.objects.filter(participant_id=participant_id, gone=False)
    return Account.objects.filter(participant_id__in=present.values("participant_id")).first()


def _same_account(account: Account) -> QuerySet[Account]:
    return Account.objects.filter(participant_id=account.participant_id, pin_hash=account.pin_hash)


@transaction.atomic
def _refused(participant_id: str, door: str) -> None:
    """One entry for every refusal, with the person only where there is one: an unknown number may hold anything."""
    audit.record("sign-in refused", by=door, about=participant_id)


def _typed_before(person: str, key: str) -> str:
    """What waits, sealed, in the visit that `key` opened, if it was this person's; ''."""
    if not key:
        return ""
    mine = Session.objects.filter(session_key=row_key(key), participant_id=person)
    return mine.values_list("session_data", flat=True).first() or ""


def _begin_visit(
    participant_id: str, temporary: bool, now: datetime, previous: datetime | None, typed: str = ""
) -> SignedIn:
    """A new session with a new key of 256 random bits, in the caller's transaction. `previous`: when the visit before
    this one began."""
    key = secrets.token_urlsafe(32)
    Session.objects.create(
        session_key=row_key(key),
        session_data=typed,
        participant_id=participant_id,
        started_at=now,
        previous_visit_at=previous,
        expire_date=_ends_at(now, now),
    )
    return SignedIn(key, participant_id, temporary)


def _ends_at(started: datetime, now: datetime) -> datetime:
    access = settings.AGENCY.access
    return rules.ends_at(started, now, timedelta(minutes=access.idle_minutes), timedelta(hours=access.absolute_hours))


def extend(visit: Visit, *, now: datetime) -> datetime:
    """When the visit ends now that it was used. The row is written at most once a minute; it says nothing new to the
    trail. A visit that was ended in between stays ended."""
    until = _ends_at(visit.started_at, now)
    if until - visit.expires_at >= TOUCH_EVERY:
        Session.objects.filter(session_key=visit.session_key).update(expire_date=until)
    return until


def keep_typed(key: str, sealed: str) -> None:
    """Puts `sealed` into the visit that the cookie's `key` opens or opened; nothing where that visit is gone."""
    Session.objects.filter(session_key=row_key(key)).update(session_data=sealed)


def drop_typed(visit: Visit) -> None:
    """What waited has been shown: it waits no longer."""
    Session.objects.filter(session_key=visit.session_key).update(session_data="")


@transaction.atomic
def sign_out(visit: Visit, *, door: str) -> None:
    """The visit ends on the server; its key opens nothing any more."""
    if Session.objects.filter(session_key=visit.session_key).delete()[0]:
        audit.record("signed out", by=visit.participant_id, about=visit.participant_id, door=door)


def set_pin(
    *, participant_id: str, pin: str, temporary: bool, by: str, now: datetime | None = None
) -> tuple[PinReason, ...]:
    """Give a person a PIN, from outside their own visit; the reasons if it cannot be. Ends all their visits.

    A temporary PIN need only be digits of the right length (it is random) and ends after TEMPORARY_DAYS.
    """
    now = now or timezone.now()
    reasons = pin_rules.what_is_wrong(pin, pin_rules.Known() if temporary else known_of(participant_id))
    if temporary:
        reasons = tuple(r for r in reasons if r in (PinReason.NOT_DIGITS, PinReason.LENGTH))
    if reasons:
        return reasons
    pin_hash = pins.hashed(participant_id, pin)
    with transaction.atomic():
        Account.objects.update_or_create(
            participant_id=participant_id,
            defaults={
                "pin_hash": pin_hash,
                "temporary": temporary,
                "expires_at": now + timedelta(days=rules.TEMPORARY_DAYS) if temporary else None,
                "tries": 0,
                "paused_until": None,
                "changed_at": now,
            },
        )
        Session.objects.filter(participant_id=participant_id).delete()
        audit.record("PIN set", by=by, about=participant_id, temporary=int(temporary))
    return ()


def change_pin(visit: Visit, *, current: str, new: str, door: str, now: datetime | None = None) -> PinChange:
    """The person's own choice. The current PIN uses the same tries as signing in; all other visits end, this one is
    renewed with a new key. Raises pins.Busy: then nothing has changed and no try is used up."""
    now = now or timezone.now()
    participant_id, current, new = visit.participant_id, rules.pin_digits(current), rules.pin_digits(new)
    reasons = pin_rules.what_is_wrong(new, known_of(participant_id))
    if not _reserve_try(participant_id, now):
        return PinChange(None, (*reasons, PinReason.PAUSED))
    account = Account.objects.get(participant_id=participant_id)
    if not _compared(account.pin_hash, participant_id, current, reserved=True):
        _pin_refused(participant_id, door)
        return PinChange(None, (*reasons, PinReason.WRONG_CURRENT))
    if new == current:
        reasons = (*reasons, PinReason.THE_OLD_ONE)
    _same_account(account).update(tries=0, paused_until=None)  # the current PIN was right, whatever comes next
    if reasons:
        return PinChange(None, reasons)
    return _replace_pin(visit, account, pins.hashed(participant_id, new), door, now)


@transaction.atomic
def _pin_refused(participant_id: str, door: str) -> None:
    audit.record("PIN change refused", by=participant_id, about=participant_id, door=door)


@transaction.atomic
def _replace_pin(visit: Visit, account: Account, pin_hash: str, door: str, now: datetime) -> PinChange:
    """The conditional UPDATE lets one of two changes at once win; the other is told its current PIN is not current."""
    changed = _same_account(account).update(
        pin_hash=pin_hash, temporary=False, expires_at=None, tries=0, paused_until=None, changed_at=now
    )
    if not changed:
        return PinChange(None, (PinReason.WRONG_CURRENT,))
    Session.objects.filter(participant_id=visit.participant_id).delete()
    begun = _begin_visit(visit.participant_id, False, now, visit.previous_visit_at)
    audit.record("PIN changed", by=visit.participant_id, about=visit.participant_id, door=door)
    return PinChange(begun)

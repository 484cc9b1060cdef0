"""Ten recovery codes on paper, each good once: a way in that opens only the choice of a new PIN.

A code has 49 random bits and is kept only under the pepper outside the database. Guessing is limited twice: five wrong
codes pause the person's codes (not their PIN), and networks are counted as for every sign-in.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from connect.access import gate, notify_owner, reauthentication, rules, saved_answers
from connect.access.arrival import Arrival
from connect.access.current_visit import CurrentVisit
from connect.access.models import CodeTries, RecoveryCode, SignInMethod
from connect.access.pins import hashing
from connect.access.reauthentication import in_a_confirmed_visit
from connect.access.saved_answers import Reader
from connect.access.sign_in import sign_in_proven
from connect.access.visits import SignedIn
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door
from connect.notices.events import AccountChange, SignInMethodChanged

HOW_MANY = 10
CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Codes:
    """How many codes still work, and when they were made."""

    left: int
    made_at: datetime


def left(participant_id: str) -> Codes | None:
    """How many codes still work; None where none were made, or a change that was not the person's voided them."""
    rows = list(RecoveryCode.objects.filter(participant_id=participant_id).values_list("made_at", "used_at"))
    return Codes(sum(used is None for _, used in rows), rows[0][0]) if rows else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Ten codes as they are shown. `until`: when they can no longer be shown."""

    codes: tuple[str, ...]
    made_at: datetime
    until: datetime


def sheet_of(visit: CurrentVisit, key: str, now: datetime) -> Sheet | None:
    """The sheet that was made in this visit, for the holder of its `key`, until the confirmation ends.

    None afterwards, and once other codes were made.
    """
    reader, until = _reader_of(key), reauthentication.fresh_until(visit, now)
    sealed = saved_answers.saved_answer(reader, now)
    if not sealed or until is None:
        return None
    sheet = json.loads(saved_answers.read_answer(reader, sealed))
    made_at = datetime.fromisoformat(sheet["made_at"])
    still = RecoveryCode.objects.filter(participant_id=visit.participant_id, made_at=made_at)
    return Sheet(tuple(sheet["codes"]), made_at, until) if still.exists() else None


def _reader_of(key: str) -> Reader:
    return Reader.who_says("recovery codes", key)


@in_a_confirmed_visit
def make_codes(visit: CurrentVisit, *, door: Door, now: datetime, key: str = "") -> tuple[str, ...]:
    """Make ten new codes, shown to this visit alone; the earlier ones stop working. Every address on file is told.

    `key`: the visit's; it shows the sheet again until the confirmation ends (`sheet_of`). Raises VisitEnded and
    NotConfirmed.
    """
    person = visit.participant_id
    made = tuple(notify_owner.new_code(CHARACTERS) for _ in range(HOW_MANY))
    RecoveryCode.objects.filter(participant_id=person).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(participant_id=person, code_hash=hashing.keyed(person, code)[0], made_at=now) for code in made
    )
    CodeTries.objects.update_or_create(participant_id=person, defaults={"tries": 0, "paused_until": None})
    audit.record(Act.CODES_MADE, by=person, about=person, door=door)
    notify_owner.notify_owner(
        person, partial(SignInMethodChanged, what=AccountChange.CODES_MADE), about=Act.CODES_MADE, now=now
    )
    if key and (until := reauthentication.fresh_until(visit, now)):
        saved_answers.save_answer(_reader_of(key), json.dumps({"codes": made, "made_at": now.isoformat()}), until)
    return made


def sign_in_with_recovery_code(participant_id_text: str, code_text: str, arrival: Arrival) -> SignedIn | None:
    """A visit that opens only the choice of a PIN; None alike for an unknown person and a wrong, used or paused code.

    Reserves one of the codes' own tries first. Raises gate.Closed, and then no one looked. An unknown person costs as
    many statements as a known one.
    """
    gate.admit_network(arrival.caller, arrival.now)
    person = rules.participant_id_in(participant_id_text) or ""
    reserved = _take_try(person, arrival.now)
    typed = hashing.keyed(person, notify_owner.typed_code(code_text))
    codes = list(RecoveryCode.objects.filter(participant_id=person).values_list("code_hash", "used_at"))
    right = next((code_hash for code_hash, used in codes if code_hash in typed and used is None), None)
    if right is None or not reserved:
        _refused(person if codes else "", arrival.door)
        return None
    try:
        return _admit(person, right, arrival)
    except _Taken:
        return None


class _Taken(Exception):
    """The code was used or voided this very moment."""


@transaction.atomic
def _admit(person: str, code_hash: str, arrival: Arrival) -> SignedIn | None:
    """Begin the visit, use up the code, tell every address. Lock the account first, as "this was not me" does."""
    begun = sign_in_proven(person, SignInMethod.RECOVERY_CODE, arrival)
    if begun is None:
        return None
    unused = RecoveryCode.objects.filter(participant_id=person, code_hash=code_hash, used_at__isnull=True)
    if not unused.update(used_at=arrival.now):
        raise _Taken
    CodeTries.objects.filter(participant_id=person).update(tries=0, paused_until=None)
    notify_owner.notify_owner(
        person, partial(SignInMethodChanged, what=AccountChange.CODE_USED), about="recovery code used", now=arrival.now
    )
    return begun


def _take_try(person: str, now: datetime) -> bool:
    """One of the codes' tries. Each fifth in a row pauses them for a while; they are too long to need more."""
    access = settings.AGENCY.access
    rows = CodeTries.objects.filter(participant_id=person)
    return rows.take_try(now, each=access.tries, pauses=(timedelta(minutes=access.pause_minutes),))


@transaction.atomic
def _refused(person: str, door: Door) -> None:
    audit.record(Act.SIGN_IN_REFUSED, by=door, about=person, door=door, way=SignInMethod.RECOVERY_CODE.value)

"""Nothing is done in the name of a visit that ended between the first and the last byte of what it sent."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from inspect import signature

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from connect.access import (
    confirmed_places,
    devices,
    ecommunications,
    email_confirmation,
    not_me,
    reauthentication,
    recovery_codes,
    safety_check,
    visits,
)
from connect.access.arrival import Arrival
from connect.access.current_visit import CurrentVisit
from connect.access.gate import NOBODY, Caller
from connect.access.models import Account, SignInMethod, Visit
from connect.access.passkeys import webauthn
from connect.access.passkeys.registry import (
    _keep,
    add_passkey,
    challenge_to_add,
    passkeys_of,
    remove_passkey,
    rename_passkey,
)
from connect.access.passkeys.sign_in import _confirmed, _not_confirmed, challenge_to_confirm, confirm_with_passkey
from connect.access.pins.change import _account_of, _end_with_temporary_pin, _replace_pin, change_pin, set_pin
from connect.access.pins.choices import _choice_refused, _take_choice
from connect.access.pins.confirmation import _reserved, _tries_back
from connect.access.sign_in import sign_in_proven, sign_in_with_pin
from connect.access.visit_lock import VisitEnded, in_a_visit
from connect.access.visits import choose_own_language, sign_out
from connect.lib.doors import Door
from connect.notices.kinds import ConsentKind, MailSays
from tests.access.authenticator import Authenticator
from tests.access.held import everything
from tests.access.ways import MINUTE, NOW, confirmed, has_address, has_email, not_me_code, opened_by
from tests.house.held import acts_of_visits
from tests.support.cast import DANA

LATER = NOW + MINUTE
BROWSER = Caller(browser="Chrome, Android")


@dataclass
class Dana:
    """A confirmed visit of hers, and beside it one of everything that an act may be about."""

    visit: CurrentVisit = field(default_factory=lambda: confirmed(DANA, BROWSER))

    def __post_init__(self) -> None:
        has_email(DANA)
        has_address(DANA)
        self.other = confirmed(DANA)
        asked = challenge_to_add(self.other, now=NOW)
        self.authenticator = Authenticator().made_for(asked)
        answer = self.authenticator.make(asked)
        assert add_passkey(self.other, sealed=asked.sealed, answer=answer, name="My phone", door=Door.WEB, now=NOW)
        devices.name_private(self.other, BROWSER, door=Door.WEB, now=NOW)

    @property
    def account(self) -> Account:
        return Account.objects.get(participant_id=DANA.participant_id)

    @property
    def passkey(self) -> str:
        return passkeys_of(self.visit)[0].public_id

    @property
    def device(self) -> str:
        return devices.private_devices(self.visit, NOBODY)[0].public_id

    @property
    def other_visit(self) -> str:
        return next(each.public_id for each in visits.open_visits(self.visit, LATER) if not each.this_one)

    def made(self):
        """A passkey that an authenticator has just made for this visit."""
        asked = challenge_to_add(self.visit, now=LATER)
        answer = Authenticator().made_for(asked).make(asked)
        return webauthn.registration_in(f"add {self.visit.session_key}", asked.sealed, answer, LATER)


def _with(act: Callable[..., object], *args: object, **kwargs: object) -> Callable[[], object]:
    return lambda: act(*args, **kwargs)


def _confirm_by_passkey(d: Dana) -> Callable[[], object]:
    asked = challenge_to_confirm(d.visit, now=LATER)
    return _with(confirm_with_passkey, d.visit, asked.sealed, d.authenticator.prove(asked), door=Door.WEB, now=LATER)


def _add_a_passkey(d: Dana) -> Callable[[], object]:
    asked = challenge_to_add(d.visit, now=LATER)
    answer = Authenticator().made_for(asked).make(asked)
    return _with(add_passkey, d.visit, sealed=asked.sealed, answer=answer, name="Another", door=Door.WEB, now=LATER)


def _confirm_by_passkey(d: Dana) -> Callable[[], object]:
    asked = challenge_to_confirm(d.visit, now=LATER)
    claim = webauthn.claim_in(f"confirm {d.visit.session_key}", asked.sealed, d.authenticator.prove(asked), LATER)
    return _with(_confirmed, d.visit, webauthn.proof_of(claim, LATER), **WEB)


def _resend_link(d: Dana) -> Callable[[], object]:
    ecommunications.choose(d.visit, CHOICE, door=Door.WEB, now=NOW)
    return _with(ecommunications.resend_link, d.visit, now=LATER)


CHOICE = ecommunications.Choice(frozenset({ConsentKind.BILLING}), "private@mail.example", MailSays.KIND, "en")
WEB = {"door": Door.WEB, "now": LATER}
# Each act that holds its visit, with what it takes.
ACTS: dict[str, Callable[[Dana], Callable[[], object]]] = {
    "access/pins/change.py _account_of": lambda d: _with(_account_of, d.visit, now=LATER),
    "access/pins/change.py _end_with_temporary_pin": lambda d: _with(_end_with_temporary_pin, d.visit, now=LATER),
    "access/pins/choices.py _choice_refused": lambda d: _with(_choice_refused, d.visit, **WEB),
    "access/pins/choices.py _take_choice": lambda d: _with(_take_choice, d.visit, **WEB),
    "access/pins/change.py _replace_pin": lambda d: _with(_replace_pin, d.visit, d.account, "hash", **WEB),
    "access/pins/confirmation.py _reserved": lambda d: _with(_reserved, d.visit, NOBODY, now=LATER),
    "access/pins/confirmation.py _tries_back": lambda d: _with(_tries_back, d.visit, Account.objects.all(), now=LATER),
    "access/visits.py choose_own_language": lambda d: _with(choose_own_language, d.visit, "es", now=LATER),
    "access/visits.py sign_out": lambda d: _with(sign_out, d.visit, **WEB),
    "access/recovery_codes.py make_codes": lambda d: _with(recovery_codes.make_codes, d.visit, **WEB),
    "access/reauthentication.py renewed": lambda d: _with(reauthentication.renewed, d.visit, "pin", **WEB),
    "access/devices.py name_private": lambda d: _with(devices.name_private, d.visit, NOBODY, **WEB),
    "access/devices.py remove_device": lambda d: _with(devices.remove_device, d.visit, d.device, **WEB),
    "access/devices.py remove_all": lambda d: _with(devices.remove_all, d.visit, **WEB),
    "access/email_confirmation.py send_link": lambda d: _with(email_confirmation.send_link, d.visit, now=LATER),
    "access/ecommunications.py choose": lambda d: _with(ecommunications.choose, d.visit, CHOICE, **WEB),
    "access/ecommunications.py resend_link": _resend_link,
    "access/passkeys/sign_in.py _confirmed": _confirm_by_passkey,
    "access/passkeys/registry.py _keep": lambda d: _with(_keep, d.visit, d.made(), "Another", **WEB),
    "access/passkeys/sign_in.py _not_confirmed": lambda d: _with(_not_confirmed, d.visit, **WEB),
    "access/passkeys/registry.py remove_passkey": lambda d: _with(remove_passkey, d.visit, d.passkey, **WEB),
    "access/passkeys/registry.py rename_passkey": lambda d: _with(rename_passkey, d.visit, d.passkey, "Another", **WEB),
    "access/confirmed_places.py confirm_address": lambda d: _with(confirmed_places.confirm_address, d.visit, **WEB),
    "access/safety_check.py finish_check": lambda d: _with(safety_check.finish_check, d.visit, keep=(), **WEB),
    "access/visits.py end": lambda d: _with(visits.end, d.visit, d.other_visit, **WEB),
    "access/visits.py end_others": lambda d: _with(visits.end_others, d.visit, **WEB),
}
# Acts as the pages call them, whose first part is not held: PINs are hashed and signatures checked outside.
WHOLE: dict[str, Callable[[Dana], Callable[[], object]]] = {
    "change the PIN": lambda d: _with(change_pin, d.visit, current=DANA.pin, new="730294", door=Door.WEB, now=LATER),
    "say the PIN again": lambda d: _with(
        reauthentication.confirm_by_pin, d.visit, DANA.pin, door=Door.WEB, caller=NOBODY, now=LATER
    ),
    "say a wrong PIN": lambda d: _with(
        reauthentication.confirm_by_pin, d.visit, "739154", door=Door.WEB, caller=NOBODY, now=LATER
    ),
    "show a passkey again": _confirm_by_passkey,
    "add a passkey": _add_a_passkey,
}
# Acts of the rooms above `access`, which take what only their own tests can make.
IN_OTHER_ROOMS = sorted(act for act in acts_of_visits() if not act.startswith("access/"))
# Acts that change nothing here: a PIN of one's own opened the visit, so no temporary one ends.
READS = tuple(
    ACTS[f"access/pins/{name}"]
    for name in ("change.py _account_of", "change.py _end_with_temporary_pin", "confirmation.py _tries_back")
)
ENDINGS: dict[str, Callable[[Dana], object]] = {
    "this was not me": lambda d: not_me.say_not_me(not_me_code(DANA), door=Door.WEB, now=LATER),
    "ended from another device": lambda d: visits.end_others(d.other, door=Door.WEB, now=LATER),
    "a new PIN": lambda d: change_pin(d.other, current=DANA.pin, new="730295", door=Door.WEB, now=LATER),
    "renewed under another key": lambda d: reauthentication.renewed(d.visit, "pin", door=Door.WEB, now=LATER),
    "fifteen minutes without use": lambda d: Visit.objects.filter(session_key=d.visit.session_key).update(
        expire_date=LATER
    ),
    "an account that was closed for good": lambda d: Account.objects.all().delete(),
}


def test_every_act_that_holds_its_visit_is_tried_here():
    assert ACTS.keys() == acts_of_visits() - set(IN_OTHER_ROOMS)


@pytest.mark.parametrize("act", IN_OTHER_ROOMS)
def test_an_act_of_another_room_does_nothing_for_a_visit_that_ended(cast, act):
    """Whatever else it is given: the visit comes first. That it is done for an open one, its own room tests."""
    file, name = act.split(" ")
    function = getattr(import_module("connect." + file.removesuffix(".py").replace("/", ".")), name)
    others = dict.fromkeys(list(signature(function).parameters)[1:])
    dana = Dana()
    ENDINGS["this was not me"](dana)
    before = everything()
    with pytest.raises(VisitEnded):
        function(dana.visit, **(others | {"now": LATER}))
    assert everything() == before


@pytest.mark.parametrize("act", (ACTS | WHOLE).values(), ids=ACTS | WHOLE)
def test_an_act_of_an_open_visit_is_done(cast, act):
    dana = Dana()
    asked, before = act(dana), everything()
    asked()
    assert everything() != before or act in READS


@pytest.mark.parametrize("act", (ACTS | WHOLE).values(), ids=ACTS | WHOLE)
def test_nothing_is_done_for_a_visit_that_was_read_before_this_was_not_me(cast, act):
    nothing_is_done(act, ENDINGS["this was not me"])


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_nothing_is_done_for_a_visit_however_it_ended(cast, ending):
    nothing_is_done(ACTS["access/pins/change.py _replace_pin"], ending)


def nothing_is_done(act, ending):
    dana = Dana()
    asked = act(dana)
    ending(dana)
    before = everything()
    with pytest.raises(VisitEnded):
        asked()
    assert everything() == before


def test_an_ended_visit_is_not_told_what_is_wrong_with_a_pin(cast):
    visit = opened_by(sign_in_proven(DANA.participant_id, SignInMethod.RECOVERY_CODE, Arrival(Door.WEB, NOW)).key)
    weak = change_pin(visit, current="", new="111111", door=Door.WEB, now=LATER)
    assert weak.reasons != ()
    Visit.objects.all().delete()
    with pytest.raises(VisitEnded):
        change_pin(visit, current="", new="111111", door=Door.WEB, now=LATER)


# Whatever ends visits, in the name of one or not.
ENDS_VISITS: dict[str, Callable[[Dana], object]] = {
    "signing in": lambda d: sign_in_with_pin(DANA.participant_id, DANA.pin, Arrival(Door.WEB, LATER)),
    "signing in with a passkey": lambda d: sign_in_proven(
        DANA.participant_id, SignInMethod.PASSKEY, Arrival(Door.WEB, LATER)
    ),
    "signing out": lambda d: sign_out(d.visit, **WEB),
    "the others": lambda d: visits.end_others(d.visit, **WEB),
    "a PIN of one's own": ENDINGS["a new PIN"],
    "a PIN from outside": lambda d: set_pin(
        participant_id=DANA.participant_id, pin="730294", temporary=False, by="test", now=LATER
    ),
    "this was not me": ENDINGS["this was not me"],
}


@pytest.mark.only_on("postgresql")  # SQLite has one writer at a time
@pytest.mark.parametrize("ends", ENDS_VISITS.values(), ids=ENDS_VISITS)
def test_whatever_ends_visits_has_locked_the_account_before(cast, ends):
    dana = Dana()
    with CaptureQueriesContext(connection) as asked:
        ends(dana)
    said = [each["sql"] for each in asked]
    locks = re.compile(r'^UPDATE "access_account"|FROM "access_account".* FOR UPDATE')
    locked = next(number for number, sql in enumerate(said) if locks.search(sql))
    ended = next(number for number, sql in enumerate(said) if sql.startswith('DELETE FROM "access_visit"'))
    assert locked < ended


def test_an_act_waits_for_an_ending_that_has_begun_and_is_not_done_then(lasting_cast):
    visit = confirmed(DANA)
    closing, asked, done = threading.Event(), threading.Event(), []

    def close():
        with transaction.atomic():
            Account.objects.select_for_update().get(participant_id=DANA.participant_id)
            Visit.objects.filter(participant_id=DANA.participant_id).delete()
            closing.set()
            asked.wait(10)
            threading.Event().wait(0.5)  # the act is on its way to the lock, or past where it should have waited
        connection.close()

    def act():
        closing.wait(10)
        asked.set()
        try:
            done.append(recovery_codes.make_codes(visit, door=Door.WEB, now=LATER))
        except VisitEnded:
            done.append("ended")
        connection.close()

    threads = [threading.Thread(target=each) for each in (close, act)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert done == ["ended"]


def test_an_act_without_a_time_of_its_own_cannot_be_held():
    with pytest.raises((TypeError, KeyError)):
        in_a_visit(lambda visit: None)

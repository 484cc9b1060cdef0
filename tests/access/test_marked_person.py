"""Whoever lived with someone who is now hidden never gets in once she has checked her account, whatever comes when.

He knows her names, Participant ID, birth date, Social Security number, PIN of before and every former place; he reads
what is mailed to the home and the mailbox they shared; he may have a private device, a passkey, a sheet of recovery
codes and an open visit from then. Before her check he gets in with the PIN and the passkey he had, with nothing else.
"""

from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from connect.access import (
    confirmed_places,
    devices,
    email_confirmation,
    gate,
    not_me,
    reauthentication,
    recovery_codes,
    safety_check,
)
from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit, needs_no_current_pin
from connect.access.gate import Caller, Closed
from connect.access.models import Account, PressureMinute
from connect.access.passkeys.registry import add_passkey, challenge_to_add
from connect.access.passkeys.sign_in import challenge_to_sign_in, sign_in_with_passkey
from connect.access.pins import requests as pin_requests
from connect.access.pins.change import change_pin, set_pin
from connect.access.safety_check import Finished
from connect.access.sign_in import sign_in_with_pin
from connect.access.visits import SignedIn
from connect.cases.models import NondisclosureMark, Participant
from connect.lib.doors import Door
from tests.access.authenticator import Authenticator
from tests.access.lifecycle import DAY, asks, puts_on_file
from tests.access.marked import HERS, HOME, SHARED, SHELTER, Mailbox
from tests.support.cast import DANA
from tests.support.laws import examples

WHO = DANA.participant_id
START = datetime(2031, 3, 1, 20, 0, tzinfo=UTC)
HIS_DEVICE = Caller(browser="Firefox, Windows", puzzle_solved=True)
HER_NEW_PINS = ("730294", "815063", "604917", "928471", "386157")
HIS_NEW_PINS = ("649207", "285913", "917350")
MINUTES = timedelta(minutes=1)


class MarkedPerson(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        gate._threshold.cache_clear()
        self.now, self.post = START, Mailbox(WHO)
        self.hers: list[dict] = []  # the facts of every letter and mail that she read
        self.his: list[dict] = []
        self.marked = self.checked = False
        self.her_pin = self.his_pin = DANA.pin  # what each would type; '' for one who knows that theirs is none
        self.his_device = self.his_visit = ""
        self.his_codes: tuple[str, ...] = ()
        self.his_passkey: Authenticator | None = None
        Participant.objects.create(
            participant_id=WHO, first_name="DANA", last_name="OKAFOR", language="en", birth_date=date(1988, 2, 29)
        )
        puts_on_file(WHO, START - 300 * DAY, address=HOME, email=SHARED)
        assert set_pin(participant_id=WHO, pin=DANA.pin, temporary=False, by="demo", now=START - DAY) == ()

    @initialize(device=st.booleans(), sheet=st.booleans(), passkey=st.booleans(), link=st.booleans())
    def he_prepared(self, device, sheet, passkey, link):
        if passkey:
            visit = self._confirmed()
            asked = challenge_to_add(visit, now=self.now)
            self.his_passkey = Authenticator().made_for(asked)
            answer = self.his_passkey.make(asked)
            assert add_passkey(visit, sealed=asked.sealed, answer=answer, name="His", door=Door.WEB, now=self.now)
        if device:
            self.his_device = devices.name_private(self._confirmed(), HIS_DEVICE, door=Door.WEB, now=self.now)
        if sheet:
            self.his_codes = recovery_codes.make_codes(self._confirmed(), door=Door.WEB, now=self.now)
        if link:
            email_confirmation.send_link(self._confirmed(), now=self.now)
        self.his_visit = sign_in_with_pin(WHO, DANA.pin, Arrival(Door.WEB, self.now)).key

    def _confirmed(self):
        begun = sign_in_with_pin(WHO, DANA.pin, Arrival(Door.WEB, self.now))
        visit = current_visit(begun.key, self.now)
        key = reauthentication.confirm_by_pin(visit, DANA.pin, door=Door.WEB, caller=HIS_DEVICE, now=self.now).key
        return current_visit(key, self.now)

    # What the agency says

    @rule(place=st.sampled_from(["", "address", "both"]))
    def a_mark_comes(self, place):
        """With a new place in the same feed, or without one."""
        self._a_moment()
        if place:
            puts_on_file(WHO, self.now, address=SHELTER, email=HERS if place == "both" else None)
        NondisclosureMark.objects.update_or_create(participant_id=WHO, case_number="204", defaults={"set_at": self.now})
        safety_check.make_safe([WHO], by="feed", now=self.now)
        self.marked = True
        assert current_visit(self.his_visit, self.now) is None

    @rule(what=st.sampled_from(["address", "email", "both"]))
    def she_moves(self, what):
        self._a_moment()
        puts_on_file(
            WHO,
            self.now,
            address=SHELTER if what != "email" else None,
            email=HERS if what != "address" else None,
        )

    # Requests, the post and time

    @rule(how=st.sampled_from(["email", "letter"]), tick=st.booleans())
    def someone_asks_for_a_pin(self, how, tick):
        self._a_moment()
        asks(WHO, how, tick, self.now)

    @rule()
    def letters_are_printed(self):
        self.post.print_letters(self.now)

    @rule(days=st.sampled_from([0, 1, 4, 12, 25]))
    def the_post_takes_what_waits(self, days):
        self._a_moment()
        self.post.take(self.now, days * DAY)

    @rule(time=st.sampled_from([16 * MINUTES, timedelta(hours=5), DAY, 3 * DAY, 11 * DAY, 22 * DAY]))
    def time_passes(self, time):
        self._waits(time)

    def _waits(self, time: timedelta) -> None:
        self.now += time
        self.post.bring_to(self.now, self.hers, self.his)
        PressureMinute.objects.all().delete()

    def _a_moment(self) -> None:
        self._waits(timedelta(seconds=7))

    # What she does

    @precondition(lambda self: self.marked)
    @rule(new=st.sampled_from(HER_NEW_PINS), then=st.booleans())
    def she_chooses_a_new_pin(self, new, then):
        """With the PIN she has, or one that staff hand her after they have proved who she is. She may pause then."""
        self._a_moment()
        begun = self._signs_in(self.her_pin) if self.her_pin else None
        pin = self.her_pin
        if begun is None:
            pin = self._handed_over_by_staff()
            begun = self._signs_in(pin)
        assert begun is not None
        visit = current_visit(begun.key, self.now)
        if (visit.must_check or visit.temporary) and pin != new:
            done = change_pin(visit, current=pin, new=new, door=Door.WEB, now=self.now)
            assert done.signed_in, done
            self.her_pin = new
        if then:
            self.she_finishes_the_check()

    @precondition(lambda self: self.marked)
    @rule()
    def she_finishes_the_check(self):
        """With the PIN she chose for it; without one she is asked for it first."""
        begun = self._signs_in(self.her_pin)
        visit = current_visit(begun.key, self.now) if begun else None
        if visit is None or not visit.must_check:
            return
        confirmed_places.confirm_address(visit, door=Door.WEB, now=self.now)
        if safety_check.finish_check(visit, keep=(), door=Door.WEB, now=self.now) is Finished.DONE:
            self.checked = True

    def _handed_over_by_staff(self) -> str:
        fresh = pin_requests.fresh_pin(WHO)
        pin_requests.give(
            WHO,
            fresh,
            how=pin_requests.DeliveryMethod.IN_PERSON,
            asked_by="staff",
            by="casey",
            proved="in-person",
            now=self.now,
        )
        return fresh.pin

    # What he does

    @rule()
    def he_tries_all_he_has(self):
        self._a_moment()
        for way, key in self._his_ways():
            if key:
                self._may_be_in(way)
                self.his_visit = key

    def _his_ways(self):
        """(way, the key of the visit it opened) of everything he has or has read; none is left open by trying."""
        pins = {self.his_pin, DANA.pin, *(facts["pin"] for facts in self.his if "pin" in facts)} - {""}
        for pin in sorted(pins):
            for device in {"", self.his_device}:
                begun = self._signs_in(pin, device)
                yield f"pin {pin}", begun.key if begun else ""
        for code in self.his_codes:
            begun = recovery_codes.sign_in_with_recovery_code(WHO, code, Arrival(Door.WEB, self.now))
            yield "recovery code", begun.key if begun else ""
        yield "passkey", self._key_by_passkey()
        yield "visit", self.his_visit if self.his_visit and current_visit(self.his_visit, self.now) else ""

    def _may_be_in(self, way: str) -> None:
        had = {"passkey", "visit", f"pin {DANA.pin}", f"pin {self.his_pin}"}
        assert not self.checked, f"after her check: {way}"
        assert not self.marked or way in had, f"after the mark: {way}"

    @rule()
    def he_says_not_me_and_opens_links(self):
        self._a_moment()
        for facts in self.his:
            if "not_me_code" in facts and not_me.say_not_me(facts["not_me_code"], door=Door.WEB, now=self.now):
                assert not self.marked, "after the mark his codes close nothing"
            if "link" in facts and email_confirmation.confirm_email(
                facts["link"].rpartition("/")[2], by="web", now=self.now
            ):
                assert not self.checked, "after her check his links confirm nothing"

    @precondition(lambda self: self.marked and not self.checked and self.his_visit)
    @rule(new=st.sampled_from(HIS_NEW_PINS), finishes=st.booleans())
    def he_goes_through_the_check_himself(self, new, finishes):
        """He is in with the PIN he had: he chooses another, and perhaps keeps his passkey and finishes."""
        self._a_moment()
        visit = current_visit(self.his_visit, self.now)
        if visit is None or not visit.must_check or new == self.his_pin:
            return
        done = change_pin(visit, current=self.his_pin, new=new, door=Door.WEB, now=self.now)
        if not done.signed_in:
            return
        self.his_pin, self.his_visit = new, done.signed_in.key
        visit = current_visit(self.his_visit, self.now)
        if finishes:
            mine = [each.public_id for each in safety_check.safety_check_of(visit).passkeys]
            assert safety_check.finish_check(visit, keep=mine, door=Door.WEB, now=self.now) is Finished.DONE

    @precondition(lambda self: self.marked and not self.checked)
    @rule()
    def with_his_passkey_he_does_what_its_visit_lets_him(self):
        self._a_moment()
        visit = self._by_passkey()
        if visit is None:
            return
        confirmed_places.confirm_address(visit, door=Door.WEB, now=self.now)
        email_confirmation.send_link(visit, now=self.now)
        if needs_no_current_pin(visit):
            done = change_pin(visit, current="", new="285913", door=Door.WEB, now=self.now)
            if done.signed_in:
                self.his_pin, self.his_visit = "285913", done.signed_in.key
                visit = current_visit(self.his_visit, self.now)
        mine = [each.public_id for each in safety_check.safety_check_of(visit).passkeys]
        safety_check.finish_check(visit, keep=mine, door=Door.WEB, now=self.now)

    def _by_passkey(self):
        key = self._key_by_passkey()
        return current_visit(key, self.now) if key else None

    def _key_by_passkey(self) -> str:
        if self.his_passkey is None:
            return ""
        asked = challenge_to_sign_in(now=self.now)
        begun = sign_in_with_passkey(asked.sealed, self.his_passkey.prove(asked), Arrival(Door.WEB, self.now))
        return begun.key if begun else ""

    def _signs_in(self, pin: str, device: str = "") -> SignedIn | None:
        """With every pause over, as after a day of waiting."""
        Account.objects.filter(participant_id=WHO).update(paused_until=None, tries=0)
        try:
            caller = Caller(puzzle_solved=True, device_key=device)
            return sign_in_with_pin(WHO, pin, Arrival(Door.WEB, self.now, caller))
        except Closed:
            return None

    # What always holds

    @invariant()
    def after_the_mark_no_pin_went_where_he_reads(self):
        if self.checked:
            assert not any(self._signs_in(facts["pin"]) for facts in self.his if "pin" in facts)

    @invariant()
    def after_her_check_no_visit_of_his_is_open(self):
        if self.checked and self.his_visit:
            assert current_visit(self.his_visit, self.now) is None

    def teardown(self) -> None:
        try:
            if self.marked:
                self._waits(31 * DAY)
                self.she_chooses_a_new_pin("730294" if self.her_pin != "730294" else "815063", then=True)
                assert self.checked
                self.he_tries_all_he_has()
                assert self._signs_in(self.her_pin)
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)


def test_the_other_party_never_gets_in_after_her_check_and_before_it_only_with_what_he_had(db):
    """Whoever finds a failure adds Phase.shrink for a shorter story; looking for one takes minutes."""
    run_state_machine_as_test(
        MarkedPerson,
        settings=hypothesis_settings(max_examples=examples(40), stateful_step_count=20, phases=[Phase.generate]),
    )

"""The other party, step by step, between the parts: what they tried at the check, with codes, slips and places."""

from datetime import UTC, date, datetime, timedelta

import pytest

from connect.access import confirmed_places, email_confirmation, gate, not_me, reauthentication, safety_check
from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit, needs_no_current_pin
from connect.access.gate import Caller
from connect.access.models import Account, DeliveryMethod, Disavowal, Visit
from connect.access.passkeys.registry import add_passkey, challenge_to_add
from connect.access.passkeys.sign_in import challenge_to_sign_in, sign_in_with_passkey
from connect.access.pins import requests as pin_requests
from connect.access.pins.change import change_pin, set_pin
from connect.access.safety_check import Finished
from connect.access.sign_in import sign_in_with_pin
from connect.cases.models import NondisclosureMark, Participant
from connect.lib.doors import Door
from connect.notices.models import ConfirmedPlace, OutboxMessage
from tests.access.authenticator import Authenticator
from tests.access.lifecycle import DAY, asks, puts_on_file
from tests.access.marked import HOME, SHARED, Mailbox
from tests.access.ways import can_be_disavowed
from tests.support.cast import DANA

WHO = DANA.participant_id
T = datetime(2031, 3, 1, 20, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Story:
    """She and he lived at HOME and read SHARED; he knows her PIN, and has a passkey of her account."""

    def __init__(self) -> None:
        self.post = Mailbox(WHO)
        self.hers: list[dict] = []
        self.his: list[dict] = []
        Participant.objects.create(
            participant_id=WHO, first_name="DANA", last_name="OKAFOR", language="en", birth_date=date(1988, 2, 29)
        )
        puts_on_file(WHO, T - 300 * DAY, address=HOME, email=SHARED)
        set_pin(participant_id=WHO, pin=DANA.pin, temporary=False, by="demo", now=T - 25 * DAY)
        visit = self.by_pin(DANA.pin, T - 20 * DAY)
        key = reauthentication.confirm_by_pin(visit, DANA.pin, door=Door.WEB, caller=Caller(), now=T - 20 * DAY).key
        visit = current_visit(key, T - 20 * DAY)
        asked = challenge_to_add(visit, now=T - 20 * DAY)
        self.passkey = Authenticator().made_for(asked)
        answer = self.passkey.make(asked)
        assert add_passkey(visit, sealed=asked.sealed, answer=answer, name="Phone", door=Door.WEB, now=T - 20 * DAY)

    def marked(self, now=T) -> None:
        NondisclosureMark.objects.update_or_create(participant_id=WHO, case_number="204", defaults={"set_at": now})
        safety_check.make_safe([WHO], by="feed", now=now)

    def by_pin(self, pin, now):
        gate._threshold.cache_clear()
        Account.objects.filter(participant_id=WHO).update(paused_until=None, tries=0)
        begun = sign_in_with_pin(WHO, pin, Arrival(Door.WEB, now, Caller(puzzle_solved=True)))
        return current_visit(begun.key, now) if begun else None

    def by_passkey(self, now):
        asked = challenge_to_sign_in(now=now)
        begun = sign_in_with_passkey(asked.sealed, self.passkey.prove(asked), Arrival(Door.WEB, now))
        return current_visit(begun.key, now) if begun else None

    def chooses(self, visit, current, new, now):
        done = change_pin(visit, current=current, new=new, door=Door.WEB, now=now)
        return current_visit(done.signed_in.key, now) if done.signed_in else None

    def mail(self, now) -> None:
        self.post.print_letters(now)
        self.post.take(now, 0 * DAY)
        self.post.bring_to(now, self.hers, self.his)

    def handed_a_slip(self, now) -> str:
        fresh = pin_requests.fresh_pin(WHO)
        said = {"asked_by": "staff", "by": "casey", "proved": "in-person"}
        assert pin_requests.give(WHO, fresh, how=DeliveryMethod.IN_PERSON, now=now, **said)
        return fresh.pin

    def he_goes_first(self) -> None:
        """He chooses a PIN, finishes the check, and confirms the shared mailbox."""
        visit = self.chooses(self.by_pin(DANA.pin, T + 5 * MINUTE), DANA.pin, "649207", T + 6 * MINUTE)
        assert safety_check.finish_check(visit, keep=(), door=Door.WEB, now=T + 7 * MINUTE) is Finished.DONE
        assert email_confirmation.send_link(visit, now=T + 8 * MINUTE)
        self.mail(T + 9 * MINUTE)
        link = next(facts["link"] for facts in self.his if "link" in facts)
        assert email_confirmation.confirm_email(link.rpartition("/")[2], by="web", now=T + 10 * MINUTE)
        self.his.clear()


@pytest.fixture
def story(db) -> Story:
    return Story()


def test_with_his_passkey_he_confirms_no_place_between_her_new_pin_and_the_end_of_her_check(story):
    story.marked()
    hers = story.chooses(story.by_pin(DANA.pin, T + MINUTE), DANA.pin, "730294", T + 2 * MINUTE)
    his = story.by_passkey(T + 3 * MINUTE)
    assert not safety_check.safety_check_of(his).has_new_pin
    assert confirmed_places.confirm_address(his, door=Door.WEB, now=T + 3 * MINUTE) is False
    assert email_confirmation.send_link(his, now=T + 3 * MINUTE) is False
    assert ConfirmedPlace.objects.count() == 0
    assert safety_check.finish_check(hers, keep=(), door=Door.WEB, now=T + 4 * MINUTE) is Finished.DONE
    asks(WHO, "letter", True, T + 11 * DAY)
    story.mail(T + 11 * DAY)
    assert not any("pin" in facts for facts in story.his)


def test_with_his_passkey_he_does_not_finish_her_check(story):
    story.marked()
    story.chooses(story.by_pin(DANA.pin, T + MINUTE), DANA.pin, "730294", T + 2 * MINUTE)
    his = story.by_passkey(T + 3 * MINUTE)
    mine = [each.public_id for each in safety_check.safety_check_of(his).passkeys]
    assert safety_check.finish_check(his, keep=mine, door=Door.WEB, now=T + 4 * MINUTE) is Finished.NEW_PIN_FIRST
    hers = story.by_pin("730294", T + 5 * MINUTE)
    assert hers.must_check
    assert safety_check.safety_check_of(hers).has_new_pin


def test_with_his_passkey_he_does_not_replace_the_pin_she_chose_for_the_check(story):
    story.marked()
    assert needs_no_current_pin(story.by_passkey(T + MINUTE))
    story.chooses(story.by_pin(DANA.pin, T + 2 * MINUTE), DANA.pin, "730294", T + 3 * MINUTE)
    his = story.by_passkey(T + 4 * MINUTE)
    assert not needs_no_current_pin(his)
    assert story.chooses(his, "", "649207", T + 5 * MINUTE) is None
    assert story.by_pin("730294", T + 6 * MINUTE) is not None


def test_a_code_whose_letter_came_just_before_the_mark_closes_nothing_after_it(story):
    visit = story.by_pin(DANA.pin, T - 15 * DAY)
    story.chooses(visit, DANA.pin, "815063", T - 15 * DAY)
    story.post.print_letters(T - 6 * DAY)
    story.mail(T - 3 * DAY)
    code = next(facts["not_me_code"] for facts in story.his if "not_me_code" in facts)
    assert can_be_disavowed(code, T - DAY)
    story.marked()
    assert not can_be_disavowed(code, T + MINUTE)
    assert not_me.say_not_me(code, door=Door.WEB, now=T + DAY) is None


def test_a_code_said_while_the_mark_is_set_closes_nothing(story, monkeypatch):
    visit = story.by_pin(DANA.pin, T - DAY)
    story.chooses(visit, DANA.pin, "815063", T - DAY)
    story.mail(T - DAY + MINUTE)
    code = next(facts["not_me_code"] for facts in story.his if "not_me_code" in facts)
    make = pin_requests.fresh_pin

    def while_hashing(person):
        story.marked(T - MINUTE)
        return make(person)

    monkeypatch.setattr(not_me.pin_requests, "fresh_pin", while_hashing)
    assert not_me.say_not_me(code, door=Door.WEB, now=T) is None
    assert Account.objects.get().pin_hash


def test_no_change_from_before_the_end_of_the_check_is_disavowed_after_it(story):
    story.marked()
    puts_on_file(WHO, T - DAY, email="hers@example.org")
    hers = story.chooses(story.by_pin(DANA.pin, T + MINUTE), DANA.pin, "730294", T + 2 * MINUTE)
    Disavowal.objects.create(
        participant_id=WHO, code_hash="c", about="PIN changed", made_at=T, until=T + 9 * DAY, letter_key=""
    )
    safety_check.finish_check(hers, keep=(), door=Door.WEB, now=T + 3 * MINUTE)
    assert not Disavowal.objects.filter(code_hash="c", until__gt=T + 3 * MINUTE).exists()


def test_a_slip_ends_all_that_he_made_of_the_account_and_he_is_told_nothing_of_it(story):
    story.marked()
    story.he_goes_first()
    his = story.by_pin("649207", T + 12 * DAY)
    pin = story.handed_a_slip(T + 12 * DAY + MINUTE)
    assert not is_open(his, T + 12 * DAY + 2 * MINUTE)
    assert story.by_pin("649207", T + 12 * DAY + 2 * MINUTE) is None
    assert story.by_passkey(T + 12 * DAY + 2 * MINUTE) is None
    story.mail(T + 12 * DAY + 3 * MINUTE)
    assert story.his == []
    hers = story.by_pin(pin, T + 12 * DAY + 4 * MINUTE)
    hers = story.chooses(hers, pin, "730294", T + 12 * DAY + 5 * MINUTE)
    assert hers.must_check
    assert safety_check.finish_check(hers, keep=(), door=Door.WEB, now=T + 12 * DAY + 6 * MINUTE) is Finished.DONE
    story.mail(T + 12 * DAY + 7 * MINUTE)
    assert story.his == []


def test_a_letter_by_staff_is_voided_by_no_other_visit_and_asks_for_the_check_again(story):
    story.marked()
    puts_on_file(WHO, T, address="77 OAK AVE")
    later = T + 12 * DAY
    fresh = pin_requests.fresh_pin(WHO)
    said = {"asked_by": "staff", "by": "casey", "proved": "by-telephone"}
    assert pin_requests.give(WHO, fresh, how=DeliveryMethod.LETTER, now=later, **said)
    his = story.chooses(story.by_pin(DANA.pin, later + MINUTE), DANA.pin, "649207", later + 2 * MINUTE)
    mine = [each.public_id for each in safety_check.safety_check_of(his).passkeys]
    assert safety_check.finish_check(his, keep=mine, door=Door.WEB, now=later + 3 * MINUTE) is Finished.DONE
    hers = story.by_pin(fresh.pin, later + DAY)
    assert hers.temporary
    hers = story.chooses(hers, fresh.pin, "730294", later + DAY)
    assert hers.must_check
    assert safety_check.finish_check(hers, keep=(), door=Door.WEB, now=later + DAY + MINUTE) is Finished.DONE
    assert story.by_passkey(later + DAY + 2 * MINUTE) is None


def test_staff_send_nothing_to_a_place_that_counts_by_a_confirmation_alone_and_end_nothing_then(story):
    """Who confirmed it may have been he; she is given a slip instead."""
    story.marked()
    visit = story.chooses(story.by_pin(DANA.pin, T + MINUTE), DANA.pin, "730294", T + 2 * MINUTE)
    assert confirmed_places.confirm_address(visit, door=Door.WEB, now=T + 3 * MINUTE)
    safety_check.finish_check(visit, keep=(), door=Door.WEB, now=T + 4 * MINUTE)
    later = T + 12 * DAY
    hers = story.by_pin("730294", later)
    fresh = pin_requests.fresh_pin(WHO)
    said = {"asked_by": "staff", "by": "casey", "proved": "by-telephone"}
    assert not pin_requests.give(WHO, fresh, how=DeliveryMethod.LETTER, now=later, **said)
    assert is_open(hers, later + MINUTE)
    assert ConfirmedPlace.objects.count() == 1
    assert not OutboxMessage.objects.filter(event="pin_by_letter").exists()


def is_open(visit, now) -> bool:
    return Visit.objects.filter(session_key=visit.session_key, expire_date__gt=now).exists()


@pytest.mark.parametrize("again", ["12 Elm St", "12 ELM STREET", "#12 N. Elm St.", "gap"])
def test_the_home_they_shared_written_otherwise_or_back_on_file_gets_no_pin(story, again):
    story.marked()
    if again == "gap":
        puts_on_file(WHO, T + DAY, address="")
    puts_on_file(WHO, T + 2 * DAY, address=HOME if again == "gap" else again)
    asks(WHO, "letter", True, T + 14 * DAY)
    assert not OutboxMessage.objects.filter(event="pin_by_letter").exists()


def test_another_house_in_the_same_town_does(story):
    story.marked()
    puts_on_file(WHO, T + DAY, address="77 OAK AVE")
    asks(WHO, "letter", True, T + 14 * DAY)
    assert OutboxMessage.objects.filter(event="pin_by_letter").count() == 1

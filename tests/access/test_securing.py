"""When a mark is set: what ends at once, what waits for the check, and what the check leaves."""

from datetime import timedelta

import pytest

from connect.access import devices, not_me, reauthentication, recovery_codes, safety_check
from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit, needs_no_current_pin
from connect.access.gate import Caller
from connect.access.models import Account, Disavowal, PrivateDevice, RecoveryCode, Visit
from connect.access.passkeys.registry import passkeys_of
from connect.access.pins import requests as pin_requests
from connect.access.pins.change import change_pin
from connect.access.safety_check import Finished
from connect.access.sign_in import sign_in_with_pin
from connect.access.visit_lock import VisitEnded
from connect.lib.doors import Door
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import unseal_row
from tests.access.conftest import on_file
from tests.access.passkeys import added, sign_in
from tests.access.ways import (
    MINUTE,
    NOW,
    acts,
    can_be_disavowed,
    confirmed,
    has_email,
    not_me_code,
    opened_by,
    visit_of,
)
from tests.support.cast import DANA, RILEY

WHO = DANA.participant_id
HERS = Caller(browser="Chrome, Android")


@pytest.fixture(autouse=True)
def _chosen_long_ago(cast):
    Account.objects.update(changed_at=NOW - timedelta(days=30))


def make_safe(now=NOW + MINUTE) -> int:
    return safety_check.make_safe([WHO], by="feed", now=now)


def signed_in(pin=DANA.pin, caller=HERS, now=NOW + 2 * MINUTE):
    begun = sign_in_with_pin(WHO, pin, Arrival(Door.WEB, now, caller))
    return opened_by(begun.key, now) if begun else None


def with_new_pin(visit, new="730294", now=NOW + 3 * MINUTE):
    done = change_pin(visit, current=DANA.pin, new=new, door=Door.WEB, now=now)
    return opened_by(done.signed_in.key, now)


def test_every_visit_ends_and_the_next_one_must_check_first(cast):
    before = visit_of(DANA)
    other = visit_of(RILEY)
    assert not before.must_check
    assert make_safe() == 1
    assert Visit.objects.filter(participant_id=WHO).count() == 0
    assert Visit.objects.get().participant_id == other.participant_id
    assert signed_in().must_check
    assert acts(DANA)[1] == "account made safe"


def test_a_private_device_is_a_device_like_any_other_afterwards(cast):
    key = devices.name_private(confirmed(DANA), HERS, door=Door.WEB, now=NOW)
    make_safe()
    assert PrivateDevice.objects.count() == 0
    for number in range(5):
        assert signed_in(f"9513{number}7", Caller(device_key=key)) is None
    assert signed_in(DANA.pin, Caller(device_key=key)) is None


def test_recovery_codes_open_nothing_afterwards(cast):
    sheet = recovery_codes.make_codes(confirmed(DANA), door=Door.WEB, now=NOW)
    make_safe()
    assert RecoveryCode.objects.count() == 0
    assert recovery_codes.sign_in_with_recovery_code(WHO, sheet[0], Arrival(Door.WEB, NOW + 2 * MINUTE)) is None


def test_a_temporary_pin_on_its_way_opens_nothing_and_does_not_leave(cast):
    on_file(DANA)
    fresh = pin_requests.fresh_pin(WHO)
    assert pin_requests.give(WHO, fresh, how="letter", asked_by="staff", by="casey", now=NOW)
    make_safe()
    assert signed_in(fresh.pin) is None
    assert set(OutboxMessage.objects.filter(participant_id=WHO).values_list("state", flat=True)) == {"withdrawn"}
    assert set(OutboxMessage.objects.values_list("sealed", flat=True)) == {""}
    assert pin_requests.latest(WHO).voided


def test_a_code_of_this_was_not_me_closes_nothing_afterwards(cast):
    has_email(DANA)
    recovery_codes.make_codes(confirmed(DANA), door=Door.WEB, now=NOW)
    code = not_me_code(DANA)
    make_safe()
    assert not can_be_disavowed(code, NOW + 2 * MINUTE)
    assert not_me.say_not_me(code, door=Door.WEB, now=NOW + 2 * MINUTE) is None
    assert Account.objects.get(participant_id=WHO).pin_hash
    assert Disavowal.objects.get().used_at is None


def test_whoever_has_no_account_has_nothing_to_be_made_safe(cast):
    assert safety_check.make_safe(["1999999999"], by="feed", now=NOW) == 0
    assert not Account.objects.filter(participant_id="1999999999").exists()


def test_the_check_ends_only_with_a_new_pin(cast):
    make_safe()
    visit = signed_in()
    assert safety_check.finish_check(visit, keep=(), door=Door.WEB, now=NOW + 3 * MINUTE) is Finished.NEW_PIN_FIRST
    assert signed_in().must_check
    visit = with_new_pin(visit)
    assert visit.must_check
    assert safety_check.finish_check(visit, keep=(), door=Door.WEB, now=NOW + 4 * MINUTE) is Finished.DONE
    assert not opened_by_pin("730294").must_check
    assert acts(DANA)[-2:] == ["access checked", "signed in"]


def opened_by_pin(pin):
    return signed_in(pin, now=NOW + 5 * MINUTE)


def test_a_pin_chosen_before_the_mark_is_not_the_new_pin(cast):
    visit = visit_of(DANA)
    change_pin(visit, current=DANA.pin, new="730294", door=Door.WEB, now=NOW)
    make_safe()
    again = signed_in("730294")
    assert safety_check.finish_check(again, keep=(), door=Door.WEB, now=NOW + 3 * MINUTE) is Finished.NEW_PIN_FIRST


def test_the_check_keeps_the_passkeys_that_were_ticked_and_no_other(cast):
    hers, his = added(DANA, "My phone"), added(DANA, "Old tablet")
    make_safe()
    visit = with_new_pin(signed_in())
    kept = next(each for each in safety_check.safety_check_of(visit).passkeys if each.name == "My phone")
    assert safety_check.finish_check(visit, keep=[kept.public_id], door=Door.WEB, now=NOW + 4 * MINUTE) is Finished.DONE
    assert [each.name for each in passkeys_of(visit)] == ["My phone"]
    assert sign_in(hers, NOW + 5 * MINUTE)
    assert not sign_in(his, NOW + 5 * MINUTE)


def test_the_check_ends_every_other_visit(cast):
    his = added(DANA, "Old tablet")
    make_safe()
    visit = with_new_pin(signed_in())
    assert sign_in(his, NOW + 5 * MINUTE)
    assert Visit.objects.filter(participant_id=WHO).count() == 2
    safety_check.finish_check(visit, keep=(), door=Door.WEB, now=NOW + 6 * MINUTE)
    assert [row.session_key for row in Visit.objects.filter(participant_id=WHO)] == [visit.session_key]


def test_whoever_signed_in_with_a_passkey_chooses_the_new_pin_without_the_one_before(cast):
    mine = added(DANA, "My phone")
    assert not needs_no_current_pin(opened_by(sign_in(mine).key))
    make_safe()
    now = NOW + 5 * MINUTE
    visit = opened_by(sign_in(mine, now).key, now)
    assert needs_no_current_pin(visit)
    assert change_pin(visit, current="", new="730294", door=Door.WEB, now=now).signed_in
    assert not needs_no_current_pin(signed_in("730294", now=now))


def test_a_visit_that_was_ended_meanwhile_finishes_nothing(cast):
    make_safe()
    visit = with_new_pin(signed_in())
    Visit.objects.all().delete()
    with pytest.raises(VisitEnded):
        safety_check.finish_check(visit, keep=(), door=Door.WEB, now=NOW + 4 * MINUTE)
    assert Account.objects.get(participant_id=WHO).must_check_since == NOW + MINUTE


def test_the_places_that_may_be_told_are_told_that_the_check_was_done(cast):
    has_email(DANA)
    make_safe()
    visit = with_new_pin(signed_in())
    safety_check.finish_check(visit, keep=(), door=Door.WEB, now=NOW + 4 * MINUTE)
    last = OutboxMessage.objects.filter(event="way_in_changed").latest("made_at")
    assert unseal_row(last)[1]["what"] == "access_checked"


def test_a_second_mark_makes_it_safe_again(cast):
    make_safe()
    safety_check.finish_check(with_new_pin(signed_in()), keep=(), door=Door.WEB, now=NOW + 4 * MINUTE)
    make_safe(NOW + 6 * MINUTE)
    assert Visit.objects.count() == 0
    assert signed_in("730294", now=NOW + 7 * MINUTE).must_check


def test_the_proof_of_the_pin_is_asked_again_by_nothing_while_the_check_waits(cast):
    """A key that was copied before the mark opens nothing after it."""
    visit = visit_of(DANA)
    renewed = reauthentication.confirm_by_pin(visit, DANA.pin, door=Door.WEB, caller=HERS, now=NOW).key
    make_safe()
    assert current_visit(renewed, NOW + 2 * MINUTE) is None


def test_thousands_at_once_are_taken_in_pieces(cast, django_assert_max_num_queries):
    many = [f"{2_000_000_000 + number}" for number in range(3 * safety_check.AT_ONCE)]
    with django_assert_max_num_queries(25):
        assert safety_check.make_safe([*many, WHO], by="feed", now=NOW + timedelta(days=1)) == 1

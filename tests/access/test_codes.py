"""Recovery codes: ten on paper, each good once, opening only the choice of a PIN, and nothing to guess at."""

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from connect.access import not_me, reauthentication, recovery_codes
from connect.access.arrival import Arrival
from connect.access.gate import Caller, Closed
from connect.access.models import Account, RecoveryCode
from connect.access.pins.change import change_pin
from connect.access.sign_in import sign_in_with_pin
from connect.cases.models import Participant
from connect.lib.doors import Door
from tests.access.ways import MINUTE, NOW, acts, confirmed, has_email, not_me_code, opened_by, told, visit_of
from tests.support.cast import DANA, RILEY, SAM

WRONG = "AAAAA-AAAAA"


@pytest.fixture
def made(cast):
    return recovery_codes.make_codes(confirmed(DANA), door=Door.WEB, now=NOW)


def sign_in(code, member=DANA, now=NOW, caller=Caller()):  # noqa: B008 - a Caller never changes
    return recovery_codes.sign_in_with_recovery_code(member.participant_id, code, Arrival(Door.WEB, now, caller))


def test_there_are_ten_and_none_is_kept_as_it_is(made):
    assert len(set(made)) == 10
    assert all(len(code) == 11 and code[5] == "-" for code in made)
    kept = "".join(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not any(code in kept or code.replace("-", "") in kept for code in made)
    assert recovery_codes.left(DANA.participant_id) == recovery_codes.Codes(10, NOW)


def test_a_code_opens_only_the_choice_of_a_pin_and_then_no_old_pin_is_asked(made):
    begun = sign_in(made[3])
    assert begun.temporary is True
    visit = opened_by(begun.key)
    assert (visit.temporary, visit.way_in) == (True, "code")
    change = change_pin(visit, current="", new="739154", door=Door.WEB, now=NOW)
    assert change.signed_in.temporary is False
    assert sign_in_with_pin(DANA.participant_id, "739154", Arrival(Door.WEB, NOW)) is not None


def test_a_code_as_people_type_it(made):
    assert sign_in(f"  {made[0].lower().replace('-', '  ')} ") is not None


def test_each_is_good_once(made):
    assert sign_in(made[0]) is not None
    assert sign_in(made[0]) is None
    assert sign_in(made[1]) is not None
    assert recovery_codes.left(DANA.participant_id).left == 8


def test_new_ones_void_the_old(made):
    again = recovery_codes.make_codes(confirmed(DANA), door=Door.WEB, now=NOW + MINUTE)
    assert sign_in(made[0]) is None
    assert sign_in(again[0]) is not None
    assert RecoveryCode.objects.count() == 10


def test_whose_codes_are_counted_and_replaced(made):
    theirs = recovery_codes.make_codes(confirmed(RILEY), door=Door.WEB, now=NOW + MINUTE)
    assert sign_in(theirs[0], RILEY) is not None
    assert recovery_codes.left(DANA.participant_id) == recovery_codes.Codes(10, NOW)
    assert recovery_codes.left(RILEY.participant_id) == recovery_codes.Codes(9, NOW + MINUTE)
    assert sign_in(made[0]) is not None


def test_making_them_needs_the_pin_again(cast):
    with pytest.raises(reauthentication.NotConfirmed):
        recovery_codes.make_codes(visit_of(DANA), door=Door.WEB, now=NOW)
    assert recovery_codes.left(DANA.participant_id) is None


def test_making_and_using_are_written_down_and_told(cast):
    has_email(DANA)
    made = recovery_codes.make_codes(confirmed(DANA), door=Door.WEB, now=NOW)
    sign_in(made[0], now=NOW + MINUTE)
    assert told(DANA) == ["codes_made", "code_used"]
    assert acts(DANA)[-2:] == ["recovery codes made", "signed in"]


def test_five_wrong_codes_pause_the_codes_for_a_quarter_of_an_hour_and_not_the_pin(made):
    assert [sign_in(WRONG) for _ in range(5)] == [None] * 5
    assert sign_in(made[0]) is None
    assert sign_in(made[0], now=NOW + 14 * MINUTE) is None
    assert sign_in(made[0], now=NOW + 15 * MINUTE) is not None
    assert sign_in_with_pin(DANA.participant_id, DANA.pin, Arrival(Door.WEB, NOW)) is not None


def test_wrong_pins_do_not_pause_the_codes(made):
    Account.objects.filter(participant_id=DANA.participant_id).update(tries=20, paused_until=NOW + 60 * MINUTE)
    assert sign_in(made[0]) is not None


@pytest.mark.parametrize("participant_id", ["", "nonsense", "9876543210", RILEY.participant_id])
def test_whoever_has_no_codes_is_answered_as_a_wrong_code_is(made, participant_id):
    assert recovery_codes.sign_in_with_recovery_code(participant_id, made[0], Arrival(Door.WEB, NOW)) is None


def test_an_unknown_person_costs_the_statements_of_a_known_one(made):
    def statements(participant_id: str) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            assert recovery_codes.sign_in_with_recovery_code(participant_id, WRONG, Arrival(Door.WEB, NOW)) is None
        own = [each["sql"] for each in asked if "access_" in each["sql"]]
        return [sql.split(participant_id)[0] for sql in own]

    assert statements(DANA.participant_id) == statements("9876543210")


def test_another_persons_code_opens_nothing(made):
    recovery_codes.make_codes(confirmed(SAM), door=Door.WEB, now=NOW)
    assert sign_in(made[0], SAM) is None
    assert sign_in(made[0], DANA) is not None


def test_without_the_pepper_no_code_can_be_recognised_and_an_older_one_is_still_read(made):
    with override_settings(PIN_PEPPER="another-pepper"):
        assert sign_in(made[0]) is None
    with override_settings(PIN_PEPPER="another-pepper,insecure-demo-pepper"):
        assert sign_in(made[0]) is not None


def test_somebody_the_agency_no_longer_sends_is_not_let_in_and_keeps_the_code(made):
    Participant.objects.filter(participant_id=DANA.participant_id).update(gone=True)
    assert sign_in(made[0]) is None
    assert recovery_codes.left(DANA.participant_id).left == 10


def test_a_network_that_asks_too_often_is_turned_away_before_anybody_looks(made):
    caller = Caller(address="8.8.8.8")
    for _ in range(20):
        sign_in(WRONG, caller=caller)
    with pytest.raises(Closed):
        sign_in(made[0], caller=caller)


def test_this_was_not_me_voids_them(cast):
    has_email(DANA)
    made = recovery_codes.make_codes(confirmed(DANA), door=Door.WEB, now=NOW)
    not_me.say_not_me(not_me_code(DANA), door=Door.WEB, now=NOW + MINUTE)
    assert sign_in(made[0]) is None

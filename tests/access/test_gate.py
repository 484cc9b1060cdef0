"""The gate: pauses that grow, a PIN that dies, devices and networks and the breaker (design/security, Policy 5)."""

from datetime import UTC, datetime, timedelta

import pytest

from connect.access import gate
from connect.access.arrival import Arrival
from connect.access.gate import BreakerStage, Caller, Closed, Shut
from connect.access.models import Account, PressureMinute, PrivateDevice
from connect.access.sign_in import sign_in_with_pin
from connect.lib.doors import Door
from tests.support.cast import DANA, RILEY, TESS

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WRONG = "111222"
KEY = "k" * 43


def sign_in(member=DANA, pin="", now=NOW, **caller):
    return sign_in_with_pin(member.participant_id, pin or member.pin, Arrival(Door.WEB, now, Caller(**caller)))


def fail(times, now=NOW, member=DANA, **caller):
    for _ in range(times):
        assert sign_in(member, WRONG, now, **caller) is None


def own_device(member=DANA):
    PrivateDevice.objects.create(
        participant_id=member.participant_id, device_hash=gate.device_hash(KEY), made_at=NOW, used_at=NOW
    )


def test_pauses_last_a_quarter_an_hour_then_an_hour_then_a_day(cast):
    now = NOW
    for pause in (15 * MINUTE, HOUR, DAY):
        fail(5, now)
        assert sign_in(now=now + pause - MINUTE) is None
        now += pause
    assert sign_in(now=now) is not None


def test_a_right_pin_ends_the_row(cast):
    fail(5)
    assert sign_in(now=NOW + 15 * MINUTE) is not None
    fail(4, NOW + HOUR)
    assert sign_in(now=NOW + HOUR) is not None


def test_the_twentieth_wrong_pin_in_a_row_kills_the_pin_and_time_does_not_help(cast):
    for days in range(4):
        fail(5, NOW + days * 2 * DAY)
    assert sign_in(now=NOW + 400 * DAY) is None


def test_nineteen_do_not(cast):
    for days in range(3):
        fail(5, NOW + days * 2 * DAY)
    fail(4, NOW + 6 * DAY)
    assert sign_in(now=NOW + 6 * DAY) is not None


def test_a_temporary_pin_opens_the_choice_of_a_new_one_after_the_old_one_died_and_does_not_revive_it(cast):
    for days in range(4):
        fail(5, NOW + days * 2 * DAY)
    later = NOW + 20 * DAY
    from connect.access.pins import hashing

    Account.objects.filter(participant_id=DANA.participant_id).update(
        temporary_hash=hashing.hashed(DANA.participant_id, "84920517"), temporary_until=later + DAY
    )
    assert sign_in(now=later) is None
    assert sign_in(pin="84920517", now=later).temporary is True
    assert sign_in(now=later) is None


def test_guesses_from_elsewhere_never_lock_out_the_owner_of_a_private_device(cast):
    own_device()
    for days in range(4):
        fail(5, NOW + days * 2 * DAY)
    assert sign_in(now=NOW + 8 * DAY) is None
    assert sign_in(now=NOW + 8 * DAY, device_key=KEY) is not None


def test_a_private_device_has_five_tries_of_its_own_and_they_are_not_the_account_s(cast):
    own_device()
    fail(5, device_key=KEY)
    assert Account.objects.get(participant_id=DANA.participant_id).tries == 0
    assert PrivateDevice.objects.get().tries == 5


def test_where_a_private_device_has_used_up_its_tries_it_is_a_device_like_any_other(cast):
    own_device()
    fail(10, device_key=KEY)
    assert Account.objects.get(participant_id=DANA.participant_id).tries == 5
    assert sign_in(device_key=KEY) is None


def test_the_private_device_of_one_person_is_nothing_to_another(cast):
    own_device(RILEY)
    fail(5, device_key=KEY)
    assert sign_in(device_key=KEY) is None
    assert PrivateDevice.objects.get().tries == 0


def test_a_made_up_device_key_is_no_device(cast):
    own_device()
    fail(5, device_key="x" * 43)
    assert sign_in(device_key="x" * 43) is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1234:5678::9", "2001:db8:1234:5600::/56"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("127.0.0.1", ""),
        ("10.1.2.3", ""),
        ("192.168.1.9", ""),
        ("fe80::1", ""),
        ("fd00::1", ""),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_a_network_is_the_24_or_56_around_a_public_address(address, network):
    assert gate.network_of(address) == network


def test_one_network_may_try_twenty_times_a_minute(cast):
    for number in range(20):
        sign_in_with_pin(f"19999999{number:02d}", WRONG, Arrival(Door.WEB, NOW, Caller("203.0.113.5")))
    with pytest.raises(Closed) as closed:
        sign_in(address="203.0.113.250")
    assert closed.value.why is Shut.NETWORK
    assert sign_in(address="203.0.114.5") is not None
    assert sign_in(address="203.0.113.5", now=NOW + MINUTE) is not None


def test_no_address_is_in_the_table_of_networks(cast):
    from connect.access.models import NetworkMinute

    sign_in(address="203.0.113.5")
    [row] = NetworkMinute.objects.values_list("network", flat=True)
    assert len(row) == 64
    assert "203" not in row[:6]


def spray(count, now=NOW, **caller):
    """One PIN over many numbers, each from another network: how many PINs were looked at before the breaker shut."""
    for number in range(count):
        try:
            sign_in_with_pin(
                f"19{number:08d}", WRONG, Arrival(Door.WEB, now, Caller(f"203.{number % 200}.7.1", **caller))
            )
        except Closed:
            return number
    return count


def test_a_spray_over_four_hundred_numbers_opens_none_and_trips_before_sixty_two(cast, hashes):
    assert spray(400) == 60
    assert hashes.verified == 60
    assert gate.pressure(NOW).stage is BreakerStage.PUZZLE


def test_with_the_puzzle_solved_the_same_number_more_and_then_known_devices_alone(cast, hashes):
    spray(400)
    assert spray(400, puzzle_solved=True) == 60
    assert hashes.verified == 120
    assert gate.pressure(NOW).stage is BreakerStage.KNOWN_ONLY
    with pytest.raises(Closed) as closed:
        sign_in(puzzle_solved=True)
    assert closed.value.why is Shut.KNOWN_ONLY


def test_while_only_known_devices_may_the_owner_of_one_signs_in(cast):
    own_device()
    spray(400)
    spray(400, puzzle_solved=True)
    assert sign_in(device_key=KEY) is not None


def test_who_solves_the_puzzle_signs_in_with_a_right_pin(cast):
    spray(400)
    assert sign_in(puzzle_solved=True) is not None


def test_closed_uses_up_no_try(cast):
    spray(400)
    with pytest.raises(Closed):
        sign_in(pin=WRONG)
    assert Account.objects.get(participant_id=DANA.participant_id).tries == 0


def test_right_pins_are_no_pressure(cast):
    for _ in range(70):
        assert sign_in() is not None
    assert gate.pressure(NOW).failed == 0


def test_those_turned_away_keep_the_puzzle_up_and_ten_quiet_minutes_take_it_down(cast):
    spray(400)
    for minute in range(1, 15):
        for _ in range(60):
            with pytest.raises(Closed):
                sign_in(now=NOW + minute * MINUTE)
    assert gate.pressure(NOW + 20 * MINUTE).stage is BreakerStage.PUZZLE
    assert gate.pressure(NOW + 24 * MINUTE).stage is BreakerStage.OPEN


def test_an_agency_with_many_typing_errors_at_this_hour_is_not_sprayed(cast):
    for weeks in range(1, 5):
        PressureMinute.objects.create(minute=NOW - timedelta(weeks=weeks), part=0, failed=600, got_in=900)
    assert gate.pressure(NOW).threshold == 300
    assert spray(299) == 299


def test_a_temporary_pin_shares_the_tries(cast):
    for _ in range(5):
        assert sign_in(TESS, "11122233") is None
    assert sign_in(TESS) is None
    assert sign_in(TESS, now=NOW + 15 * MINUTE).temporary is True

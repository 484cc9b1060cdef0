"""What one network adds to the breaker is limited to its share: nobody shuts the door for everybody (Policy 5)."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import altcha
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum

from connect.access import gate
from connect.access.arrival import Arrival
from connect.access.gate import BreakerStage, Caller, Closed, Shut
from connect.access.models import NetworkMinute, PressureMinute
from connect.access.pins import hashing
from connect.access.puzzle import new_puzzle, solved
from connect.access.sign_in import sign_in_with_pin
from connect.lib.doors import Door
from tests.support.cast import DANA

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
MINUTE, WEEK = timedelta(minutes=1), timedelta(weeks=1)
WRONG = "111222"


@pytest.fixture(autouse=True)
def _no_hashing(monkeypatch):
    """These ask who is let to try, thousands of times; what a hash costs is asked elsewhere."""
    monkeypatch.setattr(hashing, "matches", lambda stored, person, pin: bool(stored) and pin == DANA.pin)
    monkeypatch.setattr(hashing, "outdated", lambda stored: False)


def wrong(address, now=NOW, number=0, **caller):
    """One wrong PIN; why nobody looked at it, None where somebody did."""
    try:
        assert sign_in_with_pin(f"19{number:08d}", WRONG, Arrival(Door.WEB, now, Caller(address, **caller))) is None
    except Closed as closed:
        return closed.why
    return None


def dana(address="198.51.100.7", now=NOW, **caller):
    return sign_in_with_pin(DANA.participant_id, DANA.pin, Arrival(Door.WEB, now, Caller(address, **caller)))


def networks(count):
    return [f"203.0.{number}.9" for number in range(count)]


def press_for_an_hour(addresses, a_minute):
    """As hard as they can, every other time with a solved puzzle; the stages there were, Dana signing in meanwhile."""
    stages = set()
    for minute in range(60):
        now = NOW + minute * MINUTE
        for address in addresses:
            for number in range(a_minute):
                wrong(address, now, number, puzzle_solved=bool(number % 2))
        stages.add(gate.pressure(now).stage)
        assert dana(now=now, puzzle_solved=gate.pressure(now).stage is BreakerStage.PUZZLE) is not None
    return stages


def test_one_network_trips_nothing_in_an_hour_and_dana_signs_in_elsewhere_without_a_puzzle(cast):
    assert press_for_an_hour(networks(1), 20) == {BreakerStage.OPEN}


def test_ten_networks_never_take_the_door_past_the_puzzle(cast):
    assert press_for_an_hour(networks(10), 6) == {BreakerStage.PUZZLE}


@pytest.mark.parametrize(("count", "stage"), [(19, BreakerStage.PUZZLE), (20, BreakerStage.KNOWN_ONLY)])
def test_the_last_stage_takes_twenty_networks(cast, count, stage):
    for address in networks(count):
        for number in range(12):
            wrong(address, number=number, puzzle_solved=True)
    assert gate.pressure(NOW).stage is stage


def test_those_turned_away_from_one_network_do_not_keep_the_puzzle_up(cast):
    for address in networks(10):
        for number in range(6):
            assert wrong(address, number=number) is None
    assert gate.pressure(NOW).stage is BreakerStage.PUZZLE
    for minute in range(1, 11):
        for number in range(19):
            wrong("203.0.0.9", NOW + minute * MINUTE, number)
    assert gate.pressure(NOW + 10 * MINUTE).stage is BreakerStage.OPEN


def test_of_forty_failures_of_one_network_at_once_the_breaker_counts_six(lasting_cast):
    def attempt(number):
        try:
            return wrong("203.0.113.9", number=number, puzzle_solved=True)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        reasons = list(threads.map(attempt, range(40)))
    assert reasons.count(None) == 20
    assert reasons.count(Shut.NETWORK) == 20
    pressure = gate.pressure(NOW)
    assert (pressure.failed, pressure.failed_solved) == (6, 3)


def test_a_right_pin_takes_its_own_failure_back_from_network_and_breaker(cast):
    for number in range(5):
        wrong("198.51.100.7", number=number)
    for _ in range(15):
        assert dana() is not None
    row = NetworkMinute.objects.get()
    assert (row.asked, row.failed, row.pressed, row.got_in) == (20, 5, 5, 15)
    sums = PressureMinute.objects.aggregate(failed=Sum("failed"), got_in=Sum("got_in"))
    assert sums == {"failed": 5, "got_in": 6}


def test_the_networks_of_one_48_have_one_share(cast):
    for number in range(30):
        wrong(f"2001:db8:7:{number * 256:x}::9", number=number, puzzle_solved=True)
    pressure = gate.pressure(NOW)
    assert (pressure.failed, pressure.failed_solved) == (6, 3)
    assert wrong("2001:db8:8::9") is None
    assert gate.pressure(NOW).failed == 7


def test_addresses_that_nobody_can_tell_apart_bring_the_puzzle_and_never_the_last_stage(cast):
    assert [wrong("10.0.0.7", number=number) for number in range(61)] == [None] * 60 + [Shut.PUZZLE]
    for number in range(200):
        assert wrong("10.0.0.7", number=number, puzzle_solved=True) is None
    assert gate.pressure(NOW).stage is BreakerStage.PUZZLE
    assert gate.pressure(NOW).failed_solved == 3
    assert dana(puzzle_solved=True) is not None


def test_a_network_that_fails_solves_puzzles_while_the_rest_does_not_and_then_waits(cast):
    first, second = NOW, NOW + MINUTE
    assert [wrong("203.0.113.9", first, number) for number in range(20)] == [None] * 20
    assert wrong("203.0.113.9", second) is None
    assert wrong("203.0.113.200", second) is Shut.PUZZLE
    assert gate.pressure(second).stage is BreakerStage.OPEN
    assert dana(now=second) is not None
    assert dana("203.0.113.77", second, puzzle_solved=True) is not None
    for minute in (2, 3):
        for number in range(11):
            wrong("203.0.113.9", NOW + minute * MINUTE, number, puzzle_solved=True)
    assert wrong("203.0.113.9", NOW + 4 * MINUTE, puzzle_solved=True) is Shut.NETWORK
    assert wrong("203.0.113.9", NOW + 15 * MINUTE) is None


def test_those_turned_away_use_up_the_minute_of_their_network_too(cast):
    for number in range(21):
        wrong("203.0.113.9", NOW, number)
    later = NOW + MINUTE
    wrong("203.0.113.9", later)
    assert [wrong("203.0.113.9", later) for _ in range(20)].count(Shut.PUZZLE) == 19
    assert wrong("203.0.113.9", later) is Shut.NETWORK


def test_puzzles_double_with_each_share_of_failures_of_their_network_up_to_a_most(cast):
    asked = {}
    for failures in range(40):
        asked[failures] = gate.pressure(NOW, Caller("203.0.113.9")).puzzle_tries
        wrong("203.0.113.9", NOW, failures, puzzle_solved=True)
        NetworkMinute.objects.update(asked=0)
    assert [asked[failures] for failures in (0, 5, 6, 12, 18, 20)] == [2000, 2000, 4000, 8000, 16000, 16000]
    NetworkMinute.objects.update(failed=600)
    assert gate.pressure(NOW, Caller("203.0.113.9")).puzzle_tries == 64_000
    assert gate.pressure(NOW, Caller("198.51.100.7")).puzzle_tries == 2000


def test_an_easy_puzzle_does_not_serve_where_a_hard_one_is_asked(db):
    asked = json.loads(new_puzzle(NOW, 20).challenge)
    found = altcha.solve_challenge(altcha.Challenge.from_dict(asked), timeout=20)
    answer = json.dumps(asked) + found.derived_key
    assert solved(answer, NOW, 21) is False
    assert solved(answer, NOW, 20) is True


def learned():
    gate._threshold.cache_clear()
    return gate.pressure(NOW).threshold


def weeks_of(**counts):
    """The four weeks before, each ten minutes of the hour around with the same `counts`."""
    PressureMinute.objects.all().delete()
    PressureMinute.objects.bulk_create(
        PressureMinute(minute=NOW - weeks * WEEK + tens * 10 * MINUTE, part=0, **counts)
        for weeks in range(1, 5)
        for tens in range(-3, 3)
    )
    return learned()


def test_four_quiet_weeks_of_fifty_nine_failures_teach_nothing(db):
    assert weeks_of(failed=59) == 60
    assert weeks_of(failed=59, got_in=4) == 60


def test_a_large_agency_s_usual_number_is_learned_up_to_the_profile_s_most(db):
    assert weeks_of(failed=59, got_in=400) == 177
    assert weeks_of(failed=176, got_in=400) == 300
    assert weeks_of(failed=299, got_in=9999) == 300


def test_where_somebody_was_turned_away_no_more_than_the_profile_s_number_is_learned(db):
    assert weeks_of(failed=90, got_in=400, turned_away=1) == 180


def test_one_network_for_four_weeks_teaches_nothing(cast):
    for weeks in range(1, 5):
        for tens in range(-3, 3):
            now = NOW - weeks * WEEK + tens * 10 * MINUTE
            for number in range(19):
                wrong("203.0.113.9", now, number)
    assert PressureMinute.objects.aggregate(failed=Sum("failed"))["failed"] <= 4 * 6 * 6
    assert learned() == 60


def said(capsys, *words):
    call_command("signins", *words)
    return capsys.readouterr().out


def test_operators_see_which_networks_press_and_find_the_name_of_an_address(cast, capsys, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    for number in range(8):
        wrong("203.0.113.9", number=number, puzzle_solved=number > 5)
    wrong("198.51.100.7")
    wrong("10.0.0.7")
    dana("192.0.2.4")
    name = said(capsys, "network", "203.0.113.250").strip()
    text = said(capsys, "state")
    assert f"  {name}: 8 failed, 2 after a puzzle, 0 turned away\n" in text
    assert "no public address: 1 failed, 0 after a puzzle, 0 turned away\n" in text
    assert "of one network no more than 6 of these count, and 3 after a puzzle\n" in text
    assert len([line for line in text.splitlines() if line.startswith("  ")]) == 3
    assert "203.0" not in text
    with pytest.raises(CommandError):
        call_command("signins", "network", "10.0.0.7")


def test_the_networks_of_the_table_are_keyed(cast):
    wrong("203.0.113.9")
    [row] = NetworkMinute.objects.all()
    assert "203" not in (row.network + row.block)[:3]
    assert (len(row.network), len(row.block)) == (64, 64)
    assert row.network != row.block

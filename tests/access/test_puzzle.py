"""A puzzle is answered by work, in time, and once."""

import json
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import altcha
import msgspec
import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from connect.access.models import SingleUseKey
from connect.access.puzzle import new_puzzle, solved
from connect.access.single_use import use_once
from connect.lib import retention
from tests.support.laws import examples

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
# Junk that is nearly an answer: the shape of one, with anything in its places.
ONE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
ANYTHING = ONE | st.lists(ONE, max_size=2) | st.dictionaries(st.text(max_size=4), ONE, max_size=2)
PARTS = ("algorithm", "nonce", "salt", "cost", "keyLength", "keyPrefix", "keySignature", "expiresAt", "data")
JUNK = st.fixed_dictionaries(
    {"parameters": ANYTHING | st.fixed_dictionaries(dict.fromkeys(PARTS, ANYTHING)), "signature": ANYTHING}
)


@pytest.fixture(autouse=True)
def _easy(settings):
    access = msgspec.structs.replace(settings.AGENCY.access, puzzle_tries=20)
    settings.AGENCY = msgspec.structs.replace(settings.AGENCY, access=access)


def puzzle(now=NOW) -> dict:
    return json.loads(new_puzzle(now).challenge)


def answer(asked: dict) -> str:
    """What the browser sends: the puzzle as it was, and the key behind it."""
    found = altcha.solve_challenge(altcha.Challenge.from_dict(asked), timeout=20)
    return json.dumps(asked) + found.derived_key


def test_an_answer_found_by_work_is_taken_once(db):
    sent = answer(puzzle())
    assert solved(sent, NOW + timedelta(minutes=9)) is True
    assert solved(sent, NOW + timedelta(minutes=9)) is False
    assert solved(answer(puzzle()), NOW) is True


def test_the_same_answer_written_otherwise_is_the_same_answer(db):
    asked = puzzle()
    sent = answer(asked)
    assert solved(sent, NOW) is True
    reordered = json.dumps(dict(reversed(asked.items())), indent=1) + sent[-64:]
    more = json.dumps({**asked, "more": 1}) + sent[-64:]
    louder = json.dumps({**asked, "signature": asked["signature"].upper()}) + sent[-64:]
    assert [solved(again, NOW) for again in (reordered, more, louder, sent + " ", " " + sent)] == [False] * 5


def test_after_ten_minutes_an_answer_is_too_late(db):
    sent = answer(puzzle())
    assert solved(sent, NOW + timedelta(minutes=10, seconds=1)) is False
    assert solved(sent, NOW + timedelta(minutes=10)) is True


def test_a_wrong_key_and_the_key_of_another_puzzle_are_no_answers(db):
    asked = puzzle()
    right, other = answer(asked), answer(puzzle())
    for key in ("0" * 64, other[-64:], right[-64:-1], asked["parameters"]["keyPrefix"] * 2, ""):
        assert solved(json.dumps(asked) + key, NOW) is False
    assert SingleUseKey.objects.count() == 0
    assert solved(right, NOW) is True


@pytest.mark.parametrize(
    "change", [{"cost": 1}, {"keyPrefix": ""}, {"keySignature": None}, {"data": {"until": 9_999_999_999}}, {"data": {}}]
)
def test_a_puzzle_made_easier_or_longer_is_not_ours(db, change):
    asked = puzzle()
    sent = answer(asked)
    asked["parameters"] |= change
    assert solved(json.dumps(asked) + sent[-64:], NOW) is False


def test_the_key_of_a_puzzle_made_easier_is_no_answer_either(db):
    asked = puzzle()
    asked["parameters"]["keyPrefix"] = ""
    assert solved(answer(asked), NOW) is False


def test_a_puzzle_signed_with_another_key_or_not_at_all_is_not_ours(db, settings):
    unsigned = puzzle() | {"signature": None}
    ours, settings.PUZZLE_KEY = settings.PUZZLE_KEY, "another"
    foreign = answer(puzzle())
    settings.PUZZLE_KEY = ours
    assert solved(foreign, NOW) is False
    assert solved(answer(unsigned), NOW) is False


def test_the_unsolved_puzzle_itself_is_no_answer(db):
    assert solved(new_puzzle(NOW).challenge, NOW) is False
    assert [solved(junk, NOW) for junk in ("", "x", "{}", "[]" + "0" * 64, "null" + "0" * 64, "9" * 5_000)] == [
        False
    ] * 6


@given(JUNK, st.text(st.characters(codec="utf-8"), max_size=70))
@hypothesis_settings(max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_a_stranger_sends_breaks_it(db, junk, key):
    assert solved(json.dumps(junk) + key, NOW) is False


def test_a_key_is_used_once_and_forgotten_when_it_is_good_for_nothing(db, settings):
    assert use_once("a", NOW) is True
    assert use_once("b", NOW + timedelta(minutes=1)) is True
    assert use_once("a", NOW + timedelta(days=1)) is False
    kept = settings.AGENCY.retention
    later = NOW + timedelta(days=kept.used_keys_days, seconds=1)
    assert retention.rules()["once only"](later, kept, 10) == 1
    assert list(SingleUseKey.objects.values_list("expires_at", flat=True)) == [NOW + timedelta(minutes=1)]
    assert "a" not in SingleUseKey.objects.values_list("key_hash", flat=True)


def test_of_eight_at_once_one_uses_the_key(transactional_db):
    together, taken = Barrier(8), []

    def use() -> None:
        together.wait()
        taken.append(use_once("the same", NOW))
        connection.close()

    threads = [Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 7 + [True]

"""Many writers at once: nobody waits for anybody, nobody locks another out, and the chains hold."""

import hmac
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.conf import settings
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from connect.audit import actions as audit
from connect.audit import rules
from connect.audit.acts import Act
from connect.audit.models import ChainHead, Entry
from connect.audit.verification import verify
from tests.audit.conftest import DANA, RILEY

WRITERS, ACTS = 8, 25


def at_once(*acts: Callable[[], None]) -> list[BaseException]:
    """Runs each in a thread with a connection of its own; what was raised."""
    raised: list[BaseException] = []

    def run(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as problem:  # told to the test
            raised.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def test_writers_of_one_chain_at_once_lose_nothing(transactional_db):
    def write() -> None:
        for turn in range(ACTS):
            with transaction.atomic():
                audit.record(Act.SIGNED_IN, by=DANA, about=DANA, turn=turn)

    assert at_once(*[write] * WRITERS) == []
    verdict = verify(datetime.now(UTC), participant=DANA)
    assert (verdict.entries, verdict.problems) == (WRITERS * ACTS, [])
    assert verdict.lanes <= WRITERS
    if connection.vendor == "sqlite":  # one writer at a time: always the same lane
        assert verdict.lanes == 1


def test_one_writer_has_one_lane(transactional_db):
    for _ in range(3):
        with transaction.atomic():
            audit.record(Act.SIGNED_IN, by=DANA, about=DANA)
            audit.record(Act.LANGUAGE_CHOSEN, by=DANA, about=DANA)
    assert list(ChainHead.objects.values_list("number", flat=True)) == [6]


@pytest.mark.only_on("postgresql")
def test_two_that_write_about_the_same_two_people_crosswise_both_commit(transactional_db):
    """Each holds the end of one chain before it asks for the other: with waiting, one would be chosen to die."""
    both_hold_one = threading.Barrier(2)
    for person in (DANA, RILEY):
        with transaction.atomic():
            audit.record(Act.SIGNED_IN, by=person, about=person)

    def write(first: str, second: str) -> Callable[[], None]:
        def run() -> None:
            with transaction.atomic():
                audit.record(Act.ACCOUNT_MADE_SAFE, by="feed", about=first)
                both_hold_one.wait(20)
                audit.record(Act.ACCOUNT_MADE_SAFE, by="feed", about=second)
                both_hold_one.wait(20)  # neither commits before the other has asked for its end

        return run

    assert at_once(write(DANA, RILEY), write(RILEY, DANA)) == []
    assert Entry.objects.filter(act=Act.ACCOUNT_MADE_SAFE).count() == 4
    assert ChainHead.objects.filter(chain=DANA).count() == 2
    assert verify(datetime.now(UTC)).problems == []


@pytest.mark.only_on("postgresql")
def test_a_writer_does_not_wait_for_one_that_has_not_committed(transactional_db):
    held, done = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            audit.record(Act.SIGNED_IN, by=DANA, about=DANA)
            held.set()
            assert done.wait(20)

    def quick() -> None:
        assert held.wait(20)
        with transaction.atomic():
            audit.record(Act.SIGN_IN_REFUSED, by="web", about=DANA)
        done.set()

    assert at_once(slow, quick) == []
    assert verify(datetime.now(UTC)).entries == 2


def test_what_is_rolled_back_leaves_the_chain_as_it_was(transactional_db):
    with transaction.atomic():
        audit.record(Act.SIGNED_IN, by=DANA, about=DANA)
    with transaction.atomic():
        audit.record(Act.PIN_CHANGED, by=DANA, about=DANA)
        transaction.set_rollback(True)
    with transaction.atomic():
        audit.record(Act.SIGNED_OUT, by=DANA, about=DANA)
    assert list(Entry.objects.order_by("number").values_list("number", "act")) == [(1, "signed in"), (2, "signed out")]
    assert verify(datetime.now(UTC)).entries == 2


def test_verifying_while_others_write_finds_nothing(transactional_db):
    ended = threading.Event()
    problems: list = []

    def write() -> None:
        for _ in range(40):
            with transaction.atomic():
                audit.record(Act.SIGNED_IN, by=DANA, about=DANA)
        ended.set()

    def look() -> None:
        while not ended.is_set():
            problems.extend(verify(datetime.now(UTC)).problems)

    assert at_once(write, write, look) == []
    assert problems == []


def test_acts_about_nobody_are_spread_over_sixteen_chains(transactional_db):
    with transaction.atomic():
        for _ in range(200):
            audit.record(Act.SIGN_IN_REFUSED, by="web")
    chains = set(Entry.objects.values_list("chain", flat=True))
    assert 8 < len(chains) <= 16
    assert all(chain.startswith("~") for chain in chains)


@pytest.mark.parametrize(
    ("about", "person"),
    [
        (DANA, DANA),
        (f"{DANA} 201", DANA),
        ("", ""),
        ("12", ""),
        ("10000000012", ""),
        ("x1000000001", ""),
        ("١" * 10, ""),
    ],
)
def test_the_chain_is_that_of_the_person_an_act_is_about(about, person):
    assert rules.person_in(about) == person


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)
DETAIL = st.dictionaries(TEXT.filter(lambda t: t not in ("act", "by", "about")), TEXT | st.integers(), max_size=4)


@pytest.mark.django_db(transaction=True)
@given(act=st.sampled_from(Act), by=TEXT, detail=DETAIL)
def test_whatever_an_entry_says_its_hash_holds_when_it_is_read_back(act, by, detail):
    with transaction.atomic():
        audit.record(act, by=by, about=DANA, **detail)
    entry = Entry.objects.latest("at")
    before = Entry.objects.filter(chain=entry.chain, lane=entry.lane, number=entry.number - 1).first()
    previous = before.hash if before else ""
    assert rules.mac_holds(settings.AUDIT_KEYS, entry.hash, "entry", *audit.entry_content(entry, previous))
    assert entry.detail == detail


def test_the_bytes_under_a_hash_are_these():
    """So that both databases, and every later release, hash the same."""
    moment = rules.moment_as_text(datetime(2026, 11, 23, 23, 59, 59, 5, tzinfo=timezone(timedelta(hours=-8))))
    written = rb'["entry","","1000000001",0,1,"2026-11-24T07:59:59.000005Z","signed in","web","\u00e9",{"a":"x","b":1}]'
    fields = ("", DANA, 0, 1, moment, "signed in", "web", "é", {"b": 1, "a": "x"})
    assert rules.mac("key", "entry", *fields) == hmac.digest(b"key", written, "sha256").hex()

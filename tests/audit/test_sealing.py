"""Every row is under exactly one seal, whenever the sealing runs and however late a row comes."""

import pytest
from django.db import transaction

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.audit.daily_seals import seal_days
from connect.audit.models import DailySeal, HeadAtSeal
from connect.audit.verification import verify
from tests.audit.conftest import DANA, RILEY, at, change, record


def reaches() -> dict[tuple[str, str], int]:
    """How far each seal reaches, by day and chain."""
    return {(f"{tip.day:%d}", tip.chain): tip.number for tip in HeadAtSeal.objects.all() if tip.chain in (DANA, RILEY)}


def test_a_day_is_sealed_once_it_is_over_and_only_once(trail):
    assert [seal.day.day for seal in seal_days(at(22, 23, 59, seconds=59))] == [20, 21]
    assert [seal.day.day for seal in seal_days(at(23, 0))] == [22]
    assert seal_days(at(23, 0)) == []
    assert reaches() == {("20", DANA): 1, ("20", RILEY): 1, ("21", DANA): 3, ("22", DANA): 4, ("22", RILEY): 2}


def test_a_seal_says_how_many_rows_and_lanes_it_covers(trail):
    seal_days(at(23))
    assert list(DailySeal.objects.order_by("day").values_list("entries", "lanes")) == [(2, 2), (2, 1), (3, 3)]


def test_missed_days_are_sealed_one_by_one_and_quiet_ones_too(trail):
    assert len(seal_days(at(27))) == 7
    assert list(DailySeal.objects.filter(day__gt="2026-11-22").values_list("entries", flat=True)) == [0, 0, 0, 0]
    assert verify(at(27)).problems == []


def test_midnight_is_the_agencys_and_parts_two_rows_a_microsecond_apart(transactional_db, clock):
    clock(at(21, 0, microseconds=-1))
    record(Act.SIGNED_IN, DANA)
    clock(at(21, 0))
    record(Act.SIGNED_OUT, DANA)
    seal_days(at(22, 3))
    assert reaches() == {("20", DANA): 1, ("21", DANA): 2}


def test_a_row_that_commits_after_its_day_was_sealed_is_under_the_next_seal(trail, clock):
    seal_days(at(23, 0))
    clock(at(22, 23, 59))  # began before midnight, and took its time
    record(Act.PIN_CHANGED, DANA)
    clock(at(23, 9))
    record(Act.SIGNED_IN, DANA)
    seal_days(at(24, 0))
    assert (reaches()["22", DANA], reaches()["23", DANA]) == (4, 6)
    assert verify(at(24)).problems == []
    change("DELETE FROM audit_entry WHERE chain = %s AND number = 5", DANA)
    assert [each.kind.name for each in verify(at(24)).problems] == ["REMOVED"]


def test_a_late_row_behind_one_of_the_next_day_goes_with_it(trail, clock):
    """Two machines whose clocks differ: the lane's order is that of its numbers."""
    clock(at(23, 0, 1))
    record(Act.SIGNED_IN, DANA)
    clock(at(22, 23, 59))
    record(Act.SIGNED_OUT, DANA)
    seal_days(at(23, 1))
    assert reaches()["22", DANA] == 6
    seal_days(at(24, 1))
    assert ("23", DANA) not in reaches()
    assert verify(at(24, 1)).problems == []


def test_the_night_of_a_clock_change_has_its_one_seal(transactional_db, clock):
    clock(at(1, 0, 30))  # November 1, 2026 has 25 hours
    record(Act.SIGNED_IN, DANA)
    clock(at(1, 23, 59))
    record(Act.SIGNED_OUT, DANA)
    assert [seal.entries for seal in seal_days(at(2, 0))] == [2]


def test_a_sealing_that_fails_half_way_leaves_nothing_and_the_next_completes(trail, monkeypatch):
    def fails(day):
        if day.day == 21:
            raise OSError
        return "digest"

    with monkeypatch.context() as patched:
        patched.setattr("connect.audit.daily_seals.digest_of", fails)
        with pytest.raises(OSError):  # noqa: PT011 - ours
            seal_days(at(23))
    assert [DailySeal.objects.count(), HeadAtSeal.objects.filter(day="2026-11-21").count()] == [1, 0]
    DailySeal.objects.all().delete()
    HeadAtSeal.objects.all().delete()
    seal_days(at(23))
    assert verify(at(23)).problems == []


def test_nothing_to_seal_is_no_seal(transactional_db):
    assert seal_days(at(23)) == []
    assert verify(at(23)).problems == []


def test_a_row_about_two_people_is_in_the_chain_of_each(transactional_db):
    with transaction.atomic():
        audit.record(Act.MARK_RELEASED, by="Casey Lin", about=f"{DANA} 201")
        audit.record(Act.MARK_RELEASED, by="Casey Lin", about=f"{RILEY} 201")
    assert verify(at(23), participant=DANA).entries == 1
    assert verify(at(23), participant=RILEY).entries == 1

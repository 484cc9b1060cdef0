"""Typed rows past the ORM: the same values whichever database answered."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection

from connect.lib.random_keys import could_be_key, new_key
from connect.lib.rows import day_of_row, moment_of_row, moment_parameter, time_of_row

MOMENT = datetime(2026, 11, 24, 7, 59, 59, 5, tzinfo=UTC)


@pytest.mark.parametrize("told", [MOMENT, "2026-11-24 07:59:59.000005", MOMENT.replace(tzinfo=None)])
def test_a_moment_is_aware_whatever_the_database_gave(told):
    assert moment_of_row(told) == MOMENT


@pytest.mark.parametrize("told", [date(2026, 11, 24), "2026-11-24"])
def test_a_day_is_a_date(told):
    assert day_of_row(told) == date(2026, 11, 24)


@pytest.mark.parametrize("told", [time(15, 45), "15:45:00"])
def test_a_time_is_a_time(told):
    assert time_of_row(told) == time(15, 45)


def test_a_moment_that_was_given_is_the_one_that_comes_back(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_singleusekey (key_hash, expires_at) VALUES ('a', %s)", [moment_parameter(MOMENT)]
        )
        cursor.execute("SELECT expires_at FROM access_singleusekey")
        assert moment_of_row(cursor.fetchone()[0]) == MOMENT


def test_a_new_key_has_the_form_of_one():
    assert could_be_key(new_key()) is True
    assert could_be_key("a" * 42) is False
    assert could_be_key("a" * 44) is False
    assert could_be_key("ä" + "a" * 42) is False

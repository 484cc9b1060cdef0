"""Reminders of appointments, as tables of days: the agency is in California, whatever the server's zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from connect.lib.doors import Door
from connect.notices.enrolment import set_consents
from connect.notices.kinds import ConsentKind
from connect.notices.models import ConfirmedPlace, OutboxMessage
from connect.notices.reminders import write_reminders
from tests.notices.enrolled import appointment_on, enrol, keys, server_zone

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("America/Los_Angeles")


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=HERE)


def written(moment: str) -> list[tuple[str, str, str]]:
    """(which reminder, from when, until when), as the job at `moment` leaves them, at the agency."""
    write_reminders(now=at(moment))
    rows = OutboxMessage.objects.filter(event="appointment_soon").order_by("not_before", "key")
    return [
        (
            row.key.split(" ")[1],
            f"{row.not_before.astimezone(HERE):%Y-%m-%d %H:%M}",
            f"{row.not_after.astimezone(HERE):%Y-%m-%d %H:%M}",
        )
        for row in rows
    ]


@pytest.mark.parametrize(
    ("day", "now", "reminder", "leaves", "until"),
    [
        # An ordinary one.
        ("2026-12-02", "2026-11-22 00:15", "10", "2026-11-22 09:00", "2026-11-30 00:00"),
        ("2026-12-02", "2026-11-30 00:15", "2", "2026-11-30 09:00", "2026-12-02 00:00"),
        # Clocks go back on November 1, 2026, and forward on March 8, 2026, at two in the morning.
        ("2026-11-11", "2026-11-01 00:15", "10", "2026-11-01 09:00", "2026-11-09 00:00"),
        ("2026-11-03", "2026-11-01 01:30", "2", "2026-11-01 09:00", "2026-11-03 00:00"),
        ("2026-11-01", "2026-10-30 00:15", "2", "2026-10-30 09:00", "2026-11-01 00:00"),
        ("2026-11-04", "2026-10-25 00:15", "10", "2026-10-25 09:00", "2026-11-02 00:00"),
        ("2026-03-18", "2026-03-08 00:15", "10", "2026-03-08 09:00", "2026-03-16 00:00"),
        ("2026-03-10", "2026-03-08 03:15", "2", "2026-03-08 09:00", "2026-03-10 00:00"),
        ("2026-03-09", "2026-03-07 00:15", "2", "2026-03-07 09:00", "2026-03-09 00:00"),
        # February 29.
        ("2028-02-29", "2028-02-19 00:15", "10", "2028-02-19 09:00", "2028-02-27 00:00"),
        ("2028-02-29", "2028-02-27 00:15", "2", "2028-02-27 09:00", "2028-02-29 00:00"),
        ("2028-03-02", "2028-02-29 00:15", "2", "2028-02-29 09:00", "2028-03-02 00:00"),
        ("2028-03-10", "2028-02-29 00:15", "10", "2028-02-29 09:00", "2028-03-08 00:00"),
        # New Year.
        ("2027-01-02", "2026-12-31 00:15", "2", "2026-12-31 09:00", "2027-01-02 00:00"),
        ("2027-01-10", "2026-12-31 23:59", "10", "2026-12-31 23:59", "2027-01-08 00:00"),
        ("2027-01-11", "2027-01-01 00:00", "10", "2027-01-01 09:00", "2027-01-09 00:00"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_a_reminder_leaves_on_its_day_from_nine_on(day, now, reminder, leaves, until, zone):
    enrol()
    appointment_on(date.fromisoformat(day))
    with server_zone(zone):
        assert written(now) == [(reminder, leaves, until)]


@pytest.mark.parametrize(
    ("moment", "reminders"),
    [
        # The night between two days: at the agency it is the day before until midnight, 8:00 in UTC.
        ("2026-11-21 23:59", []),
        ("2026-11-22 00:00", ["10"]),
        ("2026-11-29 23:59", ["10"]),
        ("2026-11-30 00:00", ["2"]),
        ("2026-12-01 23:59", ["2"]),
        ("2026-12-02 00:00", []),
    ],
)
def test_after_any_pause_one_of_use_is_written_and_no_other(moment, reminders):
    """An appointment on December 2: the worker comes back at `moment`, after having written nothing."""
    enrol()
    appointment_on(date(2026, 12, 2))
    assert [each[0] for each in written(moment)] == reminders


@pytest.mark.parametrize(
    ("down", "first", "second"),
    [
        (1, "2026-11-23 09:00", "2026-12-01 09:00"),
        (3, "2026-11-25 09:00", ""),
        (11, "", ""),
    ],
)
def test_a_worker_that_was_down_sends_what_is_still_of_use_once(down, first, second):
    """From the day of the first reminder, or of the second, no worker ran for `down` days."""
    enrol()
    appointment_on(date(2026, 12, 2))
    for began, expected in ((at("2026-11-22 00:15"), first), (at("2026-11-30 00:15"), second)):
        OutboxMessage.objects.all().delete()
        back = began + timedelta(days=down)
        write_reminders(now=back)
        write_reminders(now=back + timedelta(hours=1))
        leaves = [f"{row.not_before.astimezone(HERE):%Y-%m-%d %H:%M}" for row in OutboxMessage.objects.all()]
        assert leaves == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("set_on", "joined", "reminders"),
    [
        ("2026-11-01", "2026-11-01 12:00", ["10", "2"]),
        ("2026-11-22", "2026-11-01 12:00", ["10", "2"]),  # on the day itself
        ("2026-11-23", "2026-11-01 12:00", ["2"]),  # made later: only what is still ahead
        ("2026-11-30", "2026-11-01 12:00", ["2"]),
        ("2026-12-01", "2026-11-01 12:00", []),
        ("2026-11-01", "2026-11-22 23:59", ["10", "2"]),
        ("2026-11-01", "2026-11-23 00:01", ["2"]),
        ("2026-11-01", "2026-11-30 23:30", ["2"]),
        ("2026-11-01", "2026-12-01 00:01", []),
    ],
)
def test_what_was_made_or_agreed_to_later_has_only_what_is_ahead(set_on, joined, reminders):
    """An appointment on December 2, with the job of every hour from November 15 on."""
    moment = at("2026-11-15 00:15")
    joins = at(joined)
    appointment_on(date(2026, 12, 2), set_on=date.fromisoformat(set_on))
    enrolled = False
    while moment < at("2026-12-03 00:00"):
        if not enrolled and moment >= joins:
            enrol(at=joins)
            enrolled = True
        if moment.date() >= date.fromisoformat(set_on):
            write_reminders(now=moment)
        moment += timedelta(hours=6)
    assert [key.split(" ")[1] for key in keys()] == reminders


def test_the_job_twice_on_one_day_and_on_the_next_writes_one():
    enrol()
    appointment_on(date(2026, 12, 2))
    for moment in ("2026-11-22 00:15", "2026-11-22 09:15", "2026-11-23 00:15", "2026-11-29 23:15"):
        write_reminders(now=at(moment))
    assert keys() == ["appointment_soon 10 2026-12-02 1"]


def test_a_pruned_key_brings_no_second_mail():
    """Keys are forgotten after outbox_days; by then no reminder of that day is of use."""
    enrol()
    appointment_on(date(2026, 12, 2))
    write_reminders(now=at("2026-11-22 00:15"))
    OutboxMessage.objects.all().delete()
    assert write_reminders(now=at("2026-12-02 00:15")) == 0
    assert write_reminders(now=at("2027-02-22 00:15")) == 0


def test_only_who_agreed_at_a_confirmed_address_is_reminded():
    for number, change in enumerate(("none", "other kind", "left", "unconfirmed", "agreed")):
        person = f"200000000{number}"
        appointment_on(date(2026, 12, 2), participant_id=person)
        if change == "none":
            continue
        enrol(person, ConsentKind.PAYMENTS if change == "other kind" else ConsentKind.APPOINTMENTS)
        if change == "left":
            set_consents(person, (), language="en", door=Door.WEB, now=at("2026-11-01 12:00"))
        if change == "unconfirmed":
            ConfirmedPlace.objects.filter(participant_id=person).delete()
    write_reminders(now=at("2026-11-22 00:15"))
    assert [row.participant_id for row in OutboxMessage.objects.all()] == ["2000000004"]

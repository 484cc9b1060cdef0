"""An appointment for a person's own calendar, which other people and other services may read: its day and hours, and
nothing that says what it is about or where.

Times are in UTC. A block that describes the agency's time zone was read an hour wrong by two of three calendars tried.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext
from icalendar import Calendar, Event

from connect.cases.appointments import AppointmentRecord


def calendar_of(record: AppointmentRecord, *, as_of: datetime) -> bytes:
    """One VEVENT (RFC 5545). Its UID stays, and its SEQUENCE grows, so that a calendar moves or cancels the entry it
    has. `as_of`: when this was so."""
    calendar = Calendar()
    calendar.add("prodid", "-//Customer Connect//Appointments//EN")
    calendar.add("version", "2.0")
    entry = Event()
    entry.add("uid", f"{record.public_id}@{settings.MAIL_FROM.rpartition('@')[2]}")
    entry.add("dtstamp", as_of.astimezone(UTC))
    entry.add("dtstart", record.begins.astimezone(UTC))
    if record.finishes:
        entry.add("dtend", record.finishes.astimezone(UTC))
    entry.add("sequence", record.revision)
    entry.add("status", "CANCELLED" if record.canceled else "CONFIRMED")
    entry.add("summary", gettext("Appointment"))
    calendar.add_component(entry)
    return bytes(calendar.to_ical())

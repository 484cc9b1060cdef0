"""Texts of appointments that several pages show."""

from django.conf import settings

from connect.cases.appointments import AppointmentRecord
from connect.lib.dates import hours_in_words


def hours_of(record: AppointmentRecord, language: str) -> str:
    """'8:00 AM - 8:30 AM Pacific Time'."""
    return hours_in_words(record.on_date, record.starts, record.ends, settings.AGENCY.zone, language)

"""Reminders of appointments, 10 and 2 days before, and word of one that was moved or canceled after a reminder went.

Days are the agency's. The row of a reminder is written on its day, or as soon as the worker is back while it is still
of use: the first until 3 days before the appointment, the second until the day before. What was set, moved or agreed
to after a reminder's day has no such reminder. The key names appointment and day, so that another day has its own.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction

from connect.cases.models import AppointmentHistory, DisclosedAppointment
from connect.notices.by_kind import WorkedOut, ends, works_out
from connect.notices.chosen import chosen_mail, end_by_mail, write_notices
from connect.notices.events import AppointmentChanged, AppointmentSoon, Event
from connect.notices.kinds import ConsentKind

SOON, CHANGED = "appointment_soon", "appointment_changed"
_KINDS = (ConsentKind.APPOINTMENTS,)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder `days` before the appointment, of use until `last` days before."""

    days: int
    last: int


REMINDERS = (Reminder(10, 3), Reminder(2, 1))


@transaction.atomic
def write_reminders(*, now: datetime) -> int:
    """Write the reminders of today, and those of days on which no worker ran; how many are new.

    A second time on the same day changes nothing.
    """
    today = now.astimezone(settings.AGENCY.zone).date()
    return sum(
        _write(reminder, today - timedelta(days=late), today, now)
        for reminder in REMINDERS
        for late in range(reminder.days - reminder.last + 1)
    )


def _write(reminder: Reminder, due: date, today: date, now: datetime) -> int:
    """The reminders whose day was `due`."""
    on = due + timedelta(days=reminder.days)
    return write_notices(
        SOON,
        reasons=(
            "(SELECT a.participant_id, a.appointment_id, a.on_date, h.set_on FROM cases_disclosedappointment AS a"
            " LEFT JOIN cases_appointmenthistory AS h ON h.participant_id = a.participant_id"
            " AND h.appointment_id = a.appointment_id)"
        ),
        key=f"'{SOON} {reminder.days} {on.isoformat()} ' || w.appointment_id",
        consent=f"'{ConsentKind.APPOINTMENTS}'",
        where="w.on_date = %s AND (w.set_on IS NULL OR w.set_on <= %s) AND c.given_on <= %s",
        values=[on, due, due],
        now=now,
        not_before=max(now, morning_of(today)),
        not_after=_end_of(on - timedelta(days=reminder.last)),
    )


def morning_of(day: date) -> datetime:
    """From when reminders of `day` may leave."""
    return datetime.combine(day, time(settings.AGENCY.notices.reminders_from_hour), settings.AGENCY.zone)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), settings.AGENCY.zone)


# The appointments that a feed moved or canceled, each with what it was before; lent by the load, in its transaction.
CHANGED_TABLE = "appointments_changed"
CHANGED_COLUMNS = ("participant_id", "appointment_id", "was_on", "was_revision", "revision", "of_use_on")
# A correction that waits is worked out when it leaves, and then tells the newest day: it needs no other.
_REMINDED = ", ".join(
    f"'{SOON} {reminder.days} ' || CAST(w.was_on AS TEXT) || ' ' || w.appointment_id" for reminder in REMINDERS
)
_TOLD = (
    "EXISTS (SELECT 1 FROM notices_outboxmessage AS o WHERE o.participant_id = w.participant_id"  # noqa: S608 - names of ours
    f" AND o.state IN ('sent', 'sending', 'unsure') AND o.key IN ({_REMINDED},"
    f" '{CHANGED} ' || CAST(w.was_revision AS TEXT) || ' ' || w.appointment_id))"
)


def write_corrections(*, now: datetime) -> int:
    """Tell who was reminded of an appointment that it was moved or canceled; how many. In the load's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT of_use_on FROM {CHANGED_TABLE}")  # noqa: S608 - a name of ours
        days = sorted(date.fromisoformat(str(day)) for (day,) in cursor.fetchall())
    return sum(
        write_notices(
            CHANGED,
            reasons=CHANGED_TABLE,
            key=f"'{CHANGED} ' || CAST(w.revision AS TEXT) || ' ' || w.appointment_id",
            consent=f"'{ConsentKind.APPOINTMENTS}'",
            where=f"w.of_use_on = %s AND {_TOLD}",
            values=[day],
            now=now,
            not_before=now,
            not_after=_end_of(day),
        )
        for day in days
        if _end_of(day) > now
    )


def _soon(participant_id: str, key: str, now: datetime) -> WorkedOut | None:
    """None for an appointment that is not on that day any more."""
    _, _, day, appointment_id = key.split(" ")
    row = DisclosedAppointment.objects.filter(
        participant_id=participant_id, appointment_id=appointment_id, on_date=date.fromisoformat(day)
    ).first()
    if row is None:
        return None
    at = _at(row.on_date, row.starts)
    return _mail(participant_id, AppointmentSoon(link=settings.SITE), AppointmentSoon(link=settings.SITE, at=at))


def _changed(participant_id: str, key: str, now: datetime) -> WorkedOut | None:
    """What is so now, even if it changed again since."""
    appointment_id = key.split(" ")[2]
    row = AppointmentHistory.objects.filter(participant_id=participant_id, appointment_id=appointment_id).first()
    if row is None:
        return None
    full = AppointmentChanged(
        link=settings.SITE, at=_at(row.on_date, row.starts), canceled="yes" if row.canceled else ""
    )
    return _mail(participant_id, AppointmentChanged(link=settings.SITE), full)


def _mail(participant_id: str, plain: Event, full: Event) -> WorkedOut | None:
    return chosen_mail(participant_id, _KINDS, plain=plain, full=full)


def _at(day: date, starts: time) -> datetime:
    return datetime.combine(day, starts, settings.AGENCY.zone)


works_out(SOON, _soon)
works_out(CHANGED, _changed)
for _kind in (SOON, CHANGED):
    ends(_kind, lambda participant_id, kind, now: end_by_mail(_KINDS, participant_id, now))

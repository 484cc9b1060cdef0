"""Appointments: all of them, and one with what to bring and its entry for a calendar."""

from connect.portal.appointments import appointment, appointment_list
from connect.web.navigation import HOME
from connect.web.routes import Route, RouteAudience

APPOINTMENT_ROUTES = (
    Route(
        "appointments",
        appointment_list.all_appointments,
        "appointments",
        HOME,
        RouteAudience.SIGNED_IN,
        "appointments to come, and those that are over or canceled",
    ),
    Route(
        "appointments/<public_id:public_id>",
        appointment.one_appointment,
        "appointment",
        HOME,
        RouteAudience.SIGNED_IN,
        "one appointment: when, where, what to bring, and what to do if you cannot come",
    ),
    Route(
        "appointments/<public_id:public_id>.ics",
        appointment.calendar_entry,
        "appointment_calendar",
        HOME,
        RouteAudience.SIGNED_IN,
        "the same appointment for a calendar: day and hours, and nothing that says what it is about",
        has_page=False,
    ),
)

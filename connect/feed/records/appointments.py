"""Appointments, each of one person."""

from connect.cases import kinds
from connect.cases.models import AgencyAppointment, DisclosedAppointment
from connect.feed.record import Column, Derived, Fetch, Record, Reference, RowRule, Statements
from connect.feed.records.cases import CASE_SCOPE
from connect.feed.records.common import case_column, choices_of, participant_column

_SQL = Statements(__file__)

APPOINTMENTS = Record(
    "appointments",
    "Appointments, each of one participant. The place follows the non-disclosure mark unless place_shown is yes.",
    ("participant_id", "appointment_id"),
    (
        Column("appointment_id", "id", "The agency's number for the appointment", "88120", "No screen", 20, True),
        participant_column("Participant ID Number of the person who attends"),
        case_column(),
        Column("on_date", "date", "Date", "2026-12-02", "Home", required=True),
        Column("starts", "time", "From", "08:00", "Home", required=True),
        Column("ends", "time", "To", "08:30", "Home"),
        Column(
            "kind",
            "choice",
            "Appointment type (S002 L160)",
            "appellate_court_hearing",
            "Home",
            40,
            True,
            choices_of(kinds.AppointmentKind),
        ),
        Column("place", "text", "Place", "200 S G ST, MADERA", "Home", 200),
        Column(
            "place_shown",
            "yesno",
            "Show the place even though another party of the case must stay hidden (the attendee must come)",
            "no",
            "Home",
            0,
            True,
        ),
    ),
    AgencyAppointment,
    references=(Reference("participant_id", "participants", "participant"), Reference("case_number", "cases", "case")),
    row_rules=(RowRule("ends: not after starts", "ends <= starts"),),
    scope=CASE_SCOPE,
    derived=(
        Derived(
            DisclosedAppointment,
            _SQL.disclosed,
            Fetch(DisclosedAppointment, ("participant_id", "appointment_id"), _SQL.attended),
        ),
    ),
)

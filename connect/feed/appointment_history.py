"""How often an appointment was moved, and which were canceled: what a calendar and a reminder need beyond its row."""

from connect.cases.models import AppointmentHistory
from connect.feed.record import Fetch, Statements

_SQL = Statements(__file__)
HISTORY_MODELS = (AppointmentHistory,)
MEETINGS_CHANGED = ("upsert_disclosedappointment", "delete_disclosedappointment")
KNOWN = Fetch(AppointmentHistory, ("participant_id", "appointment_id"), _SQL.changed)
HISTORY = _SQL.history

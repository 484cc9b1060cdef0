"""The appointments of a person: those to come, those that are over, and those that were canceled."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings

from connect.cases.models import AppointmentHistory, DisclosedAppointment
from connect.cases.viewer import Viewer
from connect.lib.public_id import public_id


@dataclass(frozen=True, slots=True)
class AppointmentRecord:
    """An appointment of the viewer, also one that is over, or was canceled: then only its day and hours are known.

    `revision`: the number of the feed that last set, moved or canceled it.
    """

    public_id: str
    on_date: date
    starts: time
    ends: time | None
    revision: int
    canceled: bool
    case_number: str = ""
    kind: str = ""
    place: str = ""
    place_hidden: bool = False

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.on_date, self.starts, settings.AGENCY.zone)

    @property
    def finishes(self) -> datetime | None:
        return datetime.combine(self.on_date, self.ends, settings.AGENCY.zone) if self.ends else None


def appointment_records(viewer: Viewer) -> tuple[AppointmentRecord, ...]:
    """Every appointment of the viewer that is on file, and those canceled that would still be to come; by day."""
    person = viewer.participant_id
    notes = {row.appointment_id: row for row in AppointmentHistory.objects.filter(participant_id=person)}
    rows = DisclosedAppointment.objects.filter(participant_id=person)
    found = [
        AppointmentRecord(
            public_id=appointment_public_id(person, row.appointment_id),
            on_date=row.on_date,
            starts=row.starts,
            ends=row.ends,
            revision=notes[row.appointment_id].revision if row.appointment_id in notes else 0,
            canceled=False,
            case_number=row.case_number,
            kind=row.kind,
            place=row.place,
            place_hidden=row.place_hidden,
        )
        for row in rows
    ]
    here = {row.appointment_id for row in rows}
    found += [
        AppointmentRecord(
            public_id=appointment_public_id(person, appointment_id),
            on_date=note.on_date,
            starts=note.starts,
            ends=note.ends,
            revision=note.revision,
            canceled=True,
        )
        for appointment_id, note in notes.items()
        if note.canceled and appointment_id not in here
    ]
    return tuple(sorted(found, key=lambda each: (each.on_date, each.starts, each.public_id)))


def appointment_public_id(participant_id: str, appointment_id: str) -> str:
    """What stands for the appointment in an address."""
    return public_id(settings.PUBLIC_ID_KEY.encode(), "appointment", participant_id, appointment_id)


def appointment_record(viewer: Viewer, public: str) -> AppointmentRecord | None:
    """The viewer's appointment of that public id; None alike for someone else's and for one that never was."""
    return next((each for each in appointment_records(viewer) if each.public_id == public), None)

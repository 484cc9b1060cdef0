"""Appointments: the list, one of them, and its entry for a calendar."""

import json
import shutil
import subprocess
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import vobject
from django.conf import settings
from django.utils.translation import override

from connect.cases.appointments import AppointmentRecord, appointment_public_id
from connect.cases.kinds import AppointmentKind
from connect.cases.models import AppointmentHistory, DisclosedAppointment
from connect.portal.appointments.calendar import calendar_of
from connect.portal.frame.clock import today
from connect.portal.help import texts
from tests.portal.crawl import words
from tests.support.cast import DANA, NOOR_SECRETS, RILEY, SAM, SAM_PLACE_SHOWN

NOW = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
# (day, begins, ends) as the agency says them, and when it begins in UTC.
HOURS = [
    ("2026-12-02", "08:00", "08:30", "2026-12-02T16:00"),
    ("2026-07-02", "08:00", "08:30", "2026-07-02T15:00"),
    ("2026-03-08", "08:00", "08:30", "2026-03-08T15:00"),  # clocks went forward that night
    ("2026-03-07", "08:00", "08:30", "2026-03-07T16:00"),
    ("2026-11-01", "08:00", "08:30", "2026-11-01T16:00"),  # and back
    ("2026-10-31", "08:00", "08:30", "2026-10-31T15:00"),
    ("2026-12-31", "17:30", "18:00", "2027-01-01T01:30"),
    ("2028-02-29", "23:30", "23:59", "2028-03-01T07:30"),
]
ICAL_JS = settings.ROOT / "node_modules/ical.js/dist/ical.es5.cjs"
READ_BY_ICAL_JS = """
const ICAL = require(process.argv[1]);
const entries = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(entries.map(entry => {
  const event = new ICAL.Event(new ICAL.Component(ICAL.parse(entry)).getFirstSubcomponent("vevent"));
  return [event.summary, event.startDate.toJSDate().toISOString(), event.endDate.toJSDate().toISOString()];
})));
"""


def page_of(row: DisclosedAppointment, ending: str = "") -> str:
    return f"/appointments/{appointment_public_id(row.participant_id, row.appointment_id)}{ending}"


def next_of(person: str) -> DisclosedAppointment:
    row = DisclosedAppointment.objects.filter(participant_id=person, on_date__gte=today()).order_by("on_date").first()
    assert row is not None
    return row


def record(day: str, starts: str, ends: str = "", **facts: object) -> AppointmentRecord:
    known = {"public_id": "A" * 22, "revision": 7, "canceled": False}
    return AppointmentRecord(
        on_date=date.fromisoformat(day),
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends) if ends else None,
        **{**known, **facts},
    )


def test_the_list_says_what_is_to_come_and_what_is_over(signed_in):
    row = next_of(DANA.participant_id)
    DisclosedAppointment.objects.create(
        **{
            **{field.attname: getattr(row, field.attname) for field in row._meta.local_fields if field.column},
            "appointment_id": "OVER",
            "on_date": date(2020, 2, 29),
        }
    )
    said = words(signed_in(DANA).get("/appointments"))
    assert said.index("Upcoming") < said.index("Past or canceled") < said.index("February 29, 2020")


def test_one_says_what_to_bring_and_whom_to_call(signed_in):
    row = next_of(DANA.participant_id)
    said = words(signed_in(DANA).get(page_of(row)))
    for words_of_it in (AppointmentKind(row.kind).label.upper(), row.case_number, "What to bring", "I cannot come"):
        assert words_of_it in said


def test_who_cannot_come_is_led_to_the_request_for_another_time_while_there_is_something_to_move(signed_in):
    row, browser = next_of(DANA.participant_id), signed_in(DANA)
    asks = 'href="/requests/new/appointment"'
    assert asks in browser.get(page_of(row)).content.decode()
    DisclosedAppointment.objects.filter(pk=row.pk).update(kind="")
    assert asks in browser.get(page_of(row)).content.decode()
    DisclosedAppointment.objects.filter(pk=row.pk).update(on_date=date(2020, 2, 29))
    assert asks not in browser.get(page_of(row)).content.decode()
    AppointmentHistory.objects.filter(participant_id=DANA.participant_id, appointment_id=row.appointment_id).update(
        canceled=True
    )
    row.delete()
    assert asks not in browser.get(page_of(row)).content.decode()


def test_someone_elses_is_the_404_of_one_that_never_was(signed_in):
    hers, browser = next_of(DANA.participant_id), signed_in(RILEY)
    for address in (page_of(hers), page_of(hers, ".ics")):
        never = address.replace(page_of(hers), "/appointments/" + "x" * 22)
        answer, other = browser.get(address), browser.get(never)
        assert answer.status_code == other.status_code == 404
        assert words(answer) == words(other)


def test_a_place_that_must_stay_hidden_is_on_no_page(signed_in):
    browser = signed_in(SAM)
    for row in DisclosedAppointment.objects.filter(participant_id=SAM.participant_id):
        said = browser.get(page_of(row)).content.decode() + browser.get(page_of(row, ".ics")).content.decode()
        assert [secret for secret in NOOR_SECRETS if secret in said and secret != SAM_PLACE_SHOWN] == []
        if row.place_hidden:
            assert "for the place" in said


def test_a_canceled_one_is_said_to_be_and_can_be_taken_out_of_a_calendar(signed_in):
    row, browser = next_of(DANA.participant_id), signed_in(DANA)
    here, calendar = page_of(row), page_of(row, ".ics")
    before = vobject.readOne(browser.get(calendar).content.decode())
    AppointmentHistory.objects.filter(participant_id=DANA.participant_id, appointment_id=row.appointment_id).update(
        canceled=True, revision=9
    )
    row.delete()
    assert "This appointment was canceled" in words(browser.get(here))
    after = vobject.readOne(browser.get(calendar).content.decode())
    assert after.vevent.status.value == "CANCELLED"
    assert after.vevent.uid.value == before.vevent.uid.value
    assert int(after.vevent.sequence.value) > int(before.vevent.sequence.value)


def test_home_leads_to_each_appointment(signed_in):
    browser = signed_in(DANA)
    home = browser.get("/home").content.decode()
    for row in DisclosedAppointment.objects.filter(participant_id=DANA.participant_id, on_date__gte=today()):
        assert f'href="{page_of(row)}"' in home


@pytest.mark.parametrize(("day", "starts", "ends", "begins"), HOURS)
@pytest.mark.no_database
def test_both_readers_of_calendars_read_the_hour_of_the_agency(day, starts, ends, begins):
    entry = calendar_of(record(day, starts, ends), as_of=NOW)
    expected = datetime.fromisoformat(begins).replace(tzinfo=UTC)
    (event,) = icalendar.Calendar.from_ical(entry).walk("VEVENT")
    assert event["dtstart"].dt == expected
    read = vobject.readOne(entry.decode()).vevent
    assert read.dtstart.value == expected
    assert read.dtend.value - read.dtstart.value in (timedelta(minutes=30), timedelta(minutes=29))


@pytest.mark.no_database
def test_a_browsers_reader_of_calendars_reads_the_same():
    if not ICAL_JS.exists() or not shutil.which("node"):
        pytest.skip("ical.js is not here: run npm ci")
    entries = [calendar_of(record(*hours[:3]), as_of=NOW).decode() for hours in HOURS]
    command = ["node", "-e", READ_BY_ICAL_JS, str(ICAL_JS)]
    done = subprocess.run(command, input=json.dumps(entries), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert [(title, begins) for title, begins, _ in read] == [("Appointment", f"{hours[3]}:00.000Z") for hours in HOURS]
    lengths = [datetime.fromisoformat(ends) - datetime.fromisoformat(begins) for _, begins, ends in read]
    assert set(lengths) == {timedelta(minutes=30), timedelta(minutes=29)}


@pytest.mark.no_database
def test_an_entry_says_nothing_of_what_it_is_about():
    facts = {"kind": "genetic_test", "place": "200 S G ST, MADERA", "case_number": "0990201"}
    for language, title in (("en", "Appointment"), ("es", "Cita")):
        with override(language):
            entry = calendar_of(record("2026-12-02", "08:00", **facts), as_of=NOW).decode()
        assert vobject.readOne(entry).vevent.summary.value == title
        for secret in ("enetic", "MADERA", "0990201", "LOCATION", "DESCRIPTION", "VTIMEZONE", "ORGANIZER"):
            assert secret not in entry


@pytest.mark.no_database
def test_there_is_a_text_for_every_kind():
    assert sorted(texts.meeting_names()) == sorted(f"appointments/{kind}" for kind in AppointmentKind)

"""What a feed notes of appointments that are set, moved and canceled."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from connect.cases.models import AppointmentHistory
from connect.feed.pipeline.load import load
from tests.feed.folder import DANA, Box, Row, appointment, load_rows, small_county

pytestmark = pytest.mark.django_db(transaction=True)


def noted(appointment_id: str = "1") -> tuple:
    row = AppointmentHistory.objects.get(participant_id=DANA, appointment_id=appointment_id)
    return row.revision, str(row.set_on), str(row.on_date), f"{row.starts:%H:%M}", row.canceled


@pytest.fixture
def county(tmp_path: Path) -> Path:
    load_rows(tmp_path / "1", small_county())
    return tmp_path


def feed(county: Path, sequence: int, day: str, put: list[Row], gone: list[Row] | None = None) -> None:
    as_of = datetime.fromisoformat(f"{day}T06:00:00-08:00")
    box = Box(county / str(sequence), sequence=sequence, mode="changes", as_of=as_of)
    load(box.write({"appointments": put}, {"appointments": gone or []}))


def change(county: Path, sequence: int, day: str = "2026-01-22", **facts: str) -> None:
    feed(county, sequence, day, [appointment(DANA, "201", "1", **facts)])


def cancel(county: Path, sequence: int, day: str = "2026-01-22") -> None:
    feed(county, sequence, day, [], [{"participant_id": DANA, "appointment_id": "1"}])


def test_the_first_feed_notes_every_appointment(county: Path):
    assert noted()[0] == 1
    assert noted()[2:] == ("2026-12-02", "08:00", False)


def test_another_day_or_hour_is_a_new_revision_of_its_own_day(county: Path):
    change(county, 2, on_date="2026-12-09")
    assert noted() == (2, "2026-01-22", "2026-12-09", "08:00", False)
    change(county, 3, "2026-01-23", on_date="2026-12-09", starts="08:15")
    assert noted() == (3, "2026-01-23", "2026-12-09", "08:15", False)


def test_another_place_is_no_revision_and_another_end_no_new_day(county: Path):
    first = noted()
    change(county, 2, place="14 S PINE ST, MADERA")
    assert noted() == first
    change(county, 3, "2026-01-23", place="14 S PINE ST, MADERA", ends="09:00")
    assert noted() == (3, *first[1:])
    assert AppointmentHistory.objects.get(participant_id=DANA).ends == time(9, 0)


def test_one_that_goes_was_canceled_and_one_that_comes_back_was_not(county: Path):
    cancel(county, 2)
    assert noted() == (2, "2026-01-22", "2026-12-02", "08:00", True)
    change(county, 3, "2026-01-23")
    assert noted() == (3, "2026-01-23", "2026-12-02", "08:00", False)


def test_one_that_is_over_and_goes_was_not_canceled(county: Path):
    change(county, 2, on_date="2026-02-11")
    cancel(county, 3, "2026-02-12")
    assert noted() == (2, "2026-01-22", "2026-02-11", "08:00", False)


def test_what_is_worked_out_anew_is_no_revision(county: Path):
    before = noted()
    load(Box(county / "2", sequence=2).write(small_county()), compare_all=True)
    assert noted() == before
    assert date.fromisoformat(before[1]) == AppointmentHistory.objects.get(participant_id=DANA).set_on

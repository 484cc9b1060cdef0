"""What a non-disclosure mark hides, and every way it comes, stays and goes (R2, V3)."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from connect.cases.models import Party, SeenAppointment, SeenCase, SeenOrder
from tests.feed.folder import (
    DANA,
    DANIEL,
    NOOR,
    RILEY,
    SAM,
    Rows,
    appointment,
    case,
    load_rows,
    order,
    party,
    person,
    small_county,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    load_rows(tmp_path / "1", small_county())
    return tmp_path


def change(county: Path, put: Rows, gone: Rows | None = None, sequence: int = 2) -> None:
    load_rows(county / str(sequence), put, gone, sequence=sequence, mode="changes")


def county_of(who: str, case_number: str) -> str:
    return SeenCase.objects.get(participant_id=who, case_number=case_number).county


def test_the_rows_of_the_other_party_name_no_place(tmp_path):
    """A feed that would write one is refused by the database, and then nobody reads anything."""
    load_rows(tmp_path, small_county())
    seen = SeenCase.objects.get(participant_id=SAM)
    assert (seen.location_hidden, seen.county, seen.officer, seen.office) == (True, "", "", "")
    assert list(SeenOrder.objects.filter(participant_id=SAM).values_list("county", "court_case_number")) == [("", "")]
    assert SeenAppointment.objects.get(participant_id=SAM, appointment_id="2").place == ""


def test_a_new_case_of_somebody_marked_elsewhere_is_closed_to_its_other_party(county):
    """The feed names neither the case that carries the mark nor anybody in it."""
    put = {
        "cases": [case("209", county="ALPINE")],
        "parties": [party(NOOR, "209", role="receiving"), party(RILEY, "209")],
        "orders": [order("209", "9", county="ALPINE", court_case_number="ALP1")],
        "appointments": [appointment(RILEY, "209", "9", place="ALPINE COURT")],
    }
    change(county, put)
    seen = SeenCase.objects.get(participant_id=RILEY, case_number="209")
    assert (seen.location_hidden, seen.county, seen.officer, seen.office) == (True, "", "", "")
    assert list(SeenOrder.objects.filter(participant_id=RILEY, case_number="209").values_list("county")) == [("",)]
    assert SeenAppointment.objects.get(participant_id=RILEY).place == ""
    assert county_of(NOOR, "209") == "ALPINE"


def test_a_mark_set_in_one_case_closes_the_others_which_the_feed_does_not_name(county):
    change(county, {"parties": [party(DANA, "201", nondisclosure="yes")]})
    assert (county_of(RILEY, "201"), county_of(DANIEL, "202")) == ("", "")
    assert (county_of(DANA, "201"), county_of(DANA, "202")) == ("MADERA", "FRESNO")


def test_where_both_are_marked_each_is_hidden_from_the_other(county):
    change(county, {"parties": [party(SAM, "204", nondisclosure="yes")]})
    assert (county_of(SAM, "204"), county_of(NOOR, "204")) == ("", "")
    places = SeenAppointment.objects.filter(case_number="204").order_by("appointment_id")
    assert list(places.values_list("place", flat=True)) == ["", "COURT PLAZA", ""]


def test_somebody_new_comes_with_the_mark(county):
    put = {
        "participants": [person("1000000007", first_name="NEW")],
        "parties": [party("1000000007", "201", role="receiving", nondisclosure="yes")],
    }
    change(county, put)
    assert (county_of(DANA, "201"), county_of(RILEY, "201"), county_of("1000000007", "201")) == ("", "", "MADERA")


def test_a_row_that_contradicts_itself_marks_all_the_same(county):
    """Two rows of one party, neither of which can be loaded: one of them carries the mark."""
    change(
        county,
        {
            "parties": [
                party(RILEY, "201", role="receiving", nondisclosure="yes"),
                party(RILEY, "201", role="receiving", nondisclosure="no", interest="5.00"),
            ]
        },
    )
    assert county_of(DANA, "201") == ""


def test_what_comes_to_a_closed_case_later_is_closed_too(county):
    """The feed names the case's facts, and none of its parties."""
    put = {
        "cases": [case("204", county="ALPINE", office="Alpine office", officer="Q. NEW")],
        "orders": [order("204", "5", county="ALPINE", court_case_number="ALP1")],
        "appointments": [appointment(SAM, "204", "7", place="ALPINE COURT")],
    }
    change(county, put)
    seen = SeenCase.objects.get(participant_id=SAM)
    assert (seen.county, seen.office, seen.officer) == ("", "", "")
    assert set(SeenOrder.objects.filter(participant_id=SAM).values_list("county", "court_case_number")) == {("", "")}
    assert SeenAppointment.objects.get(participant_id=SAM, appointment_id="7").place == ""


def test_a_mark_stays_while_its_person_comes_back_after_they_were_gone(county):
    change(county, {}, {"participants": [{"participant_id": NOOR}]})
    change(county, {"participants": [person(NOOR)], "parties": [party(NOOR, "204", role="receiving")]}, sequence=3)
    assert Party.objects.get(participant_id=NOOR).nondisclosure is True
    assert county_of(SAM, "204") == ""


@pytest.mark.parametrize(
    ("model", "leak"),
    [
        (SeenCase, {"county": "MODOC"}),
        (SeenCase, {"officer": "Q. HALVORSEN"}),
        (SeenCase, {"office": "Modoc office"}),
        (SeenOrder, {"county": "MODOC"}),
        (SeenOrder, {"court_case_number": "MOD77"}),
        (SeenAppointment, {"place": "MODOC COURT"}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else next(iter(value)),
)
def test_the_database_refuses_a_row_that_tells_in_spite_of_the_mark(county, model, leak):
    """The county's feed, so that this is the row as the feed wrote it."""
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(participant_id=SAM).update(**leak)

"""What a non-disclosure mark hides, and every way it comes, stays and goes (R2, V3)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from connect.access.models import Visit
from connect.cases.models import Balance, DisclosedAppointment, DisclosedCase, DisclosedOrder, NondisclosureMark, Party
from connect.cases.protection import protected_since
from connect.feed import releases
from connect.feed.outcome import Outcome
from connect.feed.pipeline.load import Confirmation, load
from connect.payments.models import PayerHidden
from tests.feed.folder import (
    DANA,
    DANIEL,
    FIRST_DAY,
    NOOR,
    RILEY,
    SAM,
    Box,
    Row,
    Rows,
    appointment,
    case,
    everything,
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


def change(county: Path, put: Rows, gone: Rows | None = None, sequence: int = 2) -> Outcome:
    return load_rows(county / str(sequence), put, gone, sequence=sequence, mode="changes")


def county_of(who: str, case_number: str) -> str:
    return DisclosedCase.objects.get(participant_id=who, case_number=case_number).county


def test_the_rows_of_the_other_party_name_no_place(tmp_path):
    """A feed that would write one is refused by the database, and then nobody reads anything."""
    load_rows(tmp_path, small_county())
    seen = DisclosedCase.objects.get(participant_id=SAM)
    assert (seen.location_hidden, seen.county, seen.officer, seen.office) == (True, "", "", "")
    assert list(DisclosedOrder.objects.filter(participant_id=SAM).values_list("county", "court_case_number")) == [
        ("", "")
    ]
    assert DisclosedAppointment.objects.get(participant_id=SAM, appointment_id="2").place == ""


def test_a_new_case_of_somebody_marked_elsewhere_is_closed_to_its_other_party(county):
    """The feed names neither the case that carries the mark nor anybody in it."""
    put = {
        "cases": [case("209", county="ALPINE")],
        "parties": [party(NOOR, "209", role="receiving"), party(RILEY, "209")],
        "orders": [order("209", "9", county="ALPINE", court_case_number="ALP1")],
        "appointments": [appointment(RILEY, "209", "9", place="ALPINE COURT")],
    }
    change(county, put)
    seen = DisclosedCase.objects.get(participant_id=RILEY, case_number="209")
    assert (seen.location_hidden, seen.county, seen.officer, seen.office) == (True, "", "", "")
    assert list(DisclosedOrder.objects.filter(participant_id=RILEY, case_number="209").values_list("county")) == [("",)]
    assert DisclosedAppointment.objects.get(participant_id=RILEY).place == ""
    assert county_of(NOOR, "209") == "ALPINE"


def test_a_mark_set_in_one_case_closes_the_others_which_the_feed_does_not_name(county):
    change(county, {"parties": [party(DANA, "201", nondisclosure="yes")]})
    assert (county_of(RILEY, "201"), county_of(DANIEL, "202")) == ("", "")
    assert (county_of(DANA, "201"), county_of(DANA, "202")) == ("MADERA", "FRESNO")


def test_where_both_are_marked_each_is_hidden_from_the_other(county):
    change(county, {"parties": [party(SAM, "204", nondisclosure="yes")]})
    assert (county_of(SAM, "204"), county_of(NOOR, "204")) == ("", "")
    places = DisclosedAppointment.objects.filter(case_number="204").order_by("appointment_id")
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
    seen = DisclosedCase.objects.get(participant_id=SAM)
    assert (seen.county, seen.office, seen.officer) == ("", "", "")
    assert set(DisclosedOrder.objects.filter(participant_id=SAM).values_list("county", "court_case_number")) == {
        ("", "")
    }
    assert DisclosedAppointment.objects.get(participant_id=SAM, appointment_id="7").place == ""


def test_a_mark_stays_while_its_person_comes_back_after_they_were_gone(county):
    change(county, {}, {"participants": [{"participant_id": NOOR}]})
    change(county, {"participants": [person(NOOR)], "parties": [party(NOOR, "204", role="receiving")]}, sequence=3)
    assert Party.objects.get(participant_id=NOOR).nondisclosure is True
    assert county_of(SAM, "204") == ""


@pytest.mark.parametrize(
    ("model", "leak"),
    [
        (DisclosedCase, {"county": "MODOC"}),
        (DisclosedCase, {"officer": "Q. HALVORSEN"}),
        (DisclosedCase, {"office": "Modoc office"}),
        (DisclosedOrder, {"county": "MODOC"}),
        (DisclosedOrder, {"court_case_number": "MOD77"}),
        (DisclosedAppointment, {"place": "MODOC COURT"}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else next(iter(value)),
)
def test_the_database_refuses_a_row_that_tells_in_spite_of_the_mark(county, model, leak):
    """The county's feed, so that this is the row as the feed wrote it."""
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(participant_id=SAM).update(**leak)


# Another case of hers, in which her row carries no mark


IN_205 = {"participant_id": NOOR, "case_number": "205"}
CLOSED = {""}
OPEN = {"ALPINE", "Markleeville office", "Z. ORTIZ", "ALP1", "ALPINE COURT"}


def case_205(hers: Row) -> Rows:
    """Sam pays there too."""
    return {
        "cases": [case("205", county="ALPINE", office="Markleeville office", officer="Z. ORTIZ")],
        "parties": [party(SAM, "205"), hers],
        "orders": [order("205", "9", county="ALPINE", court_case_number="ALP1")],
        "appointments": [appointment(SAM, "205", "9", place="ALPINE COURT")],
    }


def hers(**more: str) -> Row:
    return party(NOOR, "205", role="receiving") | more


def both_cases(row: Row) -> Rows:
    rows, more = small_county(), case_205(row)
    return {name: those + more.get(name, []) for name, those in rows.items()}


@pytest.fixture
def two_cases(tmp_path: Path) -> Path:
    load_rows(tmp_path / "1", both_cases(hers()))
    assert sam_reads_of_205() == CLOSED
    return tmp_path


def sam_reads_of_205() -> set[str]:
    sam = {"participant_id": SAM, "case_number": "205"}
    found = {
        *DisclosedCase.objects.filter(**sam).values_list("county", "office", "officer"),
        *DisclosedOrder.objects.filter(**sam).values_list("county", "court_case_number"),
        *DisclosedAppointment.objects.filter(**sam).values_list("place"),
    }
    return {value for row in found for value in row}


def kept() -> list[tuple[str, str]]:
    return [(mark.participant_id, mark.case_number) for mark in releases.kept()]


def held() -> list[tuple[str, str, bool]]:
    return [(part.participant_id, part.case_number, part.gone_held) for part in releases.held()]


REJECTED = {
    "no role": [hers(role="")],
    "a date that is none": [hers(balances_on="soon")],
    "a blank beside her number": [hers(participant_id=f" {NOOR}")],
    "rows that contradict each other": [hers(), hers(interest="5.00")],
}


@pytest.mark.parametrize("rows", REJECTED.values(), ids=REJECTED.keys())
def test_a_new_case_of_hers_is_closed_though_her_row_there_is_bad(county, rows):
    put = case_205(hers())
    put["parties"] = [party(SAM, "205"), *rows]
    outcome = change(county, put)
    assert (outcome.state, outcome.rejected) == ("loaded", len(rows))
    assert not Party.objects.filter(**IN_205).exists()
    assert sam_reads_of_205() == CLOSED


def test_a_bad_row_of_somebody_no_case_marks_closes_nothing(county):
    put = case_205(hers())
    put["parties"] = [party(SAM, "205"), party(RILEY, "205", role="")]
    change(county, put)
    assert sam_reads_of_205() == OPEN
    assert kept() == []


def test_the_case_of_a_bad_row_has_the_time_of_her_mark_and_her_visit_goes_on(county):
    now = datetime(2026, 11, 1, tzinfo=UTC)
    Visit.objects.create(session_key="n", participant_id=NOOR, session_data="", expire_date=now, started_at=now)
    change(county, case_205(hers(role="")))
    assert NondisclosureMark.objects.get(**IN_205).set_at == FIRST_DAY + timedelta(days=1)
    assert protected_since(NOOR) == FIRST_DAY + timedelta(days=1)
    assert Visit.objects.filter(participant_id=NOOR).exists()


def test_the_mark_of_a_bad_row_is_listed_and_released_by_name(county):
    change(county, case_205(hers(role="")))
    assert kept() == [(NOOR, "205")]
    releases.release(NOOR, "205", by="Casey Lin")
    assert (kept(), sam_reads_of_205()) == ([], OPEN)
    assert county_of(SAM, "204") == ""


def test_a_bad_row_of_hers_beside_one_on_file_sets_no_mark(two_cases):
    change(two_cases, {"parties": [hers(role="")]})
    assert (kept(), sam_reads_of_205()) == ([], CLOSED)
    assert not Party.objects.get(**IN_205).nondisclosure


def test_a_bad_row_of_hers_whose_case_comes_only_later_closes_it_from_the_first(county):
    put = case_205(hers())
    assert change(county, {"parties": put.pop("parties")}).rejected == 2
    change(county, put | {"parties": [party(SAM, "205")]}, sequence=3)
    assert sam_reads_of_205() == CLOSED


def test_both_her_cases_are_closed_where_she_is_not_loaded_with_the_first_feed(tmp_path):
    rows = both_cases(hers())
    next(row for row in rows["participants"] if row["participant_id"] == NOOR)["birth_date"] = "unknown"
    folder = Box(tmp_path / "1").write(rows)
    assert load(folder).state == "held"
    assert load(folder, confirmed=Confirmation("Casey Lin", frozenset({"marks"}))).state == "loaded"
    assert (county_of(SAM, "204"), sam_reads_of_205()) == ("", CLOSED)
    assert kept() == [(NOOR, "204"), (NOOR, "205")]


def lose_her_row(two_cases: Path, how: str) -> Outcome:
    if how == "gone":
        return change(two_cases, {}, {"parties": [IN_205]})
    rows = both_cases(hers())
    rows["parties"] = [row for row in rows["parties"] if row != hers()]
    return load_rows(two_cases / "2", rows, sequence=2)


@pytest.mark.parametrize("how", ["gone", "absent"])
def test_her_row_that_goes_is_held_though_it_is_another_that_carries_the_mark(two_cases, how):
    outcome = lose_her_row(two_cases, how)
    assert (outcome.state, outcome.marks_held) == ("loaded", 1)
    assert held() == [(NOOR, "205", True)]
    assert sam_reads_of_205() == CLOSED
    row = Party.objects.get(**IN_205)
    assert (row.nondisclosure, row.removal_held) == (False, False)
    assert Balance.objects.get(**IN_205).valid_to is None
    assert protected_since(NOOR) == FIRST_DAY + timedelta(days=1)


def test_her_row_that_is_absent_again_is_held_once(two_cases):
    lose_her_row(two_cases, "absent")
    before = everything()
    rows = both_cases(hers())
    rows["parties"] = rows["parties"][:-1]
    assert load_rows(two_cases / "3", rows, sequence=3).marks_held == 0
    assert everything() == before


def test_her_row_that_is_held_goes_when_it_is_released(two_cases):
    lose_her_row(two_cases, "gone")
    releases.release(NOOR, "205", by="Casey Lin")
    assert (held(), sam_reads_of_205()) == ([], OPEN)
    assert not Party.objects.filter(**IN_205).exists()
    assert Balance.objects.get(**IN_205).valid_to is not None
    assert county_of(SAM, "204") == ""


def test_her_row_that_comes_back_ends_the_hold_by_itself(two_cases):
    lose_her_row(two_cases, "gone")
    change(two_cases, {"parties": [hers()]}, sequence=3)
    assert (held(), kept()) == ([], [])
    assert sam_reads_of_205() == CLOSED


def test_her_row_that_goes_with_the_feed_that_marks_her_is_held(tmp_path):
    rows = both_cases(hers())
    rows["parties"] = [row | {"nondisclosure": "no"} for row in rows["parties"]]
    load_rows(tmp_path / "1", rows)
    marked = {"parties": [party(NOOR, "204", role="receiving", nondisclosure="yes")]}
    change(tmp_path, marked, {"parties": [IN_205]})
    assert (held(), sam_reads_of_205()) == ([(NOOR, "205", True)], CLOSED)


def test_a_row_of_the_other_party_goes_as_it_always_did(two_cases):
    assert change(two_cases, {}, {"parties": [{"participant_id": SAM, "case_number": "205"}]}).marks_held == 0
    assert not Party.objects.filter(participant_id=SAM, case_number="205").exists()


def test_both_her_cases_stay_closed_where_she_is_dropped_altogether(two_cases):
    rows = both_cases(hers())
    for name in ("participants", "parties", "appointments"):
        rows[name] = [row for row in rows[name] if row["participant_id"] != NOOR]
    assert load_rows(two_cases / "2", rows, sequence=2).marks_held == 2
    assert held() == [(NOOR, "204", True), (NOOR, "205", True)]
    assert (county_of(SAM, "204"), sam_reads_of_205()) == ("", CLOSED)


def test_with_her_last_mark_released_her_other_case_opens_too_held_or_not(two_cases):
    change(two_cases, {"parties": [party(NOOR, "204", role="receiving")]}, {"parties": [IN_205]})
    assert (county_of(SAM, "204"), sam_reads_of_205()) == ("", CLOSED)
    releases.release(NOOR, "204", by="Casey Lin")
    assert (county_of(SAM, "204"), sam_reads_of_205()) == ("MODOC", OPEN)
    assert held() == [(NOOR, "205", True)]
    releases.release(NOOR, "205", by="Casey Lin")
    assert held() == []


def test_who_is_paid_in_her_case_reads_of_no_payer_while_her_row_does_not_say_that_she_only_receives(county):
    """She may be the one who pays there; once she is known to receive, or let go, they read as before."""
    put = case_205(hers(role=""))
    put["parties"][0] = party(RILEY, "205", role="receiving")
    change(county, put)
    assert list(PayerHidden.objects.values_list("participant_id", flat=True)) == [RILEY]
    change(county, {"parties": [hers()]}, sequence=3)
    assert not PayerHidden.objects.exists()


def test_who_is_paid_in_her_case_reads_of_the_payer_again_when_her_kept_mark_is_released(county):
    put = case_205(hers(role=""))
    put["parties"][0] = party(RILEY, "205", role="receiving")
    change(county, put)
    releases.release(NOOR, "205", by="Casey Lin")
    assert not PayerHidden.objects.exists()

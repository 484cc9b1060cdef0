"""A good feed, from folder to what each person sees."""

import json
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from connect.audit.models import Entry
from connect.cases.models import (
    Address,
    Balance,
    Delivery,
    DisclosedAppointment,
    DisclosedCase,
    DisclosedOrder,
    Email,
    Participant,
)
from connect.feed.pipeline.load import load
from connect.payments.models import Collection, PaymentLine, PaymentYear
from tests.feed.folder import (
    DANA,
    DANIEL,
    NOOR,
    RILEY,
    SAM,
    Box,
    allocation,
    case,
    collection,
    disbursement,
    everything,
    load_rows,
    party,
    person,
    small_county,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The small county is loaded as feed 1; the folder for what follows."""
    assert load_rows(tmp_path / "1", small_county()).exit_code == 0
    return tmp_path / "2"


def change(folder: Path, put: dict | None = None, gone: dict | None = None, sequence: int = 2):
    return load_rows(folder, put or {}, gone, sequence=sequence, mode="changes")


def line(who: str, line_id: str) -> PaymentLine:
    return PaymentLine.objects.get(participant_id=who, line_id=line_id)


def test_the_delivery_is_a_row_that_all_may_read(county):
    delivery = Delivery.objects.get()
    assert (delivery.sequence, delivery.state, delivery.rows_in, delivery.rows_rejected) == (1, "loaded", 38, 0)
    assert delivery.as_of == datetime(2026, 1, 2, 18, tzinfo=UTC)
    assert sorted(Entry.objects.values_list("act", "by", "about")) == [
        ("feed loaded", "feed", "1"),
        ("marks of people not on file kept", "feed", ""),
    ]


def test_one_payment_on_two_cases_is_two_lines_for_the_payer(county):
    assert line(DANA, "C1.201.made").amount == 8308
    assert line(DANA, "C1.202.made").amount == 4707
    assert PaymentLine.objects.filter(participant_id=DANA).count() == 2


def test_a_line_received_has_the_persons_own_shares_in_bucket_order(county):
    received = line(DANIEL, "C1.202.received")
    assert (received.amount, received.state, received.method) == (4060, "sent", "check")
    assert json.loads(received.parts) == [["current", 2400, "sent"], ["arrears_family", 1660, "sent"]]
    assert (received.received_on, received.sent_on, received.year) == (date(2020, 4, 10), date(2020, 4, 13), 2020)


def test_money_not_yet_sent_is_expected(county):
    assert line(NOOR, "C2.204.received").state == "expected"
    assert line(SAM, "C2.204.made").state == "expected"


def test_a_line_made_names_no_method(county):
    assert line(DANA, "C1.202.made").method == ""


def test_years_count_the_lines(county):
    years = PaymentYear.objects.order_by("participant_id", "case_number").values_list(
        "participant_id", "direction", "case_number", "year", "lines", "cents"
    )
    assert list(years) == [
        (DANA, "made", "201", 2020, 1, 8308),
        (DANA, "made", "202", 2020, 1, 4707),
        (RILEY, "received", "201", 2020, 1, 8308),
        (DANIEL, "received", "202", 2020, 1, 4060),
        (SAM, "made", "204", 2021, 1, 8308),
        (NOOR, "received", "204", 2021, 1, 8308),
    ]


def test_a_case_is_seen_with_its_place_and_the_other_party(county):
    seen = DisclosedCase.objects.get(participant_id=DANA, case_number="202")
    assert (seen.county, seen.office, seen.officer) == ("FRESNO", "Madera office", "C. MORALES")
    assert (seen.other_parties, seen.past_due_support, seen.location_hidden) == ("DANIEL REYES JR", 66793, False)


def test_the_other_side_of_a_marked_party_sees_no_place(county):
    seen = DisclosedCase.objects.get(participant_id=SAM, case_number="204")
    assert (seen.location_hidden, seen.county, seen.office, seen.officer) == (True, "", "", "")
    assert seen.other_parties == "NOOR HADDAD"
    order = DisclosedOrder.objects.get(participant_id=SAM)
    assert (order.location_hidden, order.county, order.court_case_number) == (True, "", "")
    places = DisclosedAppointment.objects.filter(participant_id=SAM).order_by("appointment_id")
    assert list(places.values_list("place", "place_hidden")) == [("", True), ("COURT PLAZA", False)]


def test_the_marked_party_sees_her_own_place(county):
    assert DisclosedCase.objects.get(participant_id=NOOR).county == "MODOC"
    assert DisclosedOrder.objects.get(participant_id=NOOR).court_case_number == "MOD77"
    assert DisclosedAppointment.objects.get(participant_id=NOOR).place == "SHELTER"


def test_a_mark_in_another_case_hides_this_one_too(county):
    change(
        county,
        {
            "cases": [case("205")],
            "parties": [party(RILEY, "205", role="receiving", nondisclosure="yes")],
        },
    )
    assert DisclosedCase.objects.get(participant_id=DANA, case_number="201").county == ""
    assert DisclosedCase.objects.get(participant_id=RILEY, case_number="201").county == "MADERA"
    assert DisclosedCase.objects.get(participant_id=DANA, case_number="202").county == "FRESNO"


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_however_few_rows_a_statement_carries_all_of_them_arrive(tmp_path, monkeypatch, rows):
    monkeypatch.setattr("connect.feed.pipeline.database._ROWS", rows)
    assert load_rows(tmp_path / "1", small_county()).rejected == 0
    before = everything()
    assert (len(before["cases_participant"]), len(before["payments_allocation"])) == (5, 5)
    assert load(Box(tmp_path / "2", sequence=2).write(small_county()), compare_all=True).state == "loaded"
    assert everything() == before


def test_a_database_that_takes_few_values_at_a_time_gets_every_row(tmp_path):
    connection.ensure_connection()
    if connection.vendor == "sqlite":  # PostgreSQL's COPY counts none
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 100)
    try:
        assert load_rows(tmp_path / "1", small_county()).rejected == 0
    finally:
        connection.close()  # which ends the limit
    assert (Participant.objects.count(), PaymentLine.objects.count()) == (5, 6)


def test_the_same_folder_twice_changes_no_row(tmp_path):
    folder = Box(tmp_path / "1").write(small_county())
    load(folder)
    before = everything()
    assert load(folder).state == "nothing"
    assert everything() == before


def test_a_full_feed_with_the_same_rows_changes_no_row(county):
    before = everything()
    outcome = load_rows(county, small_county(), sequence=2)
    assert [c for c in outcome.changes.values() if (c.added, c.changed, c.removed) != (0, 0, 0)] == []
    assert everything() == before


def test_gzip_files_are_read(tmp_path):
    load(Box(tmp_path / "1", zipped=True).write(small_county()))
    assert PaymentLine.objects.count() == 6


def test_a_corrected_date_updates_in_place(county):
    before = line(DANA, "C1.201.made")
    change(county, {"collections": [collection("C1", DANA, "130.15", received_on="2019-12-31")]})
    after = line(DANA, "C1.201.made")
    assert (after.public_id, after.year, after.received_on) == (before.public_id, 2019, date(2019, 12, 31))
    assert list(PaymentYear.objects.filter(participant_id=DANA).values_list("year", "lines").distinct()) == [(2019, 1)]


def test_a_corrected_payer_moves_the_line(county):
    change(county, {"collections": [collection("C1", SAM, "130.15")]})
    assert not PaymentLine.objects.filter(participant_id=DANA).exists()
    assert line(SAM, "C1.201.made").amount == 8308
    assert line(RILEY, "C1.201.received").amount == 8308
    assert Collection.objects.filter(collection_id="C1").count() == 1
    assert not PaymentYear.objects.filter(participant_id=DANA).exists()


def test_a_returned_check_and_its_reissue_are_told_to_the_payee_alone(county):
    change(county, {"disbursements": [disbursement("D1", RILEY, "A1", "83.08", status="returned")]})
    assert line(RILEY, "C1.201.received").state == "returned"
    made = line(DANA, "C1.201.made")
    again = disbursement("D9", RILEY, "A1", "83.08", sent_on="2020-05-01", reissue_of="D1", method="check")
    change(county, {"disbursements": [again]}, sequence=3)
    received = line(RILEY, "C1.201.received")
    assert (received.state, received.sent_on, received.method) == ("reissued", date(2020, 5, 1), "check")
    assert json.loads(received.parts) == [["current", 8308, "reissued"]]
    after = line(DANA, "C1.201.made")
    assert (after.state, after.parts, after.sent_on) == ("sent", '[["current",8308,"sent"]]', date(2020, 4, 13))
    assert (after.state, after.parts, after.sent_on) == (made.state, made.parts, made.sent_on)


def test_a_reversed_payment_keeps_its_line(county):
    change(county, {"collections": [collection("C1", DANA, "130.15", reversed_on="2020-04-20")]})
    assert line(DANA, "C1.201.made").reversed_on == date(2020, 4, 20)
    assert line(RILEY, "C1.201.received").reversed_on == date(2020, 4, 20)


def test_held_money_is_said_first(county):
    change(county, {"allocations": [allocation("A3", "C1", "202", DANIEL, "16.60", bucket="held")]})
    received = line(DANIEL, "C1.202.received")
    assert received.state == "held"
    assert json.loads(received.parts) == [["current", 2400, "sent"], ["held", 1660, "held"]]


def test_a_collection_that_is_gone_takes_its_lines(county):
    change(county, {}, {"collections": [{"collection_id": "C1"}], "allocations": [{"allocation_id": "A1"}]})
    assert list(PaymentLine.objects.values_list("line_id", flat=True).order_by("line_id")) == [
        "C2.204.made",
        "C2.204.received",
    ]
    assert PaymentYear.objects.count() == 2


def test_a_new_name_reaches_the_other_party(county):
    change(county, {"participants": [person(DANA, first_name="DANA", last_name="ADEYEMI")]})
    assert DisclosedCase.objects.get(participant_id=RILEY).other_parties == "DANA ADEYEMI"


@pytest.mark.parametrize(
    "name", [{"first_name": "", "last_name": "SUHARTO"}, {"first_name": "SUHARTO", "last_name": ""}]
)
def test_a_person_may_have_one_name(county, name):
    change(county, {"participants": [person(DANA, **name, suffix="SR")]})
    assert DisclosedCase.objects.get(participant_id=RILEY).other_parties == "SUHARTO SR"


def test_former_values_are_kept_with_the_feeds_times(county):
    row = person(DANA, first_name="DANA", ssn="900123456", address_line1="9 OAK AVE", email="new@example.org")
    change(county, {"participants": [row], "parties": [party(DANA, "201", past_due_support="600.00")]})
    second = datetime(2026, 1, 3, 18, tzinfo=UTC)
    first = second - timedelta(days=1)
    address = Address.objects.filter(participant_id=DANA).order_by("valid_from")
    assert list(address.values_list("line1", "valid_from", "valid_to")) == [
        ("12 ELM ST", first, second),
        ("9 OAK AVE", second, None),
    ]
    email = Email.objects.filter(participant_id=DANA).order_by("valid_from")
    assert list(email.values_list("email", "valid_to")) == [("dana@example.org", second), ("new@example.org", None)]
    balance = Balance.objects.filter(participant_id=DANA, case_number="201").order_by("valid_from")
    assert list(balance.values_list("past_due_support", "valid_to")) == [(66793, second), (60000, None)]
    assert DisclosedCase.objects.get(participant_id=DANA, case_number="201").past_due_support == 60000


def test_an_address_that_is_blank_ends_and_one_that_comes_back_begins_anew(county):
    gone = {"address_line1": "", "address_city": "", "address_valid": ""}
    change(county, {"participants": [person(RILEY, first_name="RILEY", last_name="STONE", **gone)]})
    assert not Address.objects.filter(participant_id=RILEY, valid_to=None).exists()
    change(county, {"participants": [person(RILEY, first_name="RILEY", last_name="STONE")]}, sequence=3)
    assert Address.objects.filter(participant_id=RILEY).count() == 2


def test_a_participant_who_is_gone_stays_and_may_come_back(county):
    outcome = change(county, {}, {"participants": [{"participant_id": RILEY}]})
    assert Participant.objects.get(participant_id=RILEY).gone
    assert outcome.changes["participants"].removed == 1
    change(county, {"participants": [person(RILEY, first_name="RILEY", last_name="STONE")]}, sequence=3)
    assert not Participant.objects.get(participant_id=RILEY).gone


def test_absent_from_a_full_file_is_gone(county):
    rows = small_county()
    rows["orders"] = rows["orders"][1:]
    rows["appointments"] = []
    load_rows(county, rows, sequence=2)
    assert list(DisclosedOrder.objects.values_list("order_id", flat=True).distinct()) == ["2"]
    assert not DisclosedAppointment.objects.exists()


def test_a_party_that_leaves_no_longer_sees_the_case(county):
    change(county, {}, {"parties": [{"participant_id": RILEY, "case_number": "201"}]})
    assert not DisclosedCase.objects.filter(participant_id=RILEY).exists()
    assert DisclosedCase.objects.get(participant_id=DANA, case_number="201").other_parties == ""
    assert Balance.objects.get(participant_id=RILEY).valid_to is not None

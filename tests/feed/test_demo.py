"""manage.py demo: what the cast sees after it, the second start, and what it refuses."""

import socket
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from connect.access.arrival import Arrival
from connect.access.models import Account
from connect.access.sign_in import sign_in_with_pin
from connect.cases import queries as cases
from connect.cases.models import Delivery, DisclosedLedgerEntry, DisclosedNotice, DisclosedObligation
from connect.cases.viewer import Viewer
from connect.contact.models import Submission
from connect.demo.county.cast import dated
from connect.demo.management.commands.demo import load_county, prepare
from connect.lib.doors import Door
from connect.payments import queries as payments
from connect.payments.models import Receipt, SentMoney
from tests.support.cast import CAST, DANA, DANIEL, NOOR, NOOR_SECRETS, RILEY, SAM, SAM_PLACE_SHOWN, TESS, Member
from tests.support.process import new_database, run_manage

NOW = datetime.now(settings.AGENCY.zone)
TODAY = NOW.date()


@pytest.fixture
def demo(transactional_db: None, tmp_path: Path, settings) -> Iterator[Path]:
    """The demo made ready, with a county of 40."""
    settings.STATIC_ROOT = tmp_path / "static"
    prepare(tmp_path, participants=40, now=NOW)
    return tmp_path


def viewer(member: Member) -> Viewer:
    return Viewer(member.participant_id, member.first_name, "en", NOW)


def rows(member: Member, direction: str, number: int = 1) -> list[tuple[str, int, str]]:
    page = payments.payments_page(viewer(member), direction, number=number, page_size=15)
    return [(f"{row.received_on:%m/%d/%Y}", row.amount, row.source) for row in page.rows]


def only_case(member: Member) -> cases.CaseDetails:
    (card,) = cases.case_cards(viewer(member))
    return cases.case(viewer(member), card.public_id)


def test_the_cast_sees_the_screens_of_the_documents(demo: Path):
    danas_payments()
    daniels_payments()
    danas_case()
    danas_appointments()


def test_the_cast_has_written_to_the_agency_once(demo: Path, settings):
    prepare(demo, participants=40, now=NOW)
    assert sorted(Submission.objects.values_list("participant_id", "kind", "state")) == [
        (DANA.participant_id, "message", "done"),
        (RILEY.participant_id, "name", "refused"),
        (NOOR.participant_id, "review", "sent"),
    ]
    unread = Account.objects.filter(unread_messages__gt=0).values_list("participant_id", "unread_messages")
    assert list(unread) == [(DANA.participant_id, 1)]


def danas_payments():
    """S002 L118-120, on one page with those of the last twelve months."""
    made = rows(DANA, "made")
    assert made[12:] == [
        ("11/16/2017", 8308, "income_withholding"),
        ("11/16/2017", 2400, "income_withholding"),
        ("09/08/2017", 1660, "income_withholding"),
    ]
    assert made[0] == (f"{date.fromisoformat(dated('{workday-3}', TODAY)):%m/%d/%Y}", 4167, "income_withholding")
    assert rows(RILEY, "received") == made
    assert rows(DANA, "received") == rows(RILEY, "made") == []


def daniels_payments():
    """S004 L47-61: these fifteen rows in this order, and page 1 of 5."""
    page = payments.payments_page(viewer(DANIEL), "received", page_size=15)
    assert [(f"{row.received_on:%m/%d/%Y}", row.amount) for row in page.rows] == [
        ("04/10/2020", 13015),
        ("04/10/2020", 5169),
        ("03/27/2020", 13015),
        ("03/27/2020", 5169),
        ("03/12/2020", 5169),
        ("03/12/2020", 13015),
        ("02/27/2020", 5169),
        ("02/27/2020", 13015),
        ("01/16/2020", 5169),
        ("01/03/2020", 13015),
        ("01/03/2020", 5169),
        ("12/19/2019", 5169),
        ("12/19/2019", 13015),
        ("12/05/2019", 5169),
        ("12/05/2019", 13015),
    ]
    assert {row.source for row in page.rows} == {"income_withholding"}
    assert (page.count, page.last, len(page.cases)) == (65, 5, 2)
    assert cases.appointments(viewer(DANIEL), TODAY) == ()


def danas_case():
    """S002 L193-215."""
    case = only_case(DANA)
    assert (case.county, case.role, case.status, case.opened_on) == ("MADERA", "paying", "open", date(2018, 1, 10))
    assert (case.monthly_support, case.past_due_installment, case.past_due_support) == (1000, 66793, 66793)
    assert (case.arrears_family, case.arrears_state, case.interest) == (66793, 0, 5831)
    assert (case.balances_on, case.other_parties) == (date(2026, 10, 31), "RILEY OKAFOR-STONE")
    orders = cases.orders(viewer(DANA), case.case_number)
    assert [(one.file_date, one.county, one.status) for one in orders] == [
        (date(2018, 3, 27), "MADERA", "active"),
        (date(2019, 12, 3), "MADERA", "active"),
    ]


def danas_appointments():
    """S002 L66-72: WED, MON and SAT, the first an appellate court hearing from 8:00 to 8:30."""
    found = cases.appointments(viewer(DANA), TODAY)
    assert [one.on_date.strftime("%a") for one in found] == ["Wed", "Mon", "Sat"]
    assert (found[0].kind, found[0].starts, found[0].ends) == ("appellate_court_hearing", time(8), time(8, 30))
    assert [one.place for one in found] == [
        "200 S G ST, MADERA",
        "14 S PINE ST, MADERA",
        "1250 E ALMOND AVE, MADERA",
    ]


def test_sam_reads_no_county_no_office_and_only_the_place_he_may(demo: Path):
    case = only_case(SAM)
    assert (case.location_hidden, case.county, case.office, case.officer) == (True, "", "", "")
    assert case.other_parties == "NOOR HADDAD"
    assert [one.place for one in cases.appointments(viewer(SAM), TODAY)] == ["", SAM_PLACE_SHOWN]
    assert [(one.county, one.court_case_number) for one in cases.orders(viewer(SAM), case.case_number)] == [("", "")]
    assert only_case(NOOR).county == "MODOC"


def test_tess_reads_of_held_returned_reversed_and_expected_money(demo: Path):
    page = payments.payments_page(viewer(TESS), "received", page_size=15)
    assert [(row.amount, row.state, bool(row.reversed_on)) for row in page.rows] == [
        (18750, "expected", False),
        (18750, "sent", False),
        (41207, "held", False),
        (18750, "sent", False),
        (18750, "reissued", False),
        (6144, "expected", True),
        (3886, "sent", False),
        (18750, "sent", False),
        (10000, "sent", False),
        (7500, "expected", True),
    ]


def test_the_cast_reads_of_money_kept_passed_through_and_taken_and_of_notices(demo: Path):
    assert set(Delivery.objects.values_list("rows_rejected", flat=True)) == {0}
    kept = Receipt.objects.get(participant_id=TESS.participant_id, line_id__startswith="C9000000101T.")
    assert (kept.amount, kept.came, kept.kept, kept.payer) == (3852, 0, 3852, "MARCUS BELL")
    sent = SentMoney.objects.get(disbursement_id="D55118")
    assert (sent.participant_id, sent.amount, sent.pass_through, sent.child) == (TESS.participant_id, 10000, 10000, 0)
    fee = SentMoney.objects.filter(participant_id=NOOR.participant_id).exclude(deductions="[]").order_by("sent_on")
    assert [(row.shares, row.amount, row.deductions) for row in fee] == [
        (2000, 0, '[["annual_fee",2000]]'),
        (16327, 14827, '[["annual_fee",1500]]'),
    ]
    assert not SentMoney.objects.filter(adds_up=False).exists()
    told = DisclosedNotice.objects.filter(participant_id=NOOR.participant_id).values_list("kind", flat=True)
    assert sorted(told) == ["annual_fee", "review"]


def test_sam_reads_nothing_of_noors_place_in_any_row_of_his(demo: Path):
    models = (DisclosedObligation, DisclosedLedgerEntry, DisclosedNotice, Receipt, SentMoney)
    rows = [list(model.objects.filter(participant_id=SAM.participant_id).values()) for model in models]
    assert [len(those) > 0 for those in rows] == [True, True, True, False, False]
    assert [secret for secret in NOOR_SECRETS if secret in repr(rows)] == []


def test_everyone_of_the_cast_can_sign_in_with_the_printed_pin(demo: Path):
    found = {
        name: sign_in_with_pin(one.participant_id, one.pin, Arrival(Door.WEB, timezone.now()))
        for name, one in CAST.items()
    }
    assert {name: one and one.temporary for name, one in found.items()} == {name: name == "tess" for name in CAST}


def test_a_second_start_loads_nothing(demo: Path):
    prepare(demo, participants=40, now=NOW + timedelta(minutes=1))
    assert Delivery.objects.count() == 3
    assert sorted(path.name for path in (demo / "feeds").iterdir()) == ["1", "2", "3"]


def test_a_start_after_the_appointments_have_passed_dates_them_anew(
    transactional_db: None,
    tmp_path: Path,
    settings,
):
    settings.STATIC_ROOT = tmp_path / "static"
    prepare(tmp_path, participants=40, now=NOW - timedelta(days=60))
    assert cases.appointments(viewer(DANA), TODAY) == ()
    prepare(tmp_path, participants=40, now=NOW)
    assert Delivery.objects.count() == 4
    danas_appointments()
    danas_payments()


def test_a_start_cut_off_after_the_county_goes_on_with_the_cast(transactional_db: None, tmp_path: Path, settings):
    settings.STATIC_ROOT = tmp_path / "static"
    load_county(tmp_path, 40, NOW - timedelta(hours=1))
    prepare(tmp_path, participants=40, now=NOW)
    assert Delivery.objects.count() == 3
    danas_case()


def test_the_demo_runs_in_no_other_profile():
    with pytest.raises(CommandError, match="CONNECT_PROFILE=demo; this is test"):
        call_command("demo", "--no-serve")


@pytest.mark.enable_socket
def test_a_taken_port_is_named_with_a_way_out(settings):
    settings.DEMO = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port} cannot be used .*PORT={port + 1} make demo"):
            call_command("demo", "--port", str(port))


@pytest.mark.both_databases
def test_the_command_prints_the_address_and_who_can_sign_in(tmp_path: Path):
    with new_database(tmp_path) as environment:
        said = run_manage(
            environment | {"CONNECT_PROFILE": "demo", "COLUMNS": "120"}, "demo", "--no-serve", "--port", "8123"
        ).stdout
    assert "http://localhost:8123" in said
    for member in CAST.values():
        assert member.participant_id in said
        assert member.pin in said

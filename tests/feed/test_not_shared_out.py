"""What of a payment is not shared out yet: one line of no case for who paid it, and nothing for anybody else."""

from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction

from connect.access.models import Account
from connect.news.models import Change
from connect.payments.models import PaymentLine, PaymentYear
from tests.feed.folder import (
    DANA,
    DANIEL,
    RILEY,
    SAM,
    Box,
    Rows,
    allocation,
    collection,
    everything,
    load_rows,
    small_county,
)
from tests.feed.news import told, with_pins

pytestmark = pytest.mark.django_db(transaction=True)

WHOLE = {"collections": [collection("C9", DANA, "80.00", withheld_on="2020-04-03", received_on="2020-08-07")]}
TO_RILEY = allocation("A9", "C9", "201", RILEY, "20.00")
TO_DANIEL = allocation("A10", "C9", "202", DANIEL, "60.00")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The small county, and then a payment of Dana's that no share of came with it."""
    with_pins(DANA, RILEY, DANIEL)
    load_rows(tmp_path / "1", small_county())
    change(tmp_path, WHOLE, sequence=2)
    return tmp_path


def change(folder: Path, put: Rows, gone: Rows | None = None, *, sequence: int) -> None:
    path = folder / str(sequence)
    assert load_rows(path, put, gone, sequence=sequence, mode="changes").rejected == 0


def made(who: str = DANA) -> dict[str, int]:
    """{line: cents} of what this person paid with C9."""
    lines = PaymentLine.objects.filter(participant_id=who, direction="made", line_id__startswith="C9.")
    return dict(lines.values_list("line_id", "amount"))


def years_of_no_case() -> list[tuple]:
    return list(PaymentYear.objects.filter(case_number="").values_list("participant_id", "year", "lines", "cents"))


def test_a_payment_without_a_share_is_one_line_of_no_case_with_the_payers_own_facts(county):
    assert made() == {"C9..made": 8000}
    line = PaymentLine.objects.get(line_id="C9..made")
    assert (line.state, line.case_number, line.parts, line.method) == ("received", "", "[]", "")
    assert (line.source, line.received_on, line.withheld_on) == (
        "income_withholding", date(2020, 8, 7), date(2020, 4, 3),
    )  # fmt: skip
    assert (line.sent_on, line.payer_hidden, len(line.public_id)) == (None, False, 22)
    assert years_of_no_case() == [(DANA, 2020, 1, 8000)]


def test_the_line_is_what_the_shares_of_later_feeds_leave_over_and_goes_with_the_last(county):
    change(county, {"allocations": [TO_RILEY]}, sequence=3)
    assert made() == {"C9.201.made": 2000, "C9..made": 6000}
    assert years_of_no_case() == [(DANA, 2020, 1, 6000)]
    change(county, {"allocations": [TO_DANIEL]}, sequence=4)
    assert made() == {"C9.201.made": 2000, "C9.202.made": 6000}
    assert years_of_no_case() == []
    change(county, {}, {"allocations": [{"allocation_id": "A9"}]}, sequence=5)
    assert made() == {"C9.202.made": 6000, "C9..made": 2000}
    change(county, {"collections": [WHOLE["collections"][0] | {"amount": "60.00"}]}, sequence=6)
    assert made() == {"C9.202.made": 6000}
    change(
        county, {}, {"allocations": [{"allocation_id": "A10"}], "collections": [{"collection_id": "C9"}]}, sequence=7
    )
    assert made() == {}
    assert not PaymentLine.objects.filter(case_number="").exists()


def test_a_payment_partly_shared_out_in_one_feed_is_a_line_for_each_case_and_one_for_the_rest(county):
    put = {"collections": [collection("C9", DANA, "60.00")], "allocations": [TO_RILEY]}
    change(county, put, sequence=3)
    assert made() == {"C9.201.made": 2000, "C9..made": 4000}


def test_a_payment_whose_payer_was_corrected_takes_its_line_along(county):
    change(county, {"collections": [WHOLE["collections"][0] | {"participant_id": SAM}]}, sequence=3)
    assert (made(DANA), made(SAM)) == ({}, {"C9..made": 8000})
    assert years_of_no_case() == [(SAM, 2020, 1, 8000)]


def test_a_payment_taken_back_stays_in_the_list_though_its_shares_are_gone(county):
    change(county, {"allocations": [TO_RILEY, TO_DANIEL]}, sequence=3)
    change(
        county,
        {"collections": [WHOLE["collections"][0] | {"reversed_on": "2020-08-20"}]},
        {"allocations": [{"allocation_id": "A9"}, {"allocation_id": "A10"}]},
        sequence=4,
    )
    assert made() == {"C9..made": 8000}
    assert PaymentLine.objects.get(line_id="C9..made").reversed_on == date(2020, 8, 20)
    assert (DANA, "payment", "C9..made", "reversed", 4) in told()


def test_shares_that_are_too_much_are_rejected_and_leave_the_line_as_it_is(county):
    put = {"allocations": [TO_RILEY, TO_DANIEL | {"amount": "60.01"}]}
    assert load_rows(county / "3", put, sequence=3, mode="changes").rejected == 2
    assert made() == {"C9..made": 8000}


def test_a_payment_of_nothing_is_no_line(county):
    change(county, {"collections": [WHOLE["collections"][0] | {"amount": "0.00"}]}, sequence=3)
    assert made() == {}


@pytest.mark.parametrize("marked", [None, DANA, RILEY])
def test_nobody_but_who_paid_has_a_row_that_tells_of_it(tmp_path, marked):
    """Whoever is hidden from whom: the rows of everybody else are those of a feed without the payment."""
    rows = small_county()
    rows["parties"] = [
        row | ({"nondisclosure": "yes"} if row["participant_id"] == marked else {}) for row in rows["parties"]
    ]
    load_rows(tmp_path / "1", rows)
    before = everything()
    change(tmp_path, WHOLE, sequence=2)
    mirror = apps.get_model("payments", "collection")._meta.db_table
    new = {table: [row for row in those if row not in before[table]] for table, those in everything().items()}
    assert {row[0] for table, those in new.items() for row in those if table != mirror} == {DANA}
    assert {table for table, those in new.items() if those} == {
        mirror, PaymentLine._meta.db_table, PaymentYear._meta.db_table,
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{"direction": "received"}, {"state": "expected"}, {"case_number": "201"}], ids=lambda wrong: str(*wrong)
)
def test_the_database_takes_a_line_of_no_case_of_nobody_but_who_paid(county, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentLine.objects.filter(line_id="C9..made").update(**wrong)


def test_it_is_news_as_it_comes_and_each_share_says_later_that_it_was_applied(county):
    assert told() == {(DANA, "payment", "C9..made", "received", 2)}
    change(county, {"allocations": [TO_RILEY]}, sequence=3)
    assert told() - {(DANA, "payment", "C9..made", "received", 2)} == {
        (DANA, "payment", "C9.201.made", "applied", 3),
        (RILEY, "payment", "C9.201.received", "received", 3),
    }


def test_a_payment_that_comes_with_its_shares_is_received_and_not_applied(county):
    put = {
        "collections": [collection("C8", DANA, "9.00")],
        "allocations": [allocation("A8", "C8", "201", RILEY, "9.00")],
    }
    change(county, put, sequence=3)
    assert (DANA, "payment", "C8.201.made", "received", 3) in told()


def test_the_summary_counts_what_is_not_shared_out_of_everything_on_file(county, capsys):
    change(county, {"allocations": [TO_RILEY], "collections": [collection("C8", SAM, "0.51")]}, sequence=3)
    taken_back = {"collections": [collection("C7", SAM, "7.00", reversed_on="2020-04-12")]}
    call_command("feed", "load", str(Box(county / "4", sequence=4, mode="changes").write(taken_back)))
    assert "Not shared out yet, of all payments on file: 2, $60.51." in capsys.readouterr().out


def test_nobody_without_a_pin_has_news_of_it(tmp_path):
    load_rows(tmp_path / "1", small_county())
    change(tmp_path, WHOLE, sequence=2)
    assert not Account.objects.exists()
    assert not Change.objects.exists()

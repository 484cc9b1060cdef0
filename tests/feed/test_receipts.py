"""What a person receiving support reads of a payment on their case, also where nothing of it came to them (V8)."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from connect.cases.models import Delivery
from connect.feed.pipeline.load import load
from connect.payments.models import PaymentLine, Receipt, SentMoney
from tests.feed.folder import (
    DANA,
    DANIEL,
    NOOR,
    RILEY,
    SAM,
    Box,
    Rows,
    allocation,
    collection,
    current,
    load_rows,
    party,
    person,
    small_county,
)

pytestmark = pytest.mark.django_db(transaction=True)


def county(*shares: dict[str, str], amount: str = "100.00", parties: tuple[dict[str, str], ...] = ()) -> Rows:
    """The small county with one payment more of Dana's."""
    rows = small_county()
    taken = collection(
        "C9", DANA, amount, received_on="2026-01-05", collected_on="2026-01-04", withheld_on="2026-01-02"
    )
    rows["collections"].append(taken)
    rows["allocations"] += shares
    rows["parties"] += parties
    return rows


def receipt(person: str, line: str) -> Receipt:
    return Receipt.objects.get(participant_id=person, line_id=line)


def of_c9() -> set[str]:
    return set(Receipt.objects.filter(line_id__startswith="C9.").values_list("participant_id", flat=True))


def parts(row: Receipt) -> tuple[int, ...]:
    return row.amount, row.came, row.kept, row.held, row.credit, row.fees


def test_a_payment_that_came_is_told_with_its_payer_its_days_and_where_it_went(tmp_path):
    load_rows(tmp_path, small_county())
    row = receipt(DANIEL, "C1.202.received")
    assert parts(row) == (4707, 4060, 647, 0, 0, 0)
    assert (row.payer, row.received_on, row.case_number) == ("DANA OKAFOR", date(2020, 4, 10), "202")
    assert row.public_id == PaymentLine.objects.get(participant_id=DANIEL, line_id="C1.202.received").public_id


def test_a_payment_wholly_kept_is_told_to_whom_it_was_kept_from(tmp_path):
    load_rows(tmp_path, county(allocation("A9", "C9", "202", "", "100.00", bucket="arrears_state")))
    assert parts(receipt(DANIEL, "C9.202.received")) == (10000, 0, 10000, 0, 0, 0)
    assert not PaymentLine.objects.filter(participant_id=DANIEL, line_id__startswith="C9").exists()
    assert of_c9() == {DANIEL}


def test_every_share_is_what_came_or_was_kept_held_credited_or_a_fee(tmp_path):
    shares = [
        allocation("A90", "C9", "202", DANIEL, "10.00", bucket="pass_through"),
        allocation("A91", "C9", "202", DANIEL, "20.00", bucket="held"),
        allocation("A92", "C9", "202", "", "1.00", bucket="held"),
        allocation("A93", "C9", "202", DANIEL, "2.00", bucket="future"),
        allocation("A94", "C9", "202", "", "3.00", bucket="fees"),
        allocation("A95", "C9", "202", "", "4.00", bucket="current"),
        allocation("A96", "C9", "202", "", "5.00", bucket="arrears_state"),
    ]
    load_rows(tmp_path, county(*shares))
    assert parts(receipt(DANIEL, "C9.202.received")) == (4500, 1000, 900, 2100, 200, 300)


def test_another_payees_money_is_in_nobody_elses_receipt(tmp_path):
    """Riley receives on Daniel's case too. Of what went to him she reads nothing, not even that it was."""
    shares = [allocation("A90", "C9", "202", DANIEL, "60.00")]
    load_rows(tmp_path / "1", county(*shares, parties=(party(RILEY, "202", role="receiving"),)))
    assert of_c9() == {DANIEL}
    shares.append(allocation("A91", "C9", "202", "", "40.00", bucket="arrears_state"))
    load_rows(tmp_path / "2", county(*shares, parties=(party(RILEY, "202", role="receiving"),)), sequence=2)
    assert parts(receipt(DANIEL, "C9.202.received")) == (10000, 6000, 4000, 0, 0, 0)
    assert parts(receipt(RILEY, "C9.202.received")) == (4000, 0, 4000, 0, 0, 0)


def test_no_one_reads_a_receipt_of_another_case_and_no_payer_any(tmp_path):
    load_rows(tmp_path, county(allocation("A9", "C9", "202", "", "100.00", bucket="arrears_state")))
    found = set(Receipt.objects.values_list("participant_id", "case_number"))
    assert found == {(RILEY, "201"), (DANIEL, "202"), (NOOR, "204")}
    assert not Receipt.objects.filter(participant_id__in=[DANA, SAM]).exists()


def test_a_former_payee_keeps_their_lines_and_reads_no_receipt(tmp_path):
    """Daniel is no party any more: what came to him is his, what is kept on the case is not."""
    rows = county(allocation("A9", "C9", "202", "", "100.00", bucket="arrears_state"))
    load_rows(tmp_path / "1", rows)
    gone = {"parties": [party(DANIEL, "202")]}
    load_rows(tmp_path / "2", {}, gone, sequence=2, mode="changes")
    assert not Receipt.objects.filter(participant_id=DANIEL).exists()
    assert PaymentLine.objects.filter(participant_id=DANIEL, line_id="C1.202.received").exists()
    load_rows(tmp_path / "3", {"parties": [party(RILEY, "202", role="receiving")]}, sequence=3, mode="changes")
    assert parts(receipt(RILEY, "C1.202.received")) == (647, 0, 647, 0, 0, 0)
    assert parts(receipt(RILEY, "C9.202.received")) == (10000, 0, 10000, 0, 0, 0)


def test_who_begins_to_receive_reads_what_was_kept_before_and_who_pays_instead_no_longer(tmp_path):
    load_rows(tmp_path / "1", small_county())
    load_rows(tmp_path / "2", {"parties": [party(DANIEL, "202", role="paying")]}, sequence=2, mode="changes")
    assert not Receipt.objects.filter(case_number="202").exists()
    load_rows(tmp_path / "3", {"parties": [party(DANIEL, "202", role="receiving")]}, sequence=3, mode="changes")
    assert parts(receipt(DANIEL, "C1.202.received")) == (4707, 4060, 647, 0, 0, 0)


def test_a_new_name_of_the_payer_is_the_one_that_the_receipts_show(tmp_path):
    load_rows(tmp_path / "1", small_county())
    other = {"participants": [person(DANA, first_name="DANA", last_name="LINDEN")]}
    load_rows(tmp_path / "2", other, sequence=2, mode="changes")
    assert {row.payer for row in Receipt.objects.filter(participant_id__in=[RILEY, DANIEL])} == {"DANA LINDEN"}


def test_a_payer_who_is_no_party_has_no_name_and_no_days_of_work_in_it(tmp_path):
    """Nothing would say whether they must stay hidden from the reader."""
    load_rows(tmp_path / "1", county(allocation("A9", "C9", "202", "", "100.00", bucket="arrears_state")))
    row = receipt(DANIEL, "C9.202.received")
    assert (row.payer, row.withheld_on, row.collected_on) == ("DANA OKAFOR", date(2026, 1, 2), date(2026, 1, 4))
    load_rows(tmp_path / "2", {}, {"parties": [party(DANA, "202")]}, sequence=2, mode="changes")
    row = receipt(DANIEL, "C9.202.received")
    assert (row.payer, row.days_hidden, row.withheld_on, row.collected_on) == ("", True, None, None)
    assert (row.received_on, row.kept) == (date(2026, 1, 5), 10000)


def test_a_payer_who_must_stay_hidden_tells_no_day_of_work_on_any_receipt(tmp_path):
    shares = [allocation("A9", "C9", "202", "", "100.00", bucket="arrears_state")]
    load_rows(tmp_path / "1", county(*shares))
    load_rows(tmp_path / "2", {"parties": [party(DANA, "202", nondisclosure="yes")]}, sequence=2, mode="changes")
    rows = Receipt.objects.filter(participant_id=DANIEL)
    assert {(row.days_hidden, row.withheld_on, row.collected_on) for row in rows} == {(True, None, None)}
    assert {row.line_id for row in rows} == {"C1.202.received", "C9.202.received"}
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(collected_on=date(2026, 1, 4))


def test_a_receipt_whose_parts_are_not_its_amount_is_refused_by_the_database(tmp_path):
    load_rows(tmp_path, small_county())
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.filter(participant_id=DANIEL).update(kept=1)


def test_a_payment_taken_back_stays_with_its_day(tmp_path):
    rows = small_county()
    rows["collections"][0] |= {"reversed_on": "2020-05-01"}
    load_rows(tmp_path, rows)
    assert receipt(DANIEL, "C1.202.received").reversed_on == date(2020, 5, 1)


@pytest.mark.parametrize("mode", ["the same files again", "none of them", "in full"])
def test_a_database_from_before_gets_the_rows_with_its_next_feed_whatever_came_again(tmp_path, mode):
    """A load of another derivation derives all of it anew, and the one after that nothing."""
    load_rows(tmp_path / "1", small_county())
    whole = current()
    Receipt.objects.all().delete()
    SentMoney.objects.all().delete()
    Delivery.objects.update(derivation=1)
    sent = {} if mode == "none of them" else small_county()
    outcome = load(Box(tmp_path / "2", sequence=2).write(sent), compare_all=mode == "in full")
    assert all(count.repeated for count in outcome.files) == (mode != "in full")
    assert {name: (c.added, c.changed, c.removed) for name, c in outcome.changes.items() if c.added} == {}
    assert current() == whole
    Receipt.objects.all().delete()
    load(Box(tmp_path / "3", sequence=3).write(sent))
    assert not Receipt.objects.exists()


def test_nothing_in_a_row_of_others_names_noors_place(tmp_path):
    load_rows(tmp_path, small_county())
    others = [*Receipt.objects.exclude(participant_id=NOOR).values(), *SentMoney.objects.values()]
    assert not re.search("MODOC|HIDDEN VALLEY|SHELTER", repr(others))
    assert not SentMoney.objects.filter(participant_id=SAM).exists()

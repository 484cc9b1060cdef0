"""The month's run: what a statement holds, an outcome of everyone, and a run that is refused, repeated or killed."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from connect.audit.models import Entry
from connect.cases.models import DisclosedCase
from connect.demo.county.writing import write_county
from connect.documents import statements
from connect.documents.jobs import make_what_is_due
from connect.documents.making import people
from connect.documents.models import Document, MonthOutcome, StatementRun
from connect.documents.snapshots import BillingStatement, CollectionStatement, from_json
from connect.documents.statements import run, run_due
from connect.feed.pipeline.load import load
from tests.feed.folder import (
    DANA,
    DANIEL,
    NOOR,
    RILEY,
    SAM,
    Box,
    Rows,
    adjustment,
    allocation,
    collection,
    deduction,
    disbursement,
    ledger_entry,
    notice,
    small_county,
)

pytestmark = pytest.mark.django_db(transaction=True)
NOVEMBER = date(2025, 11, 1)
NOW = datetime(2025, 12, 1, 13, 30, tzinfo=UTC)  # 5:30 in the morning there


def november() -> Rows:
    """The small county, with money in November. Dana pays Riley and Daniel; Sam, without an employer, pays Noor."""
    rows = small_county()
    for party in rows["parties"]:
        if party["case_number"] == "204":
            party |= {"income_withholding": "no", "monthly_support": "412.00", "past_due_installment": "50.00"}
            party |= {"past_due_support": "1286.40", "arrears_family": "1286.40", "interest": "117.22"}
    rows["collections"] += [
        collection("C5", SAM, "300.00", source="direct", received_on="2025-11-07"),
        collection("C6", SAM, "40.00", source="direct", received_on="2025-11-30", reversed_on="2025-11-30"),
        collection("C7", SAM, "25.00", source="direct", received_on="2025-10-20", reversed_on="2025-11-03"),
        collection("C8", DANA, "90.00", received_on="2025-11-14", collected_on="2025-10-31"),
        collection("C9", SAM, "10.00", source="direct", received_on="2025-12-01"),
        collection("C10", SAM, "60.00", source="direct", received_on="2025-10-31"),
    ]
    rows["allocations"] += [
        allocation("A50", "C5", "204", NOOR, "250.00"),
        allocation("A51", "C5", "204", "", "30.00", bucket="arrears_state"),
        allocation("A52", "C5", "204", NOOR, "20.00", bucket="held"),
        allocation("A60", "C6", "204", NOOR, "40.00"),
        allocation("A70", "C7", "204", NOOR, "25.00"),
        allocation("A80", "C8", "202", "", "90.00", bucket="arrears_state"),
        allocation("A90", "C9", "204", NOOR, "10.00"),
        allocation("A100", "C10", "204", NOOR, "60.00"),
    ]
    rows["disbursements"] += [
        disbursement("D5", NOOR, "A50", "215.00", sent_on="2025-11-10"),
        disbursement("D6", NOOR, "A100", "60.00", sent_on="2025-11-03", status="returned"),
        disbursement("D7", NOOR, "A100", "60.00", sent_on="2025-11-17", reissue_of="D6"),
    ]
    rows["deductions"].append(deduction("X5", "D5", "204", "35.00", kind="annual_fee"))
    rows["ledger"] = [
        ledger_entry(SAM, "204", "L10", month="2025-11-01", on_date="2025-11-01", due_on="2025-11-01", amount="412.00"),
        ledger_entry(SAM, "204", "L11", month="2025-12-01", on_date="2025-12-01", due_on="2025-12-01", amount="400.00"),
        ledger_entry(SAM, "204", "L12", month="2025-11-01", on_date="2025-11-30", kind="interest", bucket="interest")
        | {"amount": "10.40", "due_on": ""},
        adjustment(
            SAM, "204", "L13", month="2025-06-01", on_date="2025-11-12", bucket="arrears_family", amount="118.40"
        ),
        adjustment(SAM, "204", "L14", month="2025-11-01", on_date="2025-12-02", bucket="arrears_family", amount="1.00"),
    ]
    rows["notices"].append(
        notice(
            NOOR, "204", "N9", "annual_fee", acts_on="2026-08-01", amount="35.00", collected="600.00", recovered="35.00"
        )
    )
    return rows


def given(folder: Path, rows: Rows, as_of: datetime = NOW) -> None:
    load(Box(folder / "1", as_of=as_of).write(rows))


def made_of(participant_id: str, document_id: str) -> BillingStatement | CollectionStatement:
    return from_json(Document.objects.get(participant_id=participant_id, document_id=document_id).snapshot)


def outcomes() -> dict[tuple[str, str], str]:
    return {(row.participant_id, row.case_number): row.outcome for row in MonthOutcome.objects.filter(month=NOVEMBER)}


def test_every_party_of_every_case_has_one_outcome(tmp_path):
    given(tmp_path, november())
    made = run(NOVEMBER, now=NOW)
    assert (made.parties, made.made) == (6, 3)
    assert outcomes() == {
        (DANA, "201"): "withheld",
        (DANA, "202"): "withheld",
        (SAM, "204"): "made",
        (RILEY, "201"): "no_payment",
        (DANIEL, "202"): "made",  # the State kept all of it (V8)
        (NOOR, "204"): "made",
    }
    found = Document.objects.filter(month=NOVEMBER).values_list("participant_id", "document_id", "case_number")
    assert set(found) == {
        (SAM, "billing.2025-11", "204"),
        (DANIEL, "collections.202.2025-11", "202"),
        (NOOR, "collections.204.2025-11", "204"),
    }


def test_a_billing_statement_says_what_is_due_and_what_changed(tmp_path):
    given(tmp_path, november())
    run(NOVEMBER, now=NOW)
    bill = made_of(SAM, "billing.2025-11")
    (case,) = bill.cases
    assert (bill.month, bill.dated_on, bill.due_on, bill.send_by) == (
        *(date(2025, 11, 1), date(2025, 12, 1), date(2025, 12, 1), date(2025, 12, 19)),
    )
    assert bill.as_of == NOW
    # December's charge is on file, and is asked for with the installment on what is past due.
    assert [(line.bucket, line.cents) for line in case.due] == [("current", 40000), ("installment", 5000)]
    assert (bill.asked, bill.past_due) == (45000, 128640)
    # An adjustment counts when it is written, everything else in its own month.
    assert [(change.on.day, change.kind, change.cents) for change in case.changes] == [
        (1, "charge", 41200),
        (12, "adjustment_down", 11840),
        (30, "interest", 1040),
    ]
    assert (case.charged, case.interest_added, case.adjusted) == (41200, 1040, -11840)
    # What was taken back stays in sight and counts for nothing.
    assert [(paid.received_on.day, paid.cents, paid.reversed_on is None) for paid in case.payments] == [
        (7, 30000, True),
        (30, 4000, False),
    ]
    assert case.paid == 30000
    assert [(part.bucket, part.cents) for part in case.payments[0].parts] == [
        *(("current", 25000), ("arrears_state", 3000), ("held", 2000)),
    ]
    assert (case.owing.past_due, case.owing.current, case.owing.interest) == (128640, 0, 11722)
    assert (case.owing.worked_out_on, case.owing.includes_interest) == (date(2025, 12, 31), "no")
    assert (bill.reader.participant_id, bill.reader.name) == (SAM, "SAM WHITLOCK")
    assert bill.reader.address == ("SAM WHITLOCK", "12 ELM ST", "MADERA")


def test_without_the_coming_charge_the_order_says_what_is_due(tmp_path):
    rows = november()
    rows["ledger"] = [row for row in rows["ledger"] if row["entry_id"] != "L11"]
    rows["obligations"][1]["due_day"] = "15"
    given(tmp_path, rows)
    run(NOVEMBER, now=NOW)
    bill = made_of(SAM, "billing.2025-11")
    assert [(line.bucket, line.cents) for line in bill.cases[0].due] == [("current", 41200), ("installment", 5000)]
    assert bill.due_on == date(2025, 12, 15)


def test_what_was_received_and_what_was_sent_differ_for_reasons_that_add_up(tmp_path):
    given(tmp_path, november())
    run(NOVEMBER, now=NOW)
    told = made_of(NOOR, "collections.204.2025-11")
    assert (told.total_received, told.total_sent) == (30000, 27500)
    (section,) = told.sections
    assert section.payer == "SAM WHITLOCK"
    assert [(item.received_on.day, item.cents, item.came, item.kept, item.held) for item in section.payments] == [
        (7, 30000, 25000, 3000, 2000),
        (30, 4000, 4000, 0, 0),
    ]
    assert [(item.sent_on.day, item.state, item.cents) for item in told.sent] == [
        (3, "returned", 6000),
        (10, "sent", 21500),
        (17, "reissued", 6000),
    ]
    why = told.difference
    assert (why.earlier, why.kept, why.held, why.waiting, why.unexplained) == (6000, 3000, 2000, 0, 0)
    assert [(taken.kind, taken.cents) for taken in why.deductions] == [("annual_fee", 3500)]
    assert adds_up(told)
    assert [(back.received_on, back.cents) for back in told.taken_back] == [(date(2025, 10, 20), 2500)]
    assert [(change.on, change.cents) for change in told.adjustments] == [(date(2025, 11, 12), 11840)]
    assert told.fee is not None
    assert (told.fee.assessed, told.fee.to_come) == (3500, 0)


@pytest.mark.parametrize(
    ("dated_on", "recovered", "standing"),
    [
        ("2025-11-09", "0.00", (3500, 0)),  # all of it was taken the day after
        ("2025-11-10", "0.00", (0, 3500)),  # what was taken that day stands in the notice
        ("2025-10-15", "20.00", (3500, 0)),  # never more than the fee
        ("2025-12-02", "0.00", None),  # the notice came after the month
        ("2025-09-30", "0.00", None),  # the fee of a year before, which statements told of until September
        ("2024-10-01", "0.00", None),
    ],
)
def test_what_is_left_of_a_fee_counts_what_was_taken_since_its_notice(tmp_path, dated_on, recovered, standing):
    rows = november()
    rows["notices"][-1] |= {"dated_on": dated_on, "recovered": recovered}
    given(tmp_path, rows)
    run(NOVEMBER, now=NOW)
    fee = made_of(NOOR, "collections.204.2025-11").fee
    assert (fee and (fee.recovered, fee.to_come)) == standing


def test_where_the_state_kept_everything_a_statement_says_so(tmp_path):
    given(tmp_path, november())
    run(NOVEMBER, now=NOW)
    told = made_of(DANIEL, "collections.202.2025-11")
    assert (told.total_received, told.total_sent, told.difference.kept) == (9000, 0, 9000)
    assert [(item.received_on, item.collected_on) for item in told.payments] == [
        (date(2025, 11, 14), date(2025, 10, 31))
    ]
    assert adds_up(told)


def test_money_not_sent_by_the_end_of_the_month_is_a_reason(tmp_path):
    rows = november()
    rows["disbursements"] = [row for row in rows["disbursements"] if row["disbursement_id"] != "D5"]
    rows["deductions"] = []
    given(tmp_path, rows)
    run(NOVEMBER, now=NOW)
    told = made_of(NOOR, "collections.204.2025-11")
    assert (told.total_sent, told.difference.waiting) == (6000, 25000)
    assert adds_up(told)


def test_what_the_agency_does_not_explain_is_said_to_be_that(tmp_path):
    rows = november()
    next(row for row in rows["disbursements"] if row["disbursement_id"] == "D5")["amount"] = "200.00"
    given(tmp_path, rows)
    run(NOVEMBER, now=NOW)
    told = made_of(NOOR, "collections.204.2025-11")
    assert told.difference.unexplained == 1500
    assert adds_up(told)


def adds_up(told: CollectionStatement) -> bool:
    why = told.difference
    kept_back = why.kept + why.held + why.credit + why.fees + why.waiting + why.unexplained
    taken = sum(item.cents for item in why.deductions)
    return told.total_received + why.earlier - kept_back - taken == told.total_sent


def test_a_hidden_county_is_in_no_paper_and_a_marked_reader_has_no_address(tmp_path):
    given(tmp_path, november())
    run(NOVEMBER, now=NOW)
    bill = Document.objects.get(participant_id=SAM, document_id="billing.2025-11").snapshot
    assert "MODOC" not in bill.upper()
    assert "HIDDEN VALLEY" not in bill.upper()
    told = from_json(bill)
    assert (told.contact.office, told.contact.phone) == ("", "(866) 901-3212")
    own = made_of(NOOR, "collections.204.2025-11")
    assert (own.county, own.reader.address) == ("MODOC", ())


def test_a_source_that_the_reader_may_not_know_is_in_no_paper(tmp_path):
    rows = november()
    for party in rows["parties"]:
        if party["case_number"] == "202":
            party["nondisclosure"] = "yes" if party["participant_id"] == DANA else "no"
    rows["allocations"].append(allocation("A81", "C8", "202", DANIEL, "0.00"))
    given(tmp_path, rows)
    run(NOVEMBER, now=NOW)
    (item,) = made_of(DANIEL, "collections.202.2025-11").payments
    assert (item.source, item.collected_on) == ("", None)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"address_valid": "no"}, "no_address"),
        ({"address_line1": "", "address_city": ""}, "no_address"),
    ],
)
def test_without_a_valid_address_there_is_no_statement(tmp_path, change, told):
    rows = november()
    for person in rows["participants"]:
        person.update(change if person["participant_id"] in (SAM, NOOR) else {})
    given(tmp_path, rows)
    run(NOVEMBER, now=NOW)
    assert (outcomes()[SAM, "204"], outcomes()[NOOR, "204"]) == (told, told)
    assert not Document.objects.filter(participant_id__in=[SAM, NOOR], month=NOVEMBER).exists()


def test_of_two_cases_the_one_that_an_employer_pays_is_not_billed(tmp_path):
    rows = november()
    rows["parties"][2]["income_withholding"] = "no"  # Dana's in 202
    given(tmp_path, rows)
    run(NOVEMBER, now=NOW)
    assert (outcomes()[DANA, "201"], outcomes()[DANA, "202"]) == ("withheld", "made")
    assert made_of(DANA, "billing.2025-11").case_numbers == ("202",)


def test_one_bill_has_a_section_for_each_case(tmp_path):
    rows = november()
    for party in rows["parties"]:
        party["income_withholding"] = "no"
    given(tmp_path, rows)
    run(NOVEMBER, now=NOW)
    bill = made_of(DANA, "billing.2025-11")
    assert bill.case_numbers == ("201", "202")
    assert bill.contact.office == ""  # two counties, so the statewide address
    assert Document.objects.get(participant_id=DANA, document_id="billing.2025-11").case_number == ""


def test_a_person_who_pays_here_and_receives_there_gets_both(tmp_path):
    rows = november()
    rows["parties"] += [{**row, "case_number": "201"} for row in rows["parties"] if row["participant_id"] == SAM]
    for row in rows["parties"]:
        if (row["participant_id"], row["case_number"]) == (SAM, "201"):
            row["role"] = "receiving"
    rows["collections"].append(collection("C20", DANA, "12.00", received_on="2025-11-20"))
    rows["allocations"].append(allocation("A200", "C20", "201", SAM, "12.00"))
    given(tmp_path, rows)
    run(NOVEMBER, now=NOW)
    assert set(Document.objects.filter(participant_id=SAM, month=NOVEMBER).values_list("document_id", flat=True)) == {
        *("billing.2025-11", "collections.201.2025-11")
    }
    # Riley's row of the same payment tells nothing of Sam's money: to her the month had none.
    assert outcomes()[RILEY, "201"] == "no_payment"


def test_a_case_that_closed_in_the_month_is_not_billed_and_tells_of_its_money(tmp_path):
    rows = november()
    rows["cases"][2] |= {"status": "closed", "closed_on": "2025-11-18"}
    given(tmp_path, rows)
    run(NOVEMBER, now=NOW)
    assert (outcomes()[SAM, "204"], outcomes()[NOOR, "204"]) == ("case_closed", "made")


def test_the_statement_is_in_the_language_of_the_file(tmp_path):
    rows = november()
    next(row for row in rows["participants"] if row["participant_id"] == SAM)["language"] = "es-MX"
    given(tmp_path, rows)
    run(NOVEMBER, now=NOW)
    row = Document.objects.get(participant_id=SAM, month=NOVEMBER)
    assert (row.language, row.kind, row.dated_on) == ("es", "billing", date(2025, 12, 1))
    assert row.wording


def test_a_second_run_changes_nothing(tmp_path):
    given(tmp_path, november())
    run(NOVEMBER, now=NOW)
    before = everything_made()
    rows = november()
    rows["participants"][3]["first_name"] = "SAMUEL"
    load(Box(tmp_path / "2", sequence=2, as_of=NOW + timedelta(days=1)).write(rows))
    again = run(NOVEMBER, now=NOW + timedelta(days=1))
    assert (again.parties, again.made) == (0, 0)
    assert everything_made() == before


def everything_made() -> list[tuple]:
    documents = Document.objects.filter(month__isnull=False).order_by("pk")
    return [*documents.values_list(), *MonthOutcome.objects.order_by("pk").values_list()]


def test_a_run_goes_on_behind_the_last_person_it_wrote(tmp_path, monkeypatch):
    given(tmp_path, november())
    monkeypatch.setattr(statements, "PEOPLE_AT_ONCE", 2)
    run(NOVEMBER, now=NOW)
    whole = everything_made()
    for kept in (RILEY, SAM):
        gone = {"participant_id__gt": kept}
        Document.objects.filter(month=NOVEMBER, **gone).delete()
        MonthOutcome.objects.filter(**gone).delete()
        StatementRun.objects.update(done_to=kept, finished_at=None)
        # Later, from another feed: the run keeps its own day and the time of its facts.
        run(NOVEMBER, now=NOW + timedelta(days=3))
        assert [row[:7] + row[8:] if len(row) > 5 else row for row in everything_made()] == [
            row[:7] + row[8:] if len(row) > 5 else row for row in whole
        ]


def test_a_run_that_another_has_overtaken_writes_nothing_twice(tmp_path, monkeypatch):
    given(tmp_path, november())
    real = statements._statements_of
    others = []

    def slowly(ids, begun, contacts):
        if not others:
            others.append(True)
            others.append(run(NOVEMBER, now=NOW))  # another worker makes everything meanwhile
        return real(ids, begun, contacts)

    monkeypatch.setattr(statements, "_statements_of", slowly)
    made = run(NOVEMBER, now=NOW)
    assert (made.parties, others[1].parties) == (0, 6)


def test_the_command_refuses_a_month_that_is_none_and_one_that_is_not_over(tmp_path):
    given(tmp_path, november())
    with pytest.raises(CommandError, match="'2025-13' is no month"):
        call_command("documents", "statements", "--month", "2025-13")
    with pytest.raises(CommandError, match="2025-12 is not over"):
        call_command("documents", "statements", "--month", "2025-12")
    assert not StatementRun.objects.exists()


def test_the_command_says_what_it_made(tmp_path, capsys):
    given(tmp_path, november())
    call_command("documents", "statements", "--month", "2025-11")
    call_command("documents", "statements", "--month", "2025-11")
    assert capsys.readouterr().out == (
        "Statements of 2025-11: 3 made, 6 parties of cases looked at.\n"
        "The statements of 2025-11 are made already. Nothing has changed.\n"
    )
    assert Entry.objects.filter(act="statements made").count() == 1


def test_the_job_makes_the_month_on_the_first_morning_of_the_next_feed_and_not_before(tmp_path):
    given(tmp_path, november(), as_of=datetime(2025, 12, 1, 7, 0, tzinfo=UTC))  # 11 PM on November 30 there
    assert run_due(NOW).month == date(2025, 10, 1)
    assert run_due(NOW) is None
    load(Box(tmp_path / "2", sequence=2, as_of=NOW).write(november()))
    assert make_what_is_due.func()["statements"] == 3
    assert make_what_is_due.func()["statements"] == 0
    assert sorted(StatementRun.objects.values_list("month", flat=True)) == [date(2025, 10, 1), NOVEMBER]


def test_nothing_is_due_before_the_first_feed():
    assert run_due(NOW) is None


def test_the_statements_of_a_chunk_are_the_same_number_of_queries_for_any_number_of_people(tmp_path):
    write_county(tmp_path / "county", participants=60, seed=2, agency="CA", sequence=1, as_of=NOW, demo=True)
    load(tmp_path / "county")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        made = run(NOVEMBER, now=NOW)
    assert made.parties > 50
    assert len(asked) <= 45


@pytest.mark.parametrize("seed", [2, 7])
def test_every_statement_of_a_generated_county_adds_up(tmp_path, seed):
    write_county(tmp_path / "county", participants=400, seed=seed, agency="CA", sequence=1, as_of=NOW, demo=True)
    load(tmp_path / "county")
    run(NOVEMBER, now=NOW)
    told = [from_json(row.snapshot) for row in Document.objects.filter(month=NOVEMBER)]
    collected = [each for each in told if isinstance(each, CollectionStatement)]
    billed = [each for each in told if isinstance(each, BillingStatement)]
    assert len(collected) > 50
    assert len(billed) > 20
    for each in collected:
        assert adds_up(each), each
        for item in each.payments:
            assert item.cents == item.came + item.kept + item.held + item.credit + item.fees
        for sent in each.sent:
            assert sent.cents == sent.child + sent.medical + sent.spousal + sent.pass_through
            assert sent.cents == sent.shares - sum(taken.cents for taken in sent.deductions) - sent.unexplained
    for each in billed:
        assert each.asked == sum(line.cents for case in each.cases for line in case.due)
        for case in each.cases:
            for paid in case.payments:
                assert paid.cents == sum(part.cents for part in paid.parts)
    assert {row.outcome for row in MonthOutcome.objects.all()} >= {"made", "no_payment", "withheld", "no_address"}
    assert MonthOutcome.objects.count() == DisclosedCase.objects.count()


def test_people_read_their_own_address_alone(tmp_path):
    given(tmp_path, november())
    found = people(Q(participant_id__in=[SAM, NOOR]))
    assert (found[SAM].protected, found[NOOR].protected) == (False, True)
    assert json.dumps(found[NOOR].as_reader("receiving").address) == "[]"

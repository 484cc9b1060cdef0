"""The agency's decisions become documents: each once, after the load that brought it, with the facts of that day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from connect.documents import decisions
from connect.documents.decisions import make_documents
from connect.documents.models import Document
from connect.documents.snapshots import from_json
from connect.feed.pipeline.load import load
from tests.documents.test_statements import november
from tests.feed.folder import DANA, DANIEL, NOOR, RILEY, SAM, Box, Rows, allocation, collection, notice, obligation

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2025, 12, 1, 13, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def december(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the load, so that the notices are not years old."""
    monkeypatch.setattr("connect.feed.records.notices.timezone.now", lambda: NOW)


def sent(folder, notices: list[dict], *, sequence: int = 1, rows: Rows | None = None) -> None:
    rows = rows or november()
    load(
        Box(folder / str(sequence), sequence=sequence, as_of=NOW + timedelta(hours=sequence)).write(
            rows | {"notices": notices}
        )
    )


def told(participant_id: str, notice_id: str):
    return from_json(Document.objects.get(participant_id=participant_id, document_id=f"notice.{notice_id}").snapshot)


def fee(case: str, number: str, reader: str = NOOR, **more: str) -> dict:
    figures = {"acts_on": "2026-08-01", "amount": "35.00", "collected": "549.99", "recovered": "20.00"}
    return notice(reader, case, number, "annual_fee", **figures | more)


def test_each_notice_becomes_one_document_of_its_reader(tmp_path):
    sent(tmp_path, november()["notices"])
    found = Document.objects.order_by("participant_id", "document_id").values_list(
        "participant_id", "document_id", "kind", "case_number", "dated_on", "month"
    )
    day = date(2025, 10, 1)
    assert list(found) == [
        (SAM, "notice.N1", "warning", "204", day, None),
        (SAM, "notice.N2", "review", "204", day, None),
        (NOOR, "notice.N2", "review", "204", day, None),
        (NOOR, "notice.N9", "annual_fee", "204", day, None),
    ]


def test_a_fee_notice_has_the_year_its_threshold_and_what_is_still_to_come(tmp_path):
    rows = november()
    rows["parties"] += [
        {**row, "case_number": "201", "nondisclosure": "no"} for row in rows["parties"] if row["participant_id"] == NOOR
    ]
    sent(tmp_path, [fee("204", "N1"), fee("201", "N2"), fee("201", "N3", dated_on="2024-10-01")], rows=rows)
    paper = told(NOOR, "N1")
    assert (paper.year_from, paper.year_to) == (date(2024, 10, 1), date(2025, 9, 30))
    assert (paper.collected, paper.threshold, paper.assessed, paper.recovered, paper.to_come) == (
        *(54999, 55000, 3500, 2000, 1500),
    )
    assert (paper.exempt_by, paper.other_cases) == (date(2026, 8, 1), ("201",))


def test_the_old_amount_counted_until_september_30_2019():
    assert decisions._threshold(date(2019, 9, 30)) == 50000
    assert decisions._threshold(date(2019, 10, 1)) == 55000


def test_a_warning_has_what_can_happen_what_is_owed_everywhere_and_twelve_months(tmp_path):
    rows = november()
    rows["parties"].append({**rows["parties"][4], "case_number": "201", "past_due_support": "100.00"})
    sent(
        tmp_path,
        [notice(SAM, "204", "N1", "warning", dated_on="2025-12-01", actions="levy-possible passport-started")],
        rows=rows,
    )
    paper = told(SAM, "N1")
    assert [(step.action, step.state) for step in paper.steps] == [("levy", "possible"), ("passport", "started")]
    assert (paper.owing.past_due, paper.past_due_everywhere, paper.other_cases) == (128640, 138640, 1)
    assert (paper.owing.worked_out_on, paper.owing.includes_interest) == (date(2025, 12, 31), "no")
    assert [f"{each.month:%Y-%m}" for each in paper.months] == [
        *("2024-12", "2025-01", "2025-02", "2025-03", "2025-04", "2025-05"),
        *("2025-06", "2025-07", "2025-08", "2025-09", "2025-10", "2025-11"),
    ]
    assert [(each.due, each.paid) for each in paper.months[-2:]] == [(0, 6000), (41200, 30000)]


def test_a_closure_has_its_day_and_the_facts_it_rests_on(tmp_path):
    closure = notice(NOOR, "204", "N1", "closure", dated_on="2025-12-29", acts_on="2026-02-27", reason="no_contact")
    sent(tmp_path, [closure | {"tried": "mail-2025-08-01 phone-2025-09-02"}])
    paper = told(NOOR, "N1")
    assert (paper.dated_on, paper.closes_on, paper.reason) == (date(2025, 12, 29), date(2026, 2, 27), "no_contact")
    assert [(each.way, each.on) for each in paper.tried] == [("mail", date(2025, 8, 1)), ("phone", date(2025, 9, 2))]
    assert (paper.order_in_force, paper.last_received_on) == (True, date(2025, 12, 1))
    # What is held of one payment, and all of another that was not sent yet; of one of 2021 too.
    assert paper.undelivered == 2000 + 1000 + 8308


def test_a_review_has_what_the_orders_say_and_its_result(tmp_path):
    rows = november()
    rows["obligations"] = [
        obligation("204", "B2", "2", amount="412.00"),
        obligation("204", "B3", "2", amount="9.00", ends_on="2025-09-30"),
    ]
    result = {"variant": "result", "amount": "500.00", "acts_on": "2025-12-31"}
    sent(tmp_path, [notice(who, "204", "N1", "review", **result) for who in (SAM, NOOR)], rows=rows)
    payer, payee = told(SAM, "N1"), told(NOOR, "N1")
    for paper in (payer, payee):
        assert [(each.kind, each.cents, each.frequency) for each in paper.ordered] == [
            ("child_support", 41200, "monthly")
        ]
        assert (paper.variant, paper.new_cents, paper.object_by) == ("result", 50000, date(2025, 12, 31))
    # The court is where Noor is, so only she may know it.
    assert (payer.ordered[0].court_case_number, payee.ordered[0].court_case_number) == ("", "MOD77")
    assert (payer.reader.role, payee.reader.role) == ("paying", "receiving")


def test_a_license_release_names_the_others_by_what_was_last_said_of_them(tmp_path):
    def released(number: str, on: str, variant: str, board: str) -> dict:
        reason = "plan_agreed" if variant == "released" else "no_plan_agreed"
        facts = {"variant": variant, "reason": reason, "board": board, "license_kind": "professional"}
        return notice(SAM, "204", number, "license_release", dated_on=on, **facts)

    sent(
        tmp_path,
        [
            released("N1", "2025-11-20", "released", "DMV"),
            released("N2", "2025-10-01", "released", "BARBERS"),
            released("N3", "2025-11-01", "denied", "BARBERS"),
            released("N4", "2025-11-25", "released", "BARBERS"),  # later than N1
        ],
    )
    assert [(each.board, each.variant) for each in told(SAM, "N1").others] == [("BARBERS", "denied")]
    assert (told(SAM, "N1").variant, told(SAM, "N1").license_ending) == ("released", "")


def test_a_hidden_county_is_in_none_of_them(tmp_path):
    sent(tmp_path, november()["notices"])
    for row in Document.objects.filter(participant_id=SAM):
        assert "MODOC" not in row.snapshot.upper()
        assert "MOD77" not in row.snapshot


def test_the_next_feed_makes_no_document_anew_and_changes_none(tmp_path):
    sent(tmp_path, november()["notices"])
    before = list(Document.objects.order_by("pk").values_list())
    rows = november()
    rows["participants"][3]["first_name"] = "SAMUEL"
    later = [row | ({"dated_on": "2025-10-02"} if row["notice_id"] == "N1" else {}) for row in rows["notices"]]
    sent(tmp_path, later, sequence=2, rows=rows)
    assert list(Document.objects.order_by("pk").values_list()) == before
    assert make_documents(now=NOW) == 0


def test_a_withdrawn_notice_stays_and_is_marked(tmp_path):
    notices = november()["notices"]
    sent(tmp_path, notices)
    sent(tmp_path, [notices[0] | {"withdrawn_on": "2025-11-30"}, *notices[1:]], sequence=2)
    row = Document.objects.get(participant_id=SAM, document_id="notice.N1")
    assert row.withdrawn_on == date(2025, 11, 30)
    assert Document.objects.exclude(withdrawn_on=None).count() == 1
    sent(tmp_path, notices, sequence=3)
    assert not Document.objects.exclude(withdrawn_on=None).exists()


def test_a_load_that_was_killed_before_it_made_them_is_made_up_for(tmp_path, monkeypatch):
    monkeypatch.setattr("connect.feed.records.notices.make_documents", lambda readers, now: 0)
    sent(tmp_path, november()["notices"])
    assert not Document.objects.exists()
    assert make_documents(now=NOW) == 4
    assert Document.objects.count() == 4


def test_a_notice_from_before_documents_are_kept_has_none(tmp_path):
    old = [fee("204", "N1", dated_on="2021-11-30"), fee("204", "N2", dated_on="2021-12-01")]
    sent(tmp_path, old)
    assert list(Document.objects.values_list("document_id", flat=True)) == ["notice.N2"]


def test_no_two_people_have_the_same_address_of_a_document(tmp_path):
    sent(tmp_path, november()["notices"])
    ids = list(Document.objects.values_list("public_id", flat=True))
    assert len(set(ids)) == len(ids) == 4
    assert {len(each) for each in ids} == {22}
    assert {DANA, DANIEL, RILEY}.isdisjoint(Document.objects.values_list("participant_id", flat=True))


def test_money_of_the_reader_that_was_sent_is_not_undelivered(tmp_path):
    rows = november()
    rows["collections"] = [collection("C5", SAM, "300.00", received_on="2025-11-07")]
    rows["allocations"] = [allocation("A50", "C5", "204", NOOR, "250.00"), allocation("A51", "C5", "204", "", "50.00")]
    rows["disbursements"] = [row for row in rows["disbursements"] if row["disbursement_id"] == "D5"]
    rows["deductions"] = [row for row in rows["deductions"] if row["disbursement_id"] == "D5"]
    closure = notice(NOOR, "204", "N1", "closure", acts_on="2026-02-27", reason="service_done")
    sent(tmp_path, [closure], rows=rows)
    assert told(NOOR, "N1").undelivered == 0

"""The cast's hand-made files: they keep to the format, add up, and hold the hidden facts nowhere but in their place."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from connect.cases.kinds import AdjustmentReason
from connect.demo.county.cast import dated, write_cast
from connect.feed.records import RECORDS
from connect.lib.money import cents
from connect.payments.kinds import Source
from tests.feed.declared import Row, breaches, dangling, unbalanced
from tests.support.cast import (
    CAST,
    DANA,
    DANIEL,
    DEMO,
    NOOR,
    NOOR_SECRETS,
    RILEY,
    RILEY_SECRETS,
    SAM,
    SAM_PLACE_SHOWN,
    TESS,
    Member,
    feed_rows,
)

TODAY = date(2026, 11, 22)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def cast() -> dict[str, list[Row]]:
    """The rows of every file as the demo loads them on TODAY."""
    filled = {}
    for file in RECORDS:
        rows = [{column: dated(field, TODAY) for column, field in row.items()} for row in feed_rows(file.name)]
        assert {row.pop("op") for row in rows} == {"put"}
        filled[file.name] = rows
    return filled


def test_every_row_keeps_to_the_format(cast: dict[str, list[Row]]):
    assert [breach for file in RECORDS for breach in breaches(file, cast[file.name])] == []


def test_every_reference_leads_to_a_row(cast: dict[str, list[Row]]):
    assert list(dangling(cast)) == []


def test_accounts_and_payments_add_up(cast: dict[str, list[Row]]):
    assert list(unbalanced(cast)) == []


def test_the_six_who_sign_in_have_these_numbers():
    assert [(name, one.participant_id, one.pin, one.temporary, one.first_name) for name, one in CAST.items()] == [
        ("dana", "1000000001", "402958", False, "DANA"),
        ("riley", "1000000002", "719364", False, "RILEY"),
        ("daniel", "1000000003", "583017", False, "DANIEL"),
        ("sam", "1000000004", "926405", False, "SAM"),
        ("tess", "1000000005", "84920517", True, "TESS"),
        ("noor", "1000000006", "350871", False, "NOOR"),
    ]


def test_every_hidden_fact_of_noor_is_a_secret():
    """Address, county, office, officer, courts, places, employer, telephones, e-mail and SSN: seventeen facts."""
    assert len(NOOR_SECRETS) == 17
    assert {"MODOC", "LASSEN", "Q. HALVORSEN", "WARNER BASIN CLINIC", "900685142"} < set(NOOR_SECRETS)
    assert SAM_PLACE_SHOWN == "DEPARTMENT 4, 1500 COURT PLAZA"


def test_a_secret_is_a_string_that_occurs_nowhere_else_in_the_files():
    """Each stands once, so a page that shows one shows that one and not somebody's namesake."""
    fields = [field.upper() for file in RECORDS for row in feed_rows(file.name) for field in row.values()]
    for secret in NOOR_SECRETS + RILEY_SECRETS:
        assert sum(secret.upper() in field for field in fields) == 1, secret


def test_no_secret_stands_in_the_code_or_its_templates():
    shown = [path for path in (ROOT / "connect").rglob("*") if path.suffix in (".py", ".html", ".po", ".css", ".js")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in shown).upper()
    # Names of counties also stand in lists of offices; every other fact is nobody's but theirs.
    unique = {secret for secret in NOOR_SECRETS + RILEY_SECRETS if " " in secret or any(map(str.isdigit, secret))}
    assert len(unique) >= 22
    assert [secret for secret in unique if secret.upper() in text] == []


def test_noor_alone_carries_the_mark():
    assert [row["participant_id"] for row in feed_rows("parties") if row["nondisclosure"] == "yes"] == [
        NOOR.participant_id
    ]


def test_sam_shares_no_case_with_dana_riley_or_daniel():
    cases_of = {name: _cases(one.participant_id) for name, one in CAST.items()}
    assert cases_of["sam"] == cases_of["noor"] == {"200000000104"}
    assert not cases_of["sam"] & (cases_of["dana"] | cases_of["riley"] | cases_of["daniel"])


def _cases(participant_id: str) -> set[str]:
    return {row["case_number"] for row in feed_rows("parties") if row["participant_id"] == participant_id}


def test_sam_has_one_appointment_with_its_place_shown_and_one_without():
    rows = [row for row in feed_rows("appointments") if row["participant_id"] == SAM.participant_id]
    assert [row["place_shown"] for row in rows] == ["no", "yes"]
    assert all(row["place"] for row in rows)


def test_the_cast_shows_split_held_reversed_kept_returned_and_reissued_money(cast: dict[str, list[Row]]):
    cases = Counter((row["collection_id"], row["case_number"]) for row in cast["allocations"])
    assert max(Counter(collection for collection, _ in cases).values()) == 2
    assert any(row["bucket"] == "held" and row["payee_id"] == TESS.participant_id for row in cast["allocations"])
    assert any(row["payee_id"] == "" for row in cast["allocations"])
    assert any(row["reversed_on"] for row in cast["collections"])
    returned = {row["disbursement_id"] for row in cast["disbursements"] if row["status"] == "returned"}
    assert {row["reissue_of"] for row in cast["disbursements"]} == returned | {""}


def test_daniel_has_sixty_five_lines_from_two_payers(cast: dict[str, list[Row]]):
    lines = {
        (row["collection_id"], row["case_number"])
        for row in cast["allocations"]
        if row["payee_id"] == DANIEL.participant_id
    }
    payers = {row["participant_id"] for row in cast["collections"] if (row["collection_id"]) in dict(lines)}
    assert len(lines) == 65
    assert payers == {"1000000011", "1000000012"}
    assert {cents(row["amount"]) for row in cast["collections"] if row["participant_id"] in payers} == {13015, 5169}


@pytest.mark.parametrize(
    ("payer", "receiver", "payments"), [(DANA, RILEY, 12), (SAM, NOOR, 15)], ids=["Dana and Riley", "Sam and Noor"]
)
def test_who_pays_and_who_receives_have_the_same_payments_of_the_last_twelve_months(
    cast: dict[str, list[Row]], payer: Member, receiver: Member, payments: int
):
    new = {
        row["collection_id"]: row["received_on"]
        for row in cast["collections"]
        if row["participant_id"] == payer.participant_id and row["received_on"] > "2025-11-22"
    }
    assert len(new) == payments
    assert max(new.values()) == "2026-11-17"
    assert all(date.fromisoformat(day).weekday() < 5 for day in new.values())
    shared = {row["collection_id"] for row in cast["allocations"] if row["payee_id"] == receiver.participant_id}
    assert set(new) <= shared


def test_riley_noor_and_tess_are_paid_by_deposit_card_and_check_and_something_is_returned_or_held(
    cast: dict[str, list[Row]],
):
    def ways(member: Member) -> Counter[tuple[str, str]]:
        """How much money was sent to them in the last twelve months, by way and status."""
        return Counter(
            (row["method"], row["status"])
            for row in cast["disbursements"]
            if row["payee_id"] == member.participant_id and row["sent_on"] > "2025-11-22"
        )

    assert ways(RILEY) == {("direct_deposit", "sent"): 7, ("check", "returned"): 1, ("check", "sent"): 5}
    assert ways(NOOR) == {("payment_card", "sent"): 14, ("payment_card", "returned"): 1}
    assert ways(TESS) == {("check", "sent"): 6, ("check", "returned"): 1}
    held = [(row["payee_id"], row["amount"]) for row in cast["allocations"] if row["bucket"] == "held"]
    assert held == [(NOOR.participant_id, "208.14"), (TESS.participant_id, "412.07")]


def test_daniel_has_none_newer_than_those_of_the_screen(cast: dict[str, list[Row]]):
    """S004 L47-61: they are page 1."""
    his = {row["collection_id"] for row in cast["allocations"] if row["payee_id"] == DANIEL.participant_id}
    assert max(row["received_on"] for row in cast["collections"] if row["collection_id"] in his) == "2020-04-10"


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 11, 20), ("2026-11-20", "2026-11-19", "2026-11-13", "2026-10-30", "2026-11-23", "2026-12-04")),
        (date(2026, 11, 22), ("2026-11-20", "2026-11-19", "2026-11-13", "2026-10-30", "2026-11-23", "2026-12-04")),
        (date(2026, 11, 23), ("2026-11-23", "2026-11-20", "2026-11-16", "2026-11-02", "2026-11-24", "2026-12-07")),
    ],
    ids=["Friday", "Sunday", "Monday"],
)
def test_what_is_new_or_to_come_is_dated_from_today_and_on_no_weekend(today: date, days: tuple[str, ...]):
    offsets = ("", "-1", "-5", "-15", "+1", "+10")
    assert tuple(dated(f"{{workday{offset}}}", today) for offset in offsets) == days
    assert dated("08:30", today) == "08:30"


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("{month}", "2026-11-01"),
        ("{month-1}", "2026-10-01"),
        ("{month-11}", "2025-12-01"),
        ("{month-3+14}", "2026-08-15"),
        ("mail-{month-1+2}", "mail-2026-10-03"),
    ],
)
def test_what_belongs_to_a_month_is_dated_from_the_first_of_this_one(field: str, day: str):
    assert dated(field, date(2026, 11, 30)) == day


WHOLE_MONTHS = ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]


def test_sam_pays_by_himself_and_missed_a_month(cast: dict[str, list[Row]]):
    rows = [row for row in cast["collections"] if row["participant_id"] == SAM.participant_id]
    newest = [row for row in rows if row["received_on"] > "2026-10-01" and row["source"] != "federal_tax_offset"]
    assert {row["source"] for row in newest} == {"direct"}
    assert {row["income_withholding"] for row in cast["parties"] if row["case_number"] == "200000000104"} == {"no"}
    paid = {row["received_on"][:7] for row in rows}
    assert [month for month in WHOLE_MONTHS if month not in paid] == ["2026-06"]


def test_tess_has_a_payment_wholly_kept_one_with_pass_through_and_one_reversed_in_a_later_month(
    cast: dict[str, list[Row]],
):
    shares = Counter[tuple[str, str, str]]()
    for row in cast["allocations"]:
        shares[row["collection_id"], row["payee_id"], row["bucket"]] += cents(row["amount"])
    assert {key: shares[key] for key in shares if key[0] == "C9000000101T"} == {
        ("C9000000101T", "", "arrears_state"): 3852
    }
    assert shares["C9000000100T", TESS.participant_id, "pass_through"] == 10000
    taken_back = [(row["received_on"][:7], row["reversed_on"][:7]) for row in cast["collections"] if row["reversed_on"]]
    assert any(received < reversed_in for received, reversed_in in taken_back)


def test_a_fee_is_taken_from_20_dollars_and_then_15_and_an_overpayment_is_taken_back(cast: dict[str, list[Row]]):
    payees = {row["disbursement_id"]: row["payee_id"] for row in cast["disbursements"]}
    taken = [(payees[row["disbursement_id"]], row["kind"], row["amount"]) for row in cast["deductions"]]
    assert taken == [
        (NOOR.participant_id, "annual_fee", "20.00"),
        (NOOR.participant_id, "annual_fee", "15.00"),
        (RILEY.participant_id, "recoupment", "5.00"),
    ]


def test_each_reason_of_an_adjustment_and_each_kind_of_notice_is_there(cast: dict[str, list[Row]]):
    reasons = [row["reason"] for row in cast["ledger"] if row["reason"]]
    assert sorted(reasons) == sorted(AdjustmentReason.values)
    assert all(row["month"][:7] in WHOLE_MONTHS for row in cast["ledger"] if row["reason"])
    told = {(row["kind"], row["variant"]) for row in cast["notices"]}
    assert told == {
        ("annual_fee", ""),
        ("warning", ""),
        ("closure", ""),
        ("review", "right_to_ask"),
        ("review", "started"),
        ("review", "result"),
        ("license_release", "released"),
        ("license_release", "denied"),
    }
    assert any(row["reason"] == "payer_died" for row in cast["notices"])
    of_sam = {row["kind"]: row for row in cast["notices"] if row["participant_id"] == SAM.participant_id}
    assert of_sam["license_release"]["license_kind"] == "driver"
    assert "license_professional-started" in of_sam["warning"]["actions"].split()
    asked = {row["participant_id"] for row in cast["notices"] if row["variant"] == "right_to_ask"}
    assert asked == {SAM.participant_id, NOOR.participant_id}


@pytest.mark.parametrize("day", range(22, 29))
def test_danas_three_appointments_lie_on_wed_mon_and_sat_whatever_day_it_is(day: int):
    """S002 L66: WED 29 May, MON 03 Jun, SAT 08 Jun."""
    today = date(2026, 11, day)
    days = [date.fromisoformat(dated(f"{{wednesday{plus}}}", today)) for plus in ("", "+5", "+10")]
    assert [one.strftime("%a") for one in days] == ["Wed", "Mon", "Sat"]
    assert 4 <= (days[0] - today).days <= 10


def test_the_cast_is_written_as_a_feed_of_changes_marked_demo(tmp_path: Path):
    as_of = datetime.fromisoformat("2026-11-22T09:00:00-08:00")
    write_cast(tmp_path, demo=DEMO, agency="CA", sequence=2, as_of=as_of)
    manifest = (tmp_path / "manifest.json").read_text()
    assert manifest.count('"mode": "changes"') == 12
    assert '"demo": true' in manifest
    first = (tmp_path / "appointments.csv").read_text().splitlines()[1]
    assert first.startswith("put,88120,1000000001,200000000101,2026-12-02,08:00,08:30,appellate_court_hearing,")


def test_every_payment_of_the_documents_screens_was_withheld_from_pay(cast: dict[str, list[Row]]):
    on_screens = [row for row in cast["collections"] if row["received_on"] < "2020-05-01"]
    assert len(on_screens) == 68
    assert {row["source"] for row in on_screens} == {Source.INCOME_WITHHOLDING}

"""manage.py county: the same every time, of any size, and with everything in it that a county's cases can show."""

import csv
import gzip
import json
import tracemalloc
from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from connect.cases.kinds import (
    Accommodation,
    AgencyNoticeKind,
    AgencyNoticeVariant,
    AppointmentKind,
    IncludesInterest,
    LedgerKind,
    ObligationKind,
)
from connect.demo.county.writing import write_county
from connect.feed.pipeline.load import load
from connect.feed.records import RECORDS
from connect.lib.money import cents
from connect.payments.kinds import Bucket, Method, Source
from tests.feed.declared import Row, breaches, dangling, unbalanced
from tests.support.cast import NOOR_SECRETS, RILEY_SECRETS

AS_OF = datetime.fromisoformat("2026-11-20T18:00:00-08:00")
Rows = dict[str, list[Row]]


def write(folder: Path, participants: int, *, seed: int = 1, zipped: bool = False) -> Path:
    write_county(
        folder, participants=participants, seed=seed, agency="CA", sequence=1, as_of=AS_OF, zipped=zipped, demo=True
    )
    return folder


def read(folder: Path) -> Rows:
    rows = {}
    for file in RECORDS:
        with (folder / f"{file.name}.csv").open(encoding="utf-8", newline="") as lines:
            rows[file.name] = list(csv.DictReader(lines))
    return rows


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("county"), 400)


@pytest.fixture(scope="module")
def county(folder: Path) -> Rows:
    return read(folder)


def test_the_same_seed_writes_the_same_bytes_and_another_seed_does_not(tmp_path: Path, folder: Path):
    again = write(tmp_path / "again", 400)
    other = write(tmp_path / "other", 400, seed=2)
    assert bytes_of(again) == bytes_of(folder)
    assert bytes_of(other)["participants.csv"] != bytes_of(folder)["participants.csv"]


def test_compressed_files_hold_the_same_rows_and_are_the_same_bytes_each_time(tmp_path: Path, folder: Path):
    one, two = write(tmp_path / "1", 400, zipped=True), write(tmp_path / "2", 400, zipped=True)
    assert bytes_of(one) == bytes_of(two)
    assert gzip.decompress((one / "parties.csv.gz").read_bytes()) == (folder / "parties.csv").read_bytes()


def test_a_small_county_has_exactly_these_rows(county: Rows):
    assert {name: len(rows) for name, rows in county.items()} == {
        "participants": 400,
        "cases": 243,
        "parties": 486,
        "orders": 335,
        "appointments": 116,
        "collections": 3008,
        "allocations": 7317,
        "disbursements": 3165,
        "obligations": 368,
        "ledger": 4391,
        "notices": 652,
        "deductions": 123,
    }


@pytest.mark.parametrize("participants", [1, 2, 3, 10, 57])
def test_a_county_has_as_many_people_as_were_asked_for(tmp_path: Path, participants: int):
    people = read(write(tmp_path, participants))["participants"]
    assert [row["participant_id"] for row in people] == [str(2_000_000_000 + n) for n in range(participants)]


def test_every_row_keeps_to_the_format(county: Rows):
    assert [breach for file in RECORDS for breach in breaches(file, county[file.name])] == []


def test_every_reference_leads_to_a_row(county: Rows):
    assert list(dangling(county)) == []


def test_accounts_and_payments_add_up(county: Rows):
    assert list(unbalanced(county)) == []


def test_the_manifest_states_rows_and_cents(folder: Path, county: Rows):
    manifest = json.loads((folder / "manifest.json").read_bytes())
    stated = {entry["name"]: (entry["rows"], entry["control_cents"], entry["mode"]) for entry in manifest["files"]}
    assert (manifest["agency"], manifest["sequence"], manifest["demo"]) == ("CA", 1, True)
    assert manifest["as_of"] == "2026-11-20T18:00:00-08:00"
    for file in RECORDS:
        rows = county[file.name]
        control = sum(cents(row[file.control]) for row in rows) if file.control else 0
        assert stated[f"{file.name}.csv"] == (len(rows), control, "full")


def test_people_speak_twelve_languages_and_read_every_kind_of_paper(county: Rows):
    languages = Counter(row["language"] for row in county["participants"])
    assert set(languages) == {"en", "es", "zh", "vi", "hmn", "hy", "ar", "ru", "tl", "ko", "fa", "pa"}
    assert {row["accommodation"] for row in county["participants"]} == set(Accommodation.values)


def test_names_carry_their_marks(county: Rows):
    names = {row["last_name"] for row in county["participants"]}
    assert {"PEÑA", "NGUYỄN"} <= names | {row["first_name"] for row in county["participants"]}


def test_nobody_can_be_meant(county: Rows):
    for row in county["participants"]:
        assert row["ssn"] == "" or row["ssn"][:2] == "91"  # 9xx was never issued
        assert row["email"] == "" or row["email"].endswith(("@example.org", "@example.net"))
        for phone in (row["phone_home"], row["phone_mobile"], row["phone_work"]):
            assert phone == "" or "-555-01" in phone


def test_some_people_have_no_address_or_one_that_mail_does_not_reach(county: Rows):
    assert any(row["address_line1"] == "" and row["address_valid"] == "no" for row in county["participants"])
    assert any(row["address_line1"] and row["address_valid"] == "no" for row in county["participants"])
    assert any(row["address_country"] for row in county["participants"])


def test_people_have_several_cases_and_several_roles(county: Rows):
    roles = defaultdict(list)
    for row in county["parties"]:
        roles[row["participant_id"]].append(row["role"])
    parts = {tuple(sorted(part)) for part in roles.values()}
    assert {
        ("paying",),
        ("receiving",),
        ("paying", "paying"),
        ("receiving", "receiving"),
        ("paying", "receiving"),
    } == parts


def test_a_payment_of_someone_with_two_cases_is_split_over_both(county: Rows):
    cases, amounts = defaultdict(set), {row["collection_id"]: cents(row["amount"]) for row in county["collections"]}
    shared = Counter[str]()
    for row in county["allocations"]:
        cases[row["collection_id"]].add(row["case_number"])
        shared[row["collection_id"]] += cents(row["amount"])
    split = [collection for collection, of in cases.items() if len(of) == 2]
    assert len(split) > 100
    assert all(shared[collection] == amounts[collection] for collection in split)


def test_cases_are_open_and_closed_and_their_orders_active_and_ended(county: Rows):
    closed = {row["case_number"] for row in county["cases"] if row["status"] == "closed"}
    assert all(bool(row["closed_on"]) == (row["status"] == "closed") for row in county["cases"])
    assert 0 < len(closed) < len(county["cases"])
    assert {row["status"] for row in county["orders"] if row["case_number"] in closed} == {"ended"}
    assert {row["status"] for row in county["orders"] if row["case_number"] not in closed} == {"active", "ended"}


def test_cases_lie_in_every_county_of_the_list_and_never_in_the_hidden_one(county: Rows):
    counties = {row["county"] for row in county["cases"]}
    assert len(counties) == 22
    assert not counties & {"MODOC", "LASSEN"}


def test_balances_have_arrears_of_both_kinds_with_interest(county: Rows):
    for name in ("arrears_family", "arrears_state", "interest", "medical", "spousal", "fees", "current_support"):
        assert any(cents(row[name]) for row in county["parties"]), name
    assert {row["includes_interest"] for row in county["parties"]} == set(IncludesInterest.values)
    assert {row["balances_on"] for row in county["parties"]} == {"2026-10-31"}


def test_receiving_and_paying_people_carry_the_non_disclosure_mark(county: Rows):
    assert {row["role"] for row in county["parties"] if row["nondisclosure"] == "yes"} == {"paying", "receiving"}


def test_orders_say_amounts_of_every_kind_and_the_ledger_every_kind_of_change(county: Rows):
    assert {row["kind"] for row in county["obligations"]} == set(ObligationKind.values)
    assert {row["kind"] for row in county["ledger"]} == set(LedgerKind.values)
    assert {row["reason"] for row in county["ledger"]} > {"court_order", "correction", ""}
    active = {row["order_id"] for row in county["orders"] if row["status"] == "active"}
    assert active == {row["order_id"] for row in county["obligations"] if not row["ends_on"]}


def test_every_open_case_has_a_charge_for_each_of_the_last_twelve_months(county: Rows):
    months = defaultdict(set)
    for row in county["ledger"]:
        if row["kind"] == "charge":
            months[row["case_number"]].add(row["month"])
    open_cases = {row["case_number"] for row in county["cases"] if row["status"] == "open"}
    assert set(months) == open_cases
    assert {len(those) for those in months.values()} == {12}
    assert max(max(those) for those in months.values()) == "2026-11-01"


def test_notices_are_of_every_kind_and_variant_and_closures_give_sixty_days(county: Rows):
    assert {row["kind"] for row in county["notices"]} == set(AgencyNoticeKind.values)
    assert {row["variant"] for row in county["notices"]} == set(AgencyNoticeVariant.values)
    for row in county["notices"]:
        if row["kind"] == "closure":
            assert (date.fromisoformat(row["acts_on"]) - date.fromisoformat(row["dated_on"])).days == 60


def test_fees_and_overpayments_are_taken_from_money_sent_and_some_aid_passes_through(county: Rows):
    assert {row["kind"] for row in county["deductions"]} == {"annual_fee", "recoupment"}
    fees = [cents(row["amount"]) for row in county["deductions"] if row["kind"] == "annual_fee"]
    assert max(fees) == 3500
    passed = [cents(row["amount"]) for row in county["allocations"] if row["bucket"] == "pass_through"]
    assert len(passed) > 10
    assert max(passed) <= 10000


def test_the_format_takes_every_row_of_a_county(tmp_path: Path, folder: Path, transactional_db):
    outcome = load(folder)
    assert (outcome.state, outcome.rejected, outcome.unexplained) == ("loaded", 0, 0)


def test_appointments_are_of_all_nine_kinds_past_and_coming(county: Rows):
    rows = county["appointments"]
    assert {row["kind"] for row in rows} == set(AppointmentKind.values)
    assert {row["on_date"] < "2026-11-20" for row in rows} == {True, False}
    assert {row["place_shown"] for row in rows} == {"yes", "no"}
    assert {row["place"] == "" for row in rows} == {True, False}


def test_money_comes_from_every_source_and_pays_everything(county: Rows):
    assert {row["source"] for row in county["collections"]} == set(Source.values)
    assert {row["bucket"] for row in county["allocations"]} == set(Bucket.values)
    assert {row["method"] for row in county["disbursements"]} == set(Method.values)


def test_what_came_today_is_not_shared_out_yet(county: Rows):
    shared = {row["collection_id"] for row in county["allocations"]}
    not_shared = [row for row in county["collections"] if row["collection_id"] not in shared]
    assert len(not_shared) > 5
    assert {(row["received_on"], row["posted_on"]) for row in not_shared} == {("2026-11-20", "")}


def test_only_the_states_part_and_fees_are_kept(county: Rows):
    kept = {row["bucket"] for row in county["allocations"] if row["payee_id"] == ""}
    assert kept == {"arrears_state", "fees"}


def test_some_money_is_held_taken_back_or_not_yet_sent(county: Rows):
    paid = {one for row in county["disbursements"] for one in row["allocations"].split()}
    taken_back = {row["collection_id"] for row in county["collections"] if row["reversed_on"]}
    newest = {row["collection_id"] for row in county["collections"] if row["received_on"] >= "2026-11-19"}
    held = [row for row in county["allocations"] if row["bucket"] == "held"]
    assert held
    assert taken_back
    assert newest
    assert not any(row["allocation_id"] in paid for row in held)
    assert not any(row["allocation_id"] in paid for row in county["allocations"] if row["collection_id"] in taken_back)
    assert not any(row["allocation_id"] in paid for row in county["allocations"] if row["collection_id"] in newest)


def test_some_checks_came_back_and_some_of_those_were_sent_again(county: Rows):
    by_id = {row["disbursement_id"]: row for row in county["disbursements"]}
    returned = {key for key, row in by_id.items() if row["status"] == "returned"}
    again = [row for row in county["disbursements"] if row["reissue_of"]]
    assert again
    assert {row["reissue_of"] for row in again} < returned
    assert all(row["amount"] == by_id[row["reissue_of"]]["amount"] for row in again)
    assert all(row["sent_on"] > by_id[row["reissue_of"]]["sent_on"] for row in again)


def test_nothing_of_the_casts_hidden_facts_occurs_in_a_county(folder: Path):
    text = b"\n".join(bytes_of(folder).values()).decode().upper()
    assert [secret for secret in NOOR_SECRETS + RILEY_SECRETS if secret.upper() in text] == []


def test_ten_times_the_people_need_no_more_memory(tmp_path: Path):
    peaks = []
    for participants in (400, 4_000):
        tracemalloc.start()
        write(tmp_path / str(participants), participants)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.1


def test_the_command_writes_a_feed_and_says_what_is_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    words = ("--participants", "57", "--as-of", "2026-11-20T18:00:00-08:00", "--gzip", "--sequence", "7")
    call_command("county", str(tmp_path / "feed"), *words)
    manifest = json.loads((tmp_path / "feed" / "manifest.json").read_bytes())
    assert (manifest["sequence"], manifest["demo"]) == (7, False)
    assert manifest["files"][0]["name"] == "participants.csv.gz"
    assert "57 participants" in capsys.readouterr().out


def test_the_command_writes_into_no_folder_that_holds_something(tmp_path: Path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(Exception, match="is not an empty folder"):
        call_command("county", str(tmp_path), "--participants", "3")

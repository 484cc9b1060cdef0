"""Rows that are rejected while the others load: line, reason, and nothing of the row itself."""

import csv
from pathlib import Path

import msgspec
import pytest
from django.core.management import call_command

from connect.cases.models import Participant, Party
from connect.feed.pipeline.load import load
from connect.payments.models import Allocation, PaymentLine
from tests.feed.folder import (
    DANA,
    DANIEL,
    NOOR,
    RILEY,
    SAM,
    Box,
    allocation,
    appointment,
    case,
    collection,
    disbursement,
    load_rows,
    order,
    party,
    person,
    small_county,
)

pytestmark = pytest.mark.django_db(transaction=True)


def rejects(folder: Path, name: str) -> list[tuple[int, str]]:
    with (folder / "rejects" / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["line", "reason"]
    return [(int(line), reason) for line, reason in rows[1:]]


BAD = {
    "a short participant number": ("participants", person("12345"), "participant_id: exactly 10 digits 0-9"),
    "Arabic digits in a number": ("participants", person("١" * 10), "participant_id: exactly 10 digits 0-9"),
    "no name at all": (
        "participants",
        person("1000000009", first_name=" ", last_name=""),
        "first_name or last_name: one of them is needed",
    ),
    "a name too long": (
        "participants",
        person("1000000009", last_name="X" * 61),
        "last_name: longer than 60 characters",
    ),
    "a line break": ("participants", person("1000000009", last_name="A\nB"), "last_name: a line break or another"),
    "a NUL": ("participants", person("1000000009", last_name="A\0B"), "last_name: a line break or another control"),
    "a day that is none": ("participants", person("1000000009", birth_date="1987-02-29"), "birth_date: a date like"),
    "a date in figures": ("participants", person("1000000009", birth_date="02/28/1988"), "birth_date: a date like"),
    "a short SSN": ("participants", person("1000000009", ssn="90012345"), "ssn: exactly 9 digits 0-9"),
    "no e-mail address": ("participants", person("1000000009", email="dana"), "email: an e-mail address"),
    "an address nobody judged": ("participants", person("1000000009", address_valid=""), "address_valid: needed where"),
    "a word for yes": ("participants", person("1000000009", address_valid="Y"), "address_valid: yes or no"),
    "an unknown status": ("cases", case("209", status="OPEN"), "status: one of open, closed"),
    "closed without its day": ("cases", case("209", status="closed"), "closed_on: given exactly when the status is"),
    "open with a day": ("cases", case("209", closed_on="2020-01-01"), "closed_on: given exactly when the status is"),
    "a slash in a number": ("cases", case("20/9"), "case_number: 1 to 20 of A-Z a-z 0-9 - _"),
    "a party of nobody": ("parties", party("1000000009", "201"), "participant_id: this participant is not there"),
    "a party of no case": ("parties", party(SAM, "209"), "case_number: this case is not there"),
    "an order of no case": ("orders", order("209", "9"), "case_number: this case is not there"),
    "a time after midnight": (
        "appointments",
        appointment(DANA, "201", "9", starts="24:00"),
        "starts: a time like 08:00",
    ),
    "an end before the start": ("appointments", appointment(DANA, "201", "9", ends="07:00"), "ends: not after starts"),
    "a meeting of nobody": ("appointments", appointment("1000000009", "201", "9"), "participant_id: this participant"),
    "paid by nobody": ("collections", collection("C9", "1000000009", "1.00"), "participant_id: this participant"),
    "a share of nothing": (
        "allocations",
        allocation("A9", "C9", "201", RILEY, "1.00"),
        "collection_id: this collection",
    ),
    "a share to nobody": (
        "allocations",
        allocation("A9", "C1", "201", "1000000009", "0.00"),
        "payee_id: this participant",
    ),
    "a share on no case": (
        "allocations",
        allocation("A9", "C1", "209", RILEY, "0.00"),
        "case_number: this case is not",
    ),
    "sent for nothing": (
        "disbursements",
        disbursement("D9", RILEY, "A1 A9", "1.00"),
        "allocations: one of them is not",
    ),
    "sent to another": (
        "disbursements",
        disbursement("D9", SAM, "A1", "1.00"),
        "allocations: one of them is not there, or",
    ),
    "the same share twice": (
        "disbursements",
        disbursement("D9", RILEY, "A1 A1", "1.00"),
        "allocations: the same id twice",
    ),
    "two spaces": ("disbursements", disbursement("D9", DANIEL, "A2  A3", "1.00"), "allocations: ids with one space"),
    "sends again what is not": (
        "disbursements",
        disbursement("D9", RILEY, "A1", "1.00", reissue_of="D8"),
        "reissue_of: this disbursement is not there",
    ),
    "sends itself again": (
        "disbursements",
        disbursement("D9", RILEY, "A1", "1.00", reissue_of="D9"),
        "reissue_of: a disbursement cannot send itself again",
    ),
}


@pytest.mark.parametrize(("name", "row", "reason"), BAD.values(), ids=BAD.keys())
def test_a_bad_row_is_rejected_with_its_reason_and_the_others_load(tmp_path, name, row, reason):
    rows = small_county()
    rows[name].append(row)
    outcome = load_rows(tmp_path, rows)
    count = next(count for count in outcome.files if count.name == name)
    assert (outcome.exit_code, outcome.rejected, count.accepted) == (2, 1, len(rows[name]) - 1)
    (rejected,) = rejects(tmp_path, name)
    assert rejected[0] == len(rows[name]) + 1
    assert rejected[1].startswith(reason)
    assert PaymentLine.objects.count() == 6


def test_an_op_that_is_none_is_rejected(tmp_path):
    load_rows(tmp_path / "1", small_county())
    folder = Box(tmp_path / "2", sequence=2, mode="changes").write({"cases": [case("209")]})
    raw = (folder / "cases.csv").read_bytes().replace(b"\nput,", b"\nPUT,")
    load(Box(tmp_path / "2", sequence=2, mode="changes", raw={"cases": raw}).write({"cases": [case("209")]}))
    assert rejects(tmp_path / "2", "cases") == [(2, "op: put or gone")]


def test_the_second_of_two_equal_rows_is_rejected(tmp_path):
    rows = small_county()
    rows["participants"].append(rows["participants"][0])
    load_rows(tmp_path, rows)
    assert rejects(tmp_path, "participants") == [(7, "the same row stands in the file already")]
    assert Participant.objects.filter(participant_id=DANA).exists()


def test_rows_that_contradict_each_other_are_all_rejected(tmp_path):
    rows = small_county()
    rows["orders"].append(order("201", "1", county="FRESNO"))
    load_rows(tmp_path, rows)
    reason = "the key (case_number, order_id) stands in several rows that contradict each other"
    assert rejects(tmp_path, "orders") == [(2, reason), (4, reason)]


def test_shares_of_more_than_the_payment_are_rejected_with_it(tmp_path):
    rows = small_county()
    rows["allocations"][0]["amount"] = "83.09"
    outcome = load_rows(tmp_path, rows)
    too_much = "the shares of the collection add up to more than its amount"
    assert rejects(tmp_path, "collections") == [(2, too_much)]
    assert rejects(tmp_path, "allocations") == [(line, too_much) for line in (2, 3, 4, 5)]
    gone = "allocations: one of them is not there, or is not this payee's"
    assert rejects(tmp_path, "disbursements") == [(2, gone), (3, gone)]
    counts = {count.name: (count.cents, count.rejected_cents) for count in outcome.files}
    assert counts["allocations"] == (21324, 13016)


def test_a_rejected_person_takes_along_what_refers_to_them(tmp_path):
    rows = small_county()
    rows["participants"][0]["birth_date"] = "yesterday"
    load_rows(tmp_path, rows)
    nobody = "participant_id: this participant is not there"
    assert rejects(tmp_path, "parties") == [(2, nobody), (4, nobody)]
    assert rejects(tmp_path, "appointments") == [(2, nobody)]
    assert rejects(tmp_path, "collections") == [(2, nobody)]
    assert len(rejects(tmp_path, "allocations")) == 4
    assert len(rejects(tmp_path, "disbursements")) == 2
    assert set(Allocation.objects.values_list("allocation_id", flat=True)) == {"A5"}


def test_a_bad_row_of_a_full_file_is_not_absent(tmp_path):
    load_rows(tmp_path / "1", small_county())
    rows = small_county()
    rows["parties"][0]["role"] = "payer"
    load_rows(tmp_path / "2", rows, sequence=2)
    assert Party.objects.filter(participant_id=DANA, case_number="201").exists()


def test_a_row_that_names_nobody_makes_no_row_of_its_file_absent(tmp_path):
    load_rows(tmp_path / "1", small_county())
    rows = small_county()
    rows["orders"] = [order("2 1", "1")]
    outcome = load_rows(tmp_path / "2", rows, sequence=2)
    assert outcome.changes["orders"].removed == 0
    assert next(count for count in outcome.files if count.name == "orders").absences_ignored


def test_rejects_of_an_earlier_try_are_removed(tmp_path):
    rows = small_county()
    rows["orders"].append(order("209", "9"))
    load_rows(tmp_path, rows)
    (tmp_path / "rejects" / "parties.csv").write_text("old")
    # The same folder becomes the next feed.
    said = msgspec.json.decode((tmp_path / "manifest.json").read_bytes())
    said |= {"sequence": 2, "as_of": "2026-02-01T00:00:00Z"}
    (tmp_path / "manifest.json").write_bytes(msgspec.json.encode(said))
    load(tmp_path)
    assert [path.name for path in (tmp_path / "rejects").iterdir()] == ["orders.csv"]


def test_no_reason_repeats_a_value(tmp_path):
    rows = small_county()
    canary = "987654321"
    rows["participants"].append(person("1000000009", ssn=canary, birth_date=canary, last_name=canary * 9))
    rows["participants"].append(person(canary, ssn=canary))
    rows["participants"].append(person("1000000008", ssn=canary + "0", email=canary))
    load_rows(tmp_path, rows)
    text = (tmp_path / "rejects" / "participants.csv").read_text()
    assert text.count("\n") == 4
    assert canary not in text
    assert NOOR not in text


def test_an_email_that_no_mail_can_go_to_is_named_and_its_row_loads(tmp_path):
    rows = small_county()
    odd = ("a..b@example.org", ".a@example.org", "a@example.org.", "niñez@example.org", "a@b." + "x" * 64, "a@.")
    rows["participants"] += [person(f"100000002{n}", email=email) for n, email in enumerate(odd)]
    rows["participants"].append(person("1000000030", email="dana@münchen.example.org"))
    first = len(small_county()["participants"]) + 2
    outcome = load_rows(tmp_path, rows)
    assert (outcome.exit_code, outcome.rejected, outcome.unused) == (0, 0, 6)
    assert Participant.objects.filter(participant_id__startswith="10000000").count() == len(rows["participants"])
    reason = "email: no mail can go to this address, so it is not used"
    assert rejects(tmp_path, "participants.unused") == [(first + n, reason) for n in range(6)]
    assert not (tmp_path / "rejects" / "participants.csv").exists()


def test_the_summary_counts_them(tmp_path, capsys):
    rows = {"participants": [person("1000000009", email="a..b@example.org")]}
    Box(tmp_path).write(rows)
    call_command("feed", "load", tmp_path)
    assert "Values that nothing can use: 1. See rejects/*.unused.csv in the folder." in capsys.readouterr().out

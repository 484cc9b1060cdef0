"""Formats 1 and 2 are both read: a folder of format 1 loads as it ever did."""

from pathlib import Path

import pytest

from connect.cases.models import AgencyCase, DisclosedCase, Party
from connect.feed.outcome import FeedRefused
from connect.feed.pipeline.load import load
from connect.feed.records import records_in
from connect.payments.models import Allocation
from tests.feed.folder import DANIEL, NOOR, Box, Rows, allocation, case, collection, current, party, small_county, wipe

pytestmark = pytest.mark.django_db(transaction=True)

OLD = {record.name for record in records_in(1)}
NEW = {"obligations", "ledger", "notices", "deductions"}


def of_format_1() -> Rows:
    return {name: rows for name, rows in small_county().items() if name in OLD}


def refused(path: Path) -> str:
    with pytest.raises(FeedRefused) as problem:
        load(path)
    return str(problem.value)


def test_a_folder_of_format_1_loads_what_the_same_rows_of_format_2_do(tmp_path):
    assert load(Box(tmp_path / "1", format=1).write(of_format_1())).exit_code == 0
    before = current()
    wipe()
    assert load(Box(tmp_path / "2").write(of_format_1())).exit_code == 0
    assert current() == before
    assert AgencyCase.objects.get(case_number="201").officer_id == ""
    assert Party.objects.get(participant_id=NOOR).nondisclosure_since is None


def test_the_files_of_format_1_are_those_of_before_with_their_columns():
    assert {
        *("participants", "cases", "parties", "orders"),
        *("appointments", "collections", "allocations", "disbursements"),
    } == OLD
    assert sum(len(record.columns) for record in records_in(1)) == 85
    assert {record.name for record in records_in(2)} == OLD | NEW
    told = {(record.name, column.name) for record in records_in(2) if record.name in OLD for column in record}
    told -= {(record.name, column.name) for record in records_in(1) for column in record}
    assert told == {("cases", "officer_id"), ("parties", "nondisclosure_since")}


@pytest.mark.parametrize("name", sorted(NEW))
def test_format_1_has_none_of_the_new_files(tmp_path, name):
    folder = Box(tmp_path, format=1).write({name: []})
    assert refused(folder) == f"manifest.json: '{name}.csv' is not a file of format 1"


def test_a_format_of_the_future_is_refused(tmp_path):
    folder = Box(tmp_path).write({"cases": [case("201")]})
    said = (folder / "manifest.json").read_text().replace('"format": 2', '"format": 3')
    (folder / "manifest.json").write_text(said)
    assert refused(folder) == "manifest.json: format 3 is not known; this version reads formats 1 and 2"


def test_a_file_needs_the_columns_of_the_format_it_is_sent_in(tmp_path):
    """Also where the very bytes were loaded before in the other format, and so would not be read again."""
    county = of_format_1()
    load(Box(tmp_path / "1", format=1).write(county))
    folder = Box(tmp_path / "2", format=1, sequence=2).write(county)
    said = (folder / "manifest.json").read_text().replace('"format": 1', '"format": 2')
    (folder / "manifest.json").write_text(said)
    assert "cases.csv" in refused(folder)
    assert "officer_id" in refused(Box(tmp_path / "3", format=2, sequence=2, raw=raw(folder, "cases")).write({}))


def raw(folder: Path, name: str) -> dict[str, bytes]:
    return {name: (folder / f"{name}.csv").read_bytes()}


def test_the_pass_through_is_a_bucket_of_format_2_alone(tmp_path):
    rows = small_county()
    rows["collections"].append(collection("C9", NOOR, "10.00"))
    rows["allocations"].append(allocation("A9", "C9", "202", DANIEL, "10.00", bucket="pass_through"))
    old = {name: those for name, those in rows.items() if name in OLD}
    assert load(Box(tmp_path / "1", format=1).write(old)).rejected == 1
    assert "one of current, arrears_family" in (tmp_path / "1" / "rejects" / "allocations.csv").read_text()
    assert not Allocation.objects.filter(allocation_id="A9").exists()
    assert load(Box(tmp_path / "2", sequence=2).write(rows)).rejected == 0
    assert Allocation.objects.get(allocation_id="A9").bucket == "pass_through"


def test_the_officers_id_is_kept_and_in_nobodys_row(tmp_path):
    load(Box(tmp_path).write(small_county() | {"cases": [case(n, officer_id="E4471") for n in ("201", "202", "204")]}))
    assert AgencyCase.objects.get(case_number="201").officer_id == "E4471"
    assert "E4471" not in repr(list(DisclosedCase.objects.values()))


def test_the_day_of_a_mark_is_kept(tmp_path):
    parties = [row for row in small_county()["parties"] if row["participant_id"] != NOOR]
    parties.append(party(NOOR, "204", role="receiving", nondisclosure="yes", nondisclosure_since="2023-05-01"))
    load(Box(tmp_path).write(small_county() | {"parties": parties}))
    assert str(Party.objects.get(participant_id=NOOR).nondisclosure_since) == "2023-05-01"

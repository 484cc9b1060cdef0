"""What the parties of a case read of its orders' amounts and of its ledger, and each reader of the agency's notices."""

from datetime import date

import pytest

from connect.cases.models import DisclosedLedgerEntry, DisclosedNotice, DisclosedObligation
from tests.feed.folder import (
    DANA,
    DANIEL,
    NOOR,
    RILEY,
    SAM,
    ledger_entry,
    load_rows,
    notice,
    obligation,
    party,
    person,
    small_county,
)

pytestmark = pytest.mark.django_db(transaction=True)


def read_by(person: str) -> tuple[set[str], set[str], set[str]]:
    """Obligations, ledger entries and notices in a person's rows."""
    of = {"participant_id": person}
    return (
        set(DisclosedObligation.objects.filter(**of).values_list("obligation_id", flat=True)),
        set(DisclosedLedgerEntry.objects.filter(**of).values_list("entry_id", flat=True)),
        set(DisclosedNotice.objects.filter(**of).values_list("notice_id", flat=True)),
    )


def test_each_party_reads_the_obligations_and_the_ledger_of_their_case_and_their_own_notices(tmp_path):
    load_rows(tmp_path, small_county())
    assert read_by(DANA) == read_by(RILEY) == ({"B1"}, {"L1"}, set())
    assert read_by(DANIEL) == (set(), set(), set())
    assert read_by(SAM) == ({"B2"}, {"L2", "L3"}, {"N1", "N2"})
    assert read_by(NOOR) == ({"B2"}, {"L2", "L3"}, {"N2"})


def test_an_entry_says_whose_account_it_is_and_why_it_was_adjusted(tmp_path):
    load_rows(tmp_path, small_county())
    row = DisclosedLedgerEntry.objects.get(participant_id=NOOR, entry_id="L3")
    assert (row.payer, row.kind, row.reason, row.amount) == ("SAM WHITLOCK", "adjustment_down", "correction", 310)
    assert (row.month, row.due_on) == (date(2025, 12, 1), None)


def test_two_payers_of_a_case_are_told_apart(tmp_path):
    rows = small_county()
    rows["parties"].append(party(SAM, "201"))
    rows["ledger"].append(ledger_entry(SAM, "201", "L9"))
    load_rows(tmp_path, rows)
    found = DisclosedLedgerEntry.objects.filter(participant_id=RILEY).values_list("entry_id", "payer")
    assert set(found) == {("L1", "DANA OKAFOR"), ("L9", "SAM WHITLOCK")}


def test_who_comes_to_a_case_reads_what_is_there_and_who_goes_no_more(tmp_path):
    load_rows(tmp_path / "1", small_county())
    load_rows(tmp_path / "2", {"parties": [party(DANIEL, "201", role="receiving")]}, sequence=2, mode="changes")
    assert read_by(DANIEL) == ({"B1"}, {"L1"}, set())
    load_rows(tmp_path / "3", {}, {"parties": [party(DANIEL, "201")]}, sequence=3, mode="changes")
    assert read_by(DANIEL) == (set(), set(), set())
    assert read_by(RILEY) == ({"B1"}, {"L1"}, set())


def test_a_new_name_of_the_payer_is_in_every_row(tmp_path):
    load_rows(tmp_path / "1", small_county())
    other = {"participants": [person(DANA, first_name="DANA", last_name="LINDEN")]}
    load_rows(tmp_path / "2", other, sequence=2, mode="changes")
    found = DisclosedLedgerEntry.objects.filter(entry_id="L1").values_list("participant_id", "payer")
    assert set(found) == {(DANA, "DANA LINDEN"), (RILEY, "DANA LINDEN")}


def test_an_entry_and_an_obligation_that_move_to_another_case_take_their_readers_along(tmp_path):
    load_rows(tmp_path / "1", small_county())
    moved = {"ledger": [ledger_entry(DANA, "202", "L1")], "obligations": [obligation("204", "B1", "2")]}
    load_rows(tmp_path / "2", moved, sequence=2, mode="changes")
    assert read_by(RILEY) == (set(), set(), set())
    assert read_by(DANIEL) == (set(), {"L1"}, set())
    assert read_by(SAM) == ({"B1", "B2"}, {"L2", "L3"}, {"N1", "N2"})


def test_a_notice_of_one_number_is_each_readers_own_and_can_be_withdrawn(tmp_path):
    load_rows(tmp_path / "1", small_county())
    taken_back = notice(SAM, "204", "N2", "review", variant="right_to_ask", withdrawn_on="2025-10-09")
    load_rows(tmp_path / "2", {"notices": [taken_back]}, sequence=2, mode="changes")
    found = DisclosedNotice.objects.filter(notice_id="N2").values_list("participant_id", "withdrawn_on")
    assert set(found) == {(SAM, date(2025, 10, 9)), (NOOR, None)}
    load_rows(tmp_path / "3", {}, {"notices": [notice(SAM, "204", "N2", "review")]}, sequence=3, mode="changes")
    assert read_by(SAM)[2] == {"N1"}
    assert read_by(NOOR)[2] == {"N2"}


def test_nothing_that_sam_reads_of_them_names_noors_place(tmp_path):
    load_rows(tmp_path, small_county())
    models = (DisclosedObligation, DisclosedLedgerEntry, DisclosedNotice)
    read = repr([list(model.objects.filter(participant_id=SAM).values()) for model in models])
    assert not [place for place in ("MODOC", "MOD77", "HIDDEN VALLEY", "SHELTER", "C. MORALES") if place in read]

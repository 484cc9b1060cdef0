"""Files that come again as they were are not compared, and nothing is ever missed by it."""

import re

import pytest

from connect.cases.models import LoadedFile, Participant, Party
from connect.feed import releases
from connect.feed.outcome import FeedRefused, Outcome
from connect.feed.pipeline.load import load
from connect.feed.pipeline.repeat import refers_to
from connect.feed.records import RECORDS
from tests.feed.folder import (
    BY_NAME,
    DANA,
    NOOR,
    Box,
    Rows,
    case,
    collection,
    confirmed,
    everything,
    load_rows,
    person,
    small_county,
    wipe,
)

pytestmark = pytest.mark.django_db(transaction=True)

ALL = set(BY_NAME)
MONEY = {"collections", "allocations", "disbursements", "deductions"}
ORDERS = {"orders", "obligations"}


def repeated(outcome: Outcome) -> set[str]:
    return {count.name for count in outcome.files if count.repeated}


def compared(outcome: Outcome) -> set[str]:
    return {count.name for count in outcome.files if not count.repeated}


@pytest.fixture
def send(tmp_path):
    """Loads feeds one after another, each in a folder of its own; the small county is the first."""
    sent = []

    def send(rows: Rows, gone: Rows | None = None, **box) -> Outcome:
        sent.append(rows)
        path = Box(tmp_path / str(len(sent)), sequence=len(sent), **box).write(rows, gone)
        outcome = load(path)
        return load(path, confirmed=confirmed(outcome)) if outcome.state == "held" else outcome

    assert compared(send(small_county())) == ALL
    return send


def with_other(rows: Rows, name: str, number: int, **values: str) -> Rows:
    """The same rows but for one."""
    those = list(rows[name])
    those[number] = those[number] | values
    return rows | {name: those}


def test_the_same_files_again_are_not_compared_and_change_nothing(send):
    before = everything()
    outcome = send(small_county())
    assert repeated(outcome) == ALL
    assert (outcome.exit_code, [count.accepted for count in outcome.files]) == (
        0,
        [count.rows for count in outcome.files],
    )
    assert everything() == before


def test_a_file_is_compared_when_it_or_what_it_refers_to_is_another(send):
    assert compared(send(with_other(small_county(), "orders", 0, status="ended"))) == ORDERS
    assert compared(send(with_other(small_county(), "disbursements", 0, method="check"))) == ORDERS | MONEY
    assert compared(send(with_other(small_county(), "cases", 0, county="KERN"))) == ALL - {"participants"}
    # Two files later the county is as it was, and so is what is on file.
    assert compared(send(small_county())) == ALL - {"participants"}


def test_a_file_is_compared_after_changes_of_it_or_of_what_it_refers_to(send):
    send({"participants": [person(DANA, first_name="DIANA")]}, mode="changes")
    assert compared(send(small_county())) == ALL - {"cases"} - ORDERS
    assert Participant.objects.get(participant_id=DANA).first_name == "DANA"


def test_a_file_is_compared_after_a_feed_without_it_changed_what_it_refers_to(send):
    send({"cases": with_other(small_county(), "cases", 0, county="KERN")["cases"]})
    assert compared(send({"orders": small_county()["orders"]})) == {"orders"}


def test_a_file_with_rejected_rows_is_compared_again(send):
    county = small_county()
    early = county | {"collections": [*county["collections"], collection("C9", "1000000099", "1.00")]}
    assert send(early).rejected == 1
    assert "collections" in compared(send(early))


def test_a_mark_sent_again_ends_a_hold_that_another_file_began(send):
    """The file of parties is the same as ever; what its rows refer to was changed, with that file left out."""
    county = small_county()
    send({"participants": county["participants"][:-1]})  # Noor is gone
    assert [each.participant_id for each in releases.held()] == [NOOR]
    assert compared(send({"parties": county["parties"]})) == {"parties"}
    assert releases.held() == []
    assert Party.objects.get(participant_id=NOOR).nondisclosure


def test_a_mark_that_was_released_comes_back_with_the_file_that_says_it(send):
    county = small_county()
    send({"participants": county["participants"][:-1]})
    releases.release(NOOR, "204", by="Casey Lin")
    assert not Party.objects.get(participant_id=NOOR).nondisclosure
    send({"parties": county["parties"]})
    assert Party.objects.get(participant_id=NOOR).nondisclosure


def test_releasing_a_mark_forgets_the_file_of_parties(send):
    send(with_other(small_county(), "parties", -1, nondisclosure="no"))
    assert LoadedFile.objects.filter(name="parties").exists()
    releases.release(NOOR, "204", by="Casey Lin")
    assert not LoadedFile.objects.filter(name="parties").exists()


def test_a_manifest_that_says_other_numbers_of_the_same_bytes_is_refused(send, tmp_path):
    for said in ({"rows": 3}, {"control_cents": 1}):
        again = Box(tmp_path / "again", sequence=2, says={"collections": said}).write(small_county())
        with pytest.raises(FeedRefused, match=r"the manifest says"):
            load(again)


def test_what_was_changed_by_hand_is_put_right_when_all_is_compared(send, tmp_path):
    Participant.objects.filter(participant_id=DANA).update(first_name="DONNA")
    again = Box(tmp_path / "again", sequence=2).write(small_county())
    assert repeated(load(again, compare_all=True)) == set()
    assert Participant.objects.get(participant_id=DANA).first_name == "DANA"


def test_a_feed_that_is_held_remembers_nothing(send, tmp_path):
    before = list(LoadedFile.objects.order_by("name").values())
    many = small_county() | {"cases": [*small_county()["cases"], *(case(f"7{n}") for n in range(9))]}
    send(many)
    known = list(LoadedFile.objects.order_by("name").values())
    assert known != before
    held = load_rows(tmp_path / "held", small_county(), sequence=3)
    assert held.state == "held"
    assert list(LoadedFile.objects.order_by("name").values()) == known


def test_the_first_feed_is_compared_whatever_was_left_in_an_emptied_database(send, tmp_path):
    left = list(LoadedFile.objects.all())
    wipe()
    LoadedFile.objects.bulk_create(left)
    assert repeated(load_rows(tmp_path / "anew", small_county())) == set()
    assert Participant.objects.filter(participant_id=DANA).exists()


def test_every_reference_of_the_checks_is_among_those_that_are_looked_at():
    others = refers_to()
    assert set(others) == {record.name for record in RECORDS}
    for record in RECORDS:
        assert {reference.to for reference in record.references} - {record.name} <= others[record.name]
        for lines in [rule.lines for rule in record.rules]:
            made = " ".join(each.query for other in RECORDS for each in other.round_starts if each.name in lines)
            made += " ".join(query for other in RECORDS for name, query in other.views.items() if name in lines)
            named = set(re.findall(r"\b(?:staged|removed)_(\w+)", f"{lines} {made}")) - {record.name}
            assert named <= others[record.name], lines
    for name, those in others.items():
        assert all(others[other] - {name} <= those for other in those), name

"""What waits for an operator: feeds that take away too much, and every removal of a non-disclosure mark."""

from pathlib import Path

import pytest

from connect.audit.models import Entry
from connect.cases.models import Balance, Delivery, DisclosedCase, Participant, Party
from connect.feed import releases
from connect.feed.outcome import FeedRefused
from connect.feed.pipeline.load import Confirmation, load
from connect.payments.models import PaymentLine
from tests.feed.folder import (
    NOOR,
    SAM,
    Box,
    case,
    everything,
    load_rows,
    order,
    party,
    person,
    small_county,
)

pytestmark = pytest.mark.django_db(transaction=True)

UNMARKED = party(NOOR, "204", role="receiving", nondisclosure="no")
MARKED = party(NOOR, "204", role="receiving", nondisclosure="yes")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    load_rows(tmp_path / "1", small_county())
    return tmp_path


def noor() -> Party:
    return Party.objects.get(participant_id=NOOR)


def sam_reads() -> str:
    return DisclosedCase.objects.get(participant_id=SAM).county


def test_a_mark_set_by_a_feed_hides_at_once_and_one_taken_away_stays(county):
    outcome = load_rows(county / "2", {"parties": [UNMARKED]}, sequence=2, mode="changes")
    assert (outcome.state, outcome.exit_code, outcome.marks_held) == ("loaded", 0, 1)
    assert (noor().nondisclosure, noor().removal_held, noor().gone_held) == (True, True, False)
    assert sam_reads() == ""
    assert [(p.participant_id, p.case_number) for p in releases.held()] == [(NOOR, "204")]
    assert Entry.objects.filter(act="mark removal held", about=f"{NOOR} 204").count() == 1


def test_the_rest_of_a_row_without_its_mark_is_loaded(county):
    row = UNMARKED | {"past_due_support": "12.34"}
    load_rows(county / "2", {"parties": [row]}, sequence=2, mode="changes")
    assert Balance.objects.get(participant_id=NOOR, valid_to=None).past_due_support == 1234


def test_a_mark_sent_again_ends_the_hold(county):
    load_rows(county / "2", {"parties": [UNMARKED]}, sequence=2, mode="changes")
    load_rows(county / "3", {"parties": [MARKED]}, sequence=3, mode="changes")
    assert (noor().nondisclosure, noor().removal_held) == (True, False)
    assert releases.held() == []


def test_a_released_mark_shows_the_case(county):
    load_rows(county / "2", {"parties": [UNMARKED]}, sequence=2, mode="changes")
    releases.release(NOOR, "204", by="Casey Lin")
    assert (noor().nondisclosure, noor().removal_held) == (False, False)
    assert sam_reads() == "MODOC"
    entry = Entry.objects.get(act="mark released")
    assert (entry.by, entry.about, entry.detail) == ("Casey Lin", f"{NOOR} 204", {"what": "mark"})
    assert Balance.objects.filter(participant_id=NOOR).count() == 1


def test_a_marked_row_that_is_gone_stays_until_it_is_released(county):
    gone = {"parties": [{"participant_id": NOOR, "case_number": "204"}]}
    load_rows(county / "2", {}, gone, sequence=2, mode="changes")
    assert (noor().removal_held, noor().gone_held) == (True, True)
    assert Balance.objects.get(participant_id=NOOR).valid_to is None
    assert sam_reads() == ""
    releases.release(NOOR, "204", by="Casey Lin")
    assert not Party.objects.filter(participant_id=NOOR).exists()
    assert Balance.objects.get(participant_id=NOOR).valid_to is not None
    assert sam_reads() == "MODOC"
    assert not DisclosedCase.objects.filter(participant_id=NOOR).exists()


def test_a_marked_row_absent_from_a_full_file_stays_and_is_held_once(county):
    rows = small_county()
    rows["parties"] = rows["parties"][:-1]
    assert load_rows(county / "2", rows, sequence=2).marks_held == 1
    before = everything()
    assert load_rows(county / "3", rows, sequence=3).marks_held == 0
    assert everything() == before
    assert sam_reads() == ""


def test_a_marked_person_who_is_gone_keeps_the_mark(county):
    outcome = load_rows(county / "2", {}, {"participants": [{"participant_id": NOOR}]}, sequence=2, mode="changes")
    assert outcome.marks_held == 1
    assert Participant.objects.get(participant_id=NOOR).gone
    assert (noor().nondisclosure, noor().removal_held, noor().gone_held) == (True, True, False)
    assert sam_reads() == ""


def test_a_marked_person_who_is_gone_with_their_row_is_held_once_and_as_a_row(county):
    rows = small_county()
    rows["participants"], rows["parties"] = rows["participants"][:-1], rows["parties"][:-1]
    rows["appointments"], rows["collections"] = rows["appointments"][:-1], rows["collections"][:-1]
    rows["allocations"] = rows["allocations"][:-1]
    assert load_rows(county / "2", rows, sequence=2).marks_held == 1
    assert (noor().removal_held, noor().gone_held) == (True, True)
    before = everything()
    assert load_rows(county / "3", rows, sequence=3).marks_held == 0
    assert everything() == before
    releases.release(NOOR, "204", by="Casey Lin")
    assert not Party.objects.filter(participant_id=NOOR).exists()


def test_a_case_that_is_gone_and_comes_back_is_still_marked(county):
    load_rows(county / "2", {}, {"cases": [{"case_number": "204"}]}, sequence=2, mode="changes")
    assert not DisclosedCase.objects.filter(participant_id=SAM).exists()
    load_rows(county / "3", {"cases": [case("204", county="MODOC")]}, sequence=3, mode="changes")
    assert sam_reads() == ""


def test_only_what_is_held_is_released_and_only_by_name(county):
    with pytest.raises(FeedRefused, match="no removal of a mark is held for this participant and case"):
        releases.release(NOOR, "204", by="Casey Lin")
    with pytest.raises(FeedRefused, match="say who releases the mark"):
        releases.release(NOOR, "204", by=" ")
    assert noor().nondisclosure


PARTICIPANTS = Confirmation("Casey Lin", frozenset({"participants"}))
CROWD = [f"30000000{n:02}" for n in range(10)]


def crowd(people: list[str], **more: str) -> dict:
    return {"participants": [person(p, **more) for p in people]}


def test_a_feed_without_half_the_people_is_held_and_changes_nothing(tmp_path):
    load_rows(tmp_path / "1", crowd(CROWD))
    before = everything()
    folder = Box(tmp_path / "2", sequence=2).write(crowd(CROWD[:5]))
    outcome = load(folder)
    assert (outcome.state, outcome.exit_code) == ("held", 3)
    assert outcome.held_because == "participants: 5 of 10 participants would go, more than 2 percent"
    assert everything() == before
    delivery = Delivery.objects.get(sequence=2)
    assert (delivery.state, delivery.held_because) == ("held", outcome.held_because)
    assert load(folder).state == "held"


def test_a_held_feed_loads_when_an_operator_confirms_it(tmp_path):
    load_rows(tmp_path / "1", crowd(CROWD))
    folder = Box(tmp_path / "2", sequence=2).write(crowd(CROWD[:5]))
    load(folder)
    assert load(folder, confirmed=PARTICIPANTS).state == "loaded"
    assert Participant.objects.filter(gone=True).count() == 5
    delivery = Delivery.objects.get(sequence=2)
    assert (delivery.state, delivery.confirmed_by, delivery.held_because) == ("loaded", "Casey Lin", "")
    assert Entry.objects.get(act="feed loaded", about="2").by == "Casey Lin"
    assert load(folder).state == "nothing"


def test_a_held_feed_may_be_replaced_by_a_better_one(tmp_path):
    load_rows(tmp_path / "1", crowd(CROWD))
    load_rows(tmp_path / "2", crowd(CROWD[:5]), sequence=2)
    assert load_rows(tmp_path / "b", crowd(CROWD[:9]), sequence=2).state == "loaded"


def test_nothing_is_confirmed_in_advance(tmp_path):
    load_rows(tmp_path / "1", crowd(CROWD))
    folder = Box(tmp_path / "2", sequence=2).write(crowd(CROWD[:5]))
    with pytest.raises(FeedRefused, match="there is nothing to confirm"):
        load(folder, confirmed=PARTICIPANTS)
    load(folder)
    with pytest.raises(FeedRefused, match="this feed is not held for marks"):
        load(folder, confirmed=Confirmation("Casey Lin", frozenset({"participants", "marks"})))
    with pytest.raises(FeedRefused, match="there is nothing to confirm"):
        load(Box(tmp_path / "2", sequence=2).write(crowd(CROWD[:4])), confirmed=PARTICIPANTS)


def test_a_feed_that_blanks_addresses_is_held(tmp_path):
    load_rows(tmp_path / "1", crowd(CROWD))
    blank = {"address_line1": "", "address_city": "", "address_valid": ""}
    outcome = load_rows(tmp_path / "2", crowd(CROWD, **blank), sequence=2)
    assert outcome.held_because == "addresses: 10 of 10 mailing addresses would go, more than 2 percent"


def test_a_feed_that_forgets_the_money_is_held(tmp_path):
    rows = small_county()
    load_rows(tmp_path / "1", rows)
    outcome = load_rows(tmp_path / "2", rows | {"allocations": []}, sequence=2)
    assert outcome.held_because == "allocations: 5 of 5 allocations would go, more than 2 percent"
    assert PaymentLine.objects.count() == 6


def test_few_removals_never_hold_a_feed(tmp_path):
    load_rows(tmp_path / "1", {"cases": [case("201")], "orders": [order("201", str(n)) for n in range(4)]})
    assert load_rows(tmp_path / "2", {"cases": [case("201")], "orders": []}, sequence=2).state == "loaded"


def test_a_mark_hides_even_where_the_rest_of_its_row_is_bad(county):
    bad = party("1000000002", "201", role="payee", nondisclosure="yes")
    outcome = load_rows(county / "2", {"parties": [bad]}, sequence=2, mode="changes")
    assert (outcome.state, outcome.rejected) == ("loaded", 1)
    assert DisclosedCase.objects.get(participant_id="1000000001", case_number="201").county == ""
    assert Party.objects.get(participant_id="1000000002").role == "receiving"


def test_a_mark_that_cannot_be_read_hides(county):
    bad = party("1000000002", "201", role="receiving", nondisclosure="Y")
    load_rows(county / "2", {"parties": [bad]}, sequence=2, mode="changes")
    assert DisclosedCase.objects.get(participant_id="1000000001", case_number="201").county == ""


def test_a_feed_that_would_lose_the_mark_of_somebody_new_is_held(tmp_path):
    rows = small_county()
    rows["participants"][-1]["birth_date"] = "unknown"
    outcome = load_rows(tmp_path, rows)
    assert outcome.state == "held"
    assert outcome.held_because == "marks: 1 rejected rows of parties carry, or may carry, a non-disclosure mark"
    assert not DisclosedCase.objects.exists()

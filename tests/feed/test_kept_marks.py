"""A mark is kept apart from its party's row: for people not on file yet, with its time, and for their accounts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connect.access.models import Visit
from connect.audit.models import Entry
from connect.cases.models import DisclosedCase, Party
from connect.cases.protection import is_protected, protected_since
from connect.feed import releases
from connect.feed.outcome import Outcome
from connect.feed.pipeline.load import Confirmation, load
from tests.feed.folder import (
    DANA,
    DANIEL,
    NOOR,
    RILEY,
    SAM,
    Box,
    Rows,
    appointment,
    case,
    load_rows,
    order,
    party,
    person,
    small_county,
)
from tests.feed.marking import (
    SECRETS,
    before_she_fled,
    broken,
    crowd,
    day,
    kept,
    loaded_before_she_fled,
    noor,
    refused,
    sam_finds,
    tonight,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return loaded_before_she_fled(tmp_path)


# People who are not on file yet


NEW, OTHER = "1000000008", "1000000009"


def test_the_mark_of_someone_who_is_not_on_file_is_kept_until_they_come(county):
    folder = broken(county, {"parties": [party(NEW, "204", nondisclosure="yes", role="")]})
    refused(folder)
    assert is_protected(NEW)
    assert protected_since(NEW) == day(2)
    assert sam_finds() == set()
    assert [(mark.participant_id, mark.case_number) for mark in releases.kept()] == [(NEW, "204")]
    assert Entry.objects.get(act="marks of people not on file kept").detail == {"sequence": 2, "marks": 1}
    came = {"participants": [person(NEW)], "parties": [party(NEW, "204", role="receiving", nondisclosure="no")]}
    outcome = load(tonight(county, came))
    assert (outcome.state, outcome.marks_held) == ("loaded", 1)
    assert Party.objects.get(participant_id=NEW).nondisclosure
    assert sam_finds() == set()
    assert releases.kept() == []
    releases.release(NEW, "204", by="Casey Lin")
    assert sam_finds() == set(SECRETS)


def test_a_kept_mark_of_someone_who_never_comes_is_released_by_name(county):
    refused(broken(county, {"parties": [party(NEW, "204", nondisclosure="yes")]}))
    releases.release(NEW, "204", by="Casey Lin")
    assert (sam_finds(), kept(), is_protected(NEW)) == (set(SECRETS), {}, False)


def test_a_mark_in_a_case_not_on_file_hides_the_person_in_those_that_are(county):
    refused(broken(county, {"parties": [party(NOOR, "999", nondisclosure="yes")]}))
    assert sam_finds() == set()
    assert kept() == {(NOOR, "999"): day(2)}


def bad_noor(rows: Rows) -> Rows:
    rows["participants"][-1]["birth_date"] = "unknown"
    return rows


def test_a_case_confirmed_without_the_row_of_who_is_hidden_shows_no_place(tmp_path):
    folder = Box(tmp_path / "1").write(bad_noor(small_county()))
    outcome = load(folder)
    assert (outcome.state, list(outcome.reasons)) == ("held", ["marks"])
    assert load(folder, confirmed=Confirmation("Casey Lin", frozenset({"marks"}))).state == "loaded"
    assert not Party.objects.filter(participant_id=NOOR).exists()
    assert DisclosedCase.objects.filter(participant_id=SAM).exists()
    assert sam_finds() == set()


def test_a_case_touched_later_still_shows_no_place_while_the_row_is_not_there(tmp_path):
    folder = Box(tmp_path / "1").write(bad_noor(small_county()))
    load(folder)
    load(folder, confirmed=Confirmation("Casey Lin", frozenset({"marks"})))
    more = {
        "cases": [case("204", county="MODOC", office="Alturas office")],
        "orders": [order("204", "9", county="MODOC", court_case_number="MOD77")],
        "appointments": [appointment(SAM, "204", "9", place="MODOC COURT")],
    }
    assert load_rows(tmp_path / "2", more, sequence=2, mode="changes").state == "loaded"
    assert sam_finds() == set()
    assert DisclosedCase.objects.get(participant_id=SAM).office == ""


def test_each_reason_is_confirmed_by_its_name(tmp_path):
    load_rows(tmp_path / "1", before_she_fled() | crowd())
    rows = small_county()
    rows["participants"].append(person(NEW, birth_date="unknown"))
    rows["parties"].append(party(NEW, "204", nondisclosure="yes"))
    folder = Box(tmp_path / "2", sequence=2).write(rows)
    assert list(load(folder).reasons) == ["participants", "marks"]
    half: Outcome = load(folder, confirmed=Confirmation("Casey Lin", frozenset({"participants"})))
    assert (half.state, half.unconfirmed) == ("held", ["marks"])
    whole = load(folder, confirmed=Confirmation("Casey Lin", frozenset({"participants", "marks"})))
    assert (whole.state, whole.unconfirmed) == ("loaded", [])
    assert Entry.objects.get(act="feed loaded", about="2").detail["confirmed"] == "participants, marks"


# When a mark was set


def test_a_part_that_comes_with_its_mark_takes_over_the_time_of_the_earlier_one(county):
    load_rows(county / "2", {"parties": [noor()]}, sequence=2, mode="changes")
    more = {"cases": [case("205")], "parties": [party(NOOR, "205", nondisclosure="yes")]}
    load_rows(county / "3", more, sequence=3, mode="changes")
    assert kept() == {(NOOR, "204"): day(2), (NOOR, "205"): day(2)}
    assert protected_since(NOOR) == day(2)


def test_a_part_that_was_on_file_without_the_mark_counts_anew(county):
    more = {"cases": [case("205")], "parties": [party(NOOR, "205", role="receiving"), noor()]}
    load_rows(county / "2", more, sequence=2, mode="changes")
    turned = {"parties": [party(NOOR, "205", role="receiving", nondisclosure="yes")]}
    load_rows(county / "3", turned, sequence=3, mode="changes")
    assert kept() == {(NOOR, "204"): day(2), (NOOR, "205"): day(3)}
    assert protected_since(NOOR) == day(3)


# Accounts


def visit(participant_id: str) -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    Visit.objects.create(
        session_key=participant_id, participant_id=participant_id, session_data="", expire_date=now, started_at=now
    )


def visits() -> set[str]:
    return set(Visit.objects.values_list("participant_id", flat=True))


def test_the_account_of_who_became_protected_is_made_safe_and_no_other(county):
    for each in (NOOR, SAM, DANA):
        visit(each)
    refused(broken(county, {"parties": [noor()]}))
    assert visits() == {SAM, DANA}


def test_a_further_case_of_who_is_protected_already_ends_no_visit_but_a_part_that_turns_does(county):
    more = {"cases": [case("205")], "parties": [party(NOOR, "205"), noor()]}
    load_rows(county / "2", more, sequence=2, mode="changes")
    visit(NOOR)
    further = {"cases": [case("206")], "parties": [party(NOOR, "206", nondisclosure="yes")]}
    load_rows(county / "3", further, sequence=3, mode="changes")
    assert visits() == {NOOR}
    turned = {"parties": [party(NOOR, "205", nondisclosure="yes")]}
    load_rows(county / "4", turned, sequence=4, mode="changes")
    assert visits() == set()


def test_all_or_nothing_of_a_mark_is_set(county, monkeypatch):
    """What fails in between leaves the visits, the mark and what Sam reads as they were, and the next load does it."""

    def fails(*_: object, **__: object) -> None:
        raise OSError("the power went")

    folder = tonight(county, {"parties": [noor()]})
    visit(NOOR)
    with monkeypatch.context() as patched:
        patched.setattr("connect.feed.nondisclosure.make_safe", fails)
        with pytest.raises(OSError, match="the power went"):
            load(folder)
    assert (kept(), sam_finds(), visits()) == ({}, set(SECRETS), {NOOR})
    assert load(folder).marks_set == 1
    assert (sam_finds(), visits()) == (set(), set())


def test_hidden_means_hidden_for_every_other_party_and_not_for_her(county):
    more = {"participants": [person(NEW)], "parties": [party(NEW, "204", role="receiving")]}
    load_rows(county / "2", more, sequence=2, mode="changes")
    refused(broken(county, {"parties": [noor()]}, sequence=3))
    hidden = dict(DisclosedCase.objects.filter(case_number="204").values_list("participant_id", "location_hidden"))
    assert hidden == {NOOR: False, SAM: True, NEW: True}
    assert not DisclosedCase.objects.filter(case_number__in=("201", "202"), location_hidden=True).exists()
    assert {DANA, RILEY, DANIEL, OTHER}.isdisjoint(person for person, _ in kept())

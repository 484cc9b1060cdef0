"""What a feed changed for the people who sign in: which rows it writes, which it does not, and a law."""

import itertools
import tempfile
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from connect.access.models import Account
from connect.cases.models import DisclosedAppointment, DisclosedCase
from connect.news.models import Change
from connect.payments.models import PaymentLine
from tests.feed.folder import (
    DANA,
    DANIEL,
    NOOR,
    RILEY,
    SAM,
    allocation,
    appointment,
    collection,
    load_rows,
    party,
    small_county,
    wipe,
)
from tests.feed.news import told, with_pins
from tests.feed.worlds import PEOPLE, changes, load_all, marks, world
from tests.support.laws import examples

pytestmark = pytest.mark.django_db(transaction=True)

OWED = (
    "past_due_support",
    "current_support",
    "arrears_family",
    "arrears_state",
    "interest",
    "medical",
    "spousal",
    "fees",
)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The small county loaded as sequence 1, and everybody has a PIN."""
    with_pins(DANA, RILEY, DANIEL, SAM, NOOR)
    load_rows(tmp_path / "1", small_county())
    return tmp_path


def test_a_first_feed_is_no_news(county: Path):
    assert told() == set()


def test_a_feed_that_changes_nothing_is_no_news(county: Path):
    load_rows(county / "2", small_county(), sequence=2)
    assert told() == set()


def test_a_new_payment_is_news_to_who_paid_and_to_who_receives_it(county: Path):
    put = {
        "collections": [collection("C9", DANA, "51.69")],
        "allocations": [allocation("A9", "C9", "201", RILEY, "51.69")],
    }
    load_rows(county / "2", put, sequence=2, mode="changes")
    assert told() == {
        (DANA, "payment", "C9.201.made", "received", 2),
        (RILEY, "payment", "C9.201.received", "received", 2),
    }


def test_nothing_is_kept_about_people_without_a_pin(county: Path):
    Account.objects.exclude(participant_id=RILEY).delete()
    put = {
        "collections": [collection("C9", DANA, "51.69")],
        "allocations": [allocation("A9", "C9", "201", RILEY, "51.69")],
    }
    load_rows(county / "2", put, sequence=2, mode="changes")
    assert {row[0] for row in told()} == {RILEY}


def test_a_payment_taken_back_is_news_in_place_of_its_arrival(county: Path):
    put = {"collections": [collection("C1", DANA, "130.15", reversed_on="2026-01-02")]}
    load_rows(county / "2", put, sequence=2, mode="changes")
    assert {row[1:] for row in told() if row[0] == DANA} == {
        ("payment", "C1.201.made", "reversed", 2),
        ("payment", "C1.202.made", "reversed", 2),
    }


def test_an_amount_owed_that_moved_is_news_to_the_party_whose_it_is(county: Path):
    load_rows(county / "2", {"parties": [party(DANA, "201", interest="58.31")]}, sequence=2, mode="changes")
    assert told() == {(DANA, "balance", "201", "moved", 2)}


def test_a_balance_worked_out_again_to_the_same_amounts_is_no_news(county: Path):
    load_rows(county / "2", {"parties": [party(DANA, "201", balances_on="2026-01-02")]}, sequence=2, mode="changes")
    assert told() == set()


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"on_date": "2026-12-09"}, "moved"),
        ({"starts": "08:15"}, "moved"),
        ({"place": "14 S PINE ST, MADERA"}, "place"),
        ({"ends": "09:00"}, "place"),
    ],
)
def test_an_appointment_that_changed_is_news_to_who_attends(county: Path, changed, kind):
    load_rows(county / "2", {"appointments": [appointment(DANA, "201", "1", **changed)]}, sequence=2, mode="changes")
    news = {(DANA, "appointment", "1", kind, 2)}
    assert told() == (news if "ends" not in changed else set())


def test_a_new_appointment_and_one_that_is_gone_are_news(county: Path):
    new = {"appointments": [appointment(DANA, "201", "77")]}
    gone = {"appointments": [{"participant_id": DANA, "appointment_id": "1"}]}
    load_rows(county / "2", new, gone, sequence=2, mode="changes")
    assert told() == {(DANA, "appointment", "77", "set", 2), (DANA, "appointment", "1", "cancelled", 2)}
    assert Change.objects.get(kind="cancelled").was_on == date(2026, 12, 2)


def test_appointments_of_the_past_come_and_go_without_news(county: Path):
    new = {"appointments": [appointment(DANA, "201", "77", on_date="2025-12-30")]}
    load_rows(county / "2", new, sequence=2, mode="changes")
    gone = {"appointments": [{"participant_id": DANA, "appointment_id": "77"}]}
    load_rows(county / "3", {"appointments": []}, gone, sequence=3, mode="changes")
    assert told() == set()


def test_a_place_that_sam_may_not_read_is_no_news_to_him(county: Path):
    """R2, V3: another place of a hidden appointment, or a place that begins to be hidden, tells him nothing."""
    put = {
        "appointments": [
            appointment(SAM, "204", "3", place="COURT PLAZA", place_shown="no"),
            appointment(NOOR, "204", "4", place="ANOTHER SHELTER"),
        ]
    }
    load_rows(county / "2", put, sequence=2, mode="changes")
    assert told() == {(NOOR, "appointment", "4", "place", 2)}
    put = {"appointments": [appointment(SAM, "204", "3", place="BACK ROOM", place_shown="no")]}
    load_rows(county / "3", put, sequence=3, mode="changes")
    assert {row[0] for row in told()} == {NOOR}


def test_the_latest_change_of_a_thing_is_the_one_that_is_kept(county: Path):
    load_rows(county / "2", {"parties": [party(DANA, "201", interest="58.31")]}, sequence=2, mode="changes")
    load_rows(county / "3", {"parties": [party(DANA, "201", interest="59.31")]}, sequence=3, mode="changes")
    assert told() == {(DANA, "balance", "201", "moved", 3)}


def seen() -> tuple[dict, dict, dict]:
    """Lines, amounts owed and appointments, each by its person and its own number."""
    lines = {(ln.participant_id, ln.line_id): ln.reversed_on for ln in PaymentLine.objects.all()}
    owed = {row[:2]: row[2:] for row in DisclosedCase.objects.values_list("participant_id", "case_number", *OWED)}
    dates = {
        (a.participant_id, a.appointment_id): (a.on_date, a.starts, a.place, a.place_hidden)
        for a in DisclosedAppointment.objects.all()
    }
    return lines, owed, dates


def expected(before: tuple[dict, dict, dict], after: tuple[dict, dict, dict]) -> set[tuple[str, str, str, str]]:
    """The news between two states, worked out row by row."""
    (lines, owed, dates), (new_lines, new_owed, new_dates) = before, after
    of_no_case = lambda key: (key[0], f"{key[1].split('.')[0]}..made")  # noqa: E731
    news = {
        (*key, "payment", "applied" if key[1].endswith("made") and of_no_case(key) in lines else "received")
        for key, back in new_lines.items()
        if key not in lines and not back
    }
    had = {of_no_case(key) for key, back in lines.items() if key[1].endswith("made") and not back}
    news |= {(*key, "payment", "reversed") for key in had & new_lines.keys() - lines.keys() if new_lines[key]}
    news |= {
        (*key, "payment", "reversed") for key, back in new_lines.items() if key in lines and back and not lines[key]
    }
    news |= {(*key, "balance", "moved") for key, sums in new_owed.items() if key in owed and owed[key] != sums}
    news |= {(*key, "appointment", "set") for key in new_dates if key not in dates}
    news |= {(*key, "appointment", "cancelled") for key in dates if key not in new_dates}
    for key in dates.keys() & new_dates.keys():
        (day, starts, place, hidden), (new_day, new_starts, new_place, now_hidden) = dates[key], new_dates[key]
        if (day, starts) != (new_day, new_starts):
            news.add((*key, "appointment", "moved"))
        elif place != new_place and not hidden and not now_hidden:
            news.add((*key, "appointment", "place"))
    return news


@trying(
    max_examples=examples(15),
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
@given(st.integers(0, 2**32))
def test_the_news_of_a_feed_is_the_difference_of_what_was_seen_whichever_way_it_came(seed):
    """A feed of changes and a full feed that lead to the same state tell the same news; one after it tells none."""
    random = Random(seed)
    marked = marks(random)
    before, after = world(random, marked), world(random, marked)
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        for n, feed in enumerate(((changes(before, after), "changes"), ((after, None), "full"))):
            wipe()
            Account.objects.all().delete()
            with_pins(*PEOPLE)
            load_all(Path(folder, f"{n}1"), before)
            was = seen()
            load_all(Path(folder, f"{n}2"), *feed[0], sequence=2, mode=feed[1])
            found = {row[:4] for row in Change.objects.values_list("participant_id", "about", "subject", "kind")}
            assert found == expected(was, seen())
            load_all(Path(folder, f"{n}3"), after, sequence=3)
            assert set(Change.objects.values_list("sequence", flat=True)) <= {2}
            answers.append(found)
    assert all(one == other for one, other in itertools.pairwise(answers))

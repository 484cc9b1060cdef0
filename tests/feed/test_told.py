"""What a feed tells those who chose to hear of it: rows of the outbox that are there with the feed, once for ever."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from connect.feed import told as told_module
from connect.feed.pipeline.load import load
from connect.notices.kinds import ConsentKind, OutboxState
from connect.notices.models import Consent, OutboxMessage
from connect.payments.models import SentMoney
from tests.feed.folder import (
    DANA,
    DANIEL,
    RILEY,
    Box,
    Row,
    allocation,
    appointment,
    collection,
    disbursement,
    load_rows,
    small_county,
)
from tests.notices.enrolled import content_free_mail, enrol, keys

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = datetime.now(settings.AGENCY.zone).date()


def days_ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture
def county(tmp_path: Path) -> Path:
    load_rows(tmp_path / "1", small_county())
    for person in (DANA, RILEY, DANIEL):
        enrol(person, ConsentKind.PAYMENTS, ConsentKind.APPOINTMENTS, email=f"{person}@mail.example")
    return tmp_path


def sends(*rows: Row) -> dict[str, list[Row]]:
    """A collection of today for Riley's case, shared out to the payments `rows`."""
    return {
        "collections": [collection("C9", DANA, "50.00", received_on=days_ago(0))],
        "allocations": [allocation(f"A9{number}", "C9", "201", RILEY, "10.00") for number in range(5)],
        "disbursements": list(rows),
    }


def sent(number: int, on: str, **facts: str) -> Row:
    return disbursement(f"D9{number}", RILEY, f"A9{number}", "10.00", sent_on=on, **facts)


def feed(county: Path, sequence: int, put: dict[str, list[Row]], gone: dict[str, list[Row]] | None = None) -> None:
    as_of = datetime.now(settings.AGENCY.zone) + timedelta(minutes=sequence)
    load(Box(county / str(sequence), sequence=sequence, mode="changes", as_of=as_of).write(put, gone or {}))


def test_the_first_feed_of_all_tells_nothing(tmp_path: Path):
    enrol(RILEY, ConsentKind.PAYMENTS)
    rows = small_county()
    for row in rows["disbursements"]:
        row["sent_on"] = days_ago(1)
    load_rows(tmp_path / "1", rows)
    assert OutboxMessage.objects.count() == 0


def test_a_payment_of_the_last_seven_days_is_told_to_its_receiver(county: Path):
    feed(county, 2, sends(sent(0, days_ago(0)), sent(1, days_ago(7)), sent(2, days_ago(8)), sent(3, days_ago(40))))
    assert keys("payment_sent") == ["payment_sent D90", "payment_sent D91"]
    (row, _) = OutboxMessage.objects.order_by("key")
    assert (row.participant_id, row.content_free, row.sealed, row.language) == (RILEY, True, "", "")
    assert row.not_after - row.made_at == timedelta(days=7)


def test_a_payment_that_came_back_is_not_told_and_one_sent_again_is_told_again(county: Path):
    feed(county, 2, sends(sent(0, days_ago(3)), sent(1, days_ago(3), status="returned")))
    assert keys("payment_sent") == ["payment_sent D90"]
    again = disbursement("D99", RILEY, "A91", "10.00", sent_on=days_ago(0), reissue_of="D91")
    feed(county, 3, {"disbursements": [again]})
    assert keys("payment_sent") == ["payment_sent D90", "payment_sent D99"]


def test_the_same_payment_in_later_feeds_is_told_once_even_when_its_key_is_forgotten(county: Path):
    put = sends(sent(0, days_ago(1)))
    feed(county, 2, put)
    OutboxMessage.objects.all().delete()  # as retention does
    feed(county, 3, put)
    assert keys("payment_sent") == []
    as_of = datetime.now(settings.AGENCY.zone) + timedelta(minutes=4)
    load(Box(county / "4", sequence=4, mode="changes", as_of=as_of).write(put, {}), compare_all=True)
    assert keys("payment_sent") == []


def test_a_payment_that_is_corrected_later_is_not_told_again_even_when_its_key_is_forgotten(county: Path):
    feed(county, 2, sends(sent(0, days_ago(1))))
    assert keys("payment_sent") == ["payment_sent D90"]
    OutboxMessage.objects.all().delete()
    feed(county, 3, {"disbursements": [sent(0, days_ago(1), method="check")]})
    assert SentMoney.objects.get(participant_id=RILEY, disbursement_id="D90").method == "check"
    assert keys("payment_sent") == []


def test_who_joined_after_the_payment_came_is_not_told_of_it(county: Path):
    OutboxMessage.objects.all().delete()
    Consent.objects.all().delete()
    put = sends(sent(0, days_ago(1)))
    feed(county, 2, put)
    enrol(RILEY, ConsentKind.PAYMENTS)
    feed(county, 3, put)
    assert keys("payment_sent") == []


def test_the_rows_are_there_with_the_feed_or_not_at_all(county: Path, monkeypatch):
    real = told_module.tell

    def breaks(lent, *, now):
        real(lent, now=now)
        raise RuntimeError("killed")

    monkeypatch.setattr(told_module, "tell", breaks)
    with pytest.raises(RuntimeError, match="killed"):
        feed(county, 2, sends(sent(0, days_ago(0))))
    assert OutboxMessage.objects.count() == 0
    monkeypatch.setattr(told_module, "tell", real)
    feed(county, 2, sends(sent(0, days_ago(0))))
    assert keys("payment_sent") == ["payment_sent D90"]


# Appointments that a feed moves or cancels after a reminder went.


def meeting(on: str, **facts: str) -> dict[str, list[Row]]:
    return {"appointments": [appointment(DANA, "201", "77", on_date=on, **facts)]}


CANCEL = {"appointments": [{"participant_id": DANA, "appointment_id": "77"}]}


def ahead(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def reminded(day: str, which: int = 10, state: str = OutboxState.SENT) -> None:
    """A reminder of the appointment on `day`, in `state`."""
    now = datetime.now(settings.AGENCY.zone)
    content_free_mail("appointment_soon", f"appointment_soon {which} {day} 77", state, at=now, participant_id=DANA)


@pytest.mark.parametrize(
    ("state", "told"), [("sent", 1), ("unsure", 1), ("sending", 1), ("queued", 0), ("withdrawn", 0), ("failed", 0)]
)
@pytest.mark.parametrize("which", [10, 2])
def test_who_was_reminded_of_an_appointment_is_told_that_it_moved(county: Path, state, told, which):
    feed(county, 2, meeting(ahead(9)))
    reminded(ahead(9), which, state)
    feed(county, 3, meeting(ahead(20)))
    assert keys("appointment_changed") == ["appointment_changed 3 77"][:told]


def test_a_correction_is_of_use_until_the_earlier_of_the_two_days(county: Path):
    zone = settings.AGENCY.zone
    for sequence, (day, until) in enumerate([(ahead(20), ahead(10)), (ahead(5), ahead(6)), (ahead(8), ahead(6))], 3):
        if sequence == 3:
            feed(county, 2, meeting(ahead(9)))
            reminded(ahead(9))
        OutboxMessage.objects.filter(event="appointment_changed").update(
            state="sent", finished_at=datetime.now(zone), not_after=None
        )
        feed(county, sequence, meeting(day))
        row = OutboxMessage.objects.get(key=f"appointment_changed {sequence} 77")
        assert f"{row.not_after.astimezone(zone):%Y-%m-%d %H:%M}" == f"{until} 00:00"


def test_another_hour_and_a_cancellation_are_told_and_another_place_is_not(county: Path):
    feed(county, 2, meeting(ahead(9)))
    reminded(ahead(9))
    feed(county, 3, meeting(ahead(9), place="14 S PINE ST, MADERA"))
    assert keys("appointment_changed") == []
    feed(county, 4, meeting(ahead(9), place="14 S PINE ST, MADERA", starts="08:15"))
    assert keys("appointment_changed") == ["appointment_changed 4 77"]
    feed(county, 5, {"appointments": []}, CANCEL)
    assert keys("appointment_changed") == ["appointment_changed 4 77", "appointment_changed 5 77"]


def test_who_was_not_reminded_is_told_nothing(county: Path):
    feed(county, 2, meeting(ahead(9)))
    feed(county, 3, meeting(ahead(20)))
    feed(county, 4, {"appointments": []}, CANCEL)
    assert OutboxMessage.objects.count() == 0


def test_a_move_after_the_first_correction_went_is_told_too(county: Path):
    feed(county, 2, meeting(ahead(9)))
    reminded(ahead(9))
    feed(county, 3, meeting(ahead(20)))
    feed(county, 4, meeting(ahead(30)))
    assert keys("appointment_changed") == ["appointment_changed 3 77"]  # it waits, and will tell the newest day
    OutboxMessage.objects.filter(event="appointment_changed").update(
        state="sent", finished_at=datetime.now(settings.AGENCY.zone)
    )
    feed(county, 5, meeting(ahead(31)))
    assert keys("appointment_changed") == ["appointment_changed 3 77"]

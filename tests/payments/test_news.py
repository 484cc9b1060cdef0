"""What changed for a person: their own changes, and their own rows behind them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from connect.cases.models import Delivery, DisclosedAppointment
from connect.news import queries
from connect.news.models import Change
from tests.payments.rows import CASE, a_line, a_seen_case, a_viewer

pytestmark = pytest.mark.django_db

BEFORE = datetime(2026, 11, 18, 20, tzinfo=UTC)
TODAY = date(2026, 11, 22)
OTHER = "1000000004"
ABOUT = {"payment": "C000001.200000000123.received", "balance": CASE, "appointment": "7"}


@pytest.fixture
def rows() -> None:
    """A payment, a case and an appointment of Daniel's, and somebody else's under the very same numbers."""
    Delivery.objects.create(
        sequence=7, agency="CA", as_of=BEFORE, manifest_sha256="0" * 64, state="loaded", rows_in=1, rows_rejected=0,
        finished_at=BEFORE + timedelta(days=1),
    )  # fmt: skip
    for person, name in (("1000000003", "his"), (OTHER, "theirs")):
        a_line(1, date(2020, 4, 10), participant_id=person, public_id=f"{name}-payment").save(force_insert=True)
        a_seen_case(participant_id=person, public_id=f"{name}-case").save(force_insert=True)
        DisclosedAppointment.objects.create(
            participant_id=person, appointment_id="7", case_number=CASE, on_date=date(2026, 12, 2),
            starts=time(8) if name == "his" else time(9), kind="interview", place_hidden=False,
        )  # fmt: skip


def changed(person: str, subject: str) -> None:
    kind = {"payment": "received", "balance": "moved", "appointment": "moved"}[subject]
    Change.objects.create(participant_id=person, subject=subject, about=ABOUT[subject], kind=kind, sequence=7)


@pytest.mark.parametrize(
    ("subject", "public_id", "starts"),
    [("payment", "his-payment", None), ("balance", "his-case", None), ("appointment", "", time(8))],
)
def test_what_is_told_of_a_change_is_the_persons_own_row(rows, subject, public_id, starts):
    changed("1000000003", subject)
    found = queries.since(a_viewer(), BEFORE, TODAY, 10)
    assert [(item.public_id, item.starts) for item in found.items] == [(public_id, starts)]
    assert found.more == 0


def test_somebody_elses_changes_are_no_news(rows):
    for subject in ABOUT:
        changed(OTHER, subject)
    assert queries.since(a_viewer(), BEFORE, TODAY, 10).items == ()
    assert len(queries.since(a_viewer(OTHER), BEFORE, TODAY, 10).items) == 3

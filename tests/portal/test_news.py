"""What changed since the last visit, on Home."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connect.access.models import Account, Visit
from connect.cases.models import Delivery, DisclosedAppointment, DisclosedCase
from connect.news.models import Change
from connect.payments.models import PaymentLine
from connect.portal.frame.clock import today
from tests.portal.crawl import links, words
from tests.support.cast import DANA, DANIEL, NOOR_SECRETS, RILEY, SAM, Member
from tests.support.page import Page

BEFORE = datetime(2026, 11, 18, 20, tzinfo=UTC)


def was_here(member: Member, moment: datetime | None = BEFORE) -> None:
    """The visit before the one that begins with the next sign-in."""
    Account.objects.filter(participant_id=member.participant_id).update(visited_at=moment)


def a_delivery(sequence: int = 7, finished_at: datetime = BEFORE + timedelta(days=1)) -> None:
    Delivery.objects.create(
        sequence=sequence, agency="CA", as_of=finished_at, manifest_sha256="0" * 64, state="loaded", rows_in=1,
        rows_rejected=0, finished_at=finished_at,
    )  # fmt: skip


def changed(member: Member, subject: str, about: str, kind: str, **more: object) -> None:
    Change.objects.create(
        participant_id=member.participant_id, subject=subject, about=about, kind=kind, **{"sequence": 7, **more}
    )


def line_of(member: Member, amount: int) -> PaymentLine:
    return PaymentLine.objects.get(participant_id=member.participant_id, amount=amount)


@pytest.fixture
def news(cast) -> None:
    """A delivery after the last visit of Dana and Riley, with what it changed for them."""
    was_here(DANA)
    was_here(RILEY)
    a_delivery()
    for member in (DANA, RILEY):
        changed(member, "payment", line_of(member, 8308).line_id, "received")
        changed(member, "balance", "200000000101", "moved")


def test_a_first_visit_says_nothing_of_changes(signed_in):
    a_delivery()
    changed(DANA, "balance", "200000000101", "moved")
    told = words(signed_in(DANA).get("/home"))
    assert "last visit" not in told
    assert "The amounts owed" not in told


def test_each_reads_what_changed_for_them_with_the_way_to_it(news, signed_in):
    browser = signed_in(DANA)
    answer = browser.get("/home")
    told = words(answer)
    assert "What changed since you last signed in on November 18, 2026" in told
    assert "We received your payment of $83.08 on 11/16/2017." in told
    assert "The amounts owed in case 200000000101 changed as of November 19, 2026." in told
    found = links(answer, "/home")
    case = DisclosedCase.objects.get(participant_id=DANA.participant_id)
    for address in (f"/payments/made/{line_of(DANA, 8308).public_id}",):
        assert address in found
        assert browser.get(address).status_code == 200
    assert f"/cases/{case.public_id}#owed" in Page(answer).attributes(".news a", "href")
    assert "We received a payment of $83.08 on 11/16/2017." in words(signed_in(RILEY).get("/home"))


def test_no_amount_owed_stands_on_home(news, signed_in):
    """V10, V13: an amount owed never stands without the others and its sentences; those are on the case's page."""
    told = words(signed_in(DANA).get("/home"))
    assert "667.93" not in told
    assert "58.31" not in told


def test_a_payment_that_has_gone_again_is_no_news_and_one_that_was_corrected_reads_corrected(news, signed_in):
    PaymentLine.objects.filter(participant_id=DANA.participant_id, amount=8308).update(amount=8309)
    PaymentLine.objects.filter(participant_id=RILEY.participant_id, amount=8308).delete()
    assert "We received your payment of $83.09" in words(signed_in(DANA).get("/home"))
    assert "was received" not in words(signed_in(RILEY).get("/home"))


def test_what_came_before_the_last_visit_is_no_news(news, signed_in):
    was_here(DANA, BEFORE + timedelta(days=2))
    assert "Nothing has changed since you last signed in on November 20, 2026." in words(signed_in(DANA).get("/home"))


def test_the_visit_after_has_no_news_any_more_and_the_same_visit_keeps_them(news, signed_in):
    browser = signed_in(DANA)
    for _ in range(2):
        assert "What changed since" in words(browser.get("/home"))
    assert "Nothing has changed since you last signed in" in words(signed_in(DANA).get("/home"))
    assert "What changed since" in words(browser.get("/home"))


def test_appointments_read_as_they_stand_now(signed_in):
    was_here(DANA)
    a_delivery()
    first, second, third = DisclosedAppointment.objects.filter(participant_id=DANA.participant_id).order_by("on_date")
    changed(DANA, "appointment", first.appointment_id, "set")
    changed(DANA, "appointment", second.appointment_id, "moved")
    changed(DANA, "appointment", third.appointment_id, "place")
    changed(DANA, "appointment", "99999", "cancelled", was_on=today() + timedelta(days=3))
    changed(DANA, "appointment", "99998", "cancelled", was_on=today() - timedelta(days=1))
    told = words(signed_in(DANA).get("/home"))
    assert f"You have a new appointment on {first.on_date:%m/%d/%Y} at 8:00 AM Pacific Time." in told
    assert f"An appointment was moved. It is now on {second.on_date:%m/%d/%Y} at 10:00 AM Pacific Time." in told
    assert f"The place of your appointment on {third.on_date:%m/%d/%Y} at 9:15 AM Pacific Time changed." in told
    assert f"Your appointment on {today() + timedelta(days=3):%m/%d/%Y} was canceled." in told
    assert told.count("was canceled") == 1


def test_of_many_changes_the_ten_newest_stand_and_the_others_are_counted(signed_in):
    was_here(DANIEL)
    a_delivery()
    for line in PaymentLine.objects.filter(participant_id=DANIEL.participant_id)[:23]:
        changed(DANIEL, "payment", line.line_id, "received")
    told = words(signed_in(DANIEL).get("/home"))
    assert told.count("We received a payment of") == 10
    assert "and 13 more" in told


def test_nobody_reads_anybody_elses_news(news, signed_in):
    was_here(SAM)
    told = words(signed_in(SAM).get("/home"))
    assert "Nothing has changed" in told
    assert "83.08" not in told


def test_sam_reads_no_place_in_his_news(signed_in):
    was_here(SAM)
    a_delivery()
    for one in DisclosedAppointment.objects.filter(participant_id=SAM.participant_id):
        changed(SAM, "appointment", one.appointment_id, "moved")
    page = signed_in(SAM).get("/home").content.decode().upper()
    assert page.count("AN APPOINTMENT WAS MOVED.") == 2
    assert [secret for secret in NOOR_SECRETS if secret.upper() in page] == []


def test_home_costs_five_statements_on_a_first_visit_and_three_more_afterwards(news, signed_in):
    for member, most in ((DANIEL, 5), (DANA, 8)):
        browser = signed_in(member)
        browser.get("/home")
        with CaptureQueriesContext(connection) as captured:
            browser.get("/home")
        assert len(captured) == most


def test_a_pin_chosen_in_between_does_not_make_it_another_visit(news, signed_in):
    browser = signed_in(DANA)
    answer = browser.post("/pin", {"current": DANA.pin, "new": "648203"})
    assert answer.status_code in (200, 302)
    assert Visit.objects.get(participant_id=DANA.participant_id).previous_visit_at == BEFORE
    assert DisclosedCase.objects.filter(participant_id=DANA.participant_id).exists()
    assert "What changed since" in words(browser.get("/home"))

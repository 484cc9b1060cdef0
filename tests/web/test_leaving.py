"""Leaving: what ends a visit, who may ask for it, and what stays in the browser."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from connect.access.current_visit import CurrentVisit
from connect.access.models import Visit
from connect.audit.models import Entry
from connect.web.visit import Ending
from tests.support.cast import DANA

OURS = {"sec-fetch-site": "same-origin", "origin": "https://localhost"}
DEVICE = "__Host-device"


def visits() -> int:
    return Visit.objects.count()


def test_the_quick_way_out_ends_the_visit_without_a_form_token(cast, visitor):
    visitor.sign_in(DANA)
    answer = visitor.post("/leave", headers=OURS)
    assert (answer.status_code, answer.content, visits()) == (204, b"", 0)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer["Cache-Control"] == "no-store"
    assert Entry.objects.latest("at").act == "signed out"
    assert "/login" in visitor.get("/home")["Location"]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site", "origin": "https://evil.localhost"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": "https://localhost"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {},
    ],
)
def test_no_other_site_can_sign_anybody_out(cast, visitor, headers):
    visitor.sign_in(DANA)
    answer = visitor.post("/leave", headers=headers)
    assert (answer.status_code, visits()) == (204, 1)
    assert "Clear-Site-Data" not in answer.headers
    assert visitor.get("/home").status_code == 200


def test_an_old_browser_that_says_only_where_it_is_from_can_leave_too(cast, visitor):
    visitor.sign_in(DANA)
    visitor.post("/leave", headers={"origin": "https://localhost"})
    assert visits() == 0


def test_looking_at_the_address_ends_nothing(cast, visitor):
    visitor.sign_in(DANA)
    assert (visitor.get("/leave", headers=OURS)["Location"], visits()) == ("/", 1)


def test_whoever_has_not_signed_in_leaves_without_a_trace(db, visitor):
    answer = visitor.post("/leave", headers=OURS)
    assert (answer.status_code, dict(answer.cookies)) == (204, {})
    assert not Entry.objects.exists()


@pytest.mark.parametrize("way", ["/logout", "/leave"])
def test_what_marks_a_private_device_outlives_every_sign_out(cast, visitor, way):
    visitor.sign_in(DANA)
    visitor.cookies[DEVICE] = "kept"
    answer = visitor.send(way) if way == "/logout" else visitor.post(way, headers=OURS)
    said = {"__Host-messages"} if way == "/logout" else set()  # that someone signed out; leaving says nothing
    assert set(answer.cookies) == {"__Host-visit"} | said
    assert "cookies" not in answer["Clear-Site-Data"]
    assert "*" not in answer["Clear-Site-Data"]
    assert visitor.cookies[DEVICE].value == "kept"


MORNING = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # eight o'clock in California


def visit_of(started: datetime, ends: datetime) -> CurrentVisit:
    return CurrentVisit("k", "1000000001", started, ends, False, "DANA", "en", "", None)


def test_an_ending_says_what_is_left_and_when_it_is_over_in_the_agency_s_zone():
    ending = Ending.of(visit_of(MORNING, MORNING), MORNING + timedelta(minutes=15), MORNING + timedelta(seconds=20))
    assert (ending.left, ending.last) == (880, 43_180)
    assert (ending.at, ending.last_at) == ("8:15 AM Pacific Time", "8:00 PM Pacific Time")


def test_two_visits_of_one_browser_are_told_apart():
    one, two = (
        Ending.of(visit_of(start, start), start, start) for start in (MORNING, MORNING + timedelta(microseconds=1))
    )
    assert one.visit != two.visit


def left(answer) -> int:
    return int(answer.content.decode().partition('data-left="')[2].partition('"')[0])


def test_the_page_never_promises_more_time_than_the_server_gives(cast, visitor):
    """The row is written once a minute at most, so a page soon after another still ends with the first."""
    visitor.sign_in(DANA)
    until = timezone.now() + timedelta(minutes=14, seconds=20)
    Visit.objects.update(expire_date=until)
    assert 850 <= left(visitor.get("/home")) <= 860
    Visit.objects.update(expire_date=timezone.now() + timedelta(minutes=5))
    assert 890 <= left(visitor.get("/home")) <= 900


def test_near_the_twelve_hours_a_page_lasts_no_longer_than_they_do(cast, visitor):
    visitor.sign_in(DANA)
    started = timezone.now() - timedelta(hours=11, minutes=57)
    Visit.objects.update(started_at=started, expire_date=timezone.now() + timedelta(minutes=3))
    shown = visitor.get("/home").content.decode()
    assert 170 <= left(visitor.get("/home")) <= 180
    assert 'data-last="1' in shown


def test_without_scripts_a_sentence_says_when_the_visit_ends(cast, visitor):
    visitor.sign_in(DANA)
    told = visitor.get("/home").content.decode()
    sentence = told.partition("<noscript>")[2].partition("</noscript>")[0]
    assert (
        "Open a page at least every 15 minutes to stay signed in. If you do not, we will sign you out at " in sentence
    )
    assert " You will be signed out at " in sentence
    assert "http-equiv" not in told
    visitor.send("/logout")
    assert "<noscript>" not in visitor.get("/help/contact").content.decode()

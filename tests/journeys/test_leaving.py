"""Leaving: signing out, being signed out, and the quick way to another site (WCAG 2.2.1; S004 L18)."""

import pytest

from tests.cast import DANA, RILEY
from tests.journeys.conftest import heading, in_every_form, press, said, sign_in

DANAS_FACTS = ("DANA", "200000000101", "RILEY OKAFOR-STONE", "$83.08")


def shows_nothing_of_dana(page) -> None:
    page.wait_for_load_state()
    shown = page.locator("body").inner_text() + page.content()
    assert [fact for fact in DANAS_FACTS if fact in shown] == []


@in_every_form
def test_after_logout_the_back_button_shows_nothing(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    say = said(page)
    page.goto("/payments/made")
    press(page, say("Logout"), role="button")
    assert heading(page) == say("Welcome to Customer Connect")
    shows_nothing_of_dana(page)
    for _ in range(3):
        page.go_back()
        shows_nothing_of_dana(page)
    page.goto("/home")
    assert heading(page) == say("Login")


def test_a_key_kept_from_before_logout_opens_nothing(visit, new_context):
    page = visit()
    sign_in(page, DANA)
    kept = page.context.cookies()
    press(page, "Logout", role="button")
    thief = new_context()
    thief.add_cookies(kept)
    stolen = thief.new_page()
    stolen.goto("/home")
    assert "/login?next=/home" in stolen.url


def test_logout_on_one_device_leaves_the_other_signed_in(visit):
    here, there = visit(), visit()
    sign_in(here, RILEY)
    sign_in(there, RILEY)
    press(here, "Logout", role="button")
    there.goto("/home")
    assert there.locator(".who").inner_text() == "RILEY"


@pytest.mark.parametrize("language", ["en", "es"])
def test_two_minutes_before_the_sign_out_somebody_is_asked_and_may_stay(visit, language):
    page = visit(language=language)
    page.clock.install()
    sign_in(page, DANA)
    say = said(page)
    dialog = page.get_by_role("dialog", name=say("Are you still there?"))
    page.clock.fast_forward("12:50")
    assert not dialog.is_visible()
    page.clock.fast_forward("00:20")
    dialog.wait_for(state="visible")
    stay = dialog.get_by_role("button", name=say("Stay signed in"))
    assert stay.evaluate("button => button === document.activeElement")
    with page.expect_response("**/stay") as answer:
        stay.click()
    assert answer.value.status == 204
    dialog.wait_for(state="hidden")
    page.clock.fast_forward("12:50")
    assert not dialog.is_visible()
    assert page.locator(".who").inner_text() == "DANA"


def test_the_question_offers_to_leave_at_once(visit):
    page = visit()
    page.clock.install()
    sign_in(page, DANA)
    page.clock.fast_forward("13:10")
    page.get_by_role("dialog").get_by_role("button", name="Logout").click()
    page.wait_for_url(lambda url: url.endswith("/"))
    shows_nothing_of_dana(page)


def test_whoever_does_not_answer_is_signed_out_and_told_so(visit, demo):
    page = visit()
    page.clock.install()
    sign_in(page, DANA)
    page.goto("/payments/made")
    demo.ask(
        "UPDATE access_session SET expire_date = %s WHERE participant_id = %s",
        "2020-01-01 00:00:00",
        DANA.participant_id,
    )
    page.clock.fast_forward("15:10")
    page.wait_for_url("**/login?next=/payments/made")
    assert "Your visit ended, to keep your information safe." in page.locator("main").inner_text()
    shows_nothing_of_dana(page)


def signed_out(page, demo) -> None:
    """Waits until the server has taken the sign-out that was sent on the way out."""
    for _ in range(50):
        if not demo.ask("SELECT 1 FROM access_session WHERE participant_id = %s", DANA.participant_id):
            return
        page.wait_for_timeout(100)
    raise AssertionError("five seconds after leaving, Dana is still signed in")


@in_every_form
def test_leave_this_site_signs_out_and_no_back_button_leads_to_the_page(visit, demo, width, language):
    page = visit(width=width, language=language)
    page.context.route("https://www.weather.gov/", lambda route: route.fulfill(body="<title>Weather</title>"))
    demo.ask("DELETE FROM access_session")
    sign_in(page, DANA)
    page.goto("/payments/made")
    page.locator("[data-leave]").click()
    page.wait_for_url("https://www.weather.gov/")
    signed_out(page, demo)
    page.go_back()
    shows_nothing_of_dana(page)
    page.goto("/payments/made")
    assert "/login?next=/payments/made" in page.url

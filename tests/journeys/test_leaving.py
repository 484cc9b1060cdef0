"""Leaving: signing out (S004 L18), and the quick way to another site, by its link or by Esc twice."""

import pytest

from tests.journeys.conftest import heading, in_every_form, no_axe_violations, press, said, sign_in
from tests.journeys.leaving import AWAY, danas_only_visit, shows_nothing_of_dana, signed_out, weather
from tests.support.cast import DANA, RILEY

# What is said after the first Esc stays, so that axe, which may take longer than two seconds, finds it.
HELD = "() => { const real = setTimeout; window.setTimeout = (act, ms, ...r) => ms == 2000 ? 0 : real(act, ms, ...r); }"
DEVICE = {"name": "__Host-device", "value": "kept", "secure": True, "httpOnly": True, "sameSite": "Lax"}


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


@in_every_form
def test_leave_this_site_signs_out_and_no_back_button_leads_to_the_page(visit, demo, width, language):
    page = danas_only_visit(visit, demo, width=width, language=language)
    page.goto("/payments/made")
    page.get_by_role("link", name=said(page)("Leave this site now")).click()
    page.wait_for_url("https://www.weather.gov/")
    signed_out(page, demo)
    page.go_back()
    shows_nothing_of_dana(page)
    page.goto("/payments/made")
    assert "/login?next=/payments/made" in page.url


def esc_twice_at_once(page) -> None:
    """Within the two seconds that the product gives, whatever was pressed before and however long ago."""
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


@in_every_form
def test_esc_twice_does_the_same_and_the_first_one_says_so(visit, demo, width, language):
    page = danas_only_visit(visit, demo, width=width, language=language)
    say = said(page)
    page.goto("/payments/made")
    page.evaluate(HELD)
    page.keyboard.press("Escape")
    status = page.locator("#leave-again[role=status]")
    assert status.inner_text() == say("Press Esc again to leave this site now.")
    no_axe_violations(page)
    esc_twice_at_once(page)
    page.wait_for_url(AWAY)
    signed_out(page, demo)
    page.go_back()
    shows_nothing_of_dana(page)


def test_the_page_that_was_left_is_gone_from_the_history(visit):
    page = visit()
    weather(page)
    page.goto("/help/contact")
    page.goto("/help/faq/private")
    before = page.evaluate("history.length")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(AWAY)
    assert page.evaluate("history.length") == before


def test_one_esc_and_another_much_later_leave_nothing(visit):
    page = visit()
    weather(page)
    page.clock.install()
    page.goto("/help/faq")
    status = page.locator("#leave-again")
    page.keyboard.press("Escape")
    page.clock.fast_forward(2500)
    assert status.inner_text() == ""
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.url.endswith("/help/faq")
    assert status.inner_text() != ""


def test_an_esc_that_closes_or_empties_something_does_not_count(visit):
    page = visit()
    weather(page)
    sign_in(page, DANA)
    page.goto("/help/faq")
    page.get_by_role("searchbox").fill("pin")
    page.keyboard.press("Escape")
    assert page.get_by_role("searchbox").input_value() == ""
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.url.endswith("/help/faq")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('dialog'), {id: 'other', innerText: 'Sure?'}))"
    )
    page.wait_for_timeout(2100)
    for _ in range(3):
        page.locator("#other").evaluate("dialog => dialog.showModal()")
        page.keyboard.press("Escape")
        assert not page.locator("#other").is_visible()
    page.wait_for_timeout(300)
    assert page.url.endswith("/help/faq")


def test_a_held_key_is_one_esc(visit):
    page = visit()
    weather(page)
    page.goto("/help/faq")
    for _ in range(5):
        page.keyboard.down("Escape")
    page.wait_for_timeout(300)
    assert page.url.endswith("/help/faq")


def test_an_error_page_has_the_way_out_too_and_signs_out(visit, demo):
    page = danas_only_visit(visit, demo)
    page.goto("/no/such/page")
    page.get_by_role("link", name="Leave this site now").click()
    page.wait_for_url(AWAY)
    signed_out(page, demo)


def test_a_server_that_does_not_answer_keeps_nobody_here(visit):
    page = visit()
    weather(page)
    sign_in(page, DANA)
    page.context.route("**/leave", lambda route: None)  # the sign-out hangs for ever
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(AWAY)


@pytest.mark.parametrize("beacon", ["undefined", "() => false"])
def test_a_browser_that_sends_no_beacon_signs_out_all_the_same(visit, demo, beacon):
    page = danas_only_visit(visit, demo)
    page.evaluate(f"navigator.sendBeacon = {beacon}")
    page.locator("#leave").click()
    page.wait_for_url(AWAY)
    signed_out(page, demo)


def test_a_browser_that_forbids_everything_keeps_nobody_here(visit):
    page = visit()
    weather(page)
    sign_in(page, DANA)
    page.evaluate("navigator.sendBeacon = window.fetch = () => { throw new Error('forbidden'); }; 0")
    page.locator("#leave").click()
    page.wait_for_url(AWAY)


def test_every_other_window_of_ours_leaves_as_well(visit):
    page = visit()
    weather(page)
    sign_in(page, DANA)
    other, public = page.context.new_page(), page.context.new_page()
    other.goto("/payments/made")
    public.goto("/help/faq")
    page.locator("#leave").click()
    for each in (page, other, public):
        each.wait_for_url(AWAY)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_way_out_is_the_second_stop_of_the_keyboard(visit, language):
    page = visit(language=language)
    weather(page)
    page.goto("/help/faq")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.locator("#leave").evaluate("link => link === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_url(AWAY)


@pytest.mark.parametrize("way", ["logout", "leave"])
def test_what_marks_a_private_device_stays_in_the_browser(visit, demo, way):
    page = danas_only_visit(visit, demo)
    page.context.add_cookies([DEVICE | {"url": "https://localhost/"}])
    page.evaluate("localStorage.setItem('mark', 1)")
    if way == "logout":
        press(page, "Logout", role="button")
        page.wait_for_url(lambda url: url.endswith("/"))
    else:
        page.locator("#leave").click()
        page.wait_for_url(AWAY)
    signed_out(page, demo)
    page.goto("/")
    assert [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "__Host-device"] == ["kept"]
    assert page.evaluate("localStorage.getItem('mark')") is None

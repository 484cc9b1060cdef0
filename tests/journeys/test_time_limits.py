"""A visit that is about to end: asked two minutes before, answered by keyboard, in step everywhere (WCAG 2.2.1)."""

import re

import pytest

from tests.journeys.conftest import LANGUAGES, in_every_form, no_axe_violations, said, sign_in
from tests.journeys.leaving import AWAY, danas_only_visit, shows_nothing_of_dana, signed_out
from tests.journeys.time_limits import end_on_the_server, question
from tests.support.cast import DANA, DANIEL

FOCUS = "document.activeElement.innerText"
WHERE = "[document.activeElement.closest('dialog, body').tagName, document.activeElement.innerText.slice(0, 14)]"


def remaining(page) -> str:
    return page.locator(".timeout__left").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_minutes_before_the_sign_out_somebody_is_asked_and_may_stay(visit, language):
    page = visit(language=language)
    page.clock.install()
    sign_in(page, DANA)
    say = said(page)
    page.clock.fast_forward("12:50")
    assert not question(page).is_visible()
    page.clock.fast_forward("00:20")
    question(page).wait_for(state="visible")
    assert page.evaluate(FOCUS) == say("Stay signed in")
    no_axe_violations(page)
    with page.expect_response("**/stay") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 204
    question(page).wait_for(state="hidden")
    page.clock.fast_forward("12:50")
    assert not question(page).is_visible()
    assert page.locator(".who").inner_text() == "DANA"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_remains_is_read_out_four_times_and_not_every_second(visit, language):
    page = visit(language=language)
    page.clock.install()
    sign_in(page, DANA)
    say = said(page)
    page.clock.fast_forward("13:01")
    question(page).wait_for(state="visible")
    assert page.locator(".timeout__left").get_attribute("aria-live") == "assertive"
    page.evaluate(
        "window.changes = 0; new MutationObserver(() => { changes += 1; })"
        ".observe(document.querySelector('.timeout__left'), {attributes: true, subtree: true, characterData: true})"
    )
    heard = [remaining(page)]
    for _ in range(117):
        page.clock.run_for(1000)
        if remaining(page) != heard[-1]:
            heard.append(remaining(page))
    assert heard == [say(words) for words in ("2 minutes", "1 minute", "30 seconds", "10 seconds")]
    assert page.evaluate("changes") == 3


def test_the_keyboard_stays_in_the_question_and_goes_back_to_where_it_was(visit):
    page = visit()
    page.clock.install()
    sign_in(page, DANA)
    page.goto("/payments/made")
    page.locator("summary", has_text="Filter").focus()
    page.clock.fast_forward("13:01")
    question(page).wait_for(state="visible")
    stops = []
    for key in ["Tab"] * 8 + ["Shift+Tab"] * 8:
        page.keyboard.press(key)
        stops.append(page.evaluate(WHERE))
    assert {name for where, name in stops if where == "DIALOG"} == {"Stay signed in", "Logout", "Leave this sit"}
    assert {where for where, _ in stops} <= {"DIALOG", "BODY"}  # BODY: the browser's own bar
    with page.expect_response("**/stay"):
        page.get_by_role("button", name="Stay signed in").press("Enter")
    question(page).wait_for(state="hidden")
    assert page.evaluate("document.activeElement.innerText.trim()") == "Filter"


def asked(visit, demo, **how):
    """The page of Dana, whose only visit this is, with the question open on it."""
    page = danas_only_visit(visit, demo, clock=True, **how)
    page.clock.fast_forward("13:01")
    question(page).wait_for(state="visible")
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_esc_is_the_answer_that_loses_nothing_and_says_what_a_second_does(visit, demo, language):
    page = asked(visit, demo, language=language)
    page.context.route("**/stay", lambda route: (page.wait_for_timeout(500), route.continue_()))
    with page.expect_response("**/stay"):
        page.keyboard.press("Escape")
        hint = question(page).get_by_role("status")
        assert hint.inner_text() == said(page)("Press Esc again to leave this site now.")
    question(page).wait_for(state="hidden")
    page.clock.fast_forward(2500)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.url.endswith("/home")


@pytest.mark.parametrize("network", ["quick", "slow", "none"])
def test_esc_twice_leaves_from_the_question_too(visit, demo, network):
    page = asked(visit, demo)
    if network == "slow":
        page.context.route("**/stay", lambda route: None)
    elif network == "none":
        page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('offline')); }")
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    page.keyboard.press("Escape")
    page.wait_for_url(AWAY)
    signed_out(page, demo)


@pytest.mark.parametrize("by", ["keyboard", "pointer"])
@in_every_form
def test_the_way_out_is_in_the_question(visit, demo, width, language, by):
    page = asked(visit, demo, width=width, language=language)
    link = question(page).get_by_role("link", name=said(page)("Leave this site now"))
    if by == "keyboard":
        for _ in range(2):
            page.keyboard.press("Tab")
        assert link.evaluate("link => link === document.activeElement")
        page.keyboard.press("Enter")
    else:
        link.click()
    page.wait_for_url(AWAY)
    signed_out(page, demo)
    page.go_back()
    shows_nothing_of_dana(page)


def test_the_question_offers_to_leave_at_once(visit):
    page = visit()
    page.clock.install()
    sign_in(page, DANA)
    page.clock.fast_forward("13:10")
    question(page).get_by_role("button", name="Logout").click()
    page.wait_for_url(lambda url: url.endswith("/"))
    shows_nothing_of_dana(page)


def test_without_the_network_the_question_stands_and_nothing_typed_is_thrown_away(visit):
    page = visit()
    page.clock.install()
    sign_in(page, DANA)
    page.clock.fast_forward("13:01")
    question(page).wait_for(state="visible")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('offline')); }")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert question(page).is_visible()
    assert page.url.endswith("/home")


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_does_not_answer_finds_the_page_covered_and_the_sign_in_form(visit, demo, language):
    page = visit(language=language)
    page.clock.install()
    sign_in(page, DANA)
    page.goto("/payments/made")
    end_on_the_server(demo)
    page.evaluate(
        "addEventListener('pagehide', () => localStorage.setItem('covered', covered()))"
        "; covered = () => [document.querySelector('main').hidden, document.querySelector('#leave').checkVisibility()]"
    )
    page.clock.fast_forward("15:10")
    page.wait_for_url("**/login?next=/payments/made")
    assert page.evaluate("localStorage.getItem('covered')") == "true,true"  # the way out stays
    assert len(page.locator("main .alert").inner_text()) > 20
    shows_nothing_of_dana(page)
    page.go_back()
    shows_nothing_of_dana(page)


def test_to_stay_in_one_window_is_to_stay_in_all(visit):
    page = visit()
    page.clock.install()
    sign_in(page, DANA)
    other = page.context.new_page()
    other.goto("/payments/made")
    page.clock.fast_forward("13:01")  # of both
    for each in (page, other):
        question(each).wait_for(state="visible")
    with page.expect_response("**/stay"):
        question(page).get_by_role("button", name="Stay signed in").click()
    question(other).wait_for(state="hidden")


def test_to_log_out_in_one_window_covers_all(visit):
    page = visit()
    sign_in(page, DANA)
    other = page.context.new_page()
    other.goto("/payments/made")
    page.get_by_role("button", name="Logout").click()
    other.wait_for_url("**/login?next=/payments/made")
    shows_nothing_of_dana(other)


def test_another_person_s_visit_in_the_same_browser_takes_the_first_one_s_page_away(visit, demo):
    page = visit()
    sign_in(page, DANA)
    page.goto("/payments/made")
    other = page.context.new_page()
    other.goto("/help/contact")
    demo.ask(
        "UPDATE access_visit SET started_at = %s WHERE participant_id = %s",
        "2026-01-01 00:00:00",
        DANA.participant_id,
    )
    end_on_the_server(demo)
    sign_in(other, DANIEL)
    page.locator(".who").get_by_text("DANIEL").wait_for()
    shows_nothing_of_dana(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_end_of_the_twelve_hours_is_said_too_and_nothing_can_move_it(visit, demo, language):
    page = visit(language=language)
    page.clock.install()
    sign_in(page, DANA)
    say = said(page)
    now = page.evaluate("new Date(Date.now() - (11 * 60 + 55) * 60000).toISOString()")
    demo.ask(
        "UPDATE access_visit SET started_at = %s WHERE participant_id = %s",
        now[:19].replace("T", " "),
        DANA.participant_id,
    )
    page.goto("/payments/made")
    page.clock.fast_forward("02:30")
    assert not question(page).is_visible()
    page.clock.fast_forward("00:45")
    question(page).wait_for(state="visible")
    assert (
        say("You have been signed in for 12 hours, so you will need to sign in again.") in question(page).inner_text()
    )
    assert question(page).get_by_role("button").all_inner_texts() == [say("Continue until then"), say("Logout")]
    no_axe_violations(page)
    page.keyboard.press("Enter")
    question(page).wait_for(state="hidden")
    page.clock.fast_forward("00:30")
    assert not question(page).is_visible()
    end_on_the_server(demo)
    page.clock.fast_forward("01:40")
    page.wait_for_url("**/login?next=/payments/made")


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_javascript_off_a_sentence_says_when_the_visit_ends(visit, language):
    page = visit(language=language, javascript=False)
    sign_in(page, DANA)
    times = re.findall(
        r"\d{1,2}:\d\d (?:[AP]M Pacific Time|[ap]\.\sm\. \(hora del Pacífico\))", page.locator("p.ends").inner_text()
    )
    assert len(times) == 2
    assert page.locator("meta[http-equiv]").count() == 0
    page.goto("/help/contact")
    assert page.locator("p.ends").count() == 1

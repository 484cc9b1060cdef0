"""A half-written form when the visit ends: kept by the page itself, without anybody pressing anything."""

from tests.journeys.authenticator import Authenticator, add_passkey
from tests.journeys.conftest import in_every_form, press, said, sign_in, try_pin
from tests.journeys.sweep import can_be_read
from tests.support.cast import DANA

KEPT = "SELECT session_data FROM access_visit WHERE participant_id = %s AND session_data <> ''"


def the_visit_ends(page, demo) -> None:
    demo.ask("UPDATE access_visit SET expire_date = %s", "2020-01-01 00:00:00")
    page.clock.fast_forward("15:10")


@in_every_form
def test_a_name_that_was_half_written_waits_for_the_next_visit(visit, demo, width, language):
    page = visit(width=width, language=language)
    page.clock.install()
    Authenticator(page)
    sign_in(page, DANA)
    say = said(page)
    add_passkey(page, "My phone")
    press(page, "My phone")
    page.locator("input[name=name]").fill("Kitchen tablet")
    address = page.url
    the_visit_ends(page, demo)
    page.wait_for_url("**/login?next=/security/passkeys/*")
    told = say("What you typed was not sent. We will keep it for 30 minutes. Sign in to see it again.")
    assert told in page.locator("main").inner_text()
    assert "Kitchen" not in demo.ask(KEPT, DANA.participant_id)[0][0]
    try_pin(page, DANA, DANA.pin)
    page.wait_for_url(address)
    assert page.locator("input[name=name]").input_value() == "Kitchen tablet"
    kept = say(
        "We had to confirm it's you first, so this was not sent. We kept what you typed. Check it, then send it."
    )
    assert kept in page.locator("main").inner_text()
    can_be_read(page, axe=True)
    press(page, say("Save"), role="button")
    page.wait_for_url("**/security/passkeys")
    assert "Kitchen tablet" in page.locator("main").inner_text()


def test_what_came_back_waits_once_more_and_what_nobody_changed_does_not(visit, demo):
    page = visit()
    page.clock.install()
    Authenticator(page)
    sign_in(page, DANA)
    add_passkey(page, "My phone")
    press(page, "My phone")
    the_visit_ends(page, demo)
    page.wait_for_url("**/login?next=/security/passkeys/*")
    assert demo.ask(KEPT, DANA.participant_id) == []
    try_pin(page, DANA, DANA.pin)
    page.locator("input[name=name]").fill("Kitchen tablet")
    for _ in range(2):
        the_visit_ends(page, demo)
        page.wait_for_url("**/login?next=/security/passkeys/*")
        try_pin(page, DANA, DANA.pin)
        page.wait_for_url("**/security/passkeys/*")
        assert page.locator("input[name=name]").input_value() == "Kitchen tablet"


def test_a_page_with_a_pin_keeps_nothing(visit, demo):
    page = visit()
    page.clock.install()
    demo.ask("DELETE FROM access_visit")
    sign_in(page, DANA)
    page.goto("/pin")
    page.locator("input[name=new]").fill("730294")
    the_visit_ends(page, demo)
    page.wait_for_url("**/login?next=/pin")
    assert demo.ask("SELECT session_data FROM access_visit") == [("",)]

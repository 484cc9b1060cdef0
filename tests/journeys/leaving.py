"""Leaving the site, and what the browser shows afterwards."""

from tests.journeys.conftest import sign_in
from tests.support.cast import DANA

DANAS_FACTS = ("DANA", "200000000101", "RILEY OKAFOR-STONE", "$83.08")


AWAY = "https://www.weather.gov/"


def weather(page) -> None:
    """The neutral site, played by the test."""
    page.context.route(
        AWAY, lambda route: route.fulfill(body="<!doctype html><title>Weather</title>", content_type="text/html")
    )


def danas_only_visit(visit, demo, clock=False, **how):
    """The page of Dana, just signed in and nowhere else, with the neutral site in place; `how` is for `visit`. With
    `clock` the test moves the page's time."""
    page = visit(**how)
    weather(page)
    if clock:
        page.clock.install()
    demo.ask("DELETE FROM access_visit")
    sign_in(page, DANA)
    return page


def shows_nothing_of_dana(page) -> None:
    page.wait_for_load_state()
    shown = page.locator("body").inner_text() + page.content()
    assert [fact for fact in DANAS_FACTS if fact in shown] == []


def signed_out(page, demo) -> None:
    """Waits until the server has taken the sign-out that was sent on the way out."""
    for _ in range(50):
        if not demo.ask("SELECT 1 FROM access_visit WHERE participant_id = %s", DANA.participant_id):
            return
        page.wait_for_timeout(100)
    raise AssertionError("five seconds after leaving, Dana is still signed in")

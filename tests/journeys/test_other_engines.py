"""One journey in each of the two other engines: most parents carry an iPhone or an Android (docs/browsers.md)."""

import shutil
import time
from collections.abc import Iterator

import pytest

from tests.journeys.engines import ENGINES, ENTER, NEEDS, Window
from tests.journeys.leaving import AWAY
from tests.journeys.words import words
from tests.support.cast import RILEY

HERE = "path => location.pathname === path && document.readyState === 'complete'"
HEADING = "heading => document.querySelector('h1')?.innerText === heading && document.readyState === 'complete'"
NEWEST = "() => [...document.links].find(it => /received\\/[\\w-]{22}$/.test(it.pathname)).pathname"


@pytest.fixture(params=ENGINES)
def window(request: pytest.FixtureRequest, tmp_path) -> Iterator[Window]:
    """Skipped where the engine is not; the skip is said at the end, and in CI it fails the run."""
    if missing := [package for program, package in NEEDS[request.param].items() if not shutil.which(program)]:
        pytest.skip(f"no {request.param}: install Debian's {' and '.join(missing)}")
    with ENGINES[request.param](tmp_path) as window:
        yield window


def sign_in(window: Window, address: str) -> None:
    window.go(f"{address}/login")
    for name, text in (("participant_id", RILEY.participant_id), ("pin", RILEY.pin)):
        window.press(f"main input[name={name}]")
        window.type(text)
    window.type(ENTER)
    window.until(HERE, "/home")


def press_on_any_page(window: Window, selector: str) -> None:
    """What every page has, where it is seen; else in the menu, which is opened."""
    if not window.ask(
        "selector => [...document.querySelectorAll(selector)].some(it => it.checkVisibility())", selector
    ):
        window.press("header summary")
    window.press(selector)


@pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")  # selenium warns of itself
def test_riley_reads_a_payment_in_both_languages_and_leaves_by_both_ways(window, demo):
    window.go(demo.address)
    assert window.ask("() => [innerWidth, innerHeight]") == [390, 664]
    sign_in(window, demo.address)
    assert "200000000101" in window.text()
    press_on_any_page(window, "a[href='/payments']")
    window.until(HERE, "/payments/received")
    payment = window.ask(NEWEST)
    window.press(f"main a[href^='{payment}']")
    window.until(HERE, payment)
    assert "$41.67" in window.text()
    press_on_any_page(window, "button[lang=es]")
    say = words("es")
    window.until(HEADING, say("Payment Details"))
    assert "$41.67" in window.text()
    assert window.ask("() => document.documentElement.lang") == "es"
    assert window.ask("() => document.documentElement.scrollWidth - innerWidth") <= 0
    press_on_any_page(window, "form[action='/logout'] button")
    window.until(HERE, "/")
    assert "200000000101" not in window.text()
    visits = "SELECT session_key FROM access_visit WHERE participant_id = %s"
    others = demo.ask(visits, RILEY.participant_id)  # of other journeys of this portal
    sign_in(window, demo.address)
    assert len(demo.ask(visits, RILEY.participant_id)) == len(others) + 1
    window.press("a", say("Leave this site now"))
    for _ in range(100):
        if window.address() == AWAY and demo.ask(visits, RILEY.participant_id) == others:
            break
        time.sleep(0.1)
    else:
        raise AssertionError(f"at {window.address()}, signed in: {demo.ask(visits, RILEY.participant_id)}")
    assert "200000000101" not in window.text()
    assert window.heard == []

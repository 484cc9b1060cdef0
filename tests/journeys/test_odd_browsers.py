"""Browsers that lack something, or forbid it: each comfort stands alone, and the end of a visit and the way out work.

What an old browser lacks is taken away here from a new one; what was tried with a real old one stands in
docs/browsers.md.
"""

import re

import pytest

from tests.house.code import CONNECT
from tests.journeys.conftest import sign_in
from tests.journeys.leaving import AWAY, shows_nothing_of_dana, weather
from tests.journeys.time_limits import end_on_the_server, question
from tests.support.cast import DANA

SHEET = CONNECT / "design/static/design/portal.css"
FORBIDDEN = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
)
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
FULL_OF_OLD = "localStorage.setItem('visit', '1.5 99'); " + FULL
SWALLOWS = "Storage.prototype.setItem = () => {}"
# Firefox 115 and Chrome 104 know no :has(); Safari 15 and Firefox 97 no <dialog>; the rest is younger than 2021.
NO_HAS = """
for (const kind of [Document, Element, DocumentFragment]) for (const name of ["querySelector", "querySelectorAll"]) {
  const known = kind.prototype[name];
  kind.prototype[name] = function (what) {
    if (what.includes(":has(")) throw new DOMException(what, "SyntaxError");
    return known.call(this, what);
  };
}"""
NO_DIALOG = "for (const name of ['showModal', 'show', 'close', 'open']) delete HTMLDialogElement.prototype[name];"
YOUNG = """
delete Array.prototype.findLast; delete Array.prototype.at; delete AbortSignal.timeout; delete window.structuredClone;
delete HTMLFormElement.prototype.requestSubmit; delete SubmitEvent.prototype.submitter;"""
BROKEN = "window.FormData = window.AbortController = window.fetch = navigator.sendBeacon = undefined"
ODD = {
    "storage forbidden": FORBIDDEN,
    "storage full": FULL,
    "storage full of another visit": FULL_OF_OLD,
    "storage that keeps nothing": SWALLOWS,
    "no :has()": NO_HAS,
    "no dialog": NO_DIALOG,
    "of 2017": NO_HAS + NO_DIALOG + YOUNG,
    "nothing can be sent": BROKEN,
    "nothing can be focused": "HTMLElement.prototype.focus = () => { throw new Error('no'); }",
}


def without_has(route) -> None:
    """The sheet as a browser reads it that does not know :has(): a rule that asks for it is no rule."""
    rules = re.sub(r"[^{}]*:has\([^{}]*\{[^{}]*\}", "", SHEET.read_text(encoding="utf-8"))
    route.fulfill(body=rules, content_type="text/css")


@pytest.fixture
def odd(visit):
    """`odd(script)`: Dana's page in such a browser, on the page where a PIN is chosen."""

    def come(script: str):
        page = visit()
        weather(page)
        page.clock.install()
        page.context.route("**/portal*.css", without_has)
        page.context.add_init_script(script)
        sign_in(page, DANA)
        page.goto("/pin")
        return page

    return come


@pytest.mark.parametrize("kind", ODD)
def test_the_question_the_end_and_the_way_out_work(odd, demo, kind):
    page = odd(ODD[kind])
    page.get_by_role("button", name="Show").first.click()
    assert page.locator("main input[name=current]").get_attribute("type") == "text"
    page.clock.fast_forward("13:01")
    question(page).wait_for(state="visible")
    assert question(page).get_by_role("link", name="Leave this site now").is_visible()
    end_on_the_server(demo)
    page.clock.fast_forward("02:10")
    page.clock.run_for(7000)
    page.wait_for_url("**/login?next=/pin")
    shows_nothing_of_dana(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(AWAY)


@pytest.mark.parametrize("kind", ["storage forbidden", "storage full", "no dialog", "of 2017"])
def test_somebody_may_stay(odd, kind):
    page = odd(ODD[kind])
    page.clock.fast_forward("13:01")
    question(page).wait_for(state="visible")
    with page.expect_response("**/stay"):
        page.get_by_role("button", name="Stay signed in").click()
    question(page).wait_for(state="hidden")
    page.clock.fast_forward("10:00")
    assert page.url.endswith("/pin")
    question(page).get_by_role("link", name="Leave this site now").wait_for(state="hidden")
    page.locator("#leave").click()
    page.wait_for_url(AWAY)


def test_while_the_page_is_covered_the_way_out_can_be_seen_and_pressed(odd, demo):
    page = odd(NO_HAS)
    page.clock.fast_forward("14:30")
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    page.locator("main form").first.evaluate(
        "form => form.append(Object.assign(document.createElement('input'), {value: 'x'}))"
    )
    for _ in range(60):
        if page.locator("main").is_visible():
            page.clock.run_for(1000)
    page.locator("main").wait_for(state="hidden")
    assert page.locator("body").inner_text().split("\n")[0] == "Leave this site now"
    page.locator("#leave").click()
    page.wait_for_url(AWAY)

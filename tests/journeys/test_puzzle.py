"""The browser solves a puzzle of ours while a person types, and says something only when they do not wait for it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from markupsafe import escape

from connect.access.puzzle import new_puzzle, solved
from connect.demo.gallery import EASY_PUZZLE
from tests.journeys.conftest import LANGUAGES, PHONE, in_every_form, said

SHOWN = "/design/controls"  # the gallery's form with a puzzle, which it sends to itself in the address
WAIT = "One moment. Your browser does a short security check and then sends this."
# The browser tries no key before the button is pressed: whatever else the machine does, the puzzle is open until then.
UNSOLVED = """(() => {
  const keys = crypto.subtle, derive = keys.deriveBits.bind(keys);
  const pressed = new Promise((go) => { window.pressed = go; });
  keys.deriveBits = async (...asked) => { await pressed; return derive(...asked); };
})()"""
# What is told before and after the button is pressed.
PRESS = """() => {
  const told = document.querySelector(".puzzle [role=status]"), before = told.textContent;
  told.closest("form").querySelector("button").click();
  window.pressed();
  return [before, told.textContent];
}"""


def put_in(page, challenge: str) -> None:
    """The gallery with this puzzle in the place of its own, as the server sends it otherwise."""

    def change(route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(str(escape(EASY_PUZZLE)), str(escape(challenge))))

    page.route(f"**{SHOWN}", change)
    page.goto(SHOWN)


def sent(page) -> str:
    return parse_qs(urlsplit(page.url).query)["puzzle"][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_sent_at_once_waits_says_so_and_is_sent(visit, db, language):
    page = visit(width=PHONE, language=language)
    page.add_init_script(UNSOLVED)
    put_in(page, new_puzzle(timezone.now()).challenge)
    assert page.evaluate(PRESS) == ["", said(page)(WAIT)]
    page.wait_for_url("**puzzle=**", timeout=60_000)
    assert solved(sent(page), timezone.now()) is True
    assert solved(sent(page), timezone.now()) is False


def test_somebody_who_types_for_a_moment_hears_nothing_of_it(visit, db):
    page = visit()
    challenge = new_puzzle(timezone.now()).challenge
    put_in(page, challenge)
    page.wait_for_function("() => document.querySelector('[data-puzzle]').value !== ''")
    assert page.locator(".puzzle [role=status]").inner_text() == ""
    page.locator("form:has([data-puzzle]) button").click()
    page.wait_for_url("**puzzle=**")
    assert solved(sent(page), timezone.now()) is True


@in_every_form
def test_without_scripts_the_telephone_is_offered(visit, width, language):
    page = visit(width=width, language=language, javascript=False)
    page.goto(SHOWN)
    offered = page.locator(".puzzle a")
    assert offered.get_attribute("href") == "tel:+18669013212"
    assert offered.is_visible()

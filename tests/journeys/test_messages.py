"""Writing to the agency: a message and its answer, a request and its receipt.

"Keep my whereabouts secret" is in tests/feed/test_asked_marks.py: a mark would stay for the journeys that follow.
"""

import re

import pytest

from tests.journeys.conftest import LANGUAGES, heading, in_every_form, press, press_tab, said, sign_in, table_rows
from tests.journeys.keyboard import Keyboard
from tests.support.cast import DANA, SAM
from tests.support.process import run_manage

NUMBER = re.compile(r"[A-Z0-9]{5}-[A-Z0-9]{5}")


def staff(demo, *words: str) -> None:
    """What someone at the agency does."""
    run_manage(demo.environment, "contact", *words, "--by", "C. Morales")


def write(page, text: str) -> str:
    """A message through the form; its number."""
    say = said(page)
    press_tab(page, say("Messages"))
    press(page, say("Write a message"))
    page.locator("select[name=topic]").select_option("payments")
    page.locator("textarea[name=text]").fill(text)
    press(page, say("Send message"), role="button")
    assert say("Your message is sent.") in page.locator("main").inner_text()
    return NUMBER.search(page.locator("main").inner_text())[0]


@in_every_form
def test_a_message_is_written_answered_and_read_without_javascript(visit, demo, width, language):
    page = visit(width=width, language=language, javascript=False)
    sign_in(page, DANA)
    say = said(page)
    number = write(page, "Where is my payment?\n\nIt was taken two weeks ago.")
    staff(demo, "answer", number, "--text", "It was mailed on Friday.")
    press_tab(page, say("Home"))
    assert page.locator("header .unread").first.text_content().startswith("1")
    press_tab(page, say("Messages"))
    assert table_rows(page)[0][3] == say("New answer")
    page.locator("main table a").first.click()
    assert page.locator(".thread__text").all_inner_texts() == [
        "Where is my payment?\n\nIt was taken two weeks ago.",
        "It was mailed on Friday.",
    ]
    assert page.locator(".thread__who b").nth(1).inner_text().startswith("C. Morales, ")
    assert page.locator("header .unread").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_sam_reads_no_name_of_who_answered(visit, demo, language):
    page = visit(language=language)
    sign_in(page, SAM)
    number = write(page, "Where is the office?")
    staff(demo, "answer", number, "--text", "Please call us.")
    page.reload()
    assert page.locator(".thread__who b").nth(1).inner_text() == said(page)("Your Child Support Officer")


@in_every_form
def test_a_complaint_is_made_by_keyboard_alone_without_javascript(visit, width, language):
    page = visit(width=width, language=language, javascript=False)
    sign_in(page, DANA)
    say, keys = said(page), Keyboard(page)
    page.goto("/requests")
    keys.press(say("A complaint"), "A")
    keys.press(say("Start"), "BUTTON")
    keys.to(page.locator(".choices label").first.inner_text(), "INPUT")
    keys.page.keyboard.press("Space")
    keys.press(say("Continue"), "BUTTON")
    keys.write(page.locator("label[for=id_said]").inner_text(), "11/02/2026")
    keys.press(say("Continue"), "BUTTON")
    for text in ("No one called back.", ""):
        keys.to(page.locator("label[for=id_said]").inner_text(), "TEXTAREA")
        page.keyboard.type(text)
        keys.press(say("Continue"), "BUTTON")
    keys.press(say("Send request"), "BUTTON")
    told = page.locator("main").inner_text()
    assert say("Your request is sent.") in told
    assert NUMBER.search(told)
    assert heading(page) == say("A complaint")
    assert "Fam. Code 17800" in told

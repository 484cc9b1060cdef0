"""Adding, removing and sending files, by keyboard and without a script."""

import subprocess
import sys

import pytest

from tests.journeys.conftest import LANGUAGES, in_every_form, no_axe_violations, press, said, sign_in
from tests.journeys.keyboard import Keyboard
from tests.support import files
from tests.support.cast import DANA
from tests.support.process import ROOT

PAPER = {"name": "pay stub.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
PICTURE = {"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": files.jpeg((800, 600))}
LONG = {"name": "book.pdf", "mimeType": "application/pdf", "buffer": files.pdf(101)}
PROGRAM = {"name": "game.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00"}
WORKER = """
import django; django.setup()
from django.utils import timezone
from connect.contact.checking import check_next_file
while check_next_file(timezone.now()): pass
"""


def check_all(demo) -> None:
    """What the worker does within a minute."""
    subprocess.run([sys.executable, "-c", WORKER], cwd=ROOT, env=demo.environment, check=True)


def states(page) -> list[str]:
    """'pay stub.pdf: Ready' of each file on the page."""
    lines = [each.split("\n") for each in page.locator(".files li > span").all_inner_texts()]
    return [f"{name.partition(' (')[0]}: {state.strip()}" for name, state in lines]


def add(page, file: dict, say) -> None:
    page.locator("input[type=file]").set_input_files(file)
    press(page, say("Add this file"), role="button")


@in_every_form
def test_files_are_added_removed_and_sent_without_javascript(visit, demo, width, language):
    page = visit(width=width, language=language, javascript=False)
    sign_in(page, DANA)
    say = said(page)
    page.goto("/messages/new")
    page.locator("select[name=topic]").select_option("papers")
    page.locator("textarea[name=text]").fill("My pay stub, and the letter.")
    for file in (PAPER, PICTURE, LONG):
        add(page, file, say)
    waiting = say("Being checked")
    assert states(page) == [f"{each}: {waiting}" for each in ("pay stub.pdf", "letter.jpg", "book.pdf")]
    add(page, PROGRAM, say)
    assert say("We take PDF, JPEG, PNG and HEIC files. Save it as one of these, or take a picture of it.") in (
        page.locator(".error-summary").inner_text()
    )
    check_all(demo)
    page.reload()
    refused = f"{say('Not taken')}. {say('This PDF has more than 100 pages. Send it in parts.')}"
    assert states(page) == [f"pay stub.pdf: {say('Ready')}", f"letter.jpg: {say('Ready')}", f"book.pdf: {refused}"]
    page.locator(".files button").nth(2).click()
    assert len(states(page)) == 2
    assert page.locator("textarea[name=text]").input_value() == "My pay stub, and the letter."
    press(page, say("Send message"), role="button")
    assert say("Your message is sent.") in page.locator("main").inner_text()
    assert states(page) == [f"pay stub.pdf: {say('Ready')}", f"letter.jpg: {say('Ready')}"]
    with page.expect_download() as download:
        page.locator(".files a").first.click()
    assert download.value.suggested_filename == "file.pdf"
    page.locator(".files a").nth(1).click()
    assert page.locator("img").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_added_and_removed_by_keyboard_alone(visit, demo, language):
    page = visit(language=language)
    sign_in(page, DANA)
    page.on("filechooser", lambda chooser: None)  # long before the key: asked for beside it, it can come too late
    say, keys = said(page), Keyboard(page)
    page.goto("/messages/new")
    keys.to(page.locator("label[for=id_file]").inner_text(), "INPUT")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(PAPER)
    keys.press(say("Add this file"), "BUTTON")
    assert len(states(page)) == 1
    no_axe_violations(page)
    keys.press(f"{say('Remove')} pay stub.pdf", "BUTTON")
    assert states(page) == []
    keys.press(say("Add this file"), "BUTTON")  # without one
    assert say("Choose a file first, then add it.") in page.locator(".error-summary").inner_text()
    no_axe_violations(page)

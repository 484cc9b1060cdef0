"""The gallery looks as it did: every component in every state, on a phone, at a desk and on paper, in both languages.

The pictures in reference/ were taken by `make reference`. They are compared where the machine has the same letters;
where it has others the comparison is skipped, and says so.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from connect.demo.gallery import GALLERY_PARTS, SHEETS
from tests.journeys.conftest import DESK, LANGUAGES, PHONE
from tests.journeys.pictures import FONTS, REFERENCE, difference, fonts, packed, picture_of
from tests.support.process import ROOT

TAKE = os.environ.get("CONNECT_REFERENCE") == "take"
CHANGED = ROOT / "var" / "look"
LETTER = 816  # a sheet of 8.5 inches
FORMS = {"phone": PHONE, "desk": DESK, "paper": LETTER}


def seen(page: Page, form: str) -> Iterator[tuple[str, bytes]]:
    """(name, picture) of every part in this form; everything that opens is open."""
    if form == "paper":
        page.emulate_media(media="print")
    for part in SHEETS if form == "paper" else GALLERY_PARTS:
        answer = page.goto(f"/design/{part}")
        assert answer is not None, part
        assert answer.ok, part
        page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
        if part == "signed-in" and form != "paper":
            page.locator("dialog").evaluate("dialog => dialog.showModal()")
        page.evaluate("Promise.all(document.getAnimations().map(each => each.finished)).then(() => null)")
        yield part, picture_of(page, full_page=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_the_components_look_as_they_did(visit, form, language):
    page = visit(width=FORMS[form], language=language)
    desk = page.context.browser.new_page()
    page.goto("/design")
    letters = fonts(desk, page)
    if TAKE:
        FONTS.write_text(letters + "\n", encoding="utf-8")
    elif FONTS.read_text(encoding="utf-8").strip() != letters:
        pytest.skip(f"the LOOK was NOT compared: this machine's letters ({letters}) are not those of the reference")
    wrong = []
    for part, picture in seen(page, form):
        kept = REFERENCE / f"{part}-{language}-{form}.webp"
        if TAKE:
            kept.write_bytes(packed(desk, picture))
        elif changed := difference(desk, picture, kept.read_bytes()):
            wrong.append(f"{kept.name}: {changed}, see {keep(picture, kept)}")
    desk.close()
    assert wrong == [], "if it is meant: make reference, look at the pictures, and commit them"


def keep(picture: bytes, of: Path) -> str:
    """Where the picture that differs is, for whoever judges it."""
    CHANGED.mkdir(parents=True, exist_ok=True)
    path = CHANGED / f"{of.stem}.png"
    path.write_bytes(picture)
    return str(path.relative_to(ROOT))


def test_the_reference_is_small_and_holds_every_part_and_nothing_else():
    kept = {path.stem: path.stat().st_size for path in REFERENCE.glob("*.webp")}
    forms = [(part, form) for form in FORMS for part in (SHEETS if form == "paper" else GALLERY_PARTS)]
    assert set(kept) == {f"{part}-{language}-{form}" for part, form in forms for language in LANGUAGES}
    assert max(kept.values()) < 75_000
    assert sum(kept.values()) < 1_800_000


def test_a_change_of_the_look_would_be_found(visit):
    page = visit(width=DESK)
    desk = page.context.browser.new_page()
    page.goto("/design/controls")
    before = packed(desk, picture_of(page, full_page=True))
    assert difference(desk, picture_of(page, full_page=True), before) == ""
    page.locator("main .button").evaluate_all("all => all.forEach(each => each.style.borderRadius = 0)")
    assert difference(desk, picture_of(page, full_page=True), before) == ""
    page.locator("main .button").evaluate_all("all => all.forEach(each => each.style.background = '#ffbe2e')")
    now = picture_of(page, full_page=True, animations="disabled")  # at the end of the buttons' change of color
    assert "of it has changed" in difference(desk, now, before)
    page.locator("main .field").first.evaluate("each => each.style.marginBottom = '5rem'")
    assert "longer or shorter" in difference(desk, picture_of(page, full_page=True), before)
    desk.close()


def test_the_question_before_signing_out_shows_by_itself_in_the_gallery(visit):
    page = visit()
    page.clock.install()
    page.goto("/design/signed-in")
    page.clock.fast_forward("00:06")
    page.get_by_role("alertdialog").wait_for(state="visible")

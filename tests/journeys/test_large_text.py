"""Text at twice its size (WCAG 1.4.4): every kind of page, in both languages, on a phone and at a desk.

The letters are made twice as large and the window stays: no text is cut off, no two texts lie over each other, and
at a desk nothing scrolls sideways. (A phone of 390 pixels with letters of 34 is as narrow as 195; there a wide amount
may still have to be scrolled to. WCAG 1.4.10 asks for 320, which test_every_page holds.)
"""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, LANGUAGES, PHONE, no_sideways_scroll
from tests.journeys.every_page import PAGES, come_to, heard, pages  # noqa: F401
from tests.journeys.sweep import is_settled, nothing_is_covered, picture

TWICE = "() => { document.documentElement.style.fontSize = '212.5%'; }"  # the sheet says 106.25 %


def can_be_read_at_twice_the_size(page: Page, *, sideways: bool = False) -> None:
    page.evaluate(TWICE)
    is_settled(page)
    if not sideways:
        no_sideways_scroll(page)
    nothing_is_covered(page)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_can_be_read_with_letters_twice_as_large(come_to, name, language):  # noqa: F811
    page = come_to(name, language)
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        can_be_read_at_twice_the_size(page, sideways=width == PHONE)
        picture(page, f"large-{name}-{language}-{width}")

"""On a phone the answer stands on the first screen: the first amount of Home, of a case and of the payments.

A phone of 390 x 664 pixels, as its browser leaves them. The letters of a phone are hardly wider than these.
"""

import pytest

from tests.journeys.conftest import LANGUAGES, PHONE, in_language, sign_in
from tests.support.cast import DANIEL, NOOR, SAM

HIGHEST = 420
FIRST_AMOUNT = r"""() => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, it = text.parentElement;
    if (!/\$\d/.test(text.data) || !it.checkVisibility() || it.closest(".sr-only, .paper-head")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    return Math.round(range.getBoundingClientRect().top + scrollY);
  }
  return null;
}"""


def first_case(page) -> str:
    page.goto("/home")
    return page.locator(".cards .card--link a").first.get_attribute("href")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("member", "payments"), [(SAM, "/payments/made"), (NOOR, "/payments/received"), (DANIEL, "/payments/received")]
)
def test_the_first_amount_stands_high_on_the_first_screen_of_a_phone(visit, member, payments, language):
    page = visit(width=PHONE)
    page.set_viewport_size({"width": PHONE, "height": 664})
    sign_in(page, member)
    in_language(page, language)
    addresses = [first_case(page), payments, *(["/home"] if member is not DANIEL else [])]  # Daniel's are too old
    for address in addresses:
        page.goto(address)
        found = page.evaluate(FIRST_AMOUNT)
        assert found is not None, address
        assert found < HIGHEST, (address, found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_amount_of_a_statement_stands_on_the_first_screen_below_its_name(visit, language):
    page = visit(width=PHONE)
    page.set_viewport_size({"width": PHONE, "height": 664})
    sign_in(page, NOOR)
    in_language(page, language)
    page.goto("/documents")
    page.goto(page.locator(".documents a").first.get_attribute("href"))
    assert page.evaluate(FIRST_AMOUNT) < HIGHEST + 60  # below a name of up to five lines


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_a_row_of_payments_is_the_target_of_its_link_everywhere(visit, width):
    page = visit(width=width)
    sign_in(page, NOOR)
    page.goto("/payments/received")
    rows = page.locator("tbody tr")
    last = rows.nth(rows.count() - 1)
    address = last.get_by_role("link").evaluate("link => link.pathname")
    last.scroll_into_view_if_needed()
    box = last.bounding_box()
    page.mouse.click(box["x"] + 6, box["y"] + box["height"] - 6)  # beside every word of it
    page.wait_for_url(f"**{address}")

"""Text at twice its size (WCAG 1.4.4): every kind of page, in both languages, on a phone and at a desk.

The letters are made twice as large and the window stays: no text is cut off, no two texts lie over each other, and
at a desk nothing scrolls sideways. (A phone of 390 pixels with letters of 34 is as narrow as 195; there a wide amount
may still have to be scrolled to. WCAG 1.4.10 asks for 320, which test_every_page holds.)
"""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, LANGUAGES, PHONE, no_sideways_scroll
from tests.journeys.every_page import PAGES, come_to, heard, pages, picture  # noqa: F401

TWICE = "() => { document.documentElement.style.fontSize = '212.5%'; }"  # the sheet says 106.25 %
# Words that are wider or higher than the box that hides what is beyond it.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter(it => {
    if (!it.checkVisibility() || it.closest(".sr-only, .skip, svg, [aria-hidden=true]")) return false;
    const style = getComputedStyle(it);
    if (!/hidden|clip/.test(style.overflowX + style.overflowY) || style.clipPath !== "none") return false;
    return it.innerText?.trim() && (it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1);
  }).map(it => `${it.tagName}.${it.className}: ${it.innerText.slice(0, 40)}`)"""
# Boxes of words that cover each other by more than the edge of a letter; what stays at hand (the way out) may.
OVER_EACH_OTHER = """() => {
  const boxes = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, it = text.parentElement;
    if (!text.data.trim() || !it.checkVisibility() || it.closest(".sr-only, .skip, .leave, .leave-again, svg, option"))
      continue;
    if (document.querySelector("dialog[open]") && !it.closest("dialog")) continue;
    if ([...function* () { for (let e = it; e; e = e.parentElement) yield e; }()]
      .some(each => getComputedStyle(each).clipPath !== "none")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects())
      boxes.push([
        box.left + 2, box.top + box.height / 4, box.right - 2, box.bottom - box.height / 4, text.data.trim(),
      ]);
  }
  boxes.sort((a, b) => a[1] - b[1]);
  const found = [];
  for (let i = 0; i < boxes.length; i++)
    for (let j = i + 1; j < boxes.length && boxes[j][1] < boxes[i][3]; j++) {
      const [a, b] = [boxes[i], boxes[j]];
      if (Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > 1 && Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > 1)
        found.push(`${a[4].slice(0, 30)} / ${b[4].slice(0, 30)}`);
    }
  return found;
}"""


def can_be_read_at_twice_the_size(page: Page, *, sideways: bool = False) -> None:
    page.evaluate(TWICE)
    page.evaluate("Promise.all(document.getAnimations().map(each => each.finished)).then(() => null)")
    if not sideways:
        no_sideways_scroll(page)
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OVER_EACH_OTHER) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_can_be_read_with_letters_twice_as_large(come_to, name, language):  # noqa: F811
    page = come_to(name, language)
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        can_be_read_at_twice_the_size(page, sideways=width == PHONE)
        picture(page, f"large-{name}-{language}-{width}")


def test_words_cut_off_or_on_top_of_each_other_would_be_found(visit):
    page = visit()
    page.goto("/help/contact")
    can_be_read_at_twice_the_size(page)
    page.locator("h1").evaluate("it => Object.assign(it.style, {height: '1rem', overflow: 'hidden'})")
    assert page.evaluate(CUT_OFF) != []
    page.locator("h1").evaluate("it => Object.assign(it.style, {overflow: 'visible', height: '0', margin: '0'})")
    assert page.evaluate(OVER_EACH_OTHER) != []

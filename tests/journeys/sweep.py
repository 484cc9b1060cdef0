"""What must be true of a page at every width: nothing is too small, cut off, or covered, above all by the way out."""

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE, no_axe_violations, no_sideways_scroll
from tests.journeys.pictures import picture_of

# At each width, as high as a window of it is: a desk, a phone with its bars, and the smallest phone, which is also a
# window of 1280 pixels at 400 % (WCAG 1.4.10).
WINDOWS = {DESK: 900, PHONE: 664, 320: 568}
HIGHEST_HEADER = 120  # pixels of a phone's first 664

# Everything that is pressed, with the box that takes the finger: of a choice its label, of a card's link the card.
TARGETS = """
const PRESSED = "a[href], button, summary, select, textarea, input";
const HIDDEN = "[type=hidden], .skip:not(:focus), .by-enter, dialog:not([open]) *";
const pressed = (all = document) => [...all.querySelectorAll(PRESSED)].filter(it =>
  !it.matches(HIDDEN) && it.checkVisibility() && it.getBoundingClientRect().width);
const target = it => {
  const label = it.matches("[type=radio], [type=checkbox]") && it.closest("label");
  let spread = getComputedStyle(it, "::after").position === "absolute" && it; // over the ancestor that holds it
  while (spread && getComputedStyle(spread).position === "static") spread = spread.parentElement;
  return (label || spread || it).getBoundingClientRect();
};
"""
# 24 pixels high and wide (WCAG 2.5.8), and 44 high what stands alone; only a link in a sentence may be smaller.
TOO_SMALL_TO_PRESS = (
    "() => {"
    + TARGETS
    + """return pressed().filter(it => {
    const box = target(it), alike = it.closest("p, li, dd, td, th, div").innerText.trim().length;
    const inSentence = it.tagName === "A" && getComputedStyle(it).display.startsWith("inline")
      && alike > it.innerText.trim().length;
    return !inSentence && (box.width < 23.9 || box.height < 43.9);
  }).map(it => {
    const box = target(it);
    return `${it.outerHTML.slice(0, 100)} ${Math.round(box.width)}x${Math.round(box.height)}`;
  }); }"""
)
# No text is smaller than 13 pixels.
TOO_SMALL_TO_READ = """() => [...new Set([...document.querySelectorAll("body *")]
  .filter(it => it.checkVisibility() && [...it.childNodes].some(n => n.nodeType === 3 && n.data.trim())
     && parseFloat(getComputedStyle(it).fontSize) < 13)
  .map(it => `${it.className || it.tagName}: ${it.innerText.slice(0, 40)}`))]"""
# What the way out covers. At rest: anything to press, any amount or date. When the page scrolls the bar with the way
# out may only be an edge of the window: as wide as it, and whatever is scrolled to stands clear of it.
UNDER_THE_WAY_OUT = (
    "() => {"
    + TARGETS
    + r"""
  const way = document.querySelector("dialog[open] [data-leave]") || document.querySelector("#leave");
  const all = way.closest("dialog") || document.body, bar = way.closest(".bar") || way;
  const figures = [], walker = document.createTreeWalker(all, NodeFilter.SHOW_TEXT);
  const figure = /[$]\s?\d|\d\d\/\d\d\/\d{4}|\d{1,2} (?:de )?\p{L}{3,}[.]? (?:de )?\d{4}|\p{L}{3,} \d{1,2}, \d{4}/u;
  while (walker.nextNode()) {
    const text = walker.currentNode; // in a closed part nothing is seen
    if (figure.test(text.data) && text.parentElement.checkVisibility()) figures.push(text);
  }
  const boxes = it => {
    if (it.nodeType === 1) return [it.getBoundingClientRect()];
    const range = document.createRange(), { index, 0: { length } } = figure.exec(it.data);
    range.setStart(it, index);
    range.setEnd(it, index + length);
    return [...range.getClientRects()];
  };
  const both = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]) > 1;
  const meet = (a, b) => both(a, b, "left", "right") && both(a, b, "top", "bottom");
  const meets = (it, over) => boxes(it).some(box => meet(box, over.getBoundingClientRect()));
  const name = (when, it) => `${when}: ${(it.outerHTML || it.data).trim().slice(0, 80)}`;
  const found = [], parts = [...pressed(all), ...figures].filter(it => it !== way);
  scrollTo(0, 0);
  for (const it of parts) if (meets(it, way) || (!bar.contains(it) && meets(it, bar))) found.push(name("at rest", it));
  if (bar === way) return found;
  scrollTo(0, document.body.scrollHeight);
  const edge = bar.getBoundingClientRect();
  const whole = edge.top <= 0 && edge.left <= 0 && edge.right >= document.documentElement.clientWidth;
  if (edge.bottom > 0 && !whole) found.push("the bar is no edge");
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
  const room = innerHeight - (parseFloat(scrollPaddingTop) || 0) - (parseFloat(scrollPaddingBottom) || 0);
  for (const it of parts.reverse()) {
    if (bar.contains(it) || boxes(it).some(box => box.height > room)) continue;
    const moved = it.nodeType === 1 ? it : it.parentElement;
    if (moved.getBoundingClientRect().height > room) continue;
    moved.scrollIntoView({ block: "nearest" });
    if (meets(it, bar)) found.push(name("scrolled to", it));
  }
  scrollTo(0, 0);
  return found;
}"""
)
# Words that are wider or higher than the box that hides what is beyond it.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter(it => {
    if (!it.checkVisibility() || it.closest(".sr-only, .skip, svg, [aria-hidden=true]")) return false;
    const style = getComputedStyle(it);
    if (!/hidden|clip/.test(style.overflowX + style.overflowY) || style.clipPath !== "none") return false;
    return it.innerText?.trim() && (it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1);
  }).map(it => `${it.tagName}.${it.className}: ${it.innerText.slice(0, 40)}`)"""
# Boxes of words that cover each other by more than the edge of a letter.
OVER_EACH_OTHER = """() => {
  const boxes = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, it = text.parentElement;
    if (!text.data.trim() || !it.checkVisibility() || it.closest(".sr-only, .skip, .leave-again, svg, option"))
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
HEADER_ENDS = "document.querySelector('.masthead').getBoundingClientRect().bottom"


def is_settled(page: Page) -> None:
    page.wait_for_load_state()
    page.evaluate("Promise.all(document.getAnimations().map(each => each.finished)).then(() => null)")


def _finds_nothing(page: Page, *measures: str) -> None:
    found = [each for measure in measures for each in page.evaluate(measure)]
    assert found == [], f"{page.url} at {page.viewport_size['width']}: {found}"


def nothing_is_covered(page: Page) -> None:
    """At the width it has now no word is cut off or lies on another, and the way out covers nothing."""
    _finds_nothing(page, UNDER_THE_WAY_OUT, CUT_OFF, OVER_EACH_OTHER)


def can_be_read(page: Page, *, axe: bool, colors: bool = True) -> None:
    """In the window it has now; axe looks at the colors too, unless they were looked at before."""
    is_settled(page)
    no_sideways_scroll(page)
    if page.viewport_size["width"] <= PHONE:
        ends = page.evaluate(HEADER_ENDS)
        assert ends <= HIGHEST_HEADER, f"{page.url}: the header ends at {ends}"
    _finds_nothing(page, TOO_SMALL_TO_PRESS, TOO_SMALL_TO_READ)
    nothing_is_covered(page)
    if axe:
        no_axe_violations(page, colors=colors)


def picture(page: Page, name: str) -> None:
    """Into the folder CONNECT_PICTURES where one is given, for whoever judges the look."""
    if folder := os.environ.get("CONNECT_PICTURES"):
        picture_of(page, path=Path(folder, f"{name}.png"), full_page=True)

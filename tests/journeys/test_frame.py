"""The frame of every page between a phone and a desk: nothing in it is broken, hidden or laid over something else."""

import pytest

from tests.journeys.conftest import LANGUAGES, no_sideways_scroll, said, sign_in
from tests.support.cast import DANIEL

WIDTHS = (600, 680, 760, 768, 1024, 1152)
ONE_LINE = 48  # pixels

HEIGHT = "part => part.getBoundingClientRect().height"
# Whether the words of a tab, in whole, fit into it.
TIGHT = "tabs => tabs.filter(tab => tab.scrollWidth > tab.clientWidth).map(tab => tab.innerText)"
# Whether anything lies over the middle of a tab.
COVERED = """tabs => tabs.filter(tab => {
  const { x, y, width, height } = tab.getBoundingClientRect();
  return !tab.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}).map(tab => tab.innerText)"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_tablet_the_bar_is_one_line_and_every_tab_can_be_pressed(visit, language):
    page = visit(language=language)
    sign_in(page, DANIEL)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for part in (".header__band", ".header__who", ".wordmark > span"):
            assert page.locator(part).evaluate(HEIGHT) <= ONE_LINE, f"{part} at {width}"
        assert page.locator(".tabbar a").evaluate_all(TIGHT) == [], width
        assert page.locator(".tabbar a").evaluate_all(COVERED) == [], width
        no_sideways_scroll(page)


def test_in_a_low_window_the_way_out_covers_no_tab(visit):
    page = visit()
    sign_in(page, DANIEL)
    page.set_viewport_size({"width": 1280, "height": 340})
    assert page.locator(".tabbar a").evaluate_all(COVERED) == []
    assert page.get_by_role("link", name=said(page)("Leave this site now")).is_visible()

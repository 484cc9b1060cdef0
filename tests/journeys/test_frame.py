"""The frame of every page: on a phone, and between a phone and a desk, nothing in it is broken, hidden or laid over
something else."""

import pytest

from connect.web.navigation import TABS_SIGNED_IN
from tests.journeys.conftest import LANGUAGES, no_sideways_scroll, press, press_tab, said, sign_in
from tests.support.cast import DANIEL

WIDTHS = (600, 680, 760, 768, 1024, 1152)
TABS_FROM = 768  # below it the tabs are in the menu
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
        assert page.locator(".bar").evaluate(HEIGHT) <= ONE_LINE, width
        if width < TABS_FROM:
            page.locator(".menu > summary").click()
        tabs = page.locator(".tabbar a" if width >= TABS_FROM else ".menu li a")
        assert tabs.evaluate_all(TIGHT) == [], width
        assert tabs.evaluate_all(COVERED) == [], width
        no_sideways_scroll(page)
        if width < TABS_FROM:
            page.locator(".menu > summary").click()


@pytest.mark.parametrize(("width", "stays"), [(1280, True), (390, True), (640, False)])
def test_the_bar_with_the_way_out_stays_when_the_page_scrolls_unless_the_window_is_very_low(visit, width, stays):
    page = visit()
    sign_in(page, DANIEL)
    page.set_viewport_size({"width": width, "height": 340 if stays else 280})
    page.evaluate("scrollTo(0, 1000)")
    place = page.get_by_role("link", name=said(page)("Leave this site now")).bounding_box()
    assert (place["y"] >= 0) == stays
    if stays:
        page.evaluate("document.activeElement.blur()")
        page.get_by_role("link", name=said(page)("Leave this site now")).click(trial=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 390, 430])
def test_a_phone_s_menu_holds_name_tabs_and_help_and_needs_no_script(visit, width, language):
    page = visit(width=width, language=language, javascript=False)
    sign_in(page, DANIEL)
    say = said(page)
    page.goto("/payments/received")
    nav = page.get_by_role("navigation", name=say("Main"))
    assert nav.get_by_role("link").count() == 0
    page.get_by_text(say("Menu"), exact=True).click()
    assert nav.locator("p").inner_text() == "DANIEL"
    assert nav.get_by_role("listitem").count() == len(TABS_SIGNED_IN) + 1
    assert nav.locator("li a[aria-current]").locator("visible=true").inner_text() == say("Payments")
    assert (
        page.evaluate("document.querySelector('main').getBoundingClientRect().top") > 300
    )  # it pushes, covers nothing
    nav.get_by_role("link", name=say("Help")).click()
    assert page.locator("h1").inner_text() == say("Help")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_out_ends_where_the_page_ends_and_the_links_of_the_bar_stand_on_one_line(visit, width, language):
    page = visit(width=width, language=language)
    page.goto("/login")
    way, lines = page.locator("#leave"), page.locator(".bar .bar-link").locator("visible=true")
    ends = "it => it.getBoundingClientRect().right - parseFloat(getComputedStyle(it).paddingInlineEnd)"
    edge = page.locator(".masthead > .wrap").evaluate(ends)
    assert abs(way.evaluate(ends) - edge) < 1
    assert len(set(lines.evaluate_all("all => all.map(it => it.getBoundingClientRect().bottom)"))) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_page_of_someone_signed_in_leads_on_and_speaks_the_other_language(visit, language):
    page = visit(width=390, language=language)
    sign_in(page, DANIEL)
    page.goto("/cases/AAAAAAAAAAAAAAAAAAAAAA")
    other = "en" if language == "es" else "es"
    page.locator(f"button[lang={other}]").click()
    assert page.locator("html").get_attribute("lang") == other
    assert page.url.endswith("/cases/AAAAAAAAAAAAAAAAAAAAAA")
    say = said(page)
    assert page.locator("h1").inner_text() == say("We could not find that page")
    press_tab(page, say("Payments"))
    assert page.locator("h1").inner_text() == say("Payments")
    page.goto("/no/such")
    press(page, say("Logout"), role="button")
    assert page.locator("h1").inner_text() == say("Welcome to Customer Connect")
    page.go_back()
    assert "DANIEL" not in page.content()


def test_an_error_page_covers_the_name_when_the_time_is_over_or_another_window_signs_out(visit):
    page = visit()
    page.clock.install()
    sign_in(page, DANIEL)
    page.goto("/no/such")
    page.clock.fast_forward("14:00")
    assert page.locator(".who").is_visible()
    page.clock.fast_forward("01:30")
    assert not page.locator(".who").is_visible()
    assert page.locator("#leave").is_visible()
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_load_state()
    other = page.context.new_page()
    other.goto("/home")
    page.goto("/no/such")
    assert page.locator(".who").is_visible()
    press(other, "Logout", role="button")
    page.locator(".who").wait_for(state="hidden")

"""A half-written form when the visit ends: kept by the page itself, without anybody pressing anything."""

from tests.cast import DANA
from tests.journeys.conftest import sign_in, try_pin

# No page of today has a form with free text, so the journey writes one into a page that takes a POST.
FORM = """token => document.querySelector("main .wrap, main").insertAdjacentHTML("beforeend",
  `<form method="post" action="/profile"><input type="hidden" name="csrfmiddlewaretoken" value="${token}">
   <label>Note <textarea name="note"></textarea></label></form>`)"""


def test_what_was_half_written_waits_for_the_next_visit(visit, demo):
    page = visit()
    page.clock.install()
    sign_in(page, DANA)
    page.goto("/profile")
    page.evaluate(FORM, page.locator("#logout [name=csrfmiddlewaretoken]").input_value())
    page.get_by_label("Note").fill("We moved to Elm Street.")
    demo.ask("UPDATE access_session SET expire_date = %s", "2020-01-01 00:00:00")
    page.clock.fast_forward("15:10")
    page.wait_for_url("**/login?next=/profile")
    assert "What you typed was not sent. We keep it for 30 minutes" in page.locator("main").inner_text()
    kept = "SELECT session_data FROM access_session WHERE participant_id = %s AND session_data <> ''"
    assert "Elm" not in demo.ask(kept, DANA.participant_id)[0][0]
    try_pin(page, DANA, DANA.pin)
    page.wait_for_url("**/profile")
    assert len(demo.ask(kept, DANA.participant_id)) == 1


def test_a_page_with_a_pin_keeps_nothing(visit, demo):
    page = visit()
    page.clock.install()
    demo.ask("DELETE FROM access_session")
    sign_in(page, DANA)
    page.goto("/pin")
    page.locator("input[name=new]").fill("730294")
    demo.ask("UPDATE access_session SET expire_date = %s", "2020-01-01 00:00:00")
    page.clock.fast_forward("15:10")
    page.wait_for_url("**/login?next=/pin")
    assert demo.ask("SELECT session_data FROM access_session") == [("",)]

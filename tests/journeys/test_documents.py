"""A parent finds a document, reads it, and asks for an older one."""

from tests.journeys.conftest import heading, in_every_form, press, press_tab, said, sign_in
from tests.support.cast import DANA, SAM


def test_sam_reads_what_is_new_and_it_is_new_no_longer(visit, demo):
    demo.ask("UPDATE documents_document SET opened_at = NULL WHERE participant_id = %s", SAM.participant_id)
    page = visit()
    sign_in(page, SAM)
    press_tab(page, "Documents")
    assert heading(page) == "Documents"
    newest = page.locator(".documents li").first
    assert "New" in newest.inner_text()
    newest.get_by_role("link").click()
    assert heading(page) != "Documents"
    press(page, "Back to Documents")
    assert "New" not in page.locator(".documents li").first.inner_text()


@in_every_form
def test_dana_is_told_once_that_her_employer_pays_and_asks_for_a_copy(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    say = said(page)
    press_tab(page, say("Documents"))
    assert page.locator("main").inner_text().count(say("Your employer sends your support, so there is no bill")) == 1
    page.get_by_role("link", name=say("Request Documents")).click()
    page.get_by_label(say("A copy by mail")).check()
    press(page, say("Continue"), "button")
    page.get_by_label(say("Monthly Billing Statement")).check()
    press(page, say("Continue"), "button")
    page.get_by_label(say("Which one do you mean?")).fill("March 2021")
    press(page, say("Continue"), "button")
    press(page, say("Send request"), "button")
    assert heading(page) == say("What you asked for")
    assert page.locator(".alert--success").count() == 1
    assert "March 2021" in page.locator(".cards").inner_text()

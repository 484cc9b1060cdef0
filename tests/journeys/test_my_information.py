"""My Profile and Other Party by keyboard, without JavaScript: an address that we doubt, a new email, a report."""

import re

from tests.journeys.conftest import PHONE, heading, in_every_form, press_tab, said, sign_in, table_rows
from tests.journeys.keyboard import Keyboard
from tests.support.cast import DANA, RILEY
from tests.support.process import run_manage

NUMBER = re.compile(r"[A-Z0-9]{5}-[A-Z0-9]{5}")


def confirm(keys: Keyboard, say, member) -> None:
    """The PIN that a place asks for."""
    keys.write("PIN", member.pin)
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")


@in_every_form
def test_an_address_is_asked_for_although_we_doubt_it_and_a_refusal_is_read(visit, demo, width, language):
    page = visit(width=width, language=language, javascript=False)
    sign_in(page, DANA)
    say, keys = said(page), Keyboard(page)
    keys.press_tab(say("My Profile"), say("Menu"))
    keys.press(say("Update My Information"), "A")
    keys.press(f"{say('Change')} {say('Mailing address')}", "A")
    confirm(keys, say, DANA)
    assert heading(page).endswith(say("Mailing address"))
    keys.write(say("Street address or P.O. Box"), "77 OAK AVE")
    keys.write(say("City"), "FRESNO")
    keys.to(say("State, territory or armed forces"), "SELECT")
    page.keyboard.type("Calif")
    keys.write(say("ZIP Code"), "10001")
    keys.press(say("Send request"), "BUTTON")
    assert say("Is this address right?") in page.locator("main").inner_text()
    keys.press(say("Send it as it is"), "BUTTON")
    told = page.locator("main").inner_text()
    assert say("Your request is sent.") in told
    number = NUMBER.search(told)[0]
    assert "OAK" not in told
    run_manage(demo.environment, "contact", "decide", number, "refuse", "--reason", "No such street.", "--by", "C. M.")
    press_tab(page, say("My Profile"))
    keys.press(say("Update My Information"), "A")
    listed = page.locator("main").inner_text()
    assert say("We did not accept your request. We still use what we had on file.") in listed
    assert "77 •••, •••01" in listed
    keys.press(say("See this request"), "A")
    assert "No such street." in page.locator("main").inner_text()


@in_every_form
def test_a_new_email_goes_to_the_agency_once_its_owner_opened_the_link(visit, demo, width, language):
    page = visit(width=width, language=language, javascript=False)
    sign_in(page, DANA)
    say, keys = said(page), Keyboard(page)
    page.goto("/profile/information")
    keys.press(f"{say('Change')} {say('Email')}", "A")
    confirm(keys, say, DANA)
    keys.write(say("New email address"), "dana.new@example.org")
    keys.press(say("Send request"), "BUTTON")
    waits = say("Not sent to us yet. Open the link in the email that we sent to the new address.")
    assert waits in page.locator("main").inner_text()
    assert "d•••" in page.locator("main").inner_text()
    page.goto("/new-email/" + "A" * 22)
    keys.press(say("Yes, use this address"), "BUTTON")
    assert say("This link does not work. It may have expired. Sign in and ask again.") in page.content()


@in_every_form
def test_riley_tells_us_where_dana_works_and_reads_only_the_day_and_the_topic(visit, width, language):
    page = visit(width=width, language=language, javascript=False)
    sign_in(page, RILEY)
    say, keys = said(page), Keyboard(page)
    keys.press_tab(say("Other Party"), say("Menu"))
    keys.press(say("Employer"), "A")
    keys.write(say("Name of the employer"), "IRON MILL")
    keys.press(say("Send"), "BUTTON")
    assert say("Thank you. We have what you told us.") in page.locator("main").inner_text()
    assert table_rows(page)[0][1].endswith(say("Employer"))
    assert "IRON MILL" not in page.content()
    assert (width == PHONE) == page.locator(".menu > summary").is_visible()

"""Home: the person's name, appointments and cases (S002 L56-91, S004 L14-18)."""

import re

from tests.journeys.conftest import PHONE, heading, in_every_form, open_menu, press, press_tab, said, sign_in
from tests.support.cast import DANA, DANIEL, SAM, SAM_PLACE_SHOWN

TABS = ["Home", "Payments", "Documents", "Messages", "Other Party", "My Profile"]


def tile(appointment) -> tuple[str, str]:
    """('WED', '8:00 AM - 8:30 AM', or its Spanish); the tile alone says the date."""
    text = " ".join(appointment.inner_text().split())
    assert not re.search(r"\d\d/\d\d/\d{4}|\d{1,2} \w{3} \d{4}", text)
    assert int(appointment.locator(".tile__day").inner_text()) in range(1, 32)
    clock = r"\d{1,2}:\d\d (?:[AP]M|[ap]\. m\.)"
    return appointment.locator(".tile__weekday").inner_text(), re.search(f"{clock} - {clock}", text)[0]


@in_every_form
def test_dana_sees_her_three_appointments_as_on_the_screen(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    say = said(page)
    assert heading(page) == say("Hello, Dana")
    appointments = page.locator(".appointment")
    assert [tile(each) for each in appointments.all()] == [
        (say("WED"), say("8:00 AM - 8:30 AM")),
        (say("MON"), say("10:00 AM - 10:45 AM")),
        (say("SAT"), say("9:15 AM - 9:45 AM")),
    ]
    first = appointments.first.inner_text()
    for part in ("Appointment Type", "APPELLATE COURT HEARING", "Case Number", "Date", "Time", "Pacific Time", "Place"):
        assert say(part) in first, part
    assert "200000000101" in first
    assert "200 S G ST, MADERA" in first


@in_every_form
def test_her_name_and_logout_stand_on_top_and_the_tabs_in_the_order_of_the_screen(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    say = said(page)
    open_menu(page)
    assert page.locator(".who, .menu__who").locator("visible=true").all_inner_texts() == ["DANA"]
    assert page.get_by_role("button", name=say("Logout"), exact=True).bounding_box()["y"] < 100
    tabs = page.get_by_role("navigation", name=say("Main")).get_by_role("listitem")
    labels = [label.strip() for label in tabs.all_inner_texts()]
    help_too = [say("Help")] if width == PHONE else []  # at a desk it is in the dark bar
    assert labels == [say(tab) for tab in TABS] + help_too
    tabs = tabs.get_by_role("link")
    assert tabs.first.get_attribute("aria-current") == "page"


@in_every_form
def test_a_case_card_shows_number_and_other_party_and_opens_the_case(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    say = said(page)
    assert say("Select case to view details:") in page.locator("main").inner_text()
    cards = page.locator(".cards .card")
    assert cards.count() == 1
    assert "RILEY OKAFOR-STONE" in cards.first.inner_text()
    assert say("Other Party") in cards.first.inner_text()
    page.get_by_role("link", name=f"{say('Case Number')} 200000000101").click()
    assert heading(page) == say("Case Details")


@in_every_form
def test_daniel_has_two_cases_and_no_appointments(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANIEL)
    say = said(page)
    assert page.locator(".who").inner_text() == "DANIEL"
    assert say("No appointments found") in page.locator("main").inner_text()
    assert page.locator(".appointment").count() == 0
    numbers = [re.search(r"2\d{11}", card)[0] for card in page.locator(".cards .card").all_inner_texts()]
    assert numbers == ["200000000102", "200000000103"]


def test_the_way_to_sign_up_leads_to_what_can_be_chosen(visit):
    page = visit()
    sign_in(page, DANA)
    assert "Sign up to receive email notifications and access to your documents online!" in page.content()
    press(page, "Sign Up")
    assert heading(page) == "eCommunications"
    assert "Go paperless with eCommunications. Simple, safe, secure." in page.locator("main").inner_text()


@in_every_form
def test_every_tab_opens_its_page(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    say = said(page)
    for tab in ("Documents", "Messages", "Other Party", "My Profile"):
        press_tab(page, say(tab))
        assert heading(page) == say(tab)
        open_menu(page)
        current = page.get_by_role("navigation", name=say("Main")).locator("a[aria-current]").locator("visible=true")
        assert current.inner_text().startswith(say(tab))
    press_tab(page, say("Home"))
    assert heading(page) == say("Hello, Dana")


def test_facts_from_the_agency_say_as_of_when_they_are_true(visit):
    page = visit()
    sign_in(page, DANA)
    for address in ("/home", "/payments/made"):
        page.goto(address)
        said_as_of = page.locator(".as-of").inner_text()
        form = r"Information as of [A-Z][a-z]+ \d{1,2}, 20\d\d, \d{1,2}:\d\d [AP]M Pacific Time"
        assert re.fullmatch(form, said_as_of), said_as_of


def test_sam_is_told_to_call_for_a_place_he_may_not_know(visit):
    page = visit()
    sign_in(page, SAM)
    interview, hearing = page.locator(".appointment").all_inner_texts()
    assert "Call (866) 901-3212 for the place" in interview
    assert SAM_PLACE_SHOWN in hearing

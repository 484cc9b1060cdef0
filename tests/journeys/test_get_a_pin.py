"""Registering, a lost PIN, and "this was not me", as a parent meets them (S002 L18-41, S000 L40-51)."""

import json

import pytest
from django.conf import settings

from connect.lib.sealed import unseal
from tests.journeys.choosing import choose_pin
from tests.journeys.conftest import (
    DESK,
    LANGUAGES,
    PHONE,
    heading,
    in_every_form,
    no_axe_violations,
    press,
    said,
    sign_in,
    try_pin,
)
from tests.journeys.keyboard import Keyboard
from tests.support.answers import answer
from tests.support.cast import DANA, RILEY

CHOSEN = "618305"


@pytest.fixture
def post(demo):
    """`post("pin_by_letter", RILEY)`: what the newest mail or letter of the kind says, as its reader has it."""

    def newest(template, member):
        answer(demo.environment)
        rows = demo.ask(
            "SELECT sealed FROM notices_outboxmessage WHERE event = %s AND participant_id = %s ORDER BY made_at DESC",
            template,
            member.participant_id,
        )
        return json.loads(unseal(settings.OUTBOX_KEYS, rows[0][0]))["facts"]

    return newest


def fill_in(page, member, last_name, how):
    page.locator("input[name=first_name]").fill(member.first_name.title())
    page.locator("input[name=last_name]").fill(last_name)
    page.locator("input[name=participant_id]").fill(member.participant_id)
    page.locator(f"input[name=how][value={how}]").check()


@in_every_form
def test_riley_registers_gets_her_letter_and_chooses_a_pin(visit, post, width, language):
    page = visit(width=width, language=language)
    page.goto("/")
    say = said(page)
    press(page, say("Register"))
    fill_in(page, RILEY, "Okafor Stone", "letter")
    press(page, say("Submit"), role="button")
    page.wait_for_url("**/pin-asked")
    assert heading(page) == say("What happens now")
    no_axe_violations(page)
    press(page, say("Go to Login"))
    try_pin(page, RILEY, post("pin_by_letter", RILEY)["pin"])
    page.wait_for_url("**/pin")
    choose_pin(page, "", CHOSEN)
    page.wait_for_url("**/home")
    assert page.locator(".who").inner_text() == "RILEY"


@pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pin_is_asked_for_and_replaced_by_keyboard_only(visit, post, width, language):
    """S000 L44-51, S002 L18-43: at a desk by Register, on a phone by Forgot PIN?, to the first look at Home."""
    page = visit(width=width, language=language)
    page.goto("/login")
    say = said(page)
    keys = Keyboard(page)
    keys.press(say({DESK: "Register", PHONE: "Forgot PIN?"}[width]), "A")
    keys.write(say("First Name"), "Dana")
    keys.write(say("Last Name"), "Okafor")
    keys.write(say("Participant ID"), DANA.participant_id)
    keys.to(say("Email (comes within 20 minutes, works for 24 hours)"), "INPUT")
    page.keyboard.press("Space")
    keys.press(say("Submit"), "BUTTON")
    assert heading(page) == say("What happens now")
    temporary = post("pin_by_mail", DANA)["pin"]
    assert len(temporary) == 8
    keys.press(say("Go to Login"), "A")
    keys.write(say("Participant ID"), DANA.participant_id)
    keys.write("PIN", temporary)
    keys.press(say("Login"), "BUTTON")
    page.wait_for_url("**/pin")
    keys.write(say("New PIN"), CHOSEN)
    keys.write(say("New PIN again"), CHOSEN)
    keys.press(say("Save my new PIN"), "BUTTON")
    page.wait_for_url("**/home")
    keys.press(say("Logout"), "BUTTON")
    page.wait_for_url(lambda url: url.endswith("/"))


@in_every_form
def test_the_link_of_a_mail_shows_how_far_the_pin_is(visit, post, width, language):
    page = visit(width=width, language=language)
    page.goto("/forgot-pin")
    fill_in(page, DANA, "Okafor", "letter")
    press(page, said(page)("Submit"), role="button")
    page.wait_for_url("**/pin-asked")
    page.goto("/pin-status/" + post("pin_asked", DANA)["status_link"].rpartition("/")[2])
    assert heading(page) == said(page)("Your PIN")
    assert said(page)("If you ask again, it is canceled.") in page.locator("main").inner_text()
    assert DANA.participant_id not in page.content() + page.url
    no_axe_violations(page)


@in_every_form
def test_dana_says_that_a_change_was_not_hers(visit, post, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    page.goto("/pin")
    choose_pin(page, DANA.pin, CHOSEN)
    page.wait_for_selector(".alert--success")
    elsewhere = visit(width=width, language=language)
    elsewhere.goto("/not-me/" + post("pin_changed", DANA)["not_me_link"].rpartition("/")[2])
    say = said(elsewhere)
    assert heading(elsewhere) == say("This was not me")
    no_axe_violations(elsewhere)
    press(elsewhere, say("This was not me"), role="button")
    elsewhere.wait_for_selector(".alert--success")
    assert heading(elsewhere) == say("Thank you for telling us")
    no_axe_violations(elsewhere)
    page.goto("/home")
    assert "/login" in page.url
    try_pin(page, DANA, CHOSEN)
    page.wait_for_selector("#error-summary")
    try_pin(page, DANA, post("pin_by_letter", DANA)["pin"])
    page.wait_for_url("**/pin")


@in_every_form
def test_the_code_of_a_letter_is_typed_by_hand(visit, post, width, language):
    page = visit(width=width, language=language)
    page.goto("/forgot-pin")
    fill_in(page, DANA, "Okafor", "email")
    press(page, said(page)("Submit"), role="button")
    page.wait_for_url("**/pin-asked")
    code = post("pin_asked", DANA)["not_me_code"]
    page.goto("/not-me")
    page.locator("input[name=code]").fill("nonsense")
    press(page, said(page)("This was not me"), role="button")
    page.wait_for_selector("#error-summary")
    no_axe_violations(page)
    page.locator("input[name=code]").fill(code.lower().replace("-", " "))
    press(page, said(page)("This was not me"), role="button")
    page.wait_for_selector(".alert--success")
    sign_in(page, DANA)

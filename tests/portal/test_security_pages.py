"""Sign-in and security: what each page shows and does, and that nobody learns of another person's."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from connect.access.models import Account, Passkey, PrivateDevice, RecoveryCode, Visit
from connect.audit.actions import record
from connect.audit.acts import Act
from connect.audit.models import Entry
from connect.lib.sealed import unseal
from tests.access.authenticator import Authenticator
from tests.portal.crawl import words
from tests.support.cast import DANA, RILEY, SAM
from tests.support.page import Page
from tests.support.security_pages import add_passkey, asked, confirm
from tests.support.statements import statements

PAGES = (
    "/security", "/security/passkeys", "/security/codes", "/security/devices", "/security/history", "/security/confirm",
)  # fmt: skip
ASK_AGAIN = ("/security/passkeys/add", "/security/codes/new", "/security/devices/private")


def make_codes(browser, member=DANA) -> list[str]:
    sheet = confirm(browser, member).post("/security/codes/new")
    return Page(sheet).texts("code")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_there_and_costs_few_statements(signed_in, address):
    assert statements(signed_in(DANA), address) <= 8


@pytest.mark.parametrize("address", PAGES)
def test_every_page_lies_under_my_profile(signed_in, address):
    assert '<a href="/profile" aria-current="page">' in signed_in(DANA).get(address).content.decode()


@pytest.mark.parametrize("address", ASK_AGAIN)
def test_what_opens_the_account_another_way_asks_for_the_pin_again(signed_in, address):
    browser = signed_in(DANA)
    for answer in (browser.get(address), browser.post(address, {"name": "x", "answer": "{}"})):
        assert (answer.status_code, answer["Location"]) == (302, f"/security/confirm?next={address}")
    assert confirm(browser, then=address).get(address).status_code == 200


def test_the_pin_again_gives_the_visit_a_new_key_and_a_wrong_one_says_so(signed_in):
    browser = signed_in(DANA)
    before = browser.cookies[settings.VISIT_COOKIE_NAME].value
    wrong = browser.post("/security/confirm", {"pin": "739154", "next": "/security/codes/new"})
    assert "That is not your current PIN." in words(wrong)
    assert browser.cookies[settings.VISIT_COOKIE_NAME].value == before
    confirm(browser)
    assert browser.cookies[settings.VISIT_COOKIE_NAME].value != before


def test_after_confirming_nobody_is_led_to_another_site(signed_in):
    answer = signed_in(DANA).post("/security/confirm", {"pin": DANA.pin, "next": "https://example.org/"})
    assert answer["Location"] == "/security"


def test_a_passkey_is_added_listed_renamed_and_removed(signed_in):
    browser = signed_in(DANA)
    add_passkey(browser)
    page = browser.get("/security/passkeys")
    assert "You added a passkey." in words(page)
    one = re.search(r'href="(/security/passkeys/[A-Za-z0-9_-]{22})"', page.content.decode())[1]
    assert browser.post(one, {"name": "Kitchen tablet"})["Location"] == "/security/passkeys"
    assert "Kitchen tablet" in words(browser.get(one))
    assert browser.post(one, {"remove": "1"})["Location"] == "/security/passkeys"
    assert browser.get(one).status_code == 404
    assert Passkey.objects.count() == 0


def end_visits():
    Visit.objects.update(expire_date=timezone.now() - timedelta(minutes=1))


def the_one_passkey(browser) -> str:
    return re.search(
        r'href="(/security/passkeys/[A-Za-z0-9_-]{22})"', browser.get("/security/passkeys").content.decode()
    )[1]


@pytest.mark.parametrize(
    ("language", "told", "kept"),
    [
        ("en", "What you typed was not sent.", "We kept what you typed"),
        ("es", "Lo que escribió no se envió.", "Guardamos lo que escribió"),
    ],
)
def test_a_new_name_of_a_passkey_waits_where_the_visit_ended_in_between(signed_in, language, told, kept):
    browser = signed_in(DANA)
    add_passkey(browser)
    browser.post("/language", {"language": language})
    one = the_one_passkey(browser)
    end_visits()
    answer = browser.post(one, {"name": "Kitchen tablet"})
    assert (answer.status_code, answer["Location"]) == (302, f"/login?next={one}")
    assert told in words(browser.get(answer["Location"]))
    member = {"participant_id": DANA.participant_id, "pin": DANA.pin, "next": one}
    assert browser.post("/login", member)["Location"] == one
    page = browser.get(one)
    assert kept in words(page)
    assert 'value="Kitchen tablet"' in page.content.decode()
    assert Passkey.objects.get().name == "My phone"
    assert kept not in words(browser.get(one))


def test_the_name_of_a_passkey_to_be_added_waits_and_its_answer_does_not(signed_in):
    browser = signed_in(DANA)
    confirm(browser)
    end_visits()
    browser.post("/security/passkeys/add", {"name": "Kitchen tablet", "answer": "secret of a device"})
    sealed = Visit.objects.exclude(session_data="").get().session_data
    assert "secret of a device" not in unseal(settings.FIELD_KEYS, sealed)
    browser.post("/login", {"participant_id": DANA.participant_id, "pin": DANA.pin})
    confirm(browser, then="/security/passkeys/add")
    assert 'value="Kitchen tablet"' in browser.get("/security/passkeys/add").content.decode()


def test_the_name_of_a_passkey_to_be_added_waits_while_the_pin_is_asked_again(signed_in):
    browser = signed_in(DANA)
    confirm(browser)
    Visit.objects.update(confirmed_at=timezone.now() - timedelta(minutes=11))
    answer = browser.post("/security/passkeys/add", {"name": "Kitchen tablet", "answer": "secret of a device"})
    assert answer["Location"] == "/security/confirm?next=/security/passkeys/add"
    confirm(browser, then="/security/passkeys/add")
    page = browser.get("/security/passkeys/add")
    assert 'value="Kitchen tablet"' in page.content.decode()
    assert "We kept what you typed" in words(page)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/security/confirm", {"pin": DANA.pin, "next": "/security/codes/new"}),
        ("/security/confirm", {"answer": "{}", "next": "/security"}),
        ("/security/devices", {"end_others": "1"}),
        ("/security/codes/new", {}),
        ("/pin", {"current": DANA.pin, "new": "730294", "again": "730294"}),
    ],
)
def test_no_pin_code_or_button_waits(signed_in, address, sent):
    browser = signed_in(DANA)
    end_visits()
    assert browser.post(address, sent)["Location"].startswith("/login?next=")
    assert not Visit.objects.exclude(session_data="").exists()
    assert "What you typed was not sent." not in words(browser.get("/login"))


def test_a_name_is_shown_as_text(signed_in):
    browser = signed_in(DANA)
    add_passkey(browser, name="<b>x</b>&")
    assert "&lt;b&gt;x&lt;/b&gt;&amp;" in browser.get("/security/passkeys").content.decode()


def test_a_passkey_opens_the_account_from_a_browser_that_was_never_here(signed_in, client):
    device = add_passkey(signed_in(DANA))
    question = asked(client, "/login/passkey/options")
    answer = client.post("/login/passkey", {"answer": device.prove(question), "next": "/payments/made"})
    assert (answer.status_code, answer["Location"]) == (302, "/payments/made")
    assert answer.cookies[settings.CHALLENGE_COOKIE_NAME].value == ""
    assert client.get("/home").status_code == 200


def test_the_cookie_of_a_challenge_is_kept_from_scripts_and_other_sites(db, client):
    cookie = client.get("/login/passkey/options").cookies["__Host-challenge"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["max-age"], cookie["path"]) == (
        True, True, "Strict", 300, "/",
    )  # fmt: skip


def test_a_challenge_is_kept_in_no_cache(db, client):
    """Asked for by somebody who has not signed in: of a visit nothing is kept in any case."""
    answer = client.get("/login/passkey/options")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_every_passkey_that_signs_nobody_in_gets_the_same_page(signed_in, client):
    """A wrong answer, an unknown passkey, a removed one, a used challenge, no challenge, no answer at all."""
    from dataclasses import replace

    browser = signed_in(DANA)
    device = add_passkey(browser)
    question = asked(client, "/login/passkey/options")
    used = device.prove(question)
    client.post("/login/passkey", {"answer": used})
    client.cookies.clear()
    client.cookies[settings.CHALLENGE_COOKIE_NAME] = question.sealed
    seen = [client.post("/login/passkey", {"answer": used})]
    for wrong in (
        replace(device, origin="http://127.0.0.1:8000"),
        Authenticator(),
        replace(device, rp_id="example.org"),
    ):
        question = asked(client, "/login/passkey/options")
        seen.append(client.post("/login/passkey", {"answer": wrong.prove(question)}))
    seen.append(client.post("/login/passkey", {"answer": device.prove(question)}))
    seen.append(client.post("/login/passkey"))
    pages = {re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", each.content.decode()) for each in seen}
    assert len(pages) == 1
    assert {each.status_code for each in seen} == {200}
    assert "We could not sign you in" in words(seen[0])


def test_the_options_are_the_same_for_everybody_but_for_the_challenge(signed_in, client):
    browser = signed_in(DANA)
    add_passkey(browser)
    told = [json.loads(each.get("/login/passkey/options").content) for each in (browser, client)]
    assert len({each.pop("challenge") for each in told}) == 2
    assert told[0] == told[1]


def test_codes_are_shown_once_and_open_the_choice_of_a_pin(signed_in, client):
    browser = signed_in(DANA)
    made = make_codes(browser)
    assert len(made) == 10
    assert made[0] not in browser.get("/security/codes").content.decode()
    answer = client.post("/login/code", {"participant_id": DANA.participant_id, "code": made[4].lower()})
    assert answer["Location"] == "/pin"
    assert client.get("/home")["Location"] == "/pin"
    assert client.get("/security")["Location"] == "/pin"
    assert "9 of 10" in words(browser.get("/security/codes"))


def test_the_sheet_of_codes_says_neither_name_nor_number_nor_pin(signed_in):
    browser = confirm(signed_in(DANA))
    sheet = browser.post("/security/codes/new")
    paper = sheet.content.decode().split("<main")[1].split("</main>")[0]
    assert "Participant ID ending in 0001" in paper
    for secret in (DANA.participant_id, DANA.pin, "OKAFOR"):
        assert secret not in paper
    assert sheet["Cache-Control"] == "no-store"


def test_a_wrong_code_and_an_unknown_number_get_the_same_page(signed_in, client):
    made = make_codes(signed_in(DANA))
    seen = [
        client.post("/login/code", {"participant_id": number, "code": code})
        for number, code in (
            (DANA.participant_id, "AAAAA-AAAAA"),
            ("9876543210", made[0]),
            (SAM.participant_id, made[0]),
        )
    ]
    numbers = (DANA.participant_id, "9876543210", SAM.participant_id)
    pages = {
        re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", each.content.decode().replace(number, "", 1))
        for number, each in zip(numbers, seen, strict=True)
    }
    assert len(pages) == 1
    assert "We could not sign you in." in words(seen[0])
    assert made[0] not in seen[1].content.decode()


def test_a_private_device_keeps_its_cookie_when_its_owner_signs_out(signed_in):
    browser = confirm(signed_in(DANA))
    cookie = browser.post("/security/devices/private").cookies["__Host-device"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/")
    assert cookie["max-age"] == 365 * 24 * 3600
    out = browser.post("/logout")
    assert settings.DEVICE_COOKIE_NAME not in out.cookies
    assert "cookies" not in out["Clear-Site-Data"]
    assert browser.cookies[settings.DEVICE_COOKIE_NAME].value == cookie.value


def test_a_locked_out_owner_gets_in_on_a_private_device_while_an_attacker_holds_the_lock(signed_in, client):
    browser = confirm(signed_in(DANA))
    browser.post("/security/devices/private")
    browser.post("/logout")
    for number in range(5):
        client.post("/login", {"participant_id": DANA.participant_id, "pin": f"11122{number}"})
    mine = {"participant_id": DANA.participant_id, "pin": DANA.pin}
    assert client.post("/login", mine).status_code == 200
    assert browser.post("/login", mine)["Location"] == "/home"


def test_a_passkey_opens_what_twenty_wrong_pins_closed(signed_in, client):
    device = add_passkey(signed_in(DANA))
    Account.objects.filter(participant_id=DANA.participant_id).update(tries=20)
    assert client.post("/login", {"participant_id": DANA.participant_id, "pin": DANA.pin}).status_code == 200
    question = asked(client, "/login/passkey/options")
    assert client.post("/login/passkey", {"answer": device.prove(question)})["Location"] == "/home"


def test_devices_lists_this_visit_and_ends_the_others(signed_in):
    browser, other = signed_in(DANA), signed_in(DANA)
    page = browser.get("/security/devices").content.decode()
    (theirs,) = re.findall(r'name="end" value="([^"]+)"', page)
    assert page.count("This device") == 1
    assert browser.post("/security/devices", {"end": theirs})["Location"] == "/security/devices"
    assert other.get("/home")["Location"].startswith("/login")
    assert browser.get("/home").status_code == 200
    third = signed_in(DANA)
    browser.post("/security/devices", {"end_others": "1"})
    assert third.get("/home")["Location"].startswith("/login")


def test_a_private_device_is_listed_and_removed(signed_in):
    browser = confirm(signed_in(DANA))
    browser.post("/security/devices/private")
    page = browser.get("/security/devices")
    assert "This is my private device" not in words(page)
    (mine,) = re.findall(r'name="remove" value="([^"]+)"', page.content.decode())
    assert browser.post("/security/devices", {"remove": mine})["Location"] == "/security/devices"
    assert PrivateDevice.objects.count() == 0


def test_a_stranger_cannot_tell_what_is_there(signed_in):
    """Dana's ids and ids that never were are the same 404 to Sam, and nothing of hers has changed."""
    browser = signed_in(DANA)
    add_passkey(browser)
    browser.post("/security/devices/private")
    signed_in(DANA)
    page = browser.get("/security/devices").content.decode()
    ids = {
        "end": re.search(r'name="end" value="([^"]+)"', page)[1],
        "remove": re.search(r'name="remove" value="([^"]+)"', page)[1],
    }
    passkey = re.search(r"/security/passkeys/([\w-]{22})", browser.get("/security/passkeys").content.decode())[1]
    sam = confirm(signed_in(SAM), SAM)
    nothing = sam.get(f"/security/passkeys/{'A' * 22}")
    seen = [sam.get(f"/security/passkeys/{passkey}"), sam.post(f"/security/passkeys/{passkey}", {"remove": "1"})]
    seen += [sam.post("/security/devices", {name: value}) for name, value in ids.items()]
    seen += [sam.post("/security/devices", {name: "A" * 22}) for name in ids]
    assert {(each.status_code, each.content) for each in seen} == {(404, nothing.content)}
    assert (Passkey.objects.count(), PrivateDevice.objects.count()) == (1, 1)
    assert Visit.objects.filter(participant_id=DANA.participant_id).count() == 2


def test_the_history_says_in_words_who_did_what(signed_in, client):
    client.post("/login", {"participant_id": DANA.participant_id, "pin": "739154"})
    browser = confirm(signed_in(DANA))
    said = Page(browser.get("/security/history")).texts("tbody tr")[:3]
    assert [re.sub(r"^[\d/]{10}, [\d:]{4,5} [AP]M Pacific Time ", "", line) for line in said] == [
        "Confirmed with a PIN or passkey (PIN) You",
        "Chose a language You",
        "Signed in (PIN) You",
    ]
    assert "Tried to sign in, but it did not work" in words(browser.get("/security/history"))
    assert "Someone who was not signed in" in words(browser.get("/security/history"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "We stopped trying to mail you a letter An agency employee",
                "We sent you an email The agency's system",
            ],
        ),
        (
            "es",
            [
                "Dejamos de intentar enviarle una carta Personal de la agencia",
                "Le enviamos un correo electrónico El sistema de la agencia",
            ],
        ),
    ],
)
def test_the_history_says_what_became_of_mail_and_letters(signed_in, language, said):
    browser = signed_in(DANA)
    browser.post("/language", {"language": language, "next": "/home"})
    for act, by in ((Act.MAIL_SENT, "worker"), (Act.LETTER_GIVEN_UP, "CASEY")):
        with transaction.atomic():
            record(act, by=by, about=DANA.participant_id, template="pin_asked")
    told = Page(browser.get("/security/history")).texts("tbody tr")[:2]
    assert [re.sub(r"^.*? (Pacific Time|\(hora del Pacífico\)) ", "", line) for line in told] == said


def test_the_history_is_ones_own_by_the_page(signed_in):
    browser = signed_in(RILEY)
    for _ in range(30):
        browser.post("/logout")
        browser.post("/login", {"participant_id": RILEY.participant_id, "pin": RILEY.pin})
    assert len(Page(browser.get("/security/history")).all("tr")) == 26
    assert "Page 2" in browser.get("/security/history").content.decode()
    assert statements(browser, "/security/history?page=2") <= 3
    assert browser.get("/security/history?page=nonsense").status_code == 200
    last = words(browser.get("/security/history", {"page": "9" * 100_000}))
    assert "Chose a language" in last  # the oldest act of all
    assert "Chose a language" not in words(browser.get("/security/history"))
    assert "Signed out" not in words(signed_in(DANA).get("/security/history"))


def test_the_hub_says_how_things_stand(signed_in):
    browser = signed_in(DANA)
    first = words(browser.get("/security"))
    assert "None yet. Ten one-time codes to keep on paper" in first
    assert "This is not one of your private devices" in first
    add_passkey(browser)
    make_codes(browser)
    browser.post("/security/devices/private")
    told = words(browser.get("/security"))
    assert "1 passkey" in told
    assert "10 of 10 left" in told
    assert "This is one of your private devices" in told


def test_nothing_of_it_is_written_in_clear(signed_in):
    browser = signed_in(DANA)
    made = make_codes(browser)
    browser.post("/security/devices/private")
    key = browser.cookies[settings.DEVICE_COOKIE_NAME].value
    rows = [*RecoveryCode.objects.values(), *PrivateDevice.objects.values(), *Entry.objects.values()]
    for secret in (*made, key, DANA.pin):
        assert secret not in str(rows)

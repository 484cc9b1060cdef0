"""The pages of signing in and out, as a browser meets them: headers, cookies, redirects, and what never appears."""

import html
import json
import logging
import re
from datetime import timedelta

import altcha
import pytest
from django.conf import settings
from django.utils import timezone

from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit, row_key
from connect.access.gate import Caller
from connect.access.models import Account, NetworkMinute, Visit
from connect.access.puzzle import new_puzzle
from connect.access.sign_in import sign_in_with_pin
from connect.audit.models import Entry
from connect.cases.models import Participant
from connect.lib import tokens
from connect.lib.doors import Door
from connect.lib.sealed import seal
from tests.support.cast import CAST, DANA, DANIEL, RILEY, SAM, TESS
from tests.support.html import html_errors
from tests.support.pin_pages import given

POSTS = ("/login", "/logout", "/pin", "/stay", "/language")


def without_token(response):
    """The page without the one thing that differs every time: the form token, masked anew."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", response.content)


def test_the_right_pin_leads_home_with_a_key_that_only_the_browser_sees(cast, visitor):
    answer = visitor.sign_in(DANA)
    assert (answer.status_code, answer["Location"]) == (302, "/home")
    cookie = answer.cookies[settings.VISIT_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", "/", "")
    assert cookie["secure"] is True
    assert settings.VISIT_COOKIE_NAME == "__Host-visit"
    assert cookie["domain"] == ""
    assert visitor.get("/home").status_code == 200


def test_unknown_wrong_paused_expired_and_gone_get_the_same_page_and_headers(cast, new_visitor):
    for _ in range(5):
        new_visitor().sign_in(RILEY, pin="111222")
    over = timezone.now() - timedelta(days=1)
    Account.objects.filter(participant_id=TESS.participant_id).update(temporary_until=over)
    Participant.objects.filter(participant_id=DANIEL.participant_id).update(gone=True)
    asked = [("1999999999", "402958"), (DANA.participant_id, "111222"), ("Dana", "letmein"), ("1", "1")]
    asked += [(member.participant_id, member.pin) for member in (RILEY, TESS, DANIEL)]
    pages, headers, statuses = set(), set(), set()
    for participant_id, pin in asked:
        answer = new_visitor().send("/login", participant_id=participant_id, pin=pin)
        typed = f' value="{participant_id}"'.encode()
        assert answer.content.count(typed) == 1
        pages.add(without_token(answer).replace(typed, b""))
        length = {"Content-Length": str(len(answer.content) - len(typed))}
        headers.add(tuple(sorted((dict(answer.items()) | length).items())))
        statuses.add((answer.status_code, tuple(sorted(answer.cookies))))
    assert (len(pages), len(headers), len(statuses)) == (1, 1, 1)
    assert statuses.pop()[0] == 200
    assert b"We could not sign you in." in pages.pop()


def test_what_is_left_empty_is_named_and_nothing_is_tried(cast, visitor):
    answer = visitor.send("/login", participant_id="", pin="")
    shown = answer.content.decode()
    assert "Enter your Participant ID." in shown
    assert "Enter your PIN." in shown
    assert "This field is required" not in shown
    assert "<title>Error: Login" in shown
    assert Entry.objects.filter(act="sign-in refused").count() == 0


@pytest.mark.parametrize("path", ["/login", "/register", "/forgot-pin"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_public_pages_are_valid_html(db, visitor, path, language):
    assert html_errors(visitor.get(path, headers={"accept-language": language}).content.decode()) == []


def test_the_pin_pages_are_valid_html(cast, visitor):
    visitor.sign_in(TESS)
    assert html_errors(visitor.get("/pin").content.decode()) == []
    wrong = visitor.send("/pin", current="", new="1", again="2")
    assert html_errors(wrong.content.decode()) == []
    assert html_errors(visitor.send("/login", participant_id="", pin="").content.decode()) == []


def test_every_post_without_the_form_s_token_is_refused(cast, visitor):
    visitor.sign_in(DANA)
    for path in POSTS:
        assert visitor.post(path, {"language": "es"}).status_code == 403, path
    assert visitor.get("/home").status_code == 200


def test_a_token_from_another_site_s_page_is_refused(cast, visitor):
    visitor.get("/login")
    token = visitor.cookies[settings.CSRF_COOKIE_NAME].value
    answer = visitor.post("/login", {"csrfmiddlewaretoken": token}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


def test_a_key_planted_before_signing_in_opens_nothing_afterwards(cast, new_visitor):
    attacker, victim = new_visitor(), new_visitor()
    attacker.sign_in(SAM)
    planted = attacker.key
    victim.cookies[settings.VISIT_COOKIE_NAME] = planted
    victim.sign_in(DANA)
    assert victim.key != planted
    assert current_visit(planted, now=timezone.now()) is None
    assert attacker.get("/home").status_code == 302


def test_a_made_up_key_is_never_adopted(cast, visitor):
    visitor.cookies[settings.VISIT_COOKIE_NAME] = "A" * 43
    visitor.sign_in(DANA)
    assert visitor.key != "A" * 43
    assert not Visit.objects.filter(session_key=row_key("A" * 43)).exists()


def test_signing_in_changes_the_form_token(cast, visitor):
    visitor.get("/login")
    before = visitor.cookies[settings.CSRF_COOKIE_NAME].value
    visitor.sign_in(DANA)
    assert visitor.cookies[settings.CSRF_COOKIE_NAME].value != before


def test_signing_out_ends_the_visit_on_the_server_and_empties_the_browser(cast, visitor):
    visitor.sign_in(DANA)
    key = visitor.key
    answer = visitor.send("/logout")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies[settings.VISIT_COOKIE_NAME]["max-age"] == 0
    visitor.cookies[settings.VISIT_COOKIE_NAME] = key
    assert visitor.get("/home")["Location"] == "/login?next=/home"
    assert Visit.objects.count() == 0
    assert Entry.objects.filter(act="signed out", by=DANA.participant_id).count() == 1


def test_a_link_to_logout_signs_nobody_out(cast, visitor):
    visitor.sign_in(DANA)
    assert visitor.get("/logout").status_code == 302
    assert visitor.get("/home").status_code == 200


def test_logging_out_is_offered_on_every_page_behind_sign_in(cast, visitor):
    visitor.sign_in(DANA)
    for path in ("/home", "/payments/received", "/pin", "/messages", "/security", "/help/faq"):
        assert '<form method="post" action="/logout" id="logout"' in visitor.get(path).content.decode(), path


def test_signing_out_twice_is_no_error(cast, visitor):
    visitor.sign_in(DANA)
    visitor.send("/logout")
    assert visitor.send("/logout")["Location"] == "/"


def test_a_page_behind_sign_in_asks_to_sign_in_and_comes_back(cast, visitor):
    asked = visitor.get("/payments/received?page=2&year=2020")
    assert asked["Location"] == "/login?next=/payments/received%3Fpage%3D2%26year%3D2020"
    form = visitor.get(asked["Location"]).content.decode().split("<main")[1]
    back = re.search(r'name="next" value="([^"]*)"', form)[1].replace("&amp;", "&")
    assert back == "/payments/received?page=2&year=2020"
    assert visitor.sign_in(DANIEL, next=back)["Location"] == back


def test_the_login_page_says_that_the_visit_has_ended(cast, visitor):
    visitor.sign_in(DANA)
    Visit.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    assert "You were signed out" in visitor.get(visitor.get("/home")["Location"]).content.decode()


def test_somebody_signed_in_has_no_use_for_the_login_page(cast, visitor):
    visitor.sign_in(DANA)
    assert visitor.get("/login")["Location"] == "/home"


def test_nothing_of_a_visit_stays_in_a_cache(cast, visitor):
    kept = visitor.sign_in(DANA)
    assert kept["Cache-Control"] == "no-store"
    for path in ("/home", "/pin", "/payments", "/login", "/no-such-page", "/cases/" + "A" * 22, "/", "/help/faq"):
        assert visitor.get(path)["Cache-Control"] == "no-store", path
    assert visitor.post("/pin")["Cache-Control"] == "no-store"
    assert visitor.send("/stay")["Cache-Control"] == "no-store"
    assert visitor.send("/language", language="es")["Cache-Control"] == "no-store"
    Visit.objects.all().delete()
    assert visitor.get("/home")["Cache-Control"] == "no-store"


def test_asking_to_sign_in_is_not_cached_either(db, visitor):
    assert visitor.get("/home")["Cache-Control"] == "no-store"


def test_staying_extends_the_visit(cast, visitor):
    visitor.sign_in(DANA)
    soon = timezone.now() + timedelta(minutes=2)
    Visit.objects.update(expire_date=soon)
    answer = visitor.send("/stay")
    assert (answer.status_code, answer.content) == (204, b"")
    assert Visit.objects.get().expire_date > soon + timedelta(minutes=12)


def test_after_the_end_nothing_is_left_to_stay_in(cast, visitor):
    visitor.sign_in(DANA)
    Visit.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert visitor.send("/stay")["Location"].startswith("/login")


def test_tess_must_choose_a_pin_of_her_own_before_anything_else(cast, visitor):
    assert visitor.sign_in(TESS, next="/payments/received")["Location"] == "/pin"
    for path in ("/home", "/payments/received", "/documents", "/profile", "/cases/" + "A" * 22):
        assert visitor.get(path)["Location"] == "/pin", path
    assert "Choose your own PIN" in visitor.get("/pin").content.decode()
    assert visitor.send("/language", language="es", next="/pin")["Location"] == "/pin"
    assert visitor.send("/stay").status_code == 204
    before = visitor.key
    answer = visitor.send("/pin", new="730294", again="730294")
    assert answer["Location"] == "/home"
    assert visitor.key != before
    assert visitor.get("/home").status_code == 200
    visitor.send("/logout")
    assert visitor.sign_in(TESS).status_code == 200  # the temporary PIN is over
    assert visitor.sign_in(TESS, pin="730294")["Location"] == "/home"


def test_tess_may_leave_without_choosing(cast, visitor):
    visitor.sign_in(TESS)
    assert visitor.send("/logout")["Location"] == "/"
    assert Account.objects.get(participant_id=TESS.participant_id).temporary_hash != ""


def test_a_pin_is_changed_by_choice_and_other_browsers_are_signed_out(cast, new_visitor):
    here, elsewhere = new_visitor(), new_visitor()
    here.sign_in(DANA)
    elsewhere.sign_in(DANA)
    answer = here.send("/pin", current="402958", new="730 294", again="730-295")
    assert answer.status_code == 200
    answer = here.send("/pin", current="402958", new="730 294", again="730-294")
    assert answer["Location"] == "/pin"
    assert "You changed your PIN" in here.get("/pin").content.decode()
    assert elsewhere.get("/home").status_code == 302
    assert here.get("/home").status_code == 200


def test_a_pin_we_give_counts_when_it_comes_back_with_the_current_one(cast, visitor):
    visitor.sign_in(DANA)
    shown, _ = given(visitor)
    assert visitor.sign_in(DANA, pin=shown).status_code == 200  # shown is not saved
    digits, sealed = given(visitor)
    assert digits not in sealed
    assert visitor.send("/pin", proposed=sealed, current=DANA.pin)["Location"] == "/pin"
    assert visitor.sign_in(DANA, pin=digits)["Location"] == "/home"


def test_a_pin_we_give_is_saved_in_no_other_visit_and_not_for_ever(cast, new_visitor):
    dana, riley = new_visitor(), new_visitor()
    dana.sign_in(DANA)
    riley.sign_in(RILEY)
    _, of_riley = given(riley)
    started, now = current_visit(dana.key, now=timezone.now()).started_at, timezone.now()
    purpose = f"proposed PIN {DANA.participant_id} {started.timestamp()}"
    lately, too_old, of_another_kind = (
        tokens.seal_token(settings.FIELD_KEYS, name, {"pin": "730294"}, now + timedelta(minutes=minutes))
        for name, minutes in ((purpose, 1), (purpose, -1), ("typed", 1))
    )
    for sealed in (of_riley, too_old, of_another_kind, seal(settings.FIELD_KEYS, "730294"), "730294", ""):
        answer = dana.send("/pin", proposed=sealed, current=DANA.pin)
        assert answer.status_code == 200
        assert "That PIN has expired" in answer.content.decode()
    assert new_visitor().sign_in(DANA)["Location"] == "/home"
    assert dana.send("/pin", proposed=lately, current=DANA.pin)["Location"] == "/pin"


def test_a_wrong_current_pin_keeps_the_pin_on_the_page_and_the_answer_out_of_caches(cast, visitor):
    visitor.sign_in(DANA)
    digits, sealed = given(visitor)
    answer = visitor.send("/pin", proposed=sealed, current="111222")
    assert answer["Cache-Control"] == "no-store"
    assert "That is not your current PIN." in answer.content.decode()
    assert f"{digits[:3]} {digits[3:]}" in answer.content.decode()
    assert html_errors(answer.content.decode()) == []


def test_every_problem_with_a_new_pin_stands_at_its_field(cast, visitor):
    visitor.sign_in(DANA)
    shown = visitor.send("/pin", current="111222", new="121212", again="121213").content.decode()
    assert "The two new PINs do not match." in shown
    shown = visitor.send("/pin", current="111222", new="121212", again="121212").content.decode()
    assert "That is not your current PIN." in shown
    assert "it repeats itself" in shown
    assert "121212" not in re.sub(r"like [^<]*", "", shown)
    assert 'href="#id_current"' in shown
    assert 'href="#id_new"' in shown


def test_a_weak_pin_gets_the_one_most_useful_reason(cast, visitor):
    """121212 repeats itself, has few digits and makes a shape; the page says the first."""
    visitor.sign_in(TESS)
    shown = visitor.send("/pin", new="121212", again="121212").content.decode()
    assert shown.count("That PIN is too easy to guess") == 2  # in the box on top, and at its field
    assert "it repeats itself" in shown
    assert 'name="current"' not in shown


def test_no_pin_and_no_participant_id_is_in_an_address_a_page_or_a_log(cast, visitor, caplog):
    caplog.set_level(logging.DEBUG)
    answers = [
        visitor.send("/login", participant_id=DANA.participant_id, pin="918273"),
        visitor.send("/login", participant_id=DANA.participant_id, pin=""),
        visitor.send("/login", participant_id="", pin="918273"),
        visitor.sign_in(DANA),
        visitor.get("/pin"),
        visitor.send("/pin", current="918273", new="730294", again="730294"),
        visitor.send("/pin", current=DANA.pin, new="730294", again="730295"),
        visitor.send("/pin", current=DANA.pin, new="730294", again="730294"),
        visitor.get("/pin"),
        visitor.send("/logout"),
    ]
    said = "".join(answer.content.decode() + str(answer.headers) for answer in answers)
    typed = f'name="participant_id" value="{DANA.participant_id}"'  # in the answer to the form that it was typed into
    assert [typed in answer.content.decode() for answer in answers] == [True, True] + 8 * [False]
    said = said.replace(typed, "")
    said += "".join(r.getMessage() for r in caplog.records if r.name != "django.db.backends")
    for canary in (DANA.participant_id, DANA.pin, "918273", "730294", "730295"):
        assert canary not in said, canary


def test_the_participant_id_stands_in_the_answer_to_its_own_form_and_nowhere_else(cast, visitor):
    visitor.send("/login", participant_id=DANA.participant_id, pin="918273")
    for path in ("/login", "/", "/login/code", "/register"):
        assert DANA.participant_id not in visitor.get(path).content.decode(), path


@pytest.mark.parametrize("path", ["/login", "/login/code"])
def test_nine_digits_are_never_repeated_because_they_may_be_a_social_security_number(cast, visitor, path):
    for number in ("900123456", "900-12-3456", "900 12 3456"):
        assert (
            number not in visitor.send(path, participant_id=number, pin="918273", code="AAAAA-AAAAA").content.decode()
        )


def test_who_signs_out_reads_it_once(cast, visitor):
    visitor.sign_in(DANA)
    out = visitor.send("/logout")
    assert "You are signed out." in visitor.get(out["Location"]).content.decode()
    assert "You are signed out." not in visitor.get(out["Location"]).content.decode()


def test_who_signed_out_and_in_again_is_not_told_that_they_are_signed_out(cast, visitor):
    visitor.sign_in(DANA)
    visitor.send("/logout")
    visitor.sign_in(DANA)
    assert "You are signed out." not in visitor.get("/").content.decode()


def test_who_is_sent_to_sign_in_is_told_why_and_no_one_else(cast, visitor):
    sent = visitor.get("/payments")["Location"]
    assert "Sign in to see that page." in visitor.get(sent).content.decode()
    for path in ("/login", "/login?next=https://evil.example/", "/login?next=/nowhere"):
        assert "Sign in to see that page." not in visitor.get(path).content.decode(), path


def test_a_wrong_pin_tells_from_the_first_one_on_how_many_tries_there_are_and_what_else_one_can_do(cast, new_visitor):
    told = [new_visitor().sign_in(DANA, pin="918273").content.decode() for _ in range(6)]
    assert len({re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", each) for each in told}) == 1
    box = re.search(r'id="error-summary">(.*?)</div>', told[0], re.DOTALL)[1]
    assert "After 5 wrong tries, sign-in is paused for at least 15 minutes." in box
    assert "During the pause, even the right PIN does not work." in box
    assert 'href="/forgot-pin"' in box
    assert 'href="tel:+18669013212"' in box


def test_nothing_typed_at_sign_in_is_kept_anywhere(cast, visitor):
    visitor.sign_in(DANA, pin="918273")
    visitor.sign_in(DANA)
    kept = str([list(model.objects.values()) for model in (Account, Visit, Entry)])
    for member in CAST.values():
        assert member.pin not in kept
    assert "918273" not in kept
    assert visitor.key not in kept


def test_register_and_forgot_pin_name_the_telephone_for_those_who_have_nothing_on_file(db, visitor):
    for path in ("/register", "/forgot-pin"):
        shown = visitor.get(path).content.decode()
        assert "or visit your local office" in shown
        assert "tel:+18669013212" in shown


def test_where_the_participant_id_is_stands_beside_the_field(db, visitor):
    shown = visitor.get("/login").content.decode()
    assert "child support check or on a child support billing statement" in shown
    for name in ('data-autocomplete="username"', 'autocomplete="current-password"', 'inputmode="numeric"'):
        assert name in shown


def puzzle_in(answer):
    found = re.search(r'data-puzzle="([^"]+)"', answer.content.decode())
    return json.loads(html.unescape(found[1])) if found else None


def answered(asked):
    found = altcha.solve_challenge(altcha.Challenge.from_dict(asked), timeout=60)
    return json.dumps(asked) + found.derived_key


def test_a_network_that_fails_gets_a_harder_puzzle_and_an_easy_one_does_not_serve(cast, visitor, profile):
    """A puzzle that was fetched before the network failed is as easy as it was then."""
    profile(puzzle_tries=4, puzzle_most_tries=400)
    here, now = {"REMOTE_ADDR": "203.0.113.9"}, timezone.now()
    for number in range(20):
        sign_in_with_pin(f"19{number:08d}", "111222", Arrival(Door.WEB, now, Caller("203.0.113.8")))
    NetworkMinute.objects.update(failed=30, asked=0)
    asked = puzzle_in(visitor.get("/login", **here))
    assert asked["parameters"]["data"]["tries"] == 4 * 2**5
    visitor.defaults |= here
    easy = answered(json.loads(new_puzzle(now, 60).challenge))
    assert b"short security check" in visitor.sign_in(DANA, puzzle=easy).content
    assert visitor.sign_in(DANA, puzzle=answered(asked)).status_code == 302


def test_elsewhere_nobody_is_asked_for_a_puzzle_meanwhile(cast, visitor):
    for number in range(20):
        sign_in_with_pin(f"19{number:08d}", "111222", Arrival(Door.WEB, timezone.now(), Caller("203.0.113.8")))
    NetworkMinute.objects.update(failed=30)
    visitor.defaults |= {"REMOTE_ADDR": "198.51.100.7"}
    assert puzzle_in(visitor.get("/login")) is None
    assert visitor.sign_in(DANA).status_code == 302

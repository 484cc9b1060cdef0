"""The pages on which a PIN is asked for, followed and disowned: one answer for everybody, in both languages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from connect.access import gate, links
from connect.access.email_confirmation import unconfirmed
from connect.access.models import Account, PinRequest
from connect.access.pins import requests as pin_requests
from connect.cases.models import Participant
from connect.lib.doors import Door
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import unseal_row
from tests.access.answering import answer_requests
from tests.access.conftest import on_file
from tests.support.cast import DANA, RILEY, SAM, TESS
from tests.support.html import html_errors

DANA_ASKS = {"first_name": "Dana", "last_name": "Okafor", "participant_id": DANA.participant_id, "how": "letter"}


def without_token(response):
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", response.content)


def facts(template):
    return unseal_row(OutboxMessage.objects.get(event=template))[1]


@pytest.mark.parametrize("path", ["/register", "/forgot-pin"])
def test_known_unknown_locked_never_registered_and_refused_people_get_the_same_answer(cast, new_visitor, path):
    on_file(DANA, RILEY, TESS)
    for _ in range(5):
        new_visitor().sign_in(RILEY, pin="111222")
    Account.objects.filter(participant_id=TESS.participant_id).delete()
    asked = [
        {},
        {},  # a second time within the day
        {"first_name": "Nobody"},
        {"participant_id": RILEY.participant_id, "first_name": "Riley"},
        {"participant_id": TESS.participant_id, "first_name": "Tess", "how": "email"},
        {"participant_id": SAM.participant_id, "first_name": "Sam"},  # nothing on file
        {"participant_id": "1999999999"},
        {"participant_id": "none"},
    ]
    answers = set()
    for more in asked:
        browser = new_visitor()
        browser.get("/help/faq")
        answer = browser.send(path, **(DANA_ASKS | more))
        answer_requests()
        answers.add((answer.status_code, answer.content, tuple(sorted(answer.items())), tuple(sorted(answer.cookies))))
    assert len(answers) == 1
    assert PinRequest.objects.count() == 3
    assert answer["Location"] == "/pin-asked"


def test_the_page_after_asking_says_the_same_to_all_and_what_to_do_when_nothing_comes(db, visitor):
    said = visitor.get("/pin-asked").content.decode()
    for words in ("Within 20 minutes", "about 10 days", "wait 10 days", "visit your local office", "(866) 901-3212"):
        assert words in said


def test_the_form_says_the_ten_day_rule_and_where_a_pin_goes(db, visitor):
    said = visitor.get("/register").content.decode()
    for words in (
        "First Name",
        "Last Name",
        "Participant ID",
        "Email",
        "Standard Mail",
        "Submit",
        "comes within 20 minutes",
        "please wait 10 days before you ask again",
        "the first one will no longer work",
        "Cancel that one and send a new one.",
        "We never send it anywhere else.",
        "on a child support check",
    ):
        assert words in said, words


def test_what_is_missing_is_named_and_what_was_typed_stays(db, visitor):
    answer = visitor.send("/register", first_name="Dana", last_name="", participant_id=" ", how="pigeon")
    said = answer.content.decode()
    assert "<title>Error: Register" in said
    for words in ("Enter your last name.", "Enter your Participant ID.", "Choose Email or Standard Mail."):
        assert words in said
    assert "Enter your first name." not in said
    assert 'value="Dana"' in said
    assert html_errors(said) == []
    assert "Enter your first name." in visitor.send("/register").content.decode()


def test_the_number_may_be_typed_in_the_digits_of_any_script(cast, visitor):
    on_file(DANA)
    visitor.send("/register", **(DANA_ASKS | {"participant_id": "\u202d१००० ०००० ०१\u202c"}))
    answer_requests()
    assert PinRequest.objects.count() == 1


def test_who_has_one_name_leaves_the_first_empty(cast, visitor):
    on_file(DANA)
    Participant.objects.filter(participant_id=DANA.participant_id).update(first_name="SUHARTO", last_name="")
    assert visitor.send("/register", **(DANA_ASKS | {"first_name": "", "last_name": "Suharto"})).status_code == 302
    answer_requests()
    assert PinRequest.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "path", ["/register", "/forgot-pin", "/pin-asked", "/pin-status/x", "/not-me", "/not-me/AAAAA"]
)
def test_the_pages_are_valid_html(db, visitor, path, language):
    assert html_errors(visitor.get(path, headers={"accept-language": language}).content.decode()) == []


def test_an_address_typed_into_the_request_changes_nothing(cast, visitor):
    on_file(DANA)
    visitor.send("/forgot-pin", **DANA_ASKS, email="evil@example.net", address="66 Evil Rd", to="evil@example.net")
    answer_requests()
    for row in OutboxMessage.objects.all():
        assert "evil" not in unseal_row(row)[0].lower()


def test_the_link_of_the_mail_shows_how_far_the_pin_is_and_nobody_else_can(cast, visitor):
    on_file(DANA)
    visitor.send("/forgot-pin", **DANA_ASKS)
    answer_requests()
    path = facts("pin_asked")["status_link"].removeprefix("http://localhost:8000")
    said = visitor.get(path).content.decode()
    assert "If you ask again, it is canceled." in said
    assert DANA.first_name not in said
    assert DANA.participant_id not in said
    wrong = visitor.get(path[:-6] + "AAAAAA").content.decode()
    assert "This link has expired." in wrong
    assert "Asking again" not in visitor.get("/forgot-pin").content.decode()


def test_somebody_signed_in_sees_it_where_they_would_ask_again(cast, visitor):
    on_file(DANA)
    visitor.send("/forgot-pin", **DANA_ASKS)
    answer_requests()
    visitor.sign_in(DANA)
    assert "If you ask again, it is canceled." in visitor.get("/forgot-pin").content.decode()


def test_a_mailed_pin_says_when_it_was_mailed_and_when_it_is_expected(cast, visitor):
    on_file(DANA)
    visitor.send("/forgot-pin", **DANA_ASKS)
    answer_requests()
    day = datetime(2031, 5, 3, 20, tzinfo=UTC)
    PinRequest.objects.update(asked_at=day, until=day + timedelta(days=21))
    row = OutboxMessage.objects.filter(event="pin_by_letter")
    row.update(state="confirmed", sealed="", printed_at=day, finished_at=day, batch_id=1, made_at=day, not_after=None)
    visitor.sign_in(DANA)
    shown = visitor.get("/forgot-pin").content.decode()
    assert "PIN mailed May 3, 2031, expected by May 13, 2031." in shown
    spanish = visitor.get("/forgot-pin", headers={"accept-language": "es"})
    assert spanish.status_code == 200


def test_a_link_does_nothing_until_its_button_is_pressed(cast, visitor):
    on_file(DANA)
    visitor.send("/forgot-pin", **DANA_ASKS)
    answer_requests()
    path = facts("pin_asked")["not_me_link"].removeprefix("http://localhost:8000")
    page = visitor.get(path).content.decode()
    assert Account.objects.get(participant_id=DANA.participant_id).temporary_hash != ""
    code = re.search(r'name="code" value="([^"]+)"', page)[1]
    assert "no longer works" in visitor.send("/not-me", code=code).content.decode()
    assert Account.objects.get(participant_id=DANA.participant_id).temporary_hash == ""
    assert "This code does not work." in visitor.send("/not-me", code=code).content.decode()


def test_every_address_that_a_mail_names_is_an_address_of_ours(db, visitor):
    for link in (links.not_me_link("AAAAA"), links.pin_status_link("x"), links.confirm_email_link("x")):
        assert visitor.get(link.removeprefix("http://localhost:8000")).status_code == 200


def test_too_many_requests_of_one_network_are_answered_with_please_wait(cast, new_visitor, settings, monkeypatch):
    settings.PROXIES = 1
    minute = gate._minute(timezone.now())
    monkeypatch.setattr(gate, "_minute", lambda now: minute)  # all in one, however late in it the test begins
    statuses = []
    for _ in range(21):
        browser = new_visitor()
        browser.get("/help/faq")
        token = browser.cookies["__Host-csrf"].value
        answer = browser.post(
            "/register",
            {"csrfmiddlewaretoken": token, **DANA_ASKS},
            headers={"origin": "https://localhost", "x-forwarded-for": "203.0.113.9"},
        )
        statuses.append(answer.status_code)
    assert statuses == [302] * 20 + [429]


def test_guesses_at_codes_from_one_network_are_answered_with_please_wait(cast, new_visitor, settings, monkeypatch):
    settings.PROXIES = 1
    minute = gate._minute(timezone.now())
    monkeypatch.setattr(gate, "_minute", lambda now: minute)
    statuses = []
    for number in range(21):
        browser = new_visitor()
        browser.get("/help/faq")
        token = browser.cookies["__Host-csrf"].value
        answer = browser.post(
            "/not-me",
            {"csrfmiddlewaretoken": token, "code": f"GUESS-{number:05}"},
            headers={"origin": "https://localhost", "x-forwarded-for": "203.0.113.9"},
        )
        statuses.append(answer.status_code)
    assert statuses == [200] * 20 + [429]


@pytest.fixture
def with_ssn(profile):
    profile(ssn_sign_in=True)


def index_of(ssn):
    from django.conf import settings

    from connect.lib.sealed import blind_indexes

    return blind_indexes(settings.BLIND_INDEX_KEYS, ssn)[0]


def test_by_ssn_is_not_offered_and_not_taken_unless_the_profile_has_it(cast, visitor):
    Participant.objects.filter(participant_id=DANA.participant_id).update(ssn_index=index_of("900123456"))
    assert "Social Security" not in visitor.get("/login").content.decode()
    assert visitor.send("/login", by="ssn", participant_id="900123456", pin=DANA.pin).status_code == 200


def test_by_ssn_the_same_pin_opens_the_same_case(cast, new_visitor, with_ssn):
    Participant.objects.filter(participant_id=DANA.participant_id).update(ssn_index=index_of("900123456"))
    visitor = new_visitor()
    assert "Social Security number (no spaces or dashes)" in visitor.get("/login").content.decode()
    assert visitor.send("/login", by="ssn", participant_id="900-12-3456", pin=DANA.pin)["Location"] == "/home"
    assert new_visitor().send("/login", by="ssn", participant_id="\u200e٩٠٠١٢٣٤٥٦", pin=DANA.pin)["Location"] == "/home"
    assert new_visitor().send("/login", by="id", participant_id="900123456", pin=DANA.pin).status_code == 200
    assert new_visitor().sign_in(DANA)["Location"] == "/home"


def test_an_ssn_of_nobody_of_two_people_and_a_wrong_pin_get_one_answer(cast, new_visitor, with_ssn, hashes):
    Participant.objects.filter(participant_id__in=[RILEY.participant_id, SAM.participant_id]).update(
        ssn_index=index_of("900238417")
    )
    Participant.objects.filter(participant_id=DANA.participant_id).update(ssn_index=index_of("900123456"))
    answers, costs = set(), set()
    for ssn, pin in (("900999999", DANA.pin), ("900238417", RILEY.pin), ("900123456", "111222"), ("12", "111222")):
        before = hashes.count
        answer = new_visitor().send("/login", by="ssn", participant_id=ssn, pin=pin)
        answers.add((answer.status_code, without_token(answer), tuple(sorted(answer.items()))))
        costs.add((hashes.verified - before[0], hashes.made - before[1]))
    assert len(answers) == 1
    assert costs == {(1, 0)}


def test_the_trail_and_the_status_hold_no_pin(cast, visitor):
    from connect.audit.models import Entry

    on_file(DANA)
    visitor.send("/forgot-pin", **DANA_ASKS)
    answer_requests()
    pin = facts("pin_by_letter")["pin"]
    kept = (
        str(list(Entry.objects.values()))
        + str(list(OutboxMessage.objects.values()))
        + str(list(PinRequest.objects.values()))
    )
    assert pin not in kept
    assert pin not in str(pin_requests.latest(DANA.participant_id))


def test_of_the_ssn_only_the_last_four_digits_are_ever_shown(cast, visitor, with_ssn):
    from django.conf import settings

    from connect.lib.sealed import seal

    Participant.objects.filter(participant_id=DANA.participant_id).update(
        ssn_index=index_of("900123456"), ssn_sealed=seal(settings.FIELD_KEYS, "900123456")
    )
    visitor.sign_in(DANA)
    said = visitor.get("/security").content.decode()
    assert "ending in 3456" in said
    assert "90012" not in said


def test_where_the_profile_asks_for_it_the_email_is_confirmed_by_its_link(cast, new_visitor, strictly_confirmed):
    on_file(DANA)
    visitor = new_visitor()
    visitor.sign_in(DANA)
    assert "Send me the link" in visitor.get("/security").content.decode()
    assert "We sent a link" in visitor.send("/confirm-email").content.decode()
    path = facts("confirm_email")["link"].removeprefix("http://localhost:8000")
    other = new_visitor()
    assert "Yes, this is my email" in other.get(path).content.decode()
    assert unconfirmed(DANA.participant_id, timezone.now()) is True
    assert "Your email address is confirmed." in other.send(path).content.decode()
    assert unconfirmed(DANA.participant_id, timezone.now()) is False
    assert "Send me the link" not in visitor.get("/security").content.decode()
    assert "This link has expired." in other.send(path[:-8] + "AAAAAAAA").content.decode()


def test_a_link_to_confirm_an_address_from_before_this_was_not_me_confirms_nothing(cast, visitor, strictly_confirmed):
    from connect.access import email_confirmation, not_me

    on_file(DANA)
    visitor.sign_in(DANA)
    visitor.send("/pin", current=DANA.pin, new="730294", again="730294")
    visitor.send("/confirm-email")
    path = facts("confirm_email")["link"].removeprefix("http://localhost:8000")
    told = unseal_row(OutboxMessage.objects.filter(event="pin_changed").first())[1]
    assert not_me.say_not_me(told["not_me_code"], door=Door.WEB, now=timezone.now())
    assert "This link has expired." in visitor.send(path).content.decode()
    assert email_confirmation.unconfirmed(DANA.participant_id, timezone.now()) is True


@pytest.mark.parametrize(("hours", "confirmed"), [(23, True), (25, False)])
def test_a_link_to_confirm_an_address_is_good_for_a_day(cast, visitor, strictly_confirmed, hours, confirmed):
    from connect.access import email_confirmation

    on_file(DANA)
    visitor.sign_in(DANA)
    visitor.send("/confirm-email")
    token = facts("confirm_email")["link"].rpartition("/")[2]
    later = timezone.now() + timedelta(hours=hours)
    assert email_confirmation.confirm_email(token, by="web", now=later) is confirmed

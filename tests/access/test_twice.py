"""A form that acts once is sent twice: it acts once, and the second gets the answer of the first."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from connect.access import email_confirmation, recovery_codes, safety_check, saved_answers
from connect.access.current_visit import current_visit, row_key
from connect.access.models import Account, SavedAnswer, Visit
from connect.audit.models import Entry
from connect.lib.doors import Door
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import unseal_row
from connect.operation import retention_run
from connect.web import repeated_forms
from tests.access.authenticator import Authenticator
from tests.access.conftest import Browser, on_file
from tests.access.ways import not_me_code
from tests.support.cast import DANA, RILEY, TESS
from tests.support.page import Page
from tests.support.repeating import confirmed, everything, link_of, question, signed_in, with_passkey
from tests.support.unwritable import no_answer_is_kept

OURS = {"sec-fetch-site": "same-origin", "origin": "https://localhost"}
IN_A_VISIT = {"current": DANA.pin, "new": "730294", "again": "730294"}


@dataclass
class Form:
    """A form that `browser` has before it, as its page at `page` drew it."""

    browser: Browser
    page: str
    fields: dict[str, str]
    to: str = ""

    def __post_init__(self) -> None:
        self.token = Page(self.browser.get(self.page)).hidden()["csrfmiddlewaretoken"]

    def press(self, browser: Browser | None = None, **other: str):
        fields = {"csrfmiddlewaretoken": self.token} | self.fields | other
        return (browser or self.browser).post(self.to or self.page, fields, headers=OURS)


def value_of(browser: Browser, page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', browser.get(page).content.decode())[1]


def a_recovery_code(browser: Browser) -> Form:
    visit = current_visit(confirmed(Browser()).key, now=timezone.now())
    code = recovery_codes.make_codes(visit, door=Door.WEB, now=timezone.now())[3]
    return Form(browser, "/login/code", {"participant_id": DANA.participant_id, "code": code})


def a_passkey_sign_in(browser: Browser) -> Form:
    device = with_passkey(Browser())
    asked = question(browser, "/login/passkey/options")
    return Form(browser, "/login/passkey", {"answer": device.prove(asked)})


def is_it_you_with_a_passkey(browser: Browser) -> Form:
    device = with_passkey(browser)
    asked = question(browser, "/security/confirm/options")
    return Form(browser, "/security/confirm", {"answer": device.prove(asked), "next": "/security/codes"})


def a_new_passkey(browser: Browser) -> Form:
    asked = question(confirmed(browser), "/security/passkeys/options")
    answer = Authenticator().made_for(asked).make(asked)
    return Form(browser, "/security/passkeys/add", {"name": "My phone", "answer": answer})


def of_a_passkey(**fields: str) -> Callable[[Browser], Form]:
    def form(browser: Browser) -> Form:
        with_passkey(browser)
        return Form(browser, link_of(browser, "/security/passkeys", "/security/passkeys/"), fields)

    return form


def of_a_device(name: str) -> Callable[[Browser], Form]:
    def form(browser: Browser) -> Form:
        signed_in(Browser())
        assert confirmed(browser).send("/security/devices/private").status_code == 302
        value = value_of(browser, "/security/devices", name) if name != "remove_all" else "1"
        return Form(browser, "/security/devices", {name: value})

    return form


def a_pin_that_we_give(browser: Browser) -> Form:
    shown = signed_in(browser).send("/pin", give="1").content.decode()
    sealed = re.search(r'name="proposed" value="([^"]+)"', shown)[1]
    return Form(browser, "/pin", {"proposed": sealed, "current": DANA.pin})


def a_link_of_an_email(browser: Browser) -> Form:
    Account.objects.update(changed_at=timezone.now() - timedelta(days=30))
    email_confirmation.send_link(current_visit(signed_in(Browser()).key, now=timezone.now()), now=timezone.now())
    link = unseal_row(OutboxMessage.objects.get(event="confirm_email"))[1]["link"]
    return Form(browser, f"/confirm-email/{link.rpartition('/')[2]}", {})


def this_was_not_me(browser: Browser) -> Form:
    with_passkey(Browser())
    return Form(browser, "/not-me", {"code": not_me_code(DANA)})


def the_check(browser: Browser) -> Form:
    safety_check.make_safe([DANA.participant_id], by="feed", now=timezone.now())
    signed_in(browser).send("/pin", **IN_A_VISIT)
    return Form(browser, "/security/check", {})


def places(name: str) -> Callable[[Browser], Form]:
    def form(browser: Browser) -> Form:
        Account.objects.update(must_check_since=timezone.now())
        signed_in(browser).send("/pin", **IN_A_VISIT)
        return Form(browser, "/security/places", {name: "1"})

    return form


ASKS = {"first_name": "DANA", "last_name": "OKAFOR", "participant_id": DANA.participant_id, "how": "letter"}
FORMS: dict[str, Callable[[Browser], Form]] = {
    "sign in": lambda b: Form(b, "/login", {"participant_id": DANA.participant_id, "pin": DANA.pin, "next": "/pin"}),
    "sign in from the welcome page": lambda b: Form(
        b, "/", {"participant_id": DANA.participant_id, "pin": DANA.pin}, to="/login"
    ),
    "sign in with a temporary PIN": lambda b: Form(
        b, "/login", {"participant_id": TESS.participant_id, "pin": TESS.pin}
    ),
    "sign in with a passkey": a_passkey_sign_in,
    "sign in with a recovery code": a_recovery_code,
    "a first PIN": lambda b: Form(signed_in(b, TESS), "/pin", IN_A_VISIT | {"current": TESS.pin}),
    "a new PIN": lambda b: Form(signed_in(b), "/pin", IN_A_VISIT),
    "a PIN that we give": a_pin_that_we_give,
    "is it you": lambda b: Form(signed_in(b), "/security/confirm", {"pin": DANA.pin, "next": "/security/codes"}),
    "is it you, with a passkey": is_it_you_with_a_passkey,
    "a new passkey": a_new_passkey,
    "a passkey's name": of_a_passkey(name="Kitchen tablet"),
    "a passkey less": of_a_passkey(remove="1"),
    "recovery codes": lambda b: Form(confirmed(b), "/security/codes/new", {}),
    "a private device": lambda b: Form(confirmed(b), "/security/devices/private", {}),
    "a private device less": of_a_device("remove"),
    "no private device": of_a_device("remove_all"),
    "a visit less": of_a_device("end"),
    "no other visit": of_a_device("end_others"),
    "the check": the_check,
    "a place of letters": places("address"),
    "a place of mail": places("email"),
    "a link to an email": lambda b: Form(signed_in(b), "/security", {}, to="/confirm-email"),
    "the link of an email": a_link_of_an_email,
    "this was not me": this_was_not_me,
    "asking for a PIN": lambda b: Form(b, "/register", ASKS),
    "asking for a lost PIN": lambda b: Form(b, "/forgot-pin", ASKS | {"how": "email"}),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _everybody_is_on_file(request, strictly_confirmed):
    if "cast" in request.fixturenames:
        request.getfixturevalue("cast")
        on_file(DANA, TESS)


def told(answer) -> tuple:
    """Status, headers and bytes."""
    return answer.status_code, sorted(answer.headers.items()), answer.content


def cookies(browser: Browser) -> dict[str, str]:
    """What the browser has in the end; the form token is masked from any that counts."""
    return {name: morsel.value for name, morsel in browser.cookies.items() if name != settings.CSRF_COOKIE_NAME}


@pytest.mark.parametrize("name", FORMS)
def test_the_second_gets_the_answer_of_the_first_and_nothing_is_done_twice(cast, visitor, hashes, name):
    """Whether the browser dropped the first answer or has read it already."""
    form = FORMS[name](visitor)
    before, untouched = deepcopy(visitor.cookies), everything()
    first = form.press()
    assert (first.status_code in (200, 302), everything() != untouched) == (True, True)
    assert 'id="error-summary"' not in first.content.decode()
    had, done, hashed = cookies(visitor), everything(), hashes.count
    for has in (before, visitor.cookies):
        visitor.cookies = deepcopy(has)
        second = form.press()
        assert told(second) == told(first)
        assert cookies(visitor) == had
        assert everything() == done
        assert hashes.count == hashed


@pytest.mark.parametrize("name", ["sign in", "sign in with a recovery code", "a first PIN", "a new PIN", "is it you"])
def test_the_browser_goes_on_with_what_the_second_answer_set(cast, visitor, name):
    """It shows the last answer alone: what the first one set, a browser may never have read."""
    form = FORMS[name](visitor)
    before = deepcopy(visitor.cookies)
    form.press()
    visitor.cookies = before
    second = form.press()
    assert visitor.get(second["Location"]).status_code == 200
    assert visitor.send("/pin", give="1").status_code == 200
    assert visitor.send("/logout")["Location"] == "/"
    assert Visit.objects.filter(session_key=row_key(visitor.key)).count() == 0


@pytest.mark.parametrize("name", ["sign in", "a new PIN", "is it you", "a first PIN"])
def test_another_letter_is_another_form(cast, visitor, name):
    form = FORMS[name](visitor)
    assert form.press().status_code == 302
    secret = "pin" if "pin" in form.fields else "current"
    answer = form.press(**{secret: "815063"})
    assert answer.status_code in (200, 403)
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "name", ["sign in", "sign in with a recovery code", "a new PIN", "is it you", "recovery codes"]
)
@pytest.mark.parametrize("brings", ["nothing", "the token", "a visit of its own"])
def test_another_browser_is_told_nothing_with_the_same_form(cast, visitor, name, brings):
    form, other = FORMS[name](visitor), Browser()
    first = form.press()
    if brings == "the token":
        other.cookies[settings.CSRF_COOKIE_NAME] = visitor.cookies[settings.CSRF_COOKIE_NAME].value
    elif brings == "a visit of its own":
        signed_in(other, RILEY)
    key = other.key
    answer = form.press(other)
    assert answer.content != first.content or not first.content
    assert (other.key == key) or not other.key
    assert visitor.key not in (other.key, "")
    assert not Page(answer).all("code")


def test_a_thief_of_the_token_alone_signs_in_as_anybody_with_the_pin_does_and_is_given_no_other_visit(cast, visitor):
    """With the number, the PIN, the form and the form token of the browser: what they get is a visit of their own."""
    form, other = FORMS["sign in"](visitor), signed_in(Browser(), RILEY)
    other.cookies[settings.CSRF_COOKIE_NAME] = visitor.cookies[settings.CSRF_COOKIE_NAME].value
    form.press()
    assert form.press(other).status_code == 302
    assert other.key != visitor.key
    assert Visit.objects.filter(participant_id=DANA.participant_id).count() == 2


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {}], ids=["another site", "nothing said"])
def test_a_form_whose_token_is_too_old_is_heard_from_our_own_page_alone(cast, visitor, headers):
    form = FORMS["sign in"](visitor)
    form.press()
    again = visitor.post("/login", {"csrfmiddlewaretoken": form.token} | form.fields, headers=headers)
    assert (again.status_code, dict(again.cookies)) == (403, {})


def test_a_form_whose_token_is_too_old_does_nothing_new(cast, visitor):
    """From our own page, with another form of the page before signing in."""
    form = Form(visitor, "/register", ASKS)
    signed_in(visitor)
    before = everything()
    assert form.press().status_code == 403
    assert everything() == before


def test_after_the_visit_has_ended_the_form_signs_in_anew(cast, visitor):
    form = FORMS["sign in"](visitor)
    before = deepcopy(visitor.cookies)
    form.press()
    first = visitor.key
    visitor.send("/logout")
    visitor.cookies = before
    assert form.press().status_code == 302
    assert visitor.key not in (first, "")
    assert Entry.objects.filter(act="signed in").count() == 2


def test_after_ten_minutes_nothing_is_told_again(cast, visitor, monkeypatch):
    form = FORMS["a new PIN"](visitor)
    before = deepcopy(visitor.cookies)
    form.press()
    visitor.cookies = before
    later = timezone.now() + repeated_forms.GOOD_FOR
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert form.press()["Location"] == "/login?next=/pin"


def test_a_form_that_failed_may_be_sent_again(cast, visitor):
    form = Form(visitor, "/login", {"participant_id": DANA.participant_id, "pin": "815063"})
    assert [form.press().status_code for _ in range(2)] == [200, 200]
    assert Account.objects.get(participant_id=DANA.participant_id).tries == 2
    assert SavedAnswer.objects.count() == 0


def test_what_was_done_is_said_also_where_it_cannot_be_kept(lasting_cast, visitor):
    form = Form(signed_in(visitor), "/pin", IN_A_VISIT)
    with no_answer_is_kept():
        assert form.press()["Location"] == "/pin"
    assert "You changed your PIN" in visitor.get("/pin").content.decode()


def test_what_was_refused_is_said_also_where_nothing_can_be_cleared(lasting_cast, visitor):
    form = Form(signed_in(visitor), "/pin", IN_A_VISIT)
    with no_answer_is_kept():
        assert form.press(current="000111").status_code == 200


def test_whoever_stopped_half_way_keeps_nobody_out(cast, visitor, monkeypatch):
    form = FORMS["sign in"](visitor)
    monkeypatch.setattr(repeated_forms, "ANSWER_PATIENCE", 0)
    monkeypatch.setattr(saved_answers, "forget_unanswered", lambda reader: None)
    with monkeypatch.context() as broken:
        broken.setattr("connect.portal.signing_in.login.sign_in_with_pin", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            form.press()
    assert form.press().status_code == 503
    later = timezone.now() + saved_answers.ACTS_FOR
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert form.press().status_code == 302


def test_what_is_kept_opens_nothing_for_whoever_has_the_table_and_our_keys(cast, visitor):
    form = FORMS["recovery codes"](visitor)
    made = Page(form.press()).texts("code")
    for name in ("a new PIN", "sign in"):
        FORMS[name](Browser()).press()
    rows = str(list(SavedAnswer.objects.values()))
    for secret in (*made, visitor.key, DANA.pin, "730294", DANA.participant_id):
        assert secret not in rows
    from cryptography.fernet import InvalidToken

    from connect.lib.sealed import unseal

    for sealed in SavedAnswer.objects.values_list("sealed", flat=True):
        with pytest.raises(InvalidToken):
            unseal([*settings.FIELD_KEYS, *settings.OUTBOX_KEYS], sealed)


def test_retention_clears_what_nobody_may_read_again(cast, visitor):
    FORMS["sign in"](visitor).press()
    assert SavedAnswer.objects.count() == 1
    retention_run.remove_what_is_old(timezone.now() + repeated_forms.GOOD_FOR + timedelta(seconds=1))
    assert SavedAnswer.objects.count() == 0


def twin(browser: Browser) -> Browser:
    """The same browser as it is now, on a connection of its own."""
    other = Browser()
    other.cookies = deepcopy(browser.cookies)
    return other


@pytest.mark.parametrize("name", ["sign in", "a new PIN", "a first PIN", "is it you", "recovery codes"])
def test_two_at_the_same_moment_act_once_and_both_are_told(lasting_cast, monkeypatch, name):
    """The second comes while the first is at its work."""
    on_file(DANA, TESS)
    browser = Browser()
    form = FORMS[name](browser)
    twins = [twin(browser), twin(browser)]
    works, asks = Event(), repeated_forms._told_or_begun
    begun = saved_answers.begin

    def begin(reader, now, **more):
        first = begun(reader, now, **more)
        if not first:
            works.set()
        return first

    def asked(request, reader):
        answer = asks(request, reader)
        assert answer or works.wait(20)  # the first works until the second has come
        return answer

    monkeypatch.setattr(saved_answers, "begin", begin)
    monkeypatch.setattr(repeated_forms, "_told_or_begun", asked)
    start = Barrier(2)

    def press(which):
        start.wait(20)
        try:
            return told(form.press(which))
        finally:
            connection.close()

    before = Entry.objects.count()
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(press, twins)
    assert one == other
    assert one[0] in (200, 302)
    assert cookies(twins[0]) == cookies(twins[1])
    assert all(each.get("/pin").status_code == 200 for each in twins)
    assert Entry.objects.count() == before + 1
    assert Account.objects.filter(tries__gt=0).count() == 0

"""A form whose last byte comes after its visit has ended: the way to the sign-in page, and nothing was done."""

import io
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.utils import timezone

from connect.access import devices, not_me
from connect.access.current_visit import CurrentVisit, current_visit
from connect.access.gate import Caller
from connect.access.models import Visit
from connect.access.passkeys.registry import add_passkey, challenge_to_add, passkeys_of
from connect.lib.doors import Door
from tests.access.authenticator import Authenticator
from tests.access.held import everything
from tests.access.ways import has_email, not_me_code
from tests.support.cast import DANA

FORM = "application/x-www-form-urlencoded"


class Late(io.BytesIO):
    """What a browser sends; before it can be read, `meanwhile` happens."""

    def __init__(self, sent: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(sent)
        self.waits = [meanwhile]

    def read(self, size: int | None = -1) -> bytes:
        while self.waits:
            self.waits.pop()()
        return super().read(size)


@pytest.fixture
def visit(cast, visitor) -> CurrentVisit:
    """Dana's, in `visitor`, just confirmed; she has a passkey, a private device and an e-mail on file."""
    has_email(DANA)
    visitor.sign_in(DANA)
    visitor.send("/security/confirm", pin=DANA.pin)
    visit, now = current_visit(visitor.key, now=timezone.now()), timezone.now()
    devices.name_private(visit, Caller(), door=Door.WEB, now=now)
    asked = challenge_to_add(visit, now=now)
    answer = Authenticator().made_for(asked).make(asked)
    assert add_passkey(visit, sealed=asked.sealed, answer=answer, name="My phone", door=Door.WEB, now=now)
    return visit


def send_late(browser, path: str, meanwhile: Callable[[], object], **fields: str):
    """POST as from one of our own forms, whose body comes after `meanwhile`."""
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    body = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
    return browser.generic(
        "POST",
        path,
        headers={"origin": "https://localhost"},
        **{"wsgi.input": Late(body, meanwhile), "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": FORM},
    )


def say_not_me() -> None:
    assert not_me.say_not_me(not_me_code(DANA), door=Door.WEB, now=timezone.now())


FORMS = {
    "a new PIN": ("/pin", {"current": DANA.pin, "new": "730294", "again": "730294"}),
    "recovery codes": ("/security/codes/new", {}),
    "this device": ("/security/devices/private", {}),
    "ending visits": ("/security/devices", {"end_others": "1"}),
    "letting devices go": ("/security/devices", {"remove_all": "1"}),
    "the PIN again": ("/security/confirm", {"pin": DANA.pin}),
    "a wrong PIN again": ("/security/confirm", {"pin": "739154"}),
    "confirming an e-mail": ("/confirm-email", {}),
}


@pytest.mark.parametrize(("path", "fields"), FORMS.values(), ids=FORMS)
def test_a_form_whose_last_byte_comes_after_this_was_not_me_leads_to_signing_in(visit, visitor, path, fields):
    closed = []
    answer = send_late(visitor, path, lambda: (say_not_me(), closed.append(everything())), **fields)
    assert answer.status_code == 302
    assert settings.VISIT_COOKIE_NAME not in answer.cookies
    asked_again = answer["Location"] == f"/security/confirm?next={path}"  # behind sign-in too
    assert (visitor.get(answer["Location"]) if asked_again else answer)["Location"].startswith("/login?next=/")
    assert answer["Cache-Control"] == "no-store"
    assert everything() == closed[0]


@pytest.mark.parametrize(("path", "fields"), FORMS.values(), ids=FORMS)
def test_the_same_form_in_time_is_not_sent_to_the_sign_in_page(visit, visitor, path, fields):
    assert "/login" not in send_late(visitor, path, lambda: None, **fields).get("Location", "")


def test_a_passkey_is_not_renamed_or_removed_by_a_form_that_ends_too_late(visit, visitor):
    path = f"/security/passkeys/{passkeys_of(visit)[0].public_id}"
    for fields in ({"name": "Mine now"}, {"remove": "1"}):
        end = Visit.objects.filter(session_key=visit.session_key)
        answer = send_late(visitor, path, lambda: end.update(expire_date=timezone.now()), **fields)  # noqa: B023
        assert answer["Location"] == f"/login?next={path}"
        assert [each.name for each in passkeys_of(visit)] == ["My phone"]
        end.update(expire_date=visit.expires_at)


@pytest.mark.parametrize(("path", "status"), [("/logout", 302), ("/leave", 204)])
def test_leaving_twice_at_once_is_leaving(visit, visitor, path, status):
    answer = send_late(visitor, path, lambda: Visit.objects.all().delete())
    assert (answer.status_code, answer.cookies[settings.VISIT_COOKIE_NAME].value) == (status, "")


def test_the_language_of_the_letters_is_not_changed_by_a_visit_that_has_ended(visit, visitor):
    closed = []
    answer = send_late(
        visitor, "/language", lambda: (say_not_me(), closed.append(everything())), language="es", next="/"
    )
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert everything() == closed[0]

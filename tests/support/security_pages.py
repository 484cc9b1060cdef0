"""Confirming with the PIN, and adding a passkey, through the pages."""

from django.conf import settings

from connect.access.passkeys.webauthn import Challenge
from tests.access.authenticator import Authenticator
from tests.portal.crawl import words
from tests.support.cast import DANA


def confirm(browser, member=DANA, then="/security"):
    answer = browser.post("/security/confirm", {"pin": member.pin, "next": then})
    assert (answer.status_code, answer["Location"]) == (302, then), words(answer)
    return browser


def asked(browser, address):
    """What the browser is asked for, with the cookie that the answer must come with."""
    answer = browser.get(address)
    assert answer.status_code == 200
    return Challenge(answer.content.decode(), answer.cookies[settings.CHALLENGE_COOKIE_NAME].value)


def add_passkey(browser, member=DANA, name="My phone") -> Authenticator:
    confirm(browser, member)
    question = asked(browser, "/security/passkeys/options")
    device = Authenticator().made_for(question)
    answer = browser.post("/security/passkeys/add", {"name": name, "answer": device.make(question)})
    assert answer["Location"] == "/security/passkeys"
    return device

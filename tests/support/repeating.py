"""Browsers that are signed in and confirmed, and everything in the database, to compare before and after."""

import re

from django.apps import apps
from django.conf import settings

from connect.access.models import SavedAnswer
from connect.access.passkeys.webauthn import Challenge
from tests.access.authenticator import Authenticator
from tests.access.conftest import Browser
from tests.support.cast import DANA


def signed_in(browser: Browser, member=DANA) -> Browser:
    assert browser.sign_in(member).status_code == 302
    return browser


def confirmed(browser: Browser, member=DANA) -> Browser:
    assert signed_in(browser, member).send("/security/confirm", pin=member.pin).status_code == 302
    return browser


def question(browser: Browser, address: str) -> Challenge:
    answer = browser.get(address)
    return Challenge(answer.content.decode(), answer.cookies[settings.CHALLENGE_COOKIE_NAME].value)


def with_passkey(browser: Browser) -> Authenticator:
    asked = question(confirmed(browser), "/security/passkeys/options")
    device = Authenticator().made_for(asked)
    added = browser.send("/security/passkeys/add", name="My phone", answer=device.make(asked))
    assert added.status_code == 302
    return device


def link_of(browser: Browser, page: str, start: str) -> str:
    return re.search(rf'href="({start}[^"/]{{22}})"', browser.get(page).content.decode())[1]


def everything() -> dict[str, list]:
    """Every row that an act could write, without when a visit ends."""
    found = {}
    for model in apps.get_models():
        if (
            model._meta.app_label in ("access", "audit", "notices", "cases", "news", "django_ox")
            and model is not SavedAnswer
        ):
            names = [field.attname for field in model._meta.local_concrete_fields if field.attname != "expire_date"]
            found[model._meta.label] = sorted(map(str, model.objects.values_list(*names)))
    return found

"""The form token: masked by us, checked by Django."""

from collections import Counter

import pytest
from django.conf import settings
from django.middleware.csrf import CSRF_ALLOWED_CHARS, _does_token_match

from connect.web.form_token import masked

SECRET = "Ab0" * 10 + "zZ"


def test_django_takes_what_we_masked():
    assert _does_token_match(masked(SECRET), SECRET)
    assert not _does_token_match(masked(SECRET), SECRET[::-1])


def test_no_two_pages_carry_the_same_text():
    assert len({masked(SECRET) for _ in range(500)}) == 500


def test_every_letter_of_the_mask_is_as_likely_as_any_other():
    seen = Counter(letter for _ in range(2000) for letter in masked(SECRET)[:32])
    assert set(seen) == set(CSRF_ALLOWED_CHARS)
    usual = 2000 * 32 / len(CSRF_ALLOWED_CHARS)
    assert max(seen.values()) < usual * 1.25
    assert min(seen.values()) > usual * 0.75


@pytest.mark.django_db
def test_the_cookie_is_sent_once_and_ends_with_the_browser(visitor):
    first, second = visitor.get("/login"), visitor.get("/login")
    cookie = first.cookies[settings.CSRF_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert settings.CSRF_COOKIE_NAME not in second.cookies
    assert first.content != second.content


@pytest.mark.django_db
def test_a_cookie_that_is_none_of_ours_is_replaced(visitor):
    visitor.cookies[settings.CSRF_COOKIE_NAME] = "x"
    assert settings.CSRF_COOKIE_NAME in visitor.get("/login").cookies

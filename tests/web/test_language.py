"""Which language a page speaks, and who remembers it."""

import pytest
from django.conf import settings
from django.utils import translation

from connect.audit.models import Entry
from connect.cases.models import Participant
from connect.notices.models import ContactPreference
from tests.support.cast import DANA, RILEY


def language_of(response):
    return response["Content-Language"]


def asked_in(visitor, accept, path="/login"):
    return visitor.get(path, headers={"accept-language": accept} if accept else {})


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("es", "es"), ("es-MX,es;q=0.9,en;q=0.5", "es"), ("en-US,en;q=0.9,es;q=0.8", "en"), ("hmn,ar;q=0.8", "en"),
        ("hmn,es-419;q=0.8", "es"), ("", "en"), ("*", "en"), ("e" * 5000, "en"),
    ],
)  # fmt: skip
def test_before_any_choice_the_browser_s_language_counts(db, visitor, accept, language):
    answer = asked_in(visitor, accept)
    assert language_of(answer) == language
    assert f'<html lang="{language}"' in answer.content.decode()


def test_a_choice_is_remembered_by_the_browser_in_a_safe_cookie(db, visitor):
    answer = visitor.send("/language", language="es", next="/login")
    assert (answer.status_code, answer["Location"]) == (302, "/login")
    cookie = answer.cookies["__Host-language"]
    assert (cookie.value, cookie["secure"], cookie["httponly"], cookie["samesite"]) == ("es", True, True, "Lax")
    assert cookie["max-age"] > 300 * 24 * 3600
    assert language_of(asked_in(visitor, "en")) == "es"


@pytest.mark.parametrize("nonsense", ["", "fr", "es-MX", "es\r\nX: y", "<script>"])
def test_no_other_language_can_be_chosen(db, visitor, nonsense):
    answer = visitor.send("/language", language=nonsense, next="/login")
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert language_of(asked_in(visitor, "es")) == "es"


def test_signed_in_a_choice_is_the_person_s_and_follows_them(cast, new_visitor):
    here, elsewhere = new_visitor(), new_visitor()
    here.sign_in(DANA)
    here.send("/language", language="es", next="/pin")
    assert ContactPreference.objects.get(participant_id=DANA.participant_id).language == "es"
    elsewhere.sign_in(DANA)
    assert language_of(asked_in(elsewhere, "en", "/pin")) == "es"
    entry = Entry.objects.get(act="language chosen")
    assert (entry.by, entry.about, entry.detail) == (DANA.participant_id, DANA.participant_id, {"language": "es"})


def test_a_choice_made_before_signing_in_becomes_the_first_preference(cast, visitor):
    visitor.send("/language", language="es")
    visitor.sign_in(DANA)
    assert ContactPreference.objects.get(participant_id=DANA.participant_id).language == "es"


def test_a_stored_preference_is_not_overruled_by_the_browser_s_cookie(cast, new_visitor):
    first, second = new_visitor(), new_visitor()
    first.sign_in(DANA)
    first.send("/language", language="en")
    second.send("/language", language="es")
    second.sign_in(DANA)
    assert ContactPreference.objects.get(participant_id=DANA.participant_id).language == "en"
    assert language_of(second.get("/pin")) == "en"


def test_without_a_choice_nothing_is_stored(cast, visitor):
    visitor.get("/login", headers={"accept-language": "es"})
    visitor.sign_in(DANA)
    assert ContactPreference.objects.count() == 0


@pytest.mark.parametrize("tag", ["es", "es-US", "ES"])
def test_before_the_first_choice_spanish_in_the_agency_s_file_counts(cast, visitor, tag):
    Participant.objects.filter(participant_id=RILEY.participant_id).update(language=tag)
    visitor.sign_in(RILEY)
    assert language_of(asked_in(visitor, "en", "/pin")) == "es"


def test_a_greeting_in_spanish_stays_spanish_where_the_file_has_the_usual_language(cast, visitor):
    assert language_of(asked_in(visitor, "es")) == "es"
    visitor.sign_in(RILEY)
    assert language_of(asked_in(visitor, "es", "/pin")) == "es"


@pytest.mark.parametrize("tag", ["", "hmn", "x" * 12])
def test_a_file_that_names_no_language_of_ours_leaves_it_to_the_browser(cast, visitor, tag):
    Participant.objects.filter(participant_id=RILEY.participant_id).update(language=tag)
    visitor.sign_in(RILEY)
    assert language_of(asked_in(visitor, "es", "/pin")) == "es"


def test_a_language_lasts_for_one_request_only(db, visitor):
    with translation.override("en"):
        asked_in(visitor, "es")
        assert translation.get_language() == "en"


def test_errors_speak_the_language_too(cast, visitor):
    assert language_of(asked_in(visitor, "es", "/no-such-page")) == "es"


def test_a_link_to_the_button_s_address_changes_nothing(db, visitor):
    answer = visitor.get("/language?language=es")
    assert answer.status_code == 302
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies

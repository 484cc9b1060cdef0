"""The maintenance switch: every page closed in plain words, the probes as always."""

import pytest
from django.test import Client

from tests.portal.crawl import words


@pytest.fixture
def closed(settings, tmp_path):
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    settings.MAINTENANCE_FILE.touch()


@pytest.mark.parametrize("address", ["/", "/login", "/home", "/payments/made", "/no/such/page"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_says_that_we_are_working_on_it(db, closed, django_assert_num_queries, address, language):
    browser = Client(headers={"accept-language": language})
    with django_assert_num_queries(0):
        answer = browser.get(address)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "600", "no-store")
    assert answer["Content-Language"] == language
    assert answer["Content-Security-Policy"]
    said = "Estamos trabajando en este sitio" if language == "es" else "We are working on this website"
    assert said in words(answer)
    assert "(866) 901-3212" in words(answer)
    assert 'href="/home"' not in answer.content.decode()


def test_the_language_chosen_in_this_browser_is_kept(closed, settings):
    browser = Client()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    assert browser.get("/")["Content-Language"] == "es"


def test_a_form_sent_meanwhile_is_told_the_same(db, closed):
    assert Client().post("/login", {"participant_id": "1000000001", "pin": "402958"}).status_code == 503


def test_the_probes_tell_a_balancer_to_wait_and_not_to_kill(closed):
    alive, ready = Client().get("/healthz"), Client().get("/readyz")
    assert (alive.status_code, alive.content) == (200, b"ok\n")
    assert (ready.status_code, ready.content) == (503, b"maintenance: on\n")


def test_the_switch_of_the_environment_does_the_same(settings):
    settings.MAINTENANCE = True
    assert Client().get("/").status_code == 503


def test_taking_the_file_away_opens_the_pages_again(db, closed, settings):
    settings.MAINTENANCE_FILE.unlink()
    assert Client().get("/").status_code == 200

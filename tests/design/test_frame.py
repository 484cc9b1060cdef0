"""The frame of every page, signed out and signed in, and the least page for errors."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import resolve
from django.utils.translation import override
from jinja2 import ChoiceLoader, DictLoader

from connect.cases.viewer import Viewer
from connect.design.templates import environment
from connect.web.page import page
from connect.web.visit import Ending

NOON = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # eight o'clock in California
TRIAL = {
    "trial.html": (
        '{% extends "design/base.html" %}{% block title %}Trial{% endblock %}'
        "{% block content %}<h1>Trial</h1>{% endblock %}"
    ),
    "gone.html": '{% extends "design/blank.html" %}{% block title %}Not found{% endblock %}',
}


@pytest.fixture(autouse=True)
def trial_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for language in ("en", "es"):
        jinja = environment(language)
        monkeypatch.setattr(jinja, "loader", ChoiceLoader([DictLoader(TRIAL), jinja.loader]))


def ask(path: str, viewer: Viewer | None = None) -> HttpRequest:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path.partition("?")[0])
    request.viewer = viewer
    request.ending = Ending("1", NOON + timedelta(minutes=15), NOON + timedelta(hours=12), NOON, 15) if viewer else None
    return request


def shown(path: str, viewer: Viewer | None = None, language: str = "en", template: str = "trial.html") -> str:
    with override(language):
        return page(ask(path, viewer), template).content.decode()


DANA = Viewer("1000000001", "Dana", "en", None)


def test_signed_out_there_is_login_and_register():
    html = shown("/login")
    assert 'href="/login" aria-current="page">Login</a>' in html
    assert 'href="/register">Register</a>' in html
    assert html.count('href="/help">Help</a>') == 3  # in the bar, in the menu, and at the end
    assert 'id="timeout"' not in html
    assert 'class="tabbar"' not in html


def test_signed_in_there_is_the_first_name_logout_and_six_tabs():
    html = shown("/home", DANA)
    assert "</svg>Dana</span>" in html
    assert ">Logout</button>" in html
    assert 'href="/home" aria-current="page">Home</a>' in html
    menu, tabs = (re.findall(r"<li><a [^>]*>([^<]*)", part) for part in html.partition('class="tabbar"')[::2])
    tabs = tabs[:6]
    assert tabs == ["Home", "Payments", "Documents", "Messages", "Other Party", "My Profile"]
    assert menu == [*tabs, "Help"]


def test_the_language_switch_speaks_its_own_language_and_comes_back_here():
    html = shown("/login?next=/home")
    assert '<input type="hidden" name="next" value="/login?next=/home">' in html
    assert 'value="es" lang="es">Español</button>' in html
    assert 'value="en" lang="en">English</button>' in shown("/login", language="es")


def test_the_page_says_its_language():
    with override("es"):
        answer = page(ask("/login"), "trial.html")
    assert answer.headers["Content-Language"] == "es"
    assert '<html lang="es">' in answer.content.decode()


def test_the_warning_knows_when_the_visit_ends():
    html = shown("/home", DANA)
    assert 'data-left="900" data-last="43200" data-idle="15"' in html
    assert 'role="alertdialog" aria-labelledby="timeout-title" aria-describedby="timeout-text"' in html
    assert (
        "we will sign you out at 8:15 AM Pacific Time. You will be signed out at 8:00 PM Pacific Time in any case."
        "</p></noscript>" in html
    )


def test_the_way_out_comes_before_everything_but_the_way_to_the_content():
    for html in (shown("/home", DANA), shown("/login"), shown("/login", template="gone.html")):
        links = re.findall(r"<(?:a|button)\b[^>]*>", html.partition("<body")[2])
        assert 'href="https://www.weather.gov/" rel="noreferrer"' in links[0 if "#main" not in links[0] else 1]


def test_the_footer_has_every_link_of_the_screens():
    html = shown("/login")
    for words in (
        "DCSS Home",
        "State Disbursement Unit",
        "Translation Services",
        "Find a Local Office",
        "Contact Us:",
        "General Information:",
        "Video Resource Library",
        "Child Support Forms",
        "Programs and Services",
        "Frequently Asked Questions (FAQ)",
        "Back to Top",
        "Conditions of Use",
        "Privacy Policy",
        "Accessibility",
        "Contact Us",
    ):
        assert words in html
    for number in ("+18669013212", "+18663994096", "+18662490773"):
        assert f'href="tel:{number}"' in html


def test_the_first_thing_is_a_way_past_the_navigation():
    body = shown("/home", DANA).partition("<body")[2]
    assert body.index('href="#main"') < body.index("<header")


def test_a_first_name_is_never_markup():
    assert "<script>x" not in shown("/home", Viewer("1", "<script>x", "en", None))


def test_a_page_without_a_form_of_its_own_still_carries_a_token_for_the_switch():
    assert shown("/login").count('name="csrfmiddlewaretoken"') == 1


def test_the_least_page_is_the_same_whatever_was_asked_for():
    one = shown("/home", template="gone.html")
    assert one == shown("/login?next=/x", template="gone.html")
    assert "<form" not in one
    assert "csrf" not in one


def test_no_page_needs_a_style_or_script_of_its_own():
    html = shown("/home", DANA)
    assert " style=" not in html
    assert "<style" not in html
    assert "<script>" not in html
    assert " onclick=" not in html
    assert "data:" not in html

"""Django finds our templates by its own means, and other people's with its own engine."""

from django import forms
from django.shortcuts import render
from django.template import engines
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils.translation import override

from connect.design.forms import PageForm
from connect.design.templates import environment


class Ask(PageForm):
    pin = forms.CharField(label="PIN", widget=forms.PasswordInput)


def test_django_finds_a_template_of_ours_in_the_language_in_force():
    for language in ("en", "es"):
        with override(language):
            assert get_template("design/help_line.html").template is environment(language).get_template(
                "design/help_line.html"
            )


def test_a_text_becomes_a_template_in_the_language_in_force():
    with override("es"):
        assert engines["jinja2"].from_string('{{ _("Monday") }}').render() == "lunes"


def test_render_of_django_draws_a_page_of_ours():
    context = {"heading": "H", "sentences": ["S"], "again": False, "elsewhere": True, "sends": {}, "viewer": None}
    page = render(RequestFactory().get("/"), "web/error.html", context).content.decode()
    assert "<h1>H</h1>" in page


def test_a_form_is_drawn_with_our_widget_and_requires_nothing_in_the_browser():
    html = str(Ask()["pin"])
    assert 'data-forget="sent"' in html
    assert " required" not in html
    assert str(Ask()).count("<input") == 1


def test_what_we_have_not_is_looked_for_among_djangos_templates():
    with override("en"):
        assert get_template("auth/widgets/read_only_password_hash.html").backend.name == "django"

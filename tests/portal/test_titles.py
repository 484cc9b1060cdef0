"""What stays in a browser's history says no more than Customer Connect and the plain name of a page.

Whoever looks over a shoulder, or through the history of a shared telephone, must not learn what it is about: no
title and no address names the matter, a person, a place, a number or a date. (WCAG 2.4.2 asks for a page's name.)
"""

import html
import re
from functools import cache
from urllib.parse import unquote

import pytest
from django.urls import get_resolver
from django.utils.translation import gettext, override
from jinja2 import Environment, nodes

from connect.portal.help import texts
from connect.web.errors import ERRORS, shown
from tests.house.addresses import addresses
from tests.house.code import templates
from tests.portal.crawl import crawl
from tests.support.cast import CAST, DANA, DANIEL, TESS

# Stems of what it is about, in both languages.
MATTER = re.compile(
    r"child|support|custod|parent|court|safe|violen|abus|arrear|owe|famil|hijo|hija|manuten|corte|padre|madre|violen"
    r"|atras|deud|segur[oa]\b",
    re.IGNORECASE,
)
TITLE = re.compile(r"<title>([^<]*)</title>")


def titles_in(source: str) -> set[str]:
    """The phrases that may become the title of the page `source`: those of its title block, and of a heading that the
    block prints. A value in a phrase, or anything that is no phrase, is never a title."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)
    blocks = [block for block in tree.find_all(nodes.Block) if block.name == "title"]
    headings = [assign for assign in tree.find_all(nodes.Assign) if getattr(assign.target, "name", "") == "heading"]
    calls = [call for node in (*blocks, *headings) for call in node.find_all(nodes.Call)]
    phrases = [call for call in calls if call.node.name == "_" and len(call.args) == 1 and not call.kwargs]
    return {call.args[0].as_const() for call in phrases}


@cache
def all_titles(language: str) -> frozenset[str]:
    """Every title that a page or an error may have."""
    phrases = set().union(*(titles_in(source) for _, source in templates()))
    with override(language):
        return frozenset({gettext(phrase) for phrase in phrases} | {str(error.heading) for error in ERRORS.values()})


def test_the_titles_are_found():
    assert {"Home", "Payments I Made", "Choose your own PIN", "My Profile", "Something went wrong"} <= all_titles("en")
    assert {"Inicio", "Pagos que hice", "Elija su propio PIN", "Mi perfil", "Algo salió mal"} <= all_titles("es")
    assert len(all_titles("en")) > 50


def test_a_value_in_a_title_would_be_found():
    page = '{% set heading = _("Payments") %}{% block title %}{{ heading }}, {{ _("Case") }} {{ number }}{% endblock %}'
    assert titles_in(page) == {"Payments", "Case"}
    assert titles_in('{% block title %}{{ _("Case %(number)s", number=1) }}{{ text.title }}{% endblock %}') == set()


def title_of(page: str) -> str:
    return html.unescape(TITLE.findall(page)[0])


def name_of(title: str) -> str:
    """The page's name: before the product's, without the 'Error:' that a form puts before it."""
    name, _, product = title.rpartition(" | ")
    assert product == "Customer Connect", title
    return name.removeprefix("Error: ")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("member", [DANA, TESS], ids=lambda member: member.first_name.lower())
def test_every_title_is_the_plain_name_of_a_page(signed_in, member, language):
    titles = {
        address: title_of(answer.content.decode())
        for address, answer in crawl(signed_in(member, language), "/home", "/", "/help", "/no/such/page")
        if b"<title>" in answer.content and not address.startswith("/design")
    }
    assert {name_of(title) for title in titles.values()} - all_titles(language) == set()
    assert len(titles) > 40


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_error_page_has_a_title_of_another_kind(language):
    assert {name_of(title_of(shown(error, language))) for error in ERRORS.values()} <= all_titles(language)


def test_no_title_names_the_matter_or_a_number():
    for title in all_titles("en") | all_titles("es"):
        assert not MATTER.search(title), title
        assert not re.search(r"[0-9]", title), title


def test_no_address_names_the_matter_or_a_person(signed_in):
    names = re.compile("|".join(member.first_name for member in CAST.values()), re.IGNORECASE)
    seen = [address for address, _ in crawl(signed_in(DANIEL), "/home", "/help", "/")]
    seen += [url for _, url in addresses(get_resolver().url_patterns)]
    for address in map(unquote, seen):
        path = address.partition("#")[0]
        assert not MATTER.search(path), address
        assert not names.search(path), address
        assert not re.search(r"[0-9]{9,}", path), address


def test_no_text_of_the_agency_becomes_a_title(client, db):
    for name in texts.answer_names():
        assert title_of(client.get(f"/help/faq/{name}").content.decode()) == "Help | Customer Connect"

"""The gallery: everything the pages are made of, seen by makers and not by the public."""

import re
from pathlib import Path

import pytest
from django.test import Client

from connect.demo.gallery import GALLERY_PARTS, SHEETS
from connect.web.errors import ERRORS
from tests.house.code import CONNECT, templates
from tests.portal.crawl import words
from tests.support.html import html_errors

DESIGN = CONNECT / "design/templates/design"
GALLERY = "demo/templates/demo/gallery/"


def macros(text: str) -> set[str]:
    """The components of a file of design/; one that only its own file uses is none, nor one that cannot be seen."""
    none = ("link", "rows_of", "user_name_unsaid", "list", "pairs", "ruled", "slip")
    return {name for name in re.findall(r"{%\s*macro (\w+)\(", text) if name not in none}


def shown_in_gallery() -> str:
    return "\n".join(text for name, text in templates() if name.startswith(GALLERY))


def not_shown(file: str, text: str, gallery: str) -> set[str]:
    """Components of the file that no sheet of the gallery imports and uses; a file without any must be included."""
    imported = re.findall(rf'{{% from "design/{file}" import ([^%]*) %}}', gallery)
    names = re.findall(r"(\w+)(?: as (\w+))?", ", ".join(imported))
    used = {name for name, alias in names if re.search(rf"\b{alias or name}\(", gallery)}
    return macros(text) - used


@pytest.mark.parametrize("path", sorted(DESIGN.glob("*.html")), ids=lambda path: path.name)
def test_every_component_is_in_the_gallery(path: Path):
    assert not_shown(path.name, path.read_text(encoding="utf-8"), shown_in_gallery()) == set()


def test_a_component_that_nobody_shows_would_be_found():
    gallery = '{% from "design/x.html" import shown %}{{ shown(1) }}'
    assert not_shown("x.html", "{% macro shown(a) %}{% macro hidden(b) %}", gallery) == {"hidden"}
    assert not_shown("x.html", "{% macro alone() %}", "") == {"alone"}


@pytest.mark.parametrize("name", GALLERY_PARTS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_part_is_valid_in_both_languages(db, name, language):
    answer = Client(headers={"accept-language": language}).get(f"/design/{name}")
    told = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in told
    assert html_errors(told) == []
    assert "%(" not in words(answer)


def test_every_sheet_and_error_is_linked_from_the_gallery(db, client):
    told = client.get("/design").content.decode()
    assert re.findall(r'href="/design/([^"]+)"', told) == list(GALLERY_PARTS)
    assert len(GALLERY_PARTS) == len(SHEETS) + len(ERRORS)


@pytest.mark.parametrize("address", ["/design", "/design/controls", "/design/error-busy"])
def test_in_production_there_is_no_gallery(db, client, settings, address):
    settings.PROFILE = "production"
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.content == client.get("/no/such/page").content


def test_no_page_of_the_product_leads_to_the_gallery(db, client):
    for address in ("/", "/login", "/help/faq", "/help/glossary"):
        assert "/design" not in re.sub(r"/static/design", "", client.get(address).content.decode())

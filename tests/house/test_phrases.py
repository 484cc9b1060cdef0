"""Two languages from the first string: every phrase is marked, extracted, translated and equal in its placeholders."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError
from django.conf import settings
from jinja2 import Environment, nodes

from connect.lib.by_hand import Unreadable
from tests.house.code import literal_text, templates
from tools import messages

# Said the same in every language, or in its own.
SAME_IN_ALL = {"English", "Español", "TTY", "TTY:"}


def test_every_language_has_its_catalogue():
    assert [path.parts[-3] for path in messages.catalogues()] == [
        code for code, _ in settings.LANGUAGES if code != "en"
    ]


@pytest.mark.parametrize("catalogue", messages.catalogues(), ids=lambda path: path.parts[-3])
def test_every_phrase_is_translated_with_equal_placeholders(catalogue):
    assert messages.what_is_wrong(messages.extracted(), messages.read(catalogue)) == []


def test_a_catalogue_is_read_with_a_byte_order_mark_and_refused_in_another_encoding(tmp_path):
    path = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    text = 'msgid "PIN"\nmsgstr "Número"\n'
    path.write_bytes(text.encode("utf-8-sig"))
    assert messages.read(path)["PIN"].string == "Número"
    path.write_bytes(text.encode("cp1252"))
    with pytest.raises(Unreadable, match="line 2: not UTF-8"):
        messages.read(path)
    path.write_text(text + "else\n", encoding="utf-8")
    with pytest.raises(PoFileError):
        messages.read(path)


@pytest.mark.parametrize(("name", "text"), templates(), ids=[name for name, _ in templates()])
def test_no_page_says_anything_that_is_not_a_phrase(name, text):
    assert [piece for piece in literal_text(text) if piece not in SAME_IN_ALL] == []


@pytest.mark.parametrize(("name", "text"), templates(), ids=[name for name, _ in templates()])
def test_gettext_is_given_words_that_extraction_can_see(name, text):
    assert invisible_phrases(text) == []


def invisible_phrases(template: str) -> list[str]:
    """Calls of gettext with something else than a text: Babel does not find it, and no one would ever translate it."""
    page = Environment().parse(template)
    return [
        f"line {call.lineno}"
        for call in page.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in messages.KEYWORDS and not _has_text(call)
    ]


def _has_text(call: nodes.Call) -> bool:
    words = call.args[: 2 if call.node.name.startswith("n") else 1]
    return bool(words) and all(isinstance(word, nodes.Const) and isinstance(word.value, str) for word in words)


def test_phrases_are_found_in_pages_and_in_code(tmp_path: Path):
    (tmp_path / "room/templates").mkdir(parents=True)
    (tmp_path / "room/templates/page.html").write_text(
        """{{ _("Home") }} {{ _("On") if state == "on" else _("Off") }} {{ ngettext("%(n)s case", "%(n)s cases", 2) }}
        {{ _("Pages %(first)s to %(last)s", first="1", last=2) }} {{ "not a phrase" }}"""
    )
    (tmp_path / "room/rules.py").write_text('_("Sent")\ngettext_lazy("Held")\nngettext("%(n)s day", "%(n)s days", 2)\n')
    assert {message.id for message in messages.extracted(tmp_path) if message.id} == {
        "Home",
        "On",
        "Off",
        ("%(n)s case", "%(n)s cases"),
        "Pages %(first)s to %(last)s",
        "Sent",
        "Held",
        ("%(n)s day", "%(n)s days"),
    }


def test_what_is_wrong_with_a_catalogue_would_be_found():
    phrases, catalogue = Catalog(), Catalog(locale="es")
    for phrase in ("Home", "Sent %(when)s", "Held", "New", "¿Sí?", ("%(n)s day", "%(n)s days")):
        phrases.add(phrase)
    catalogue.add("Home", "")
    catalogue.add("Sent %(when)s", "Enviado %(cuando)s")
    catalogue.add("Held", "Retenido", flags=["fuzzy"])
    catalogue.add("¿Sí?", "¿Sí?")
    catalogue.add("Gone", "Ido")
    catalogue.add(("%(n)s day", "%(n)s days"), ("un día", "%(n)s días"))
    assert messages.what_is_wrong(phrases, catalogue) == [
        "fuzzy: 'Held'",
        "no longer in the code (make messages): 'Gone'",
        "not in the catalogue (make messages): 'New'",
        "not translated: 'Home'",
        "the key is not English: '¿Sí?'",
        "unequal placeholders: 'Sent %(when)s'",
    ]


def test_words_outside_a_phrase_would_be_found():
    page = (
        '<p class="wide">{{ _("Home") }} Pay now</p><img alt="A logo"><a href="{{ x }}">{# no #}&nbsp;{% if a > b %}-'
    )
    assert literal_text(page) == ["Pay now", "A logo"]
    assert invisible_phrases('{{ _(label) }}\n{{ _("Home") }}') == ["line 1"]

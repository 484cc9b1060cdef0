"""The glossary page: every word once, in the alphabet of the reader, found by whatever a person calls it."""

import pytest
from django.test import Client

from connect.lib.terms import terms
from tests.portal.crawl import words
from tests.support.cast import DANA
from tests.support.html import html_errors
from tests.support.page import Page

PAGE = "/help/glossary"


def glossary(language="en", question=""):
    return Client(headers={"accept-language": language}).get(PAGE, {"q": question} if question else {})


def named(answer):
    """The anchors of the words that are shown, in order."""
    return Page(answer).attributes("div.fact", "id")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_word_stands_there_once_with_its_anchor_and_its_name_in_the_other_language(db, language):
    answer = glossary(language)
    told = answer.content.decode()
    assert html_errors(told) == []
    assert sorted(named(answer)) == sorted(term.anchor for term in terms().values())
    shown = words(answer)
    for term in terms().values():
        for said in (term.term_en, term.term_es, term.plain(language)):
            assert said in shown, said
        if term.never_say:
            assert f"({term.never_say})" not in shown


def test_each_language_has_its_own_alphabet_and_its_letters_lead_to_it(db):
    english, spanish = glossary(), glossary("es")
    assert named(english)[0] == "accounting-audit-of-arrears"
    assert named(spanish)[0] == "local-child-support-agency"
    for answer in (english, spanish):
        page = Page(answer)
        letters = [address.removeprefix("#") for address in page.attributes('a[href^="#letter-"]', "href")]
        assert letters[: len(letters) // 2] == page.attributes("section.letter", "id") == sorted(set(letters))
        assert letters[len(letters) // 2 :] == page.attributes("section.letter", "id")  # each heading opens its letter


def test_every_word_is_named_beside_its_letter_and_leads_to_its_meaning(db):
    page = Page(glossary())
    named_beside = [address.removeprefix("#") for address in page.attributes(".letter__names a", "href")]
    assert named_beside == page.attributes("div.fact", "id")


@pytest.mark.parametrize(
    ("question", "language", "first"),
    [
        ("arrears", "en", "accounting-audit-of-arrears"),
        ("ARREARS extra", "en", "past-due-support-installment-payment-on-arrears"),
        ("retencion", "es", "date-withheld"),
        ("garnishment", "en", "income-withholding-order"),
        ("manutención mensual", "en", "monthly-support"),
        ("monthly support", "es", "monthly-support"),
    ],
)
def test_a_word_is_found_in_either_language_without_accents_and_by_its_other_names(db, question, language, first):
    answer = glossary(language, question)
    assert first in named(answer)
    assert len(named(answer)) < 12
    assert f"“{question}”" in words(answer)


def test_what_is_not_there_says_so_and_leads_back_to_all_words(db):
    answer = glossary(question="<script>zebra")
    assert named(answer) == []
    assert "No words found" in words(answer)
    assert f'href="{PAGE}"' in answer.content.decode()
    assert "<script>zebra" not in answer.content.decode()


def test_a_single_word_and_several_are_counted_in_the_reader_s_language(db):
    assert "1 word found for “garnishment”" in words(glossary(question="garnishment"))
    assert "1 palabra encontrada para “garnishment”" in words(glossary("es", "garnishment"))


def test_every_explanation_in_place_leads_to_its_own_term(signed_in):
    browser = signed_in(DANA)
    case = Page(browser.get("/home")).attributes('a[href^="/cases/"]', "href")[0]
    explanations = Page(browser.get(case)).all("details.explain")
    assert len(explanations) > 5
    last_links = [explanation.select("a")[-1] for explanation in explanations]
    assert ("/help/glossary#interest", "More about interest") in [(link["href"], link.text) for link in last_links]
    anchors = Page(browser.get(PAGE)).attributes("div.fact", "id")
    assert {link["href"].removeprefix(f"{PAGE}#") for link in last_links} <= set(anchors)

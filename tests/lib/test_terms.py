"""The glossary: complete in both languages, and the page of it in docs is the one these words make."""

from connect.lib.terms import GLOSSARY, as_markdown, plain, terms


def test_the_glossary_in_docs_is_made_from_the_terms_as_they_are():
    assert GLOSSARY.read_text(encoding="utf-8") == as_markdown(), "run: python -m connect.lib.terms"


def test_every_term_is_explained_in_both_languages_and_names_its_source():
    assert len(terms()) > 80
    for term in terms().values():
        assert all((term.term_en, term.plain_en, term.term_es, term.plain_es, term.source)), term


def test_a_term_is_explained_in_the_language_of_the_reader():
    assert plain("monthly support", "en") == "The full amount the order says for each month."
    assert plain("monthly support", "es") == "La cantidad completa que la orden fija para cada mes."


def test_no_explanation_uses_a_word_we_never_say_of_its_own_term():
    for term in terms().values():
        for word in (w.strip() for w in term.never_say.split(";")):
            if word and "(" not in word and len(word) > 3:
                assert word.casefold() not in f"{term.plain_en} {term.plain_es}".casefold(), (term.term_en, word)

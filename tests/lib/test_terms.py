"""The glossary: complete in both languages, and the page of it in docs is the one these words make."""

import csv
from collections import Counter
from dataclasses import replace

from connect.lib.terms import GLOSSARY, TERMS_FOLDER, as_markdown, in_order, initial, plain_meaning, terms


def test_the_glossary_in_docs_is_made_from_the_terms_as_they_are():
    assert GLOSSARY.read_text(encoding="utf-8") == as_markdown(), "run: python -m connect.lib.terms"


def test_every_term_is_explained_in_both_languages_and_names_its_source():
    assert len(terms()) > 80
    for term in terms().values():
        assert all((term.term_en, term.plain_en, term.term_es, term.plain_es, term.source)), term


def test_a_term_is_explained_in_the_language_of_the_reader():
    assert plain_meaning("monthly support", "en") == "The full amount the order says for each month."
    assert plain_meaning("monthly support", "es") == "La cantidad completa que la orden fija para cada mes."


def test_no_explanation_uses_a_word_we_never_say_of_its_own_term():
    for term in terms().values():
        for word in (w.strip() for w in term.never_say.split(";")):
            if word and "(" not in word and len(word) > 3:
                assert word.casefold() not in f"{term.plain_en} {term.plain_es}".casefold(), (term.term_en, word)


def twice(names):
    return [name for name, times in Counter(name.casefold() for name in names).items() if times > 1]


def test_each_term_stands_in_the_file_once_in_either_language():
    with (TERMS_FOLDER / "terms.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len(terms())
    for column in ("term_en", "term_es", "plain_en", "plain_es"):
        assert twice(row[column] for row in rows) == [], column
    assert twice(["Case", "order", "case"]) == ["case"]


def test_every_anchor_is_one_term_s_and_can_stand_in_an_address():
    anchors = [term.anchor for term in terms().values()]
    assert len(set(anchors)) == len(anchors)
    assert all(anchor.replace("-", "").isalnum() and anchor.isascii() for anchor in anchors)
    assert terms()["past due support (arrears)"].anchor == "past-due-support-arrears"


def test_the_words_stand_in_the_alphabet_of_their_language():
    english, spanish = in_order("en"), in_order("es")
    assert set(english) == set(spanish) == set(terms().values())
    assert (english[0].term_en, english[-1].term_en) == ("accounting (audit of arrears)", "warning notice")
    assert spanish[0].term_es == "agencia local de manutención de los hijos"
    assert [t.term_es for t in spanish].index("año fiscal federal") < [t.term_es for t in spanish].index(
        "aviso de advertencia"
    )


def test_an_accent_does_not_move_a_word_and_an_n_with_a_tilde_comes_after_the_n():
    of = terms()["case"]
    assert initial(replace(of, term_es="índice"), "es") == "I"
    assert initial(replace(of, term_es="ñandú"), "es") == "N\uffff"[0]

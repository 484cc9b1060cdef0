"""The search by words: forms of a word, phrases, slips of the pen, and where nothing is found."""

import pytest

from connect.lib.word_search import Searched, WordIndex, search_words, stem

INDEX = WordIndex(
    {
        "pay": Searched("How do I pay?", ("pagar", "credit card"), "Pay online. A card may cost a fee."),
        "work": Searched("My job ended", ("lost job", "cannot pay", "no puedo pagar"), "Ask us to look at the amount."),
        "afraid": Searched("I am afraid", ("unsafe", "miedo"), "Call us. Do not pay for a lawyer first."),
    }
)


@pytest.mark.parametrize(
    "forms",
    [
        ("pay", "pays", "paying", "payed"),
        ("pago", "pagos", "paga", "pagan", "pagar", "pagaron", "pagado", "pagando"),
        ("license", "licenses", "licensed"),
        ("move", "moved", "moving", "moves"),
        ("cerrar", "cerrado", "cierro".replace("ie", "e")),
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len({stem(form) for form in forms}) == 1


def test_a_short_word_keeps_what_tells_it_from_others():
    assert [stem(word) for word in ("pin", "tax", "bus", "id")] == ["pin", "tax", "bus", "id"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("UNSAFE!", ["afraid"]),
        ("miedo", ["afraid"]),
        ("unsaef", ["afraid"]),  # a slip of the pen
        ("I cannot pay", ["work"]),  # the phrase, and not what only has its word
        ("can't pay", ["pay", "work"]),  # no phrase of any
        ("no puedo pagar mis cuentas", ["work"]),
        ("zebra", []),
        ("what is the", []),
        ("", []),
        ("?!", []),
        ("pay zebra giraffe lion", []),  # too little of what was asked
    ],
)
def test_the_best_text_comes_first_and_nothing_where_too_little_is_in_it(question, names):
    assert INDEX.best(question) == names


def test_no_more_than_asked_for_and_only_the_beginning_of_a_question_is_read():
    assert INDEX.best("I cannot pay", most=1) == ["work"]
    assert INDEX.best(" " * 100 + "miedo") == []


def test_every_word_may_be_asked_for():
    assert INDEX.best("unsafe zebra") == ["afraid"]
    assert INDEX.best("unsafe zebra", every_word=True) == []
    assert INDEX.best("unsafe, call", every_word=True) == ["afraid"]


def test_an_apostrophe_ends_no_word_and_a_number_is_a_word():
    assert search_words("Can’t find section8, O'Neals") == ["cant", "find", "section", "8", "oneals"]

"""The words of the field in plain words (S002 L107: every amount is explained), by the alphabet or by searching."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from connect.lib import terms
from connect.lib.terms import Term
from connect.lib.word_search import LONGEST_SEARCH, holds, wanted
from connect.web.language_switch import asked
from connect.web.page import page
from connect.web.saved_input import saves_input

type Letters = list[tuple[str, list[Term]]]


@saves_input("q")
def glossary(request: HttpRequest) -> HttpResponse:
    """Every word; with ?q= those that are meant by it. Public, and each word has a stable address (#anchor)."""
    question = asked(request, "q")[:LONGEST_SEARCH].strip()
    language = get_language() or "en"
    found = search(question, language)
    context: dict[str, object] = {
        "question": question,
        "letters": by_letter(found, language),
        "count": len(found),
        "other": "en" if language == "es" else "es",
    }
    return page(request, "help/glossary.html", context)


def search(question: str, language: str) -> list[Term]:
    """The words that hold every word of `question`, in either language; all where nothing is asked.

    Also by the words we never say ourselves: a letter from somewhere else may say "garnishment".
    """
    words = wanted(question)
    return [term for term in terms.in_order(language) if not words or holds(_all_names(term, language), words)]


def _all_names(term: Term, language: str) -> str:
    return " ".join((term.term_en, term.term_es, term.plain(language), term.never_say))


def by_letter(found: list[Term], language: str) -> Letters:
    """[("A", [adjustment, …]), …] of words in the order of the alphabet."""
    return [(letter, list(each)) for letter, each in groupby(found, key=lambda term: terms.initial(term, language))]

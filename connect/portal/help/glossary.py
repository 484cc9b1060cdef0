"""The terms of the field in plain words (S002 L107: every amount is explained), in alphabetical order or searched."""

import re
from functools import cache
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from connect.lib import terms
from connect.lib.terms import Term
from connect.lib.word_search import MAX_QUESTION_LENGTH, Searched, WordIndex, contains_words, search_words
from connect.web.language_switch import asked
from connect.web.page import page
from connect.web.saved_input import saves_input

type Letters = list[tuple[str, list[Term]]]


@saves_input("q")
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term, or with ?q= those that match. Public; each term has a stable address (#anchor)."""
    question = asked(request, "q")[:MAX_QUESTION_LENGTH].strip()
    language = get_language() or "en"
    matches = search_terms(question, language)
    context: dict[str, object] = {
        "question": question,
        "letters": by_letter(matches, language),
        "count": len(matches),
        "other": "en" if language == "es" else "es",
    }
    return page(request, "help/glossary.html", context)


def search_terms(question: str, language: str) -> list[Term]:
    """The terms that hold every word of `question`, in either language; all terms if `question` is empty.

    The words we never say ourselves count too: a letter from elsewhere may say "garnishment".
    """
    words = search_words(question)
    return [term for term in terms.in_order(language) if not words or contains_words(_all_names(term, language), words)]


def search_meanings(question: str, language: str) -> list[Term]:
    """The terms that have every word of `question` but those that say nothing, the best first."""
    return [terms.terms()[name] for name in _index(language).best(question, every_word=True)] if question else []


@cache
def _index(language: str) -> WordIndex[str]:
    indexed = {}
    for name, term in terms.terms().items():
        never_said = tuple(word.strip() for word in re.sub(r"\(.*?\)", "", term.never_say).split(";"))
        indexed[name] = Searched(f"{term.term_en} {term.term_es}", never_said, term.plain(language))
    return WordIndex(indexed)


def _all_names(term: Term, language: str) -> str:
    return " ".join((term.term_en, term.term_es, term.plain(language), term.never_say))


def by_letter(ordered: list[Term], language: str) -> Letters:
    """[("A", [adjustment, …]), …] of terms that are in alphabetical order."""
    return [(letter, list(group)) for letter, group in groupby(ordered, key=lambda term: terms.initial(term, language))]

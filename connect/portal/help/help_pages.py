"""Help: every text of the agency as a page, the questions and their search (S000, S004 L69-108)."""

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from markupsafe import Markup

from connect.lib.content import Text
from connect.lib.word_search import MAX_QUESTION_LENGTH, contains_words, count_matching_words, search_words
from connect.portal.help import texts
from connect.web.language_switch import asked
from connect.web.page import page
from connect.web.saved_input import saves_input

# Below this text stand the offers of an interpreter from the profile, one a language.
INTERPRETERS = "translation-services"
NEAREST = 5  # answers shown if none contains_words every word of the question


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading and the texts under it."""

    name: str
    texts: tuple[Text, ...]


def _topics(names: list[str]) -> list[Topic]:
    """The texts by topic, in their order."""
    in_order = [texts.text(name) for name in names]
    return [Topic(topic, tuple(group)) for topic, group in groupby(in_order, key=lambda text: text.topic)]


def help_index(request: HttpRequest) -> HttpResponse:
    """Everything there is to read."""
    return page(request, "help/index.html", {"topics": _topics(texts.names())})


def show_text(request: HttpRequest, name: str) -> HttpResponse:
    """The text called `name`; the address accepts only names of texts."""
    offers = settings.AGENCY.interpreters if name == INTERPRETERS else []
    context = {"text": texts.text(name), "html": texts.rendered(name).markup, "interpreters": offers}
    return page(request, "help/text.html", context)


@saves_input("q")
def faq(request: HttpRequest) -> HttpResponse:
    """The questions by topic, or with ?q= the answers that hold every word of it, else the nearest ones."""
    question = asked(request, "q")[:MAX_QUESTION_LENGTH].strip()
    matches = search_answers(question)
    context = {
        "text": texts.text("faq"),
        "html": texts.rendered("faq").markup,
        "question": question,
        "topics": _topics(_answers()),
        "found": matches or nearest_answers(question),
        "near": not matches,
    }
    return page(request, "help/faq.html", context)


def search_answers(question: str) -> list[tuple[Text, Markup]]:
    """The answers that hold every word of `question`; those whose title does come first. [] for an empty question."""
    words = search_words(question)
    names = [name for name in _answers() if words and contains_words(_searched(name), words)]
    names.sort(key=lambda name: not contains_words(texts.text(name).title, words))
    return _with_markup(names)


def nearest_answers(question: str) -> list[tuple[Text, Markup]]:
    """The answers that hold the most words of `question`; those with more of them in their title come first. [] for an
    empty question."""
    words = search_words(question)
    if not words:
        return []
    near = {name: count_matching_words(_searched(name), words) for name in _answers()}
    most = max(near.values(), default=0)
    names = [name for name in near if most and near[name] == most]
    names.sort(key=lambda name: -count_matching_words(texts.text(name).title, words))
    return _with_markup(names[:NEAREST])


def _answers() -> list[str]:
    return [f"{texts.ANSWERS}{name}" for name in texts.answer_names()]


def _searched(name: str) -> str:
    text = texts.text(name)
    return f"{text.title} {text.words} {texts.rendered(name).words}"


def _with_markup(names: list[str]) -> list[tuple[Text, Markup]]:
    return [(texts.text(name), texts.rendered(name).markup) for name in names]


def show_answer(request: HttpRequest, question: str) -> HttpResponse:
    """One question with its answer, and the other questions of its topic."""
    text = texts.text(f"{texts.ANSWERS}{question}")
    others = [texts.text(f"{texts.ANSWERS}{name}") for name in texts.answer_names() if name != question]
    context = {
        "text": text,
        "html": texts.rendered(text.name).markup,
        "others": [other for other in others if other.topic == text.topic],
    }
    return page(request, "help/answer.html", context)


def moved_to_login(request: HttpRequest) -> HttpResponse:
    """The address that older papers of the agency print (S002 L15, S004 L8)."""
    return redirect("login", permanent=True)


def moved_to_welcome(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other address below the old one (S000 L7)."""
    return redirect("welcome", permanent=True)

"""Help: every text of the agency as a page, the answers and their search (S000, S004 L69-108)."""

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from markupsafe import Markup

from connect.lib.content import Text
from connect.lib.word_search import LONGEST_SEARCH, holds, nearness, wanted
from connect.portal.help import texts
from connect.web.language_switch import asked
from connect.web.page import page
from connect.web.saved_input import saves_input

# The offer of an interpreter stands in the profile, one a language, below this text.
INTERPRETERS = "translation-services"
NEAREST = 5  # answers, where none holds every word that was asked


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading and the texts under it."""

    name: str
    texts: tuple[Text, ...]


def _topics(names: list[str]) -> list[Topic]:
    """The texts by topic, in their order."""
    found = [texts.text(name) for name in names]
    return [Topic(topic, tuple(each)) for topic, each in groupby(found, key=lambda text: text.topic)]


def index(request: HttpRequest) -> HttpResponse:
    """Everything there is to read."""
    return page(request, "help/index.html", {"topics": _topics(texts.names())})


def show(request: HttpRequest, name: str) -> HttpResponse:
    """The text called `name`; the address lets no other name through."""
    offers = settings.AGENCY.interpreters if name == INTERPRETERS else []
    context = {"text": texts.text(name), "html": texts.shown(name).markup, "interpreters": offers}
    return page(request, "help/text.html", context)


@saves_input("q")
def faq(request: HttpRequest) -> HttpResponse:
    """The questions by topic; with ?q= the answers that hold every word of it, or those that come nearest."""
    question = asked(request, "q")[:LONGEST_SEARCH].strip()
    found = search(question)
    context = {
        "text": texts.text("faq"),
        "html": texts.shown("faq").markup,
        "question": question,
        "topics": _topics(_answers()),
        "found": found or nearest(question),
        "near": not found,
    }
    return page(request, "help/faq.html", context)


def search(question: str) -> list[tuple[Text, Markup]]:
    """The answers that hold every word of `question`, those whose title does first; [] where nothing was asked."""
    words = wanted(question)
    found = [name for name in _answers() if words and holds(_searched(name), words)]
    found.sort(key=lambda name: not holds(texts.text(name).title, words))
    return _with_markup(found)


def nearest(question: str) -> list[tuple[Text, Markup]]:
    """The answers that hold the most words of `question`, those with more of them in their title first; [] where
    nothing was asked."""
    words = wanted(question)
    if not words:
        return []
    near = {name: nearness(_searched(name), words) for name in _answers()}
    most = max(near.values(), default=0)
    found = [name for name in near if most and near[name] == most]
    found.sort(key=lambda name: -nearness(texts.text(name).title, words))
    return _with_markup(found[:NEAREST])


def _answers() -> list[str]:
    return [f"{texts.ANSWERS}{name}" for name in texts.answer_names()]


def _searched(name: str) -> str:
    text = texts.text(name)
    return f"{text.title} {text.words} {texts.shown(name).words}"


def _with_markup(names: list[str]) -> list[tuple[Text, Markup]]:
    return [(texts.text(name), texts.shown(name).markup) for name in names]


def answer(request: HttpRequest, question: str) -> HttpResponse:
    """One question and its answer, and the other questions of its topic."""
    asked = texts.text(f"{texts.ANSWERS}{question}")
    others = [texts.text(f"{texts.ANSWERS}{each}") for each in texts.answer_names() if each != question]
    context = {
        "text": asked,
        "html": texts.shown(asked.name).markup,
        "others": [each for each in others if each.topic == asked.topic],
    }
    return page(request, "help/answer.html", context)


def moved_to_login(request: HttpRequest) -> HttpResponse:
    """The address that the agency's older papers print (S002 L15, S004 L8)."""
    return redirect("login", permanent=True)


def moved_to_welcome(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other address below the old one (S000 L7)."""
    return redirect("welcome", permanent=True)

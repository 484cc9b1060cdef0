"""Help: every text of the agency as a page, the questions and their search (S000, S004 L69-108)."""

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from markupsafe import Markup

from connect.lib.content import Text
from connect.lib.word_search import MAX_QUESTION_LENGTH
from connect.portal.help import texts
from connect.portal.help.glossary import search_meanings
from connect.web.language_switch import asked
from connect.web.page import page
from connect.web.saved_input import saves_input

# Below this text stand the offers of an interpreter from the profile, one a language.
INTERPRETERS = "translation-services"
MOST_TERMS = 3  # words of the glossary beside the answers


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading and the texts under it."""

    name: str
    texts: tuple[Text, ...]


def _topics(names: list[str]) -> list[Topic]:
    """The texts by topic, in their order."""
    in_order = [texts.text(name) for name in names]
    return [Topic(topic, tuple(group)) for topic, group in groupby(in_order, key=lambda text: text.topic)]


@saves_input("q")
def help_index(request: HttpRequest) -> HttpResponse:
    """Everything there is to read, and the search of the answers."""
    return page(request, "help/index.html", {"topics": _topics(texts.names()), "question": asked(request, "q")})


def show_text(request: HttpRequest, name: str) -> HttpResponse:
    """The text called `name`; the address accepts only names of texts."""
    offers = settings.AGENCY.interpreters if name == INTERPRETERS else []
    context = {"text": texts.text(name), "html": texts.rendered(name).markup, "interpreters": offers}
    return page(request, "help/text.html", context)


@saves_input("q")
def faq(request: HttpRequest) -> HttpResponse:
    """The questions by topic, or with ?q= what answers it: answers, help pages, and words of the glossary."""
    question = asked(request, "q")[:MAX_QUESTION_LENGTH].strip()
    context = {
        "text": texts.text("faq"),
        "html": texts.rendered("faq").markup,
        "question": question,
        "topics": _topics([f"{texts.ANSWERS}{name}" for name in texts.answer_names()]),
        "found": search_help(question),
        "terms": search_meanings(question, get_language() or settings.LANGUAGE_CODE)[:MOST_TERMS],
    }
    return page(request, "help/faq.html", context)


def search_help(question: str) -> list[tuple[Text, Markup]]:
    """The texts that answer `question`, the best first, each with its markup; [] for an empty question."""
    names = texts.search_index(get_language() or settings.LANGUAGE_CODE).best(question) if question else []
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

"""Find a Local Office: the counties of the agency's state, by name or by a city with an office (S004 L75)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext

from connect.lib.dates import day_in_words
from connect.lib.offices import County
from connect.lib.word_search import MAX_QUESTION_LENGTH, contains_words, search_words
from connect.portal.help import texts
from connect.web.language_switch import asked
from connect.web.page import page
from connect.web.saved_input import saves_input


@saves_input("q")
def county_list(request: HttpRequest) -> HttpResponse:
    """All counties, or with ?q= those whose name, or one of whose cities, holds every word of it."""
    question = asked(request, "q")[:MAX_QUESTION_LENGTH].strip()
    context = {
        "text": texts.text("local-office"),
        "html": texts.rendered("local-office").markup,
        "question": question,
        "found": search_counties(question),
        "counties": settings.OFFICES.values(),
        "checked_on": _checked_on(),
    }
    return page(request, "help/offices/counties.html", context)


def search_counties(question: str) -> list[County]:
    """The counties that match `question`; [] for an empty question."""
    words = search_words(question)
    return [county for county in settings.OFFICES.values() if words and _matches(county, words)]


def _matches(county: County, words: list[str]) -> bool:
    """Whether `words` name the county, one of its cities, or the heading of its page ("Condado de Kern")."""
    return county.found_by(words) or contains_words(gettext("%(county)s County") % {"county": county.name}, words)


def county_offices(request: HttpRequest, county: str) -> HttpResponse:
    """Who works on the cases of one county; the address accepts only names of counties."""
    context = {"county": settings.OFFICES[county], "checked_on": _checked_on()}
    return page(request, "help/offices/county.html", context)


def _checked_on() -> str:
    return day_in_words(settings.AGENCY.offices.checked_on, get_language() or settings.LANGUAGE_CODE)

"""Find a Local Office: the counties of the agency's state, by name or by a city we have (S004 L75)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext

from connect.lib.dates import in_words
from connect.lib.offices import County
from connect.lib.word_search import LONGEST_SEARCH, holds, wanted
from connect.portal.help import texts
from connect.web.language_switch import asked
from connect.web.page import page
from connect.web.saved_input import saves_input


@saves_input("q")
def counties(request: HttpRequest) -> HttpResponse:
    """All counties; with ?q= those whose name, or one of whose cities, holds every word of it."""
    question = asked(request, "q")[:LONGEST_SEARCH].strip()
    context = {
        "text": texts.text("local-office"),
        "html": texts.shown("local-office").markup,
        "question": question,
        "found": search(question),
        "counties": settings.OFFICES.values(),
        "checked_on": _checked_on(),
    }
    return page(request, "help/offices/counties.html", context)


def search(question: str) -> list[County]:
    """[] where nothing was asked, or nothing was found."""
    words = wanted(question)
    return [county for county in settings.OFFICES.values() if words and _answers(county, words)]


def _answers(county: County, words: list[str]) -> bool:
    """By its name, by a city, or as the heading of its page says it: "Kern County", "Condado de Kern"."""
    return county.found_by(words) or holds(gettext("%(county)s County") % {"county": county.name}, words)


def county(request: HttpRequest, county: str) -> HttpResponse:
    """Who works on the cases of one county; the address lets no other county through."""
    context = {"county": settings.OFFICES[county], "checked_on": _checked_on()}
    return page(request, "help/offices/county.html", context)


def _checked_on() -> str:
    return in_words(settings.AGENCY.offices.checked_on, get_language() or settings.LANGUAGE_CODE)

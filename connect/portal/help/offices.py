"""Find a Local Office: the counties of the agency's state, by name, city or ZIP Code (S004 L75)."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from connect.lib.dates import day_in_words
from connect.lib.word_search import MAX_QUESTION_LENGTH
from connect.portal.help import texts
from connect.web.language_switch import asked
from connect.web.page import page
from connect.web.saved_input import saves_input


@saves_input("q")
def county_list(request: HttpRequest) -> HttpResponse:
    """All counties, or with ?q= those that it names, or that the city or ZIP Code in it lies in."""
    question = asked(request, "q")[:MAX_QUESTION_LENGTH].strip()
    context = {
        "text": texts.text("local-office"),
        "html": texts.rendered("local-office").markup,
        "question": question,
        "found": settings.COUNTY_FINDER.find(question),
        "counties": settings.OFFICES.values(),
        "checked_on": _in_words(settings.AGENCY.offices.checked_on),
    }
    return page(request, "help/offices/counties.html", context)


def county_offices(request: HttpRequest, county: str) -> HttpResponse:
    """Who works on the cases of one county; the address accepts only names of counties."""
    context = {
        "county": settings.OFFICES[county],
        "checked_on": _in_words(settings.AGENCY.offices.checked_on),
        "in_words": _in_words,
    }
    return page(request, "help/offices/county.html", context)


def _in_words(day: date | str) -> str:
    """A year stays as it is."""
    return day if isinstance(day, str) else day_in_words(day, get_language() or settings.LANGUAGE_CODE)

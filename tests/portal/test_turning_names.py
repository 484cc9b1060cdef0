"""Names and other free texts of the feed that run from right to left never turn the words beside them round.

Every free text that a page can show is replaced by one that would, and every page is read: each must be isolated.
"""

import re

import pytest
from django.utils import timezone

from connect.access.models import Passkey
from connect.cases.models import DisclosedAppointment, DisclosedCase, DisclosedOrder, Participant
from tests.portal.crawl import crawl
from tests.support.cast import DANA

# Letters that run right to left, a mark, digits and a bracket at the edges, where the words beside begin.
NAMES = {name: f"\u200f({name}) 12" for name in ("אבג", "דהו", "זחט", "יכל", "מנס", "עפצ", "קרש", "ابت", "ثجح", "خدذ")}
FREE = re.compile("|".join(NAMES))


def turn_every_text_round() -> None:
    mine = {"participant_id": DANA.participant_id}
    first, other, second, county, officer, office, place, court, key, middle = NAMES.values()
    Participant.objects.filter(**mine).update(first_name=first, middle_name=middle, last_name="OKAFOR", suffix="")
    Passkey.objects.create(
        participant_id=DANA.participant_id, credential_hash="0" * 64, name=key, sign_count=0, made_at=timezone.now()
    )
    both = f"{other}\n{second}"
    DisclosedCase.objects.filter(**mine).update(other_parties=both, county=county, officer=officer, office=office)
    DisclosedOrder.objects.filter(**mine).update(county=county, court_case_number=court)
    DisclosedAppointment.objects.filter(**mine, place_hidden=False).update(place=place)


def depth_at(text: str, at: int) -> int:
    """How many isolates are open there."""
    return text[:at].count("\u2068") - text[:at].count("\u2069")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_free_text_is_isolated_on_every_page(signed_in, language):
    browser = signed_in(DANA, language)
    turn_every_text_round()
    seen = set()
    for address, answer in crawl(browser, "/home"):
        text = answer.content.decode()
        for found in FREE.finditer(text):
            seen.add(found[0])
            around = text[max(0, found.start() - 60) : found.end() + 20]
            goes_back = re.search(r'value="[^"]*$', text[: found.start()])
            assert goes_back or depth_at(text, found.start()) > 0 or "<bdi>" in around, (address, around)
        assert depth_at(text, len(text)) == 0, address
    assert seen == set(NAMES)


@pytest.mark.parametrize("language", ["en", "es"])
def test_two_other_parties_are_isolated_from_each_other(signed_in, language):
    browser = signed_in(DANA, language)
    turn_every_text_round()
    one, two = NAMES["דהו"], NAMES["זחט"]
    assert f"\u2068{one}\u2069, \u2068{two}\u2069" in browser.get("/home").content.decode()


def test_what_goes_back_with_a_form_is_what_was_typed(signed_in):
    browser = signed_in(DANA)
    assert 'value="אבג (1"' in browser.get("/help/faq", {"q": "אבג (1"}).content.decode()
    assert "“\u2068אבג (1\u2069”" in browser.get("/help/faq", {"q": "אבג (1"}).content.decode()
    assert " \u2068“אבג (1”\u2069" in browser.get("/help/glossary", {"q": "אבג (1"}).content.decode()
    refused = browser.post("/register", {"first_name": "אבג (1", "last_name": "B"}).content.decode()
    assert 'name="first_name" value="אבג (1"' in refused

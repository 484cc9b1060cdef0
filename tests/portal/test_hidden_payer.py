"""Riley is paid by Dana and by Sam, and Dana must stay hidden: no page tells Riley how any of them pays (V1, V3)."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from connect.access.pins.change import set_pin
from connect.payments.kinds import Source
from connect.payments.models import PaymentLine
from connect.portal.frame.wording import in_capitals
from tests.feed.folder import DANA, RILEY, SAM, Rows, allocation, case, collection, load_rows, party, small_county
from tests.portal.crawl import crawl, everything, words

pytestmark = pytest.mark.django_db(transaction=True)

PIN = "739164"
LISTS = ("/payments/received", "/payments/received/print", "/payments/received/year/2026")
FRESH = {"received_on": "2026-01-05", "withheld_on": "2025-12-31", "collected_on": "2025-12-31"}


def paid_by_two(**dana: str) -> Rows:
    rows = small_county()
    rows["cases"].append(case("203"))
    rows["parties"][0] = party(DANA, "201", **dana)
    rows["parties"] += [party(SAM, "203"), party(RILEY, "203", role="receiving")]
    sources = (Source.OTHER_STATE, Source.OTHER_COUNTRY, Source.UNEMPLOYMENT, Source.INCOME_WITHHOLDING)
    for number, source in enumerate(sources, 3):
        payer, where = (SAM, "203") if source == Source.UNEMPLOYMENT else (DANA, "201")
        rows["collections"].append(collection(f"C{number}", payer, "50.00", source=source, **FRESH))
        rows["allocations"].append(allocation(f"B{number}", f"C{number}", where, RILEY, "50.00"))
    return rows


@pytest.fixture
def visit(tmp_path: Path) -> Callable[..., Client]:
    """`visit(RILEY, "es", nondisclosure="yes")`: signed in, in Spanish, after a feed in which Dana is marked."""

    def sign_in(who: str, language: str = "en", **dana: str) -> Client:
        load_rows(tmp_path / "1", paid_by_two(**dana))
        set_pin(participant_id=who, pin=PIN, temporary=False, by="test", now=timezone.now())
        browser = Client()
        assert browser.post("/login", {"participant_id": who, "pin": PIN}).status_code == 302
        browser.post("/language", {"language": language})
        return browser

    return sign_in


def told(browser: Client, language: str) -> dict[str, set[str]]:
    """{address: ways of paying it names, in the words of the screen}, of every page that can be reached.

    What a day withheld is stands in the glossary, which is the same for everybody.
    """
    with override(language):
        names = {str(in_capitals(source)) for source in Source} | {source.value for source in Source}
        label = gettext("Date withheld")
    found = {}
    for address, answer in crawl(browser, "/home", *LISTS):
        sent = everything(answer)
        here = {name for name in names if re.search(rf"\b{re.escape(name)}\b", sent)} - {"other", "direct"}
        if label in sent and not address.startswith("/help"):
            here.add(label)
        if here:
            found[address] = here
    return found


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_tells_how_a_hidden_person_pays_nor_how_another_does(visit, language):
    browser = visit(RILEY, language, nondisclosure="yes")
    assert told(browser, language) == {}
    with override(language):
        kind = gettext("Payment Type")
    lines = [f"/payments/received/{line.public_id}" for line in PaymentLine.objects.filter(participant_id=RILEY)]
    assert len(lines) == 5
    for address in (*LISTS, "/payments/received/months", *lines):
        answer = browser.get(address, follow=True)
        assert (answer.status_code, kind in words(answer)) == (200, False), address


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_same_pages_tell_it_where_nobody_is_hidden(visit, language):
    found = told(visit(RILEY, language), language)
    assert {"/payments/received", *LISTS} <= set(found)
    with override(language):
        names = {str(in_capitals(source)) for source in (Source.OTHER_STATE, Source.OTHER_COUNTRY, Source.UNEMPLOYMENT)}
        assert names | {gettext("Date withheld")} <= set().union(*found.values())


def test_a_payment_says_its_amount_its_days_and_not_what_is_left_out(visit):
    browser = visit(RILEY, nondisclosure="yes")
    line = PaymentLine.objects.get(participant_id=RILEY, line_id="C3.201.received")
    said = words(browser.get(f"/payments/received/{line.public_id}"))
    assert "$50.00 was received on January 5, 2026, and not all of it has been sent to you yet." in said
    assert "Case Number 201" in said
    for absent in ("Payment Type", "Date withheld", "Counts toward", "12/31/2025", "hidden", "Call"):
        assert absent not in said.partition("Payment Details")[2].partition("One payment can be shared")[0]


def test_the_hidden_person_reads_the_type_of_what_they_paid_themselves(visit):
    browser = visit(DANA, nondisclosure="yes")
    assert settings.AGENCY.payments.show_source_to_payer
    assert "OTHER STATE OR TRIBE" in words(browser.get("/payments/made"))

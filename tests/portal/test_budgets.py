"""How much a page may cost: statements, bytes and requests (speed.md, frontend.md)."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connect.cases.models import DisclosedCase
from connect.payments.models import PaymentLine
from tests.portal.crawl import crawl, words
from tests.support.cast import DANA, DANIEL
from tests.support.html import html_errors
from tests.support.statements import statements

FIRST_VISIT = 25_000
REQUESTS = 5


def test_a_page_of_payments_is_three_statements_with_session_and_participant(signed_in):
    browser = signed_in(DANIEL)
    assert statements(browser, "/payments/received") == 3
    assert statements(browser, "/payments/received?page=5&year=2019") == 3
    case = DisclosedCase.objects.filter(participant_id=DANIEL.participant_id).first()
    assert statements(browser, f"/payments/received?case={case.public_id}") == 3


@pytest.mark.parametrize(
    ("address", "most"),
    [("/home", 5), ("/documents", 5), ("/help/faq?q=pin", 1), ("/help/local-office/alpine", 1), ("/", 1)],
)
def test_the_other_pages_cost_few_statements(signed_in, address, most):
    assert statements(signed_in(DANA), address) <= most


def test_a_case_is_four_statements_and_a_payment_made_two(signed_in):
    """Of who receives support both are more (tests/portal/test_account_on_pages.py)."""
    browser = signed_in(DANA)
    case = DisclosedCase.objects.get(participant_id=DANA.participant_id)
    line = PaymentLine.objects.filter(participant_id=DANA.participant_id).first()
    assert statements(browser, f"/cases/{case.public_id}") == 4
    assert statements(browser, f"/payments/made/{line.public_id}") == 2


def test_a_public_page_asks_the_database_nothing(db, client):
    for address in ("/", "/help", "/help/faq?q=pin", "/help/local-office?q=sonora", "/help/pamphlet"):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert len(captured) == 0, address


def test_the_sign_in_page_asks_one_thing_whether_an_attack_is_on(db, client):
    client.get("/login")
    with CaptureQueriesContext(connection) as captured:
        client.get("/login")
    assert len(captured) == 1


def test_no_page_weighs_more_than_a_first_visit_may_or_asks_for_more(signed_in):
    """The page itself and every style sheet, script and picture it names, gzipped as they are served."""
    for address, answer in crawl(signed_in(DANIEL), "/home", "/"):
        if answer.status_code != 200:
            continue
        page = answer.content.decode()
        files = set(re.findall(r'(?:<link[^>]+href|<script[^>]+src|<img[^>]+src)="/static/([^"]+)"', page))
        files -= screens(page)
        weight = len(gzip.compress(answer.content, 6)) + sum(_weight(name) for name in files)
        assert 1 + len(files) <= REQUESTS, (address, files)
        assert weight <= FIRST_VISIT, (address, weight)


def screens(page: str) -> set[str]:
    """The pictures of a help text: the one exception. Each at most 30 KB (tests/house/test_content.py), and a browser
    fetches it only when the reader comes near (loading=lazy)."""
    return set(re.findall(r'<img src="/static/(content/[^"]+)"[^>]* loading="lazy"', page))


def test_the_steps_with_pictures_are_light_until_the_reader_comes_to_them(db, client):
    told = client.get("/help/getting-started").content.decode()
    assert len(screens(told)) == 3
    assert screens(told.replace(' loading="lazy"', "")) == set()


def test_every_page_is_valid_html_and_says_as_of_when_its_facts_were_true(signed_in):
    """Facts of the agency never stand without their time; pages that hold none claim none."""
    for address, answer in crawl(signed_in(DANA), "/home", "/no/such/page"):
        if address.endswith(".ics"):
            continue
        told = answer.content.decode()
        if told:
            assert html_errors(told) == [], address
        if answer.status_code == 200:
            mirrored = re.match(r"/(home|cases/|appointments|payments/|documents($|\?))", address) is not None
            assert ("Information as of" in words(answer)) is mirrored, address


def _weight(name: str) -> int:
    return len(gzip.compress(Path(finders.find(name)).read_bytes(), 6))

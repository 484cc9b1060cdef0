"""What must not come back with Back: each field says so, and a page that has one is kept by no browser."""

import re

import pytest

from connect.web.page import FORGETS
from tests.portal.crawl import crawl
from tests.support.cast import DANA

PUBLIC = ("/", "/login", "/login/code", "/register", "/forgot-pin", "/not-me", "/not-me/AAAAA-AAAAA")
# Fields of which it does not matter who reads them, and those of a visit, whose pages are covered as a whole.
HARMLESS = {"q", "name", "how", "earlier_may_stop", "year", "case", "next", "csrfmiddlewaretoken", "answer", "proposed"}
HARMLESS |= {"step", "wish", "kind", "document"}  # of a request for a document, whose pages are of a visit
HARMLESS |= {"form_key", "file", "person", "where", "paper"}  # drawn by us, or chosen; a browser keeps no file


def fields(text: str) -> list[str]:
    return re.findall(r"<input[^>]*>", text)


@pytest.mark.parametrize("address", PUBLIC)
def test_no_browser_keeps_a_public_page_with_a_secret_a_number_or_a_name(db, client, address):
    answer = client.get(address)
    assert answer["Cache-Control"] == "no-store"
    assert 'data-forget="' in answer.content.decode()


def test_a_page_without_any_may_be_kept(db, client):
    assert "Cache-Control" not in client.get("/help/contact").headers


def test_every_field_for_something_typed_says_that_it_forgets(signed_in):
    seen = {}
    for browser, start in ((signed_in(DANA), "/pin"), (signed_in(DANA), "/security/confirm")):
        seen |= dict(crawl(browser, start))
    seen |= {address: type(browser)().get(address) for address in PUBLIC}
    found = {}
    for address, answer in seen.items():
        text = answer.content.decode() if answer.get("Content-Type", "").startswith("text/html") else ""
        for field in fields(text):
            name = re.search(r' name="([^"]*)"', field)
            if name and name[1] not in HARMLESS:
                found[name[1]] = found.get(name[1], True) and FORGETS in field
                if 'type="password"' in field:
                    assert 'data-forget="sent"' in field, (address, field)
    assert [name for name, forgets in found.items() if not forgets] == []
    assert found.keys() >= {"participant_id", "pin", "code", "first_name", "last_name", "current", "new", "again"}
    assert found.keys() >= {"street", "phone", "email", "employer", "plate"}

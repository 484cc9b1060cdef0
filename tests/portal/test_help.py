"""The short public pages behind the footer's links, and the pages that are not ready yet."""

import re

import pytest
from django.test import Client

from connect.portal.help import PAGES
from tests.cast import DANA
from tests.portal.crawl import words


def test_every_link_of_the_footer_leads_somewhere(client, db):
    told = client.get("/").content.decode()
    ours = set(re.findall(r'href="(/help/[^"]+)"', told))
    assert ours == {f"/help/{name}" for name in PAGES}
    for address in ours:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_help_page_is_whole_in_both_languages(db, name, language):
    answer = Client(headers={"accept-language": language}).get(f"/help/{name}")
    assert answer.status_code == 200
    assert "%(" not in words(answer)


def test_an_unknown_help_page_is_not_found(client, db):
    assert client.get("/help/secrets").status_code == 404
    assert client.get("/help/").status_code == 404


@pytest.mark.parametrize(
    ("address", "heading", "spanish"),
    [
        ("/documents", "Documents", "Documentos"),
        ("/messages", "Messages", "Mensajes"),
        ("/other-party", "Other Party", "La otra persona"),
        ("/profile", "My Profile", "Mi perfil"),
        ("/appointments", "Appointments", "Citas"),
    ],
)
def test_a_page_that_is_not_ready_says_so_and_how_it_is_done_today(signed_in, address, heading, spanish):
    told = words(signed_in(DANA).get(address))
    assert "This page is not ready yet" in told
    assert "(866) 901-3212" in told
    assert f"<h1>{heading}</h1>" in signed_in(DANA).get(address).content.decode()
    assert f"<h1>{spanish}</h1>" in signed_in(DANA, "es").get(address).content.decode()

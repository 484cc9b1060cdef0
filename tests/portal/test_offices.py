"""Find a Local Office: 58 counties, by name, city or ZIP Code; nothing is made up."""

import re

import pytest
from django.conf import settings
from django.test import Client

from tests.portal.crawl import words
from tests.support.cast import NOOR, SAM


def found(answer) -> list[str]:
    return re.findall(r'href="/help/local-office/([a-z-]+)"', answer.content.decode())


def test_all_counties_stand_in_the_order_of_the_alphabet(client, db):
    listed = found(client.get("/help/local-office"))
    assert listed == sorted(listed)
    assert len(listed) == 58


@pytest.mark.parametrize(
    ("question", "counties"),
    [
        ("Madera", ["madera"]),
        ("SAN  luis", ["san-luis-obispo"]),
        ("sonora", ["tuolumne"]),
        ("Ontario", ["san-bernardino"]),
        ("Pleasanton", ["alameda"]),
        ("95814", ["sacramento"]),
        ("Long Beach", ["los-angeles"]),
        ("Truckee", ["nevada", "placer"]),
        ("sán mateo", ["san-mateo"]),
        ("Ørange", ["orange"]),
        ("Ｍａｄｅｒａ", ["madera"]),
        ("placer", ["placer"]),
        ("kern county", ["kern"]),
    ],
)
def test_a_county_is_found_by_its_name_or_by_a_city_we_have(client, db, question, counties):
    assert found(client.get("/help/local-office", {"q": question})) == counties


def test_a_county_is_found_by_the_heading_of_its_page_in_spanish(db):
    spanish = Client(headers={"accept-language": "es"})
    assert found(spanish.get("/help/local-office", {"q": "condado de Kern"})) == ["kern"]


@pytest.mark.parametrize("question", ["Springfield", "<script>alert(1)</script>", "9" * 3_000])
def test_where_none_is_found_all_stand(client, db, question):
    answer = client.get("/help/local-office", {"q": question})
    assert "We found no county, city or ZIP Code like" in words(answer)
    assert len(found(answer)) == 58
    assert 'href="tel:+18669013212">(866) 901-3212</a>.' in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_a_confirmed_office_has_its_address_hours_and_telephones(client, db):
    answer = client.get("/help/local-office/tuolumne")
    told = words(answer)
    for said in (
        "Tuolumne County",
        "Central Sierra Child Support Agency",
        "One agency serves these counties: Alpine, Amador, Calaveras, Tuolumne",
        "Phone (209) 533-6408 Statewide phone (866) 901-3212 TTY (866) 399-4096 Website cscsa.org",
        "Office 975 Morning Star Dr Sonora 95370",
        "Hours Monday to Friday, 8:00 AM to 5:00 PM",
        "Last checked November 22, 2026",
        "Call before you go: offices move and hours change.",
    ):
        assert said in told, said
    assert told.index("Website") < told.index("975 Morning Star Dr")
    assert 'href="tel:+12095336408"' in answer.content.decode()


def test_the_hours_are_in_spanish_too(db):
    told = words(Client(headers={"accept-language": "es"}).get("/help/local-office/tuolumne"))
    assert "De lunes a viernes, de 8:00 a. m. a 5:00 p. m." in told
    assert "Monday" not in told
    assert "22 de noviembre de 2026" in told


@pytest.mark.parametrize(
    ("county", "street", "warning"),
    [
        ("los-angeles", "5500 S. Eastern Avenue", "Call before you go: we have not confirmed this address."),
        ("alameda", "5669 Gibraltar Drive", "Call before you go: we have not confirmed this address."),
        ("placer", "1000 Sunset Blvd", "Call before you go: last confirmed 2013"),
    ],
)
def test_an_older_address_is_shown_with_the_warning_to_call_first(client, db, county, street, warning):
    told = words(client.get(f"/help/local-office/{county}"))
    assert street in told
    assert warning in told
    assert "offices move and hours change" not in told


@pytest.mark.parametrize(
    ("county", "agency", "absent"),
    [
        ("kern", "Kern County Department of Child Support Services", "Call before you go"),
        ("kings", "", "Kings County Department"),
        ("solano", "", "Texas Street"),
    ],
)
def test_what_no_page_states_is_not_shown(client, db, county, agency, absent):
    told = words(client.get(f"/help/local-office/{county}"))
    assert agency in told
    assert absent not in told
    assert "We do not have this office's address yet." in told
    assert "Statewide phone (866) 901-3212" in told


def test_every_county_has_its_page_with_the_statewide_number_and_the_day(client, db):
    for slug in settings.OFFICES:
        told = words(client.get(f"/help/local-office/{slug}"))
        assert "(866) 901-3212" in told
        assert "Last checked" in told
    assert client.get("/help/local-office/atlantis").status_code == 404


def test_what_is_said_of_a_county_is_the_same_for_everybody(client, signed_in):
    """So that the list of all counties tells nobody in which of them somebody else lives (R2)."""

    def main(browser: Client, address: str) -> str:
        return browser.get(address).content.decode().partition("<main")[2].partition("</main>")[0]

    sam, noor = signed_in(SAM), signed_in(NOOR)
    for address in ("/help/local-office", "/help/local-office/modoc", "/help/local-office/lassen"):
        assert main(client, address) == main(sam, address) == main(noor, address)

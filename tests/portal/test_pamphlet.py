"""The pamphlet (PUB 302): what S000 and S003 say, as the product is, on one sheet with a code to the videos."""

import pytest
from django.test import Client

from connect.portal.help.pamphlet import qr
from tests.portal.crawl import words

SAYS = {
    "en": [
        "See your case information 24/7!",
        "giving you 24/7 access to the information you need about your case",
        "Verify court dates and appointments",
        "Getting started online",
        "To view payments online",
        "To update contact information",
        "To get your case information by phone",
        "To get payment information by phone",
        "Outside the U.S.",
        "Go paperless with eCommunications",
        "Simple. Safe. Secure.",
        "Gavin Newsom Governor State of California",
        "Kim Johnson Secretary California Health & Human Services Agency",
        "Kristen Erickson-Donadee Director California Child Support Services",
        "PUB 302",
    ],
    "es": [
        "¡Vea la información de su caso 24/7!",
        "Beneficios de Customer Connect",
        "Cómo empezar en línea",
        "Para ver pagos en línea",
        "Fuera de los Estados Unidos",
        "Deje de usar papel con las eCommunications",
        "Gavin Newsom Gobernador Estado de California",
        "PUB 302 SP",
    ],
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pamphlet_says_what_the_agencys_own_says(db, language):
    told = words(Client(headers={"accept-language": language}).get("/help/pamphlet"))
    for said in SAYS[language]:
        assert said in told, said


def test_the_code_is_a_drawing_without_style_or_script_and_leads_to_the_videos(client, db):
    code = qr("https://childsupport.ca.gov/video-resource-library/")
    assert code in client.get("/help/pamphlet").content.decode()
    assert code.startswith('<svg viewBox="0 0 45 45">')
    for absent in ("style", "script", "class", "xmlns", "http"):
        assert absent not in code
    assert qr("https://childsupport.ca.gov/") != code

"""What stays in a browser's history says no more than Customer Connect and the plain name of a page.

Whoever looks over a shoulder, or through the history of a shared telephone, must not learn what it is about: no
title and no address names the matter, a person, a place, a number or a date. (WCAG 2.4.2 asks for a page's name.)
"""

import html
import re
from urllib.parse import unquote

import pytest
from django.urls import get_resolver

from connect.portal.help import texts
from connect.web.errors import ERRORS, shown
from tests.cast import CAST, DANA, DANIEL, TESS
from tests.house.test_addresses import addresses
from tests.portal.crawl import crawl

TITLES = {
    "en": {
        *("Welcome to Customer Connect", "Login", "Register", "Forgot PIN?", "Help", "Find a Local Office"),
        *("Words we use", "Home", "Documents", "Messages", "Other Party", "My Profile", "Appointments"),
        *(
            "Change your PIN",
            "Choose your own PIN",
            "Case Details",
            "Payment Details",
            "Payments I Made",
            "Payments I Received",
        ),
        *("We could not understand that", "That page was too old", "You cannot open this page"),
        *("We could not find that page", "Please wait a moment", "Something went wrong", "We are busy right now"),
        *("We cannot save anything right now", "You are signed out in this browser"),
        *("We are working on this website", "That was too long for us", "That took too long to reach us"),
        *("Sign-in and security", "Passkeys", "Recovery codes", "Where I am signed in", "History of my account"),
        "Is it you?",
    },
    "es": {
        *("Bienvenido a Customer Connect", "Iniciar sesión", "Registrarse", "¿Olvidó su PIN?", "Ayuda"),
        *("Buscar una oficina local", "Palabras que usamos", "Inicio", "Documentos", "Mensajes", "La otra persona"),
        *(
            "Mi perfil",
            "Citas",
            "Cambiar su PIN",
            "Elija su propio PIN",
            "Detalles del caso",
            "Detalles del pago",
            "Pagos que hice",
        ),
        *("Pagos que recibí", "No pudimos entender eso", "Esa página era demasiado vieja"),
        *("No puede abrir esta página", "No pudimos encontrar esa página", "Espere un momento", "Algo salió mal"),
        *("Por ahora no podemos guardar nada", "Cerró su sesión en este navegador"),
        *("Estamos ocupados en este momento", "Estamos trabajando en este sitio"),
        *("Eso fue demasiado largo para nosotros", "Eso tardó demasiado en llegarnos"),
        *("Inicio de sesión y seguridad", "Claves de acceso", "Códigos de recuperación"),
        *("Dónde tengo la sesión abierta", "Historial de mi cuenta", "¿Es usted?"),
    },
}
# Stems of what it is about, in both languages.
MATTER = re.compile(
    r"child|support|custod|parent|court|safe|violen|abus|arrear|owe|famil|hijo|hija|manuten|corte|padre|madre|violen"
    r"|atras|deud|segur[oa]\b",
    re.IGNORECASE,
)
TITLE = re.compile(r"<title>([^<]*)</title>")


def title_of(page: str) -> str:
    return html.unescape(TITLE.findall(page)[0])


def name_of(title: str) -> str:
    """The page's name: before the product's, without the 'Error:' that a form puts before it."""
    name, _, product = title.rpartition(" | ")
    assert product == "Customer Connect", title
    return name.removeprefix("Error: ")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("member", [DANA, TESS], ids=lambda member: member.first_name.lower())
def test_every_title_is_the_plain_name_of_a_page(signed_in, member, language):
    titles = {
        address: title_of(answer.content.decode())
        for address, answer in crawl(signed_in(member, language), "/home", "/", "/help", "/no/such/page")
        if b"<title>" in answer.content and not address.startswith("/design")
    }
    assert {name_of(title) for title in titles.values()} - TITLES[language] == set()
    assert len(titles) > 40


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_error_page_has_a_title_of_another_kind(language):
    assert {name_of(title_of(shown(error, language))) for error in ERRORS.values()} <= TITLES[language]


def test_no_title_names_the_matter_or_a_number():
    for title in TITLES["en"] | TITLES["es"]:
        assert not MATTER.search(title), title
        assert not re.search(r"[0-9]", title), title


def test_no_address_names_the_matter_or_a_person(signed_in):
    names = re.compile("|".join(member.first_name for member in CAST.values()), re.IGNORECASE)
    seen = [address for address, _ in crawl(signed_in(DANIEL), "/home", "/help", "/")]
    seen += [url for _, url in addresses(get_resolver().url_patterns)]
    for address in map(unquote, seen):
        path = address.partition("#")[0]
        assert not MATTER.search(path), address
        assert not names.search(path), address
        assert not re.search(r"[0-9]{9,}", path), address


def test_no_text_of_the_agency_becomes_a_title(client, db):
    for name in texts.answer_names():
        assert title_of(client.get(f"/help/faq/{name}").content.decode()) == "Help | Customer Connect"

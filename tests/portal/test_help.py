"""Help pages from the agency's texts, the answers and their search, the pages that are to come, and My Profile."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from connect.portal.apps import texts_can_be_shown
from connect.portal.help import texts
from tests.portal.crawl import words
from tests.support.cast import DANA
from tests.support.page import Page


@pytest.fixture
def spanish(db) -> Client:
    return Client(headers={"accept-language": "es"})


def headings(answer) -> list[str]:
    return Page(answer).texts("main h1, main h2")


def test_every_link_of_the_footer_leads_somewhere(client, db):
    told = client.get("/").content.decode().partition("<footer")[2]
    ours = set(re.findall(r'href="(/[^"]+)"', told))
    assert ours >= {"/help/faq", "/help/local-office", "/help/videos", "/help/forms", "/help/programs"}
    for address in ours:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", texts.names())
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_help_page_is_whole_in_both_languages(db, name, language):
    answer = Client(headers={"accept-language": language}).get(f"/help/{name}")
    assert answer.status_code == 200
    assert "{{" not in words(answer)
    assert "%(" not in words(answer)


def test_the_help_page_names_every_text(client, db):
    told = client.get("/help").content.decode()
    for name in texts.names():
        assert f'href="/help/{name}"' in told
    assert headings(client.get("/help"))[:3] == ["Help", "Step by step", "Get help"]


def test_an_unknown_help_page_is_not_found(client, db):
    for address in ("/help/secrets", "/help/faq/secrets", "/help/faq/../contact", "/help/en"):
        assert client.get(address).status_code == 404


def test_the_steps_are_those_of_the_pamphlet_as_the_product_has_them(client, spanish):
    """S000 L42-69, S003 L119-136."""
    told = words(client.get("/help/view-payments"))
    assert "Press the Payments tab. Press Payments I Made or Payments I Received ." in told
    assert "Presione la pestaña Pagos . Presione Pagos que hice o Pagos que recibí ." in words(
        spanish.get("/help/view-payments")
    )
    assert "Press Login ." in words(client.get("/help/getting-started"))
    told = words(client.get("/help/update-contact-information"))
    assert "Press the My Profile tab. Press Update My Information ." in told
    assert "Press the My Profile tab, then Provide Other Party's Information ." in told


def test_by_phone_says_what_to_press_and_its_numbers_call(client, spanish):
    """S000 L75-93, S003 L3-20."""
    answer = client.get("/help/by-phone")
    told = words(answer)
    for said in (
        "say Yes . Then enter your Participant ID",
        "say Agent or press 0",
        "make a payment, press 1",
        "press 3",
    ):
        assert said in told, said
    assert {"tel:+18669013212", "tel:+14082730073", "tel:+18663994096"} <= set(
        re.findall(r'href="(tel:[^"]+)"', answer.content.decode())
    )
    assert "diga Agente o presione 0" in words(spanish.get("/help/by-phone"))


def test_the_words_of_the_profile_stand_where_a_text_names_them(client):
    told = words(client.get("/help/conditions-of-use"))
    assert "After 5 wrong tries you must wait 15 minutes." in told
    assert "May 2006" in words(client.get("/help/view-payments"))
    assert "mayo de 2006" in words(Client(headers={"accept-language": "es"}).get("/help/view-payments"))


def test_a_picture_comes_in_the_language_of_the_page_and_only_when_it_is_near(client, spanish):
    pictures = Page(spanish.get("/help/getting-started")).all('img[src*="content/"]')
    assert len(pictures) == 3
    for picture in pictures:
        assert re.fullmatch(r"/static/content/es/[a-z-]+\.webp", picture["src"])
        assert len(picture["alt"]) >= 30
        assert (picture["width"].isdecimal(), picture["height"].isdecimal()) == (True, True)
        assert picture["loading"] == "lazy"
    assert "/static/content/en/login.webp" in client.get("/help/getting-started").content.decode()


def test_interpreters_are_offered_in_their_own_languages(client, db):
    told = client.get("/help/translation-services").content.decode()
    assert [each.code for each in settings.AGENCY.interpreters] == re.findall(r'interpreter" lang="([^"]+)"', told)
    assert "請致電 <a href=" in told
    assert "{phone}" not in told


def test_each_answer_has_an_address_and_leads_to_the_others_of_its_topic(client, spanish):
    told = client.get("/help/faq").content.decode()
    for name in texts.answer_names():
        assert f'href="/help/faq/{name}"' in told
    assert headings(client.get("/help/faq/held-payment"))[0] == "What is a held payment?"
    assert headings(spanish.get("/help/faq/held-payment"))[0] == "¿Qué es un pago en espera?"
    assert 'href="/help/faq/make-a-payment"' in client.get("/help/faq/held-payment").content.decode()


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("temporary pin", "What is a temporary PIN?"),
        ("  TEMPORARY, pin?! ", "What is a temporary PIN?"),
        ("landlord", "How do I show my payments to a landlord or another office?"),
        ("six months", "What is a held payment?"),
        ("how much do I owe", "What is past due support?"),  # words that the answer itself does not use
        ("arrears", "What is past due support?"),
        ("change address", "How do I tell you my new address?"),
        ("email my caseworker", "How do I reach my Child Support Officer?"),
    ],
)
def test_an_answer_is_found_by_the_words_of_its_question_or_of_itself(client, question, first):
    found = headings(client.get("/help/faq", {"q": question}))
    assert first in found[1]


def test_spanish_is_found_with_and_without_its_accents(spanish):
    for question in ("olvidé", "olvide", "OLVIDÉ"):
        assert "/help/faq/lost-pin" in spanish.get("/help/faq", {"q": question}).content.decode()
    for question in ("cuanto debo", "atrasos"):
        assert headings(spanish.get("/help/faq", {"q": question}))[1] == "¿Qué es la manutención atrasada?"


def test_nothing_is_looked_for_where_nothing_was_asked(client, monkeypatch):
    monkeypatch.setattr(texts, "search_index", lambda language: pytest.fail("searched"))
    assert client.get("/help/faq").status_code == 200


@pytest.mark.parametrize("question", ["<script>alert(1)</script>", "x" * 5_000, "\x00'\""])
def test_an_odd_question_is_text_and_the_questions_stand(client, question):
    answer = client.get("/help/faq", {"q": question})
    assert answer.status_code == 200
    assert "We found nothing for" in words(answer)
    assert "<script>alert" not in answer.content.decode()
    assert len(answer.content) < 20_000
    assert 'href="/help/faq/held-payment"' in answer.content.decode()


def test_what_is_found_is_counted_and_leads_back_to_all_questions(client):
    answer = client.get("/help/faq", {"q": "rent"})
    assert "1 result for “rent”" in words(answer)
    assert Page(answer).attributes("main .onward a", "href") == ["/help/faq"]


def test_a_help_page_that_answers_is_named_and_not_shown_whole(client):
    answer = client.get("/help/faq", {"q": "interpreter"})
    assert headings(answer)[1] == "Translation Services"
    assert "Free interpreters, and this website in Spanish." in words(answer)


def test_the_topics_lead_to_their_questions(client):
    page = Page(client.get("/help/faq"))
    jumps = [address.removeprefix("#") for address in page.attributes("main .jump a", "href")]
    assert len(jumps) == 5
    assert jumps == page.attributes("main .topic h2", "id")


def test_an_empty_question_shows_all_and_says_nothing_of_a_search(client):
    assert 'role="status"' not in client.get("/help/faq?q=%20").content.decode().partition("<main")[2]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/CustomerConnect/login", "/login"),
        ("/CustomerConnect/login?x=//evil.test", "/login"),
        ("/CustomerConnect", "/"),
        ("/CustomerConnect/", "/"),
        ("/CustomerConnect/home/anything.do", "/"),
        ("/customer-connect", "/"),
    ],
)
def test_an_address_that_older_papers_print_leads_on_for_good(client, db, old, new):
    """S002 L15, S004 L8, S000 L7."""
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (301, new)


@pytest.mark.parametrize(
    ("language", "ready", "later"),
    [
        (
            "en",
            ["Convenient 24/7 access", "Email your caseworker", "Update your account information"],
            "Stay organized",
        ),
        ("es", ["Conveniente acceso 24/7", "Actualizar la información de su cuenta"], "Mantenerse organizado"),
    ],
)
@pytest.mark.parametrize("address", ["/", "/help/pamphlet"])
def test_only_what_is_there_is_promised(db, address, language, ready, later):
    """The first list is the one with ticks; what comes later stands in the second, with the number to call."""
    page = Page(Client(headers={"accept-language": language}).get(address))
    place = "main .ticks" if address == "/" else ".pamphlet section:first-child"
    first, second = (each.get_text() for each in page.all(f"{place} ul")[:2])
    for said in ready:
        assert said in first
    assert later in second
    assert later not in first
    assert "tel:+18669013212" in page.attributes(f"{place} a", "href")


def test_the_welcome_page_shows_the_tagline_and_for_whom_it_is(client, spanish):
    """S002 L34, S004 L12."""
    assert "Access @ Your Fingertips" in words(client.get("/"))
    assert "For parents and caregivers with a child support case: see your payments" in words(client.get("/"))
    assert "Acceso al alcance de su mano" in words(spanish.get("/"))


def test_the_welcome_page_leads_to_the_steps_and_to_all_help(client, db):
    told = client.get("/").content.decode()
    for address in ("getting-started", "view-payments", "update-contact-information", "by-phone"):
        assert f'href="/help/{address}"' in told
    assert 'href="/help"' in told


def test_a_folder_that_lacks_a_page_is_refused_by_name(settings, tmp_path):
    """An agency that brings its own folder learns at the start what is missing."""
    for language in ("en", "es"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "faq.md").write_text("---\ntitle: T\ndescription: D\ntopic: H\norder: 1\n---\n")
    settings.CONTENT = tmp_path
    with pytest.raises(ImproperlyConfigured, match="pages link to accessibility, appointments"):
        texts._texts.__wrapped__()
    (tmp_path / "es" / "faq.md").unlink()
    with pytest.raises(ImproperlyConfigured, match=r"es/faq\.md is missing"):
        texts._texts.__wrapped__()


def test_the_check_names_a_picture_that_is_not_there(settings, tmp_path):
    assert texts_can_be_shown() == []
    settings.CONTENT = tmp_path
    found = texts_can_be_shown()
    assert {each.id for each in found} == {"portal.E001"}
    assert f"{tmp_path}/es/pictures/login.webp: no such picture" in {each.msg for each in found}


def test_my_profile_leads_to_what_works(signed_in):
    page = signed_in(DANA).get("/profile").content.decode().partition("<h1>")[2]
    assert 'href="/security">Sign-in and security</a>' in page
    assert 'name="language" value="es" lang="es">Cambiar a español</button>' in page
    other = signed_in(DANA, "es").get("/profile").content.decode()
    assert 'name="language" value="en" lang="en">Switch to English</button>' in other.partition("<h1>")[2]

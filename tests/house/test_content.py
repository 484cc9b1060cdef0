"""The agency's texts (content/): equal in both languages, no link that leads nowhere, plain words, usted."""

import html
import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override

from connect.lib.content import RenderedText, Text
from connect.lib.folding import folded
from connect.lib.terms import terms
from connect.portal.help import texts
from tests.house.readability import grade, sentences, syllables
from tests.portal.crawl import crawl
from tests.support.html import html_errors

HARDEST = 8.0  # school grade of one English text; CONTRIBUTING says so
HARDEST_OF_ALL = 6.0  # and of all of them together
NAMES = [*texts.names(), *texts.meeting_names(), *(f"{texts.ANSWERS}{name}" for name in texts.answer_names())]
HEAVIEST_PICTURE = 30_000


def text(name: str, language: str) -> Text:
    with override(language):
        return texts.text(name)


def shown(name: str, language: str) -> RenderedText:
    with override(language):
        return texts.rendered(name)


def said(name: str, language: str) -> str:
    """All that a text says, its title and its description too."""
    written = text(name, language)
    return f"{written.title}. {written.description} {shown(name, language).words}"


# Twins


def of_source(name: str, language: str, pattern: str) -> list[str]:
    return sorted(re.findall(pattern, (settings.CONTENT / language / f"{name}.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", NAMES)
def test_a_text_and_its_twin_have_the_same_parts(name):
    """Headings, values of the profile, links, pictures and steps; only the words differ."""
    english, spanish = shown(name, "en"), shown(name, "es")
    assert english.headings == spanish.headings
    for part in (r"\{\{ *([\w.]+)", r"\]\((/[^)]*)\)", r"\((pictures/[^)]*)\)"):
        assert of_source(name, "en", part) == of_source(name, "es", part)
    for tag in ("<li>", "<p>", "<strong>"):
        assert english.markup.count(tag) == spanish.markup.count(tag), tag
    assert text(name, "en").order == text(name, "es").order


def test_a_topic_has_one_name_in_each_language():
    pairs = {(text(name, "en").topic, text(name, "es").topic) for name in NAMES}
    assert len({english for english, _ in pairs}) == len(pairs) == len({spanish for _, spanish in pairs})


def test_every_picture_is_used_and_small():
    for language in settings.AGENCY.languages:
        named = {path for name in NAMES for path in of_source(name, language, r"\((pictures/[^)]*)\)")}
        used = named | {path.replace(".webp", "-phone.webp") for path in named}
        files = {f"pictures/{path.name}": path for path in (settings.CONTENT / language / "pictures").iterdir()}
        assert used == files.keys()
        assert [name for name, path in files.items() if path.stat().st_size > HEAVIEST_PICTURE] == []


# Links


def dead_ends(pages: dict[str, str]) -> list[str]:
    """Links of `pages` ({address: its HTML}) to a page or a place of a page that is not among them."""
    ids = {address: set(re.findall(r'\bid="([^"]+)"', told)) for address, told in pages.items()}
    return sorted(
        f"{address}: {link}"
        for address, told in pages.items()
        for link in map(html.unescape, re.findall(r'<a [^>]*?href="([^"]*)"', told))
        if (place := urljoin(address, link)).startswith("/") and not _is_there(place, ids)
    )


def _is_there(place: str, ids: dict[str, set[str]]) -> bool:
    page, _, fragment = place.partition("#")
    return page in ids and (not fragment or fragment in ids[page])


def _is_behind_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/login?next=/")


@pytest.fixture(scope="module", params=settings.AGENCY.languages)
def public_pages(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: object) -> dict[str, str]:
    """{address: HTML} of every page a stranger can reach, and what older papers lead to. A page behind it is Login."""
    browser = Client(headers={"accept-language": request.param})
    old = ("/CustomerConnect/login", "/CustomerConnect", "/CustomerConnect/", "/customer-connect")
    with django_db_blocker.unblock():
        answers = {
            address: browser.get(answer["Location"]) if _is_behind_sign_in(answer) else answer
            for address, answer in crawl(browser, "/", "/help", *old)
            if not address.startswith(("/language", "/static/"))
        }
    statuses = {address: answer.status_code for address, answer in answers.items()}
    assert {status for address, status in statuses.items() if address not in old} == {200}, statuses
    assert {statuses[address] for address in old} == {301}
    return {address: answer.content.decode() for address, answer in answers.items() if address not in old}


@pytest.mark.django_db
def test_every_link_of_the_public_pages_leads_somewhere(public_pages):
    assert dead_ends(public_pages) == []
    assert {f"/help/{name}" for name in NAMES if not name.startswith(texts.MEETINGS)} | {
        "/",
        "/login",
        "/help",
    } <= public_pages.keys()
    assert len([address for address in public_pages if address.startswith("/help/local-office/")]) == 58


@pytest.mark.django_db
def test_every_public_page_is_valid_and_its_links_away_are_safe_and_marked(public_pages):
    for address, told in public_pages.items():
        assert html_errors(told) == [], address
        for link in re.findall(r"<a [^>]*>", told.partition("<main")[2].partition("</main>")[0]):
            target = re.search(r'href="([^"]*)"', link)[1]
            scheme = urlsplit(target).scheme
            assert scheme in ("", "https", "tel"), (address, link)
            assert (scheme == "https") == ('rel="external noreferrer"' in link), (address, link)


def test_a_dead_end_would_be_found():
    pages = {"/a": '<a href="/b#x">x</a><a href="c">c</a><a href="#top">t</a>', "/b": '<h2 id="y"></h2>'}
    assert dead_ends(pages) == ["/a: #top", "/a: /b#x", "/a: c"]


# Words


@pytest.mark.parametrize("name", NAMES)
def test_english_can_be_read_after_eight_years_of_school(name):
    assert grade(f"<p>{text(name, 'en').title}</p>{shown(name, 'en').markup}") <= HARDEST


def test_all_english_together_needs_six_years_of_school():
    assert grade("".join(shown(name, "en").markup for name in NAMES)) <= HARDEST_OF_ALL


def test_the_grade_is_that_of_the_formula():
    assert [syllables(word) for word in ("information", "paid", "table", "makes", "needed", "the")] == [
        4,
        1,
        2,
        1,
        2,
        1,
    ]
    assert sentences("<h2>The cat</h2><p>It sat. It ran!</p>") == [["The", "cat"], ["It", "sat"], ["It", "ran"]]
    assert round(grade("<p>The cat sat on the mat.</p>"), 2) == -1.45
    assert grade("<p>Notwithstanding administrative determinations, obligations necessitate verification.</p>") > 20


# Tú in its usual forms; verbs that are also other words are left out.
TU = re.compile(
    r"\b(tú|tu|tus|te|ti|contigo|eres|puedes|tienes|debes|necesitas|recibes|quieres|haz|ingresa tu)\b", re.I
)
# How the glossary says it in Spanish, beside the English words that call for it.
SPANISH = {
    r"participant id number": "numero de identificacion de participante",
    r"past due support": "manutencion atrasada|atrasos",
    r"child support order": "orden de manutencion",
    r"caseworker": "trabajador de su caso|trabajador de mi caso",
    r"other party": "otra persona",
    r"state disbursement unit": "unidad estatal de desembolsos",
    r"income withholding order": "orden de retencion de ingresos",
    r"electronic payment card": "tarjeta de pago electronico",
    r"direct deposit": "deposito directo",
    r"billing statement": "estado de cuenta",
    r"review and adjustment": "revision y ajuste",
    r"state hearing": "audiencia estatal",
    r"complaint (?!\()about|a complaint\b(?! \()": "queja|demanda",
    r"held payment": "pago en espera",
    r"local (?:child support )?(?:agency|office)": "agencia local|oficina local",
    r"payment history": "historial de pagos",
    r"case number": "numero de caso",
}


@pytest.mark.parametrize("name", NAMES)
def test_spanish_says_usted_and_the_words_of_the_glossary(name):
    english, spanish = said(name, "en"), said(name, "es")
    english = folded(english.replace(settings.AGENCY.addresses.payments, ""))  # what stands on an envelope
    assert TU.findall(spanish) == []
    missing = {
        wanted
        for asked, wanted in SPANISH.items()
        if re.search(asked, english) and not re.search(wanted, folded(spanish))
    }
    assert missing == set()


def test_the_other_you_would_be_found():
    assert TU.findall("Ingresa tu PIN y haz clic") == ["Ingresa tu", "haz"]


def test_the_spanish_words_are_those_of_the_glossary():
    """Each of them stands in the glossary's Spanish, so that a change there is noticed here."""
    glossary = folded(" ".join(term.term_es for term in terms().values()))
    wanted = {alternative for each in SPANISH.values() for alternative in each.split("|")}
    unknown = {each for each in wanted if each not in glossary}
    assert unknown <= {"trabajador de mi caso", "oficina local", "demanda"}

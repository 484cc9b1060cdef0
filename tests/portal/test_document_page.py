"""One document as a page and as a PDF: the same blocks, for its owner alone, in two languages, marked as opened."""

import re
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connect.cases.kinds import Accommodation, DocumentKind
from connect.cases.models import Participant
from connect.cases.viewer import Viewer
from connect.documents import drawing, queries
from connect.documents.models import Document
from connect.documents.snapshots import to_json
from connect.documents.wording import current_version
from connect.lib.public_id import public_id
from connect.paper.blocks import texts_of
from tests.documents.drawn import sample_blocks
from tests.documents.samples import sample
from tests.paper import pdfs
from tests.portal.crawl import words
from tests.support.cast import DANA, NOOR, RILEY, Member
from tests.support.html import html_errors

MOST_QUERIES = 9


def given(member: Member, kind: DocumentKind = DocumentKind.BILLING, **changes: object) -> Document:
    """A document of this person, made of the plain sample."""
    snapshot = sample(kind, "plain")
    month = getattr(snapshot, "month", None)
    facts = {
        "participant_id": member.participant_id,
        "document_id": f"{kind}.2026-11",
        "public_id": public_id(b"test", "document", member.participant_id, kind),
        "kind": kind,
        "case_number": getattr(snapshot, "case_number", ""),
        "month": month,
        "dated_on": snapshot.dated_on,
        "made_at": datetime(2026, 12, 1, 15, tzinfo=UTC),
        "language": "en",
        "wording": current_version(kind),
        "snapshot": to_json(snapshot),
    }
    return Document.objects.create(**(facts | changes))


def pdf(browser, document: Document, language: str = "en") -> bytes:
    answer = browser.get(f"/documents/{document.public_id}.pdf?in={language}")
    assert answer.status_code == 200
    return answer.content


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", DocumentKind)
def test_the_page_says_every_text_of_the_paper(signed_in, kind, language):
    browser = signed_in(DANA, language)
    document = given(DANA, kind)
    answer = browser.get(f"/documents/{document.public_id}")
    assert html_errors(answer.content.decode()) == []
    told = re.sub(r"\s+", "", words(answer))
    found = queries.document(Viewer(DANA.participant_id, "", language, None), document.public_id)
    for text in texts_of(drawing.drawn_document(found, language).blocks):
        assert re.sub(r"\s+", "", text) in told, text
    assert re.search(r"<h1>(.*?)</h1>", answer.content.decode())[1].startswith(
        sample_blocks(kind, "plain", language)[0].text[:20]
    )


def test_the_other_language_is_one_tap_away_on_the_page_and_in_the_pdf(signed_in):
    browser, document = signed_in(DANA), given(DANA)
    address = f"/documents/{document.public_id}"
    page = browser.get(address).content.decode()
    assert 'href="?in=es" lang="es" hreflang="es">Leer en español</a>' in page
    spanish = browser.get(f"{address}?in=es").content.decode()
    assert '<html lang="en">' in spanish
    assert '<article class="document" lang="es">' in spanish
    assert "Este mes debe" in spanish
    assert "Estado de cuenta mensual" in "".join(pdfs.texts(pdf(browser, document, "es")))
    nonsense = browser.get(f"{address}?in=xx").content.decode()
    assert "You owe this month" in nonsense


def test_opening_a_document_makes_it_old_and_reading_it_again_writes_nothing(signed_in):
    browser = signed_in(DANA)
    page, kept = given(DANA), given(DANA, DocumentKind.WARNING)
    browser.get(f"/documents/{page.public_id}")
    pdf(browser, kept)
    first = Document.objects.get(public_id=page.public_id).opened_at
    assert first is not None
    assert Document.objects.get(public_id=kept.public_id).opened_at is not None
    browser.get(f"/documents/{page.public_id}")
    assert Document.objects.get(public_id=page.public_id).opened_at == first


@pytest.mark.parametrize("ending", ["", ".pdf", "?in=es", ".pdf?in=es"])
def test_someone_elses_document_is_the_404_of_one_that_never_was(signed_in, ending):
    theirs = given(RILEY)
    browser = signed_in(DANA)
    answers = [browser.get(f"/documents/{public_id}{ending}") for public_id in (theirs.public_id, "A" * 22)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert dict(answers[0].headers) == dict(answers[1].headers)
    assert Document.objects.get(public_id=theirs.public_id).opened_at is None


def test_a_pdf_is_shown_and_not_kept_and_its_name_says_nothing(signed_in):
    browser, document = signed_in(DANA), given(DANA, DocumentKind.WARNING)
    answer = browser.get(f"/documents/{document.public_id}.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="document.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content.startswith(b"%PDF-1.7")
    page = browser.get(f"/documents/{document.public_id}")
    assert "<title>Document | " in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_signed_out_leads_to_sign_in(client, cast):
    document = given(DANA)
    for ending in ("", ".pdf"):
        answer = client.get(f"/documents/{document.public_id}{ending}")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login?next=/documents/")


def test_a_pdf_while_too_many_are_drawn_is_the_busy_page_and_nothing_is_lost(signed_in, monkeypatch):
    """Each place is taken: 429 after the wait, as for sign-ins. A page needs no place, and the next PDF comes."""
    monkeypatch.setattr(settings, "PDF_WAIT_SECONDS", 0.01)
    browser, document = signed_in(DANA), given(DANA)
    for _ in range(settings.PDFS_AT_ONCE):
        assert drawing._AT_ONCE.acquire(timeout=1)
    try:
        busy = browser.get(f"/documents/{document.public_id}.pdf")
        assert browser.get(f"/documents/{document.public_id}").status_code == 200
    finally:
        for _ in range(settings.PDFS_AT_ONCE):
            drawing._AT_ONCE.release()
    assert busy.status_code == 429
    assert busy.headers["Retry-After"] == "60"
    assert "Please wait a moment" in busy.content.decode()
    assert pdf(browser, document).startswith(b"%PDF")


def test_a_reader_with_the_mark_finds_no_address_in_page_or_pdf(signed_in):
    """Also where the snapshot has one: it was made before the mark came."""
    browser, document = signed_in(NOOR), given(NOOR, DocumentKind.COLLECTIONS)
    assert "1187 W PINE" not in words(browser.get(f"/documents/{document.public_id}"))
    assert "1187 W PINE" not in "".join(pdfs.texts(pdf(browser, document)))
    dana = signed_in(DANA)
    told = "".join(pdfs.texts(pdf(dana, given(DANA, DocumentKind.COLLECTIONS, document_id="x"))))
    assert "1187 W PINE ST" in told


def test_who_needs_large_print_gets_it_without_asking(signed_in):
    browser, document = signed_in(DANA), given(DANA)
    usual = len(pdfs.texts(pdf(browser, document)))
    Participant.objects.filter(participant_id=DANA.participant_id).update(accommodation=Accommodation.LARGE_PRINT)
    assert len(pdfs.texts(pdf(browser, document))) > usual


def test_a_withdrawn_notice_is_read_and_says_that_it_was_taken_back(signed_in):
    document = given(DANA, DocumentKind.CLOSURE, withdrawn_on=date(2027, 1, 8))
    told = words(signed_in(DANA).get(f"/documents/{document.public_id}"))
    assert "We took this notice back on January 8, 2027." in told


def test_a_phone_number_in_a_sentence_can_be_tapped_and_an_address_followed(signed_in):
    page = signed_in(DANA).get(f"/documents/{given(DANA).public_id}").content.decode()
    assert '<a href="tel:+18669013212">(866) 901-3212</a>' in page
    assert '<a href="https://www.casdu.com/" rel="external noreferrer">https://www.casdu.com/</a>' in page


def test_the_page_offers_an_interpreter_in_every_language_and_other_forms_of_the_paper(signed_in):
    """The PDF prints the offers that our font can; the page has the rest too."""
    document = given(DANA)
    page = signed_in(DANA).get(f"/documents/{document.public_id}").content.decode()
    offered = re.findall(r'<p class="note" lang="([\w-]+)">', page)
    assert offered == [each.code for each in settings.AGENCY.interpreters if each.code != "en"]
    assert f'href="/documents/request?document={document.public_id}"' in page


def test_a_document_costs_few_queries(signed_in):
    browser, document = signed_in(DANA), given(DANA)
    browser.get(f"/documents/{document.public_id}")
    for ending in ("", ".pdf"):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(f"/documents/{document.public_id}{ending}").status_code == 200
        assert len(captured) <= MOST_QUERIES
